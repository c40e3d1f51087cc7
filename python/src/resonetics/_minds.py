"""What learners of the playground have learned: files of `resonetics train`, or of the page."""

from __future__ import annotations

import json
import os
import struct
import weakref
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import _library

_MOST = 128 << 20  # bytes of a file


class Mind:
    """A learned policy. It acts greedily, by the weights that `resonetics eval` measures."""

    def __init__(self, data: bytes, name: str = "mind") -> None:
        self._data, self._name = data, name
        told = json.loads(_library.ask("mind", 0, data))
        self._handle: int = told["handle"]
        weakref.finalize(self, _library.close, self._handle)
        self.policy: str = told["policy"]
        """Who learned: "pilot", "pilot-prophet", "pqn", "pqn-prophet" or "qtable"."""
        self.steps: int = told["steps"]
        """From how many steps it has learned."""
        self.preset: str | None = told["preset"] or None
        """In which preset, where that is known."""
        self.world: dict[str, float] = told["world"]
        """The numbers of the world in which it learned."""

    def __repr__(self) -> str:
        return f"<Mind {self._name}: {self.policy} after {self.steps} steps>"

    def __reduce__(self) -> tuple[Any, ...]:
        return Mind, (self._data, self._name)

    @property
    def handle(self) -> int:
        """The number by which the library knows it."""
        return self._handle

    def act(self, observations: Any) -> NDArray[np.int64]:
        """Returns the action for each row of observations; for a single one, a single action."""
        rows = np.ascontiguousarray(observations, "<f4")
        answer = np.frombuffer(_library.ask("act", self._handle, rows.tobytes()), np.uint8).astype(np.int64)
        return answer if rows.ndim > 1 else answer.reshape(())

    @property
    def weights(self) -> dict[str, NDArray[np.float32]]:
        """The weights by which it acts, by the name of the layer; [in, out]. Empty for a table."""
        tensors = read_safetensors(self._data)
        prefix = self.policy.partition("-")[0] + ".average."
        return {name.removeprefix(prefix): v for name, v in tensors.items() if name.startswith(prefix)}


def load(source: str | os.PathLike[str] | bytes) -> Mind:
    """Reads what a learner has learned: a checkpoint, or a saved run with a policy that learns."""
    if isinstance(source, bytes):
        return Mind(source)
    path = Path(source)
    if path.stat().st_size > _MOST:
        raise ValueError(f"{path} has {path.stat().st_size:,} bytes, want at most {_MOST:,}")
    try:
        return Mind(path.read_bytes(), path.name)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


_TYPES = {"F32": "<f4", "F64": "<f8", "U8": "u1", "U64": "<u8"}


def read_safetensors(data: bytes) -> dict[str, NDArray[Any]]:
    """Returns the tensors of a safetensors file that the library has checked."""
    (length,) = struct.unpack("<Q", data[:8])
    header, body = json.loads(data[8 : 8 + length]), data[8 + length :]
    header.pop("__metadata__", None)
    tensors = {}
    for name, t in header.items():
        first, last = t["data_offsets"]
        tensors[name] = np.frombuffer(body[first:last], _TYPES[t["dtype"]]).reshape(t["shape"])
    return tensors
