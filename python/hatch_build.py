"""Builds the library and what is generated from the program's tables into the wheel.

RESONETICS_PLATFORM chooses another platform than this one, such as linux/arm64; it needs a C
compiler for it, for which ziglang from PyPI serves. RESONETICS_CC=zig takes that for this
platform too, which makes a wheel that older systems run.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent.parent
GLIBC = "2.17"  # the oldest that zig's wheels run with
MACOS = "12_0"  # the oldest that Go's programs run on

# Of each platform: zig's name, the library's file, and the tag of its wheels.
PLATFORMS = {
    "linux/amd64": (f"x86_64-linux-gnu.{GLIBC}", "libresonetics.so", "x86_64"),
    "linux/arm64": (f"aarch64-linux-gnu.{GLIBC}", "libresonetics.so", "aarch64"),
    "windows/amd64": ("x86_64-windows-gnu", "resonetics.dll", "win_amd64"),
    "darwin/amd64": ("x86_64-macos", "libresonetics.dylib", f"macosx_{MACOS}_x86_64"),
    "darwin/arm64": ("aarch64-macos", "libresonetics.dylib", f"macosx_{MACOS}_arm64"),
}


def host() -> str:
    """Returns this machine's platform as Go names it."""
    machine = platform.machine().lower()
    system = {"linux": "linux", "win32": "windows", "darwin": "darwin"}.get(sys.platform, sys.platform)
    return f"{system}/{ {'x86_64': 'amd64', 'amd64': 'amd64', 'aarch64': 'arm64', 'arm64': 'arm64'}.get(machine, machine) }"


def version() -> str:
    """Returns the program's version, as the Makefile does."""
    told = subprocess.run(["git", "describe", "--tags", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True)
    return told.stdout.strip() or "unknown"


def go(*arguments: str, **variables: str) -> str:
    """Runs Go in the repository and returns what it prints."""
    done = subprocess.run(["go", *arguments], cwd=ROOT, env=os.environ | variables, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"go {' '.join(arguments)} ended with {done.returncode}; its output says why")
    return done.stdout


def compiler(target: str, here: bool) -> str | None:
    """Returns the C compiler for a platform; None for Go's own choice."""
    if here and os.environ.get("RESONETICS_CC") != "zig":
        return None
    return f"{sys.executable} -m ziglang cc -target {target}"


def build_library(name: str, to: Path) -> None:
    """Compiles the library for a platform into a file."""
    system, _, machine = name.partition("/")
    variables = {"CGO_ENABLED": "1", "GOOS": system, "GOARCH": machine, "GOEXPERIMENT": "simd" if machine == "amd64" else ""}
    if cc := compiler(PLATFORMS[name][0], name == host()):
        variables["CC"] = cc
    flags = f"-s -w -X main.version={version()}"
    go("build", "-buildvcs=false", "-buildmode=c-shared", "-trimpath", "-ldflags", flags, "-o", str(to), "./python/lib", **variables)


def tag(name: str, library: Path) -> str:
    """Returns the platform tag of a wheel with that library."""
    last = PLATFORMS[name][2]
    if not name.startswith("linux/"):
        return last
    # The newest version of glibc that the library asks for, as auditwheel finds it.
    needed = max((int(a), int(b)) for a, b in re.findall(rb"GLIBC_(\d+)\.(\d+)", library.read_bytes()))
    newest = max(needed, tuple(map(int, GLIBC.split("."))))
    return f"manylinux_{newest[0]}_{newest[1]}_{last}"


TYPES = {"float": "float", "int": "int", "bool": "bool"}


def keywords(table: dict[str, Any]) -> str:
    """Writes the parameters as the type of a function's keywords."""
    lines = ['"""The keywords of a world, written by the program when the package was built."""', "", "from typing_extensions import TypedDict", "", ""]
    lines += ["class WorldParameters(TypedDict, total=False):", '    """Every number of a world; `resonetics.parameters()` has the defaults."""', ""]
    for p in table["parameters"]:
        if p["key"] == "rules":
            continue
        unit = f" {p['unit']}" if p["unit"] else ""
        lines += [f"    {p['key'].replace('-', '_')}: {TYPES[p['kind']]}", f'    """{p["help"]} ({p["accepts"]}{unit})"""']
    return "\n".join(lines) + "\n"


class Hook(BuildHookInterface):
    def initialize(self, version_: str, build_data: dict[str, Any]) -> None:
        name = os.environ.get("RESONETICS_PLATFORM") or host()
        if name not in PLATFORMS:
            raise RuntimeError(f"RESONETICS_PLATFORM is {name!r}, want one of {', '.join(PLATFORMS)}")
        folder = ROOT / "build" / "python" / name.replace("/", "-")
        folder.mkdir(parents=True, exist_ok=True)
        library = folder / PLATFORMS[name][1]
        build_library(name, library)
        table = go("run", "-buildvcs=false", "./python/table", "-version", version())
        (folder / "_table.json").write_text(table, encoding="utf-8")
        (folder / "_parameters.py").write_text(keywords(json.loads(table)), encoding="utf-8")
        for file in (library, folder / "_table.json", folder / "_parameters.py"):
            build_data["force_include"][str(file)] = f"resonetics/{file.name}"
        build_data["force_include"][str(ROOT / "LICENSE")] = "resonetics/LICENSE"
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{tag(name, library)}"
