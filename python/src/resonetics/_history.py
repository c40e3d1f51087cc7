"""Runs of links, step by step."""

from __future__ import annotations

import csv
import io
import json
import warnings
import weakref
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import _library

_BLOCK = 512  # steps at a time: what a session remembers of each step


class History(Mapping[str, NDArray[Any]]):
    """What a run was, step by step: ``step``, and an array for every series of its charts.

    The arrays are contiguous and of one type each, as Arrow has them; a gap is NaN.
    """

    def __init__(self, arrays: dict[str, NDArray[Any]], opened: dict[str, Any], told: dict[str, Any]) -> None:
        self._arrays = arrays
        self.lab: str = opened["lab"]
        """The lab of the link."""
        self.seed = int(opened["seed"])
        """The seed of the run."""
        self.step: int = told["step"]
        """How many steps it has taken."""
        self.digest: str = told["digest"]
        """16 digits that are the same wherever the run gives the same bits."""
        self.link: str = told["link"]
        """The link of the run up to this step, with its digest."""
        self.same: bool = told["same"]
        """Whether it is what it was when it was shared; True where the link does not say."""
        self.metrics: dict[str, float | None] = told["metrics"]
        """The numbers shown at the last step; None where there is nothing to tell."""
        self.text: str = told["text"]
        """The last moment in words."""
        self.waiting: bool = told["waiting"]
        """Whether it stopped because it waits for a visitor's action."""
        self.rows: list[dict[str, str]] = list(csv.DictReader(io.StringIO(told["rows"]), opened["columns"]))
        """The rows that the page saves as CSV: one an episode, or one a step."""

    def __getitem__(self, key: str) -> NDArray[Any]:
        return self._arrays[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def __repr__(self) -> str:
        return f"<History of lab {self.lab}, seed {self.seed}, {self.step} steps, digest {self.digest}>"

    def to_pandas(self) -> Any:
        """Returns a pandas frame with a row a step."""
        import pandas  # type: ignore[import-untyped,unused-ignore]

        return pandas.DataFrame(self._arrays)

    def to_polars(self) -> Any:
        """Returns a polars frame with a row a step."""
        import polars

        return polars.DataFrame(self._arrays)


_FRAMES: dict[str | None, Callable[[History], Any]] = {
    None: lambda history: history,
    "pandas": History.to_pandas,
    "polars": History.to_polars,
}


def run(link: str, steps: int | None = None, *, frame: str | None = None, progress: Callable[[int, int], None] | None = None) -> Any:
    """Repeats the run of a link of the page, of any lab, and returns its history.

    Args:
        link: a link, or the part of one after #.
        steps: up to which step; None: up to that at which the link was shared.
        frame: "pandas" or "polars" for a frame; None for a :class:`History`.
        progress: called with how many steps there are, of how many.

    Warns where the run gives other bits than when it was shared. A run that waits for a
    visitor, or whose program fails, ends there.
    """
    if frame not in _FRAMES:
        raise ValueError(f"frame is {frame!r}, want None, 'pandas' or 'polars'")
    opened = json.loads(_library.ask("run", 0, link.encode()))
    wanted = opened["at"] if steps is None else steps
    if not isinstance(wanted, int) or wanted < 1:
        hint = "the link does not say up to which step; give steps" if steps is None else f"steps is {steps!r}"
        raise ValueError(f"{hint}, want a whole number from 1")
    history = _repeat(opened, wanted, progress)
    if not history.same:
        warnings.warn(f"step {opened['at']}: not the same bits as when it was shared; the digest is {history.digest} here", RuntimeWarning, stacklevel=2)
    return _FRAMES[frame](history)


class _Opened:
    """Closes a run of the library when it is no longer needed."""

    def __init__(self, handle: int) -> None:
        self.handle = handle
        weakref.finalize(self, _library.close, handle)


def _repeat(opened: dict[str, Any], wanted: int, progress: Callable[[int, int], None] | None) -> History:
    session, series = _Opened(opened["handle"]), opened["series"]
    blocks, taken = [], 0
    while taken < wanted:
        block = min(_BLOCK, wanted - taken)
        rows = np.frombuffer(_library.ask("advance", session.handle, str(block).encode()), "<f4").reshape(-1, len(series))
        blocks.append(rows)
        taken += len(rows)
        if progress is not None:
            progress(taken, wanted)
        if len(rows) < block:
            break
    told = json.loads(_library.ask("told", session.handle))
    if told["fault"]:
        warnings.warn(f"after step {told['step']} the run stands still: {told['fault']}", RuntimeWarning, stacklevel=3)
    table = np.concatenate(blocks).astype(np.float32)
    arrays: dict[str, NDArray[Any]] = {"step": np.arange(1, taken + 1, dtype=np.int64)}
    arrays |= {key: np.ascontiguousarray(table[:, i]) for i, key in enumerate(series)}
    return History(arrays, opened, told)
