"""Builds a wheel for this machine, and for every other platform that a C compiler is here for.

Usage: python wheels.py FOLDER [PLATFORM…]

It needs hatchling, auditwheel and ziglang, which `make wheel` installs into an environment of
its own below build/. What could not be built is named with the reason.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from hatch_build import PLATFORMS, host  # noqa: E402

MOST_BYTES = 8_000_000


def build(platform: str, folder: Path) -> Path:
    """Builds the wheel of a platform and returns its path."""
    before = set(folder.glob("*.whl"))
    variables = {"RESONETICS_PLATFORM": platform, "RESONETICS_CC": "zig"}
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=Path(__file__).parent,
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode != 0:
        raise RuntimeError(reason(done.stdout))
    made = set(folder.glob("*.whl")) - before
    return made.pop() if made else max(folder.glob("*.whl"), key=lambda wheel: wheel.stat().st_mtime)


def reason(output: str) -> str:
    """Returns the line of a failed build that says most."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"error|unable|not found|undefined", line) and "Traceback" not in line]
    return (telling or lines or ["it said nothing"])[0]


def glibc(text: str) -> tuple[int, ...]:
    """Returns the version of glibc in the first manylinux tag of a text; empty where there is none."""
    tag = re.search(r"manylinux_(\d+)_(\d+)", text)
    return tuple(map(int, tag.groups())) if tag else ()


def check(wheel: Path, platform: str) -> str:
    """Returns what is wrong with a wheel; empty where nothing is."""
    if wheel.stat().st_size > MOST_BYTES:
        return f"{wheel.stat().st_size:,} bytes, want at most {MOST_BYTES:,}"
    if not platform.startswith("linux/"):
        return ""
    done = subprocess.run([sys.executable, "-m", "auditwheel", "show", str(wheel)], capture_output=True, text=True)
    found, tag = glibc(" ".join(done.stdout.split())), glibc(wheel.name)
    return "" if found and tag and found <= tag else f"auditwheel says: {done.stdout or done.stderr}"


def main(folder: Path, platforms: list[str]) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    failed = 0
    for platform in platforms or [host(), *(p for p in PLATFORMS if p != host())]:
        try:
            wheel = build(platform, folder)
            wrong = check(wheel, platform)
            print(f"{platform}: {wheel} ({wheel.stat().st_size / 1e6:.1f} MB){' - ' + wrong if wrong else ''}", flush=True)
        except RuntimeError as error:
            wrong = str(error)
            print(f"{platform}: not built: {wrong}", flush=True)
        failed |= bool(wrong) and platform == host()
    return failed


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), sys.argv[2:]))
