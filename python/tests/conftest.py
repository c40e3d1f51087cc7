"""What the tests share. Go's test of the package sets the variables."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("RESONETICS_ROOT", Path(__file__).resolve().parents[2]))
MINDS = ROOT / "internal" / "recorded" / "testdata" / "mind"


def variable(name: str) -> str:
    """Returns a variable that Go's test sets, or skips the test."""
    value = os.environ.get(name)
    if not value:
        pytest.skip(f"{name} is not set: go test ./python sets it")
    return value


@pytest.fixture(scope="session")
def terminal() -> Callable[..., str]:
    """The terminal's program: what it prints for some arguments."""
    program = variable("RESONETICS_COMMAND")
    return lambda *arguments: subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout
