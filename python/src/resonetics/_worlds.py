"""Worlds of the library over NumPy arrays."""

from __future__ import annotations

import ctypes
import json
import weakref
from typing import Any

import numpy as np

from . import _library
from ._table import World

DISABLED, NEXT_STEP, SAME_STEP = 0, 1, 2  # as in bridge/worlds.go
STAY, NEXT, RUN, EPISODE = 0, 1, 2, 3
DECIMALS = ("avg_load", "budget", "cost")
WHOLES = ("oom_nodes", "critical_oom")
MOST_SEED = 2**64 - 1


class Worlds:
    """Some worlds of one configuration. The arrays are written by every call."""

    def __init__(self, world: World, count: int, mode: int) -> None:
        seen = world.observations
        self.count = count
        self.actions = np.zeros(count, np.int64)
        self.observations = np.zeros((count, seen), np.float32)
        self.rewards = np.zeros(count, np.float64)
        self.terminated = np.zeros(count, np.bool_)
        self.truncated = np.zeros(count, np.bool_)
        self.decimals = np.zeros((len(DECIMALS), count), np.float64)
        self.wholes = np.zeros((len(WHOLES), count), np.int64)
        self.ended = np.zeros(count, np.bool_)
        self.final_observations = np.zeros((count, seen), np.float32)
        self.final_decimals = np.zeros((len(DECIMALS), count), np.float64)
        self.final_wholes = np.zeros((len(WHOLES), count), np.int64)
        self.begin = np.zeros(count, np.uint8)
        self.seeds = np.zeros(count, np.uint64)
        self.numbers = np.zeros(count, np.uint64)
        self._error = ctypes.create_string_buffer(_library.ERROR_SIZE)
        places: dict[str, Any] = {name: getattr(self, name).ctypes.data for name in _library.ARRAYS}
        places["error"], places["error_size"] = ctypes.addressof(self._error), _library.ERROR_SIZE
        library = _library.library()
        config = json.dumps(world.numbers()).encode()
        self.handle: int = library.resonetics_open(config, len(config), count, seen, mode, ctypes.byref(_library.Buffers(**places)))
        if self.handle < 0:
            _library.refuse(self.handle, self.error())
        self.step_call = library.resonetics_step
        self._reset_call = library.resonetics_reset
        self.close = weakref.finalize(self, _library.close, self.handle)

    def error(self) -> str:
        """Returns what the last call that failed said."""
        return _library.message(self._error)

    def reset(self) -> None:
        """Begins what ``begin``, ``seeds`` and ``numbers`` say."""
        _library.library()  # refuses in a forked process
        if code := self._reset_call(self.handle):
            _library.refuse(code, self.error())


def checked_seed(seed: Any, what: str = "seed") -> int:
    """Returns a seed that the library can take."""
    if isinstance(seed, (int, np.integer)) and not isinstance(seed, bool) and 0 <= seed <= MOST_SEED:
        return int(seed)
    raise ValueError(f"{what} is {seed!r}, want a whole number from 0 to {MOST_SEED}")
