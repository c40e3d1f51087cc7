"""How a world is shown."""

from __future__ import annotations

import json
import struct
from typing import Any

import gymnasium
import numpy as np

from . import _library

RENDER_MODES = ("rgb_array", "ansi")
THEMES = ("dark", "light")


class Look:
    """What an environment was told about its pictures, checked."""

    def __init__(self, mode: str | None, size: int, theme: str) -> None:
        if mode is not None and mode not in RENDER_MODES:
            raise ValueError(f"render_mode is {mode!r}, want None or one of {', '.join(RENDER_MODES)}")
        if theme not in THEMES:
            raise ValueError(f"theme is {theme!r}, want one of {', '.join(THEMES)}")
        if not 32 <= size <= 4096:
            raise ValueError(f"render_size is {size!r}, want 32 to 4096 pixels")
        self.mode, self.size, self.light = mode, int(size), theme == "light"

    def render(self, env: Any, handle: int, world: int) -> Any:
        """Shows one of the worlds of a number."""
        if self.mode is None:
            name = env.spec.id if env.spec else type(env).__name__
            gymnasium.logger.warn(f'{name} was made without a render_mode, so that render returns nothing; give "rgb_array" or "ansi" when making it')
            return None
        request = json.dumps({"world": world, "side": self.size, "light": self.light}).encode()
        if self.mode == "ansi":
            return _library.ask("ansi", handle, request).decode()
        answer = _library.ask("rgb", handle, request)
        width, height = struct.unpack("<II", answer[:8])
        return np.frombuffer(answer, np.uint8, offset=8).reshape(height, width, 3).copy()
