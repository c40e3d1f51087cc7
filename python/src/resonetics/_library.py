"""Loads the compiled library, late, and calls it.

Its runtime does not survive a fork: of its threads, only the one that forked goes on. A
forked process that inherits it therefore refuses every call with a sentence, where it would
otherwise wait for ever.
"""

from __future__ import annotations

import ctypes
import itertools
import json
import os
import platform
import sys
import weakref
from pathlib import Path
from typing import Any, NoReturn, Protocol

NAMES = {"linux": "libresonetics.so", "darwin": "libresonetics.dylib", "win32": "resonetics.dll"}

INHERITED = (
    "this process was forked from one that had already used Resonetics, and the library does not survive a fork. "
    "Fork before the first reset in the parent, or start workers with the method 'spawn' or 'forkserver' "
    "(AsyncVectorEnv: context='spawn'; SubprocVecEnv: start_method='spawn')"
)

ERROR_SIZE = 1024  # bytes of a message
BAD_ORDER = -2  # what a call returns that came at the wrong time


# The arrays of some worlds, in the order of lib/main.go.
ARRAYS = (
    "actions",
    "observations",
    "rewards",
    "terminated",
    "truncated",
    "decimals",
    "wholes",
    "ended",
    "final_observations",
    "final_decimals",
    "final_wholes",
    "begin",
    "seeds",
    "numbers",
)


class Buffers(ctypes.Structure):
    """Where the arrays of some worlds are, and where their errors go."""

    _fields_ = [(name, ctypes.c_void_p) for name in (*ARRAYS, "error")] + [("error_size", ctypes.c_int64)]


class _Live(Protocol):
    def refuse(self, why: str) -> None: ...


_loaded: ctypes.CDLL | None = None
_inherited = False
_live: weakref.WeakSet[Any] = weakref.WeakSet()  # what must refuse in a forked process
_keys = itertools.count(1)


def _after_fork_in_child() -> None:
    global _inherited
    if _loaded is None:
        return
    _inherited = True
    for one in list(_live):
        one.refuse(INHERITED)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)


def usable() -> bool:
    """Whether the library may be called without loading it first."""
    return _loaded is not None and not _inherited


def watch(one: _Live) -> None:
    """Has ``one`` refuse further calls in processes that are forked from this one."""
    _live.add(one)


def library() -> ctypes.CDLL:
    """Returns the library, loaded."""
    global _loaded
    if _inherited:
        raise RuntimeError(INHERITED)
    if _loaded is None:
        _loaded = _load(Path(__file__).parent)
    return _loaded


def _load(folder: Path) -> ctypes.CDLL:
    here = f"{sys.platform} on {platform.machine()}"
    name = NAMES.get(sys.platform)
    if name is None:
        raise ImportError(f"Resonetics has no library for {here}; there are wheels for Linux, Windows and macOS")
    path = folder / name
    if not path.exists():
        others = [n for n in NAMES.values() if (folder / n).exists()]
        was = f"holds {others[0]}, which is of another platform" if others else "holds no library"
        raise ImportError(f"{folder} {was}: this is {here}. Install a wheel of this platform: pip install --force-reinstall resonetics")
    try:
        lib = ctypes.CDLL(str(path))
    except OSError as error:
        raise ImportError(f"{path} does not load on {here}: {error}. Install a wheel of this platform: pip install --force-reinstall resonetics") from error
    number, text = ctypes.c_int64, ctypes.c_char_p
    for function, arguments, result in (
        ("resonetics_open", [text, number, number, number, number, ctypes.POINTER(Buffers)], number),
        ("resonetics_reset", [number], number),
        ("resonetics_step", [number], number),
        ("resonetics_close", [number], None),
        ("resonetics_ask", [text, number, text, number, number, text, number], number),
        ("resonetics_take", [number, ctypes.c_char_p], None),
    ):
        entry = getattr(lib, function)
        entry.argtypes, entry.restype = arguments, result
    return lib


def close(handle: int) -> None:
    """Forgets what has that number; nothing happens in a process that inherited it."""
    if _loaded is not None and not _inherited:
        _loaded.resonetics_close(handle)


def message(error: Any) -> str:
    """Returns the text in a buffer for errors."""
    return bytes(error.value).decode("utf-8", "replace")


def refuse(code: int, text: str) -> NoReturn:
    """Raises what a call's negative result means."""
    if code == BAD_ORDER:
        raise RuntimeError(text)
    raise ValueError(text)


def ask(name: str, handle: int = 0, request: bytes = b"") -> bytes:
    """Asks the library by name, about what has that number."""
    lib, key = library(), next(_keys)
    error = ctypes.create_string_buffer(ERROR_SIZE)
    size = lib.resonetics_ask(name.encode(), handle, request, len(request), key, error, ERROR_SIZE)
    if size < 0:
        refuse(size, message(error))
    answer = ctypes.create_string_buffer(max(size, 1))
    lib.resonetics_take(key, answer)
    return answer.raw[:size]


def ask_json(name: str, handle: int = 0, **request: Any) -> Any:
    """Asks with JSON and returns what the answer says, None where it is empty."""
    answer = ask(name, handle, json.dumps(request).encode())
    return json.loads(answer) if answer else None
