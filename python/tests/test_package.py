"""The package itself: its tables, its wheel, and a library that does not fit."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, variable

import resonetics
from resonetics import _library, _parameters, _table

MOST_BYTES = 8_000_000


def test_the_table_is_the_librarys() -> None:
    assert json.loads(_library.ask("table")) == _table._raw
    assert resonetics.VERSION == _table._raw["version"]


def test_keywords_are_generated_from_the_table() -> None:
    keywords = list(_parameters.WorldParameters.__annotations__)
    assert keywords == [p.key for p in resonetics.parameters()]
    kinds = {p.key: p.kind for p in resonetics.parameters()}
    assert kinds["rows"] == "int" and kinds["drift"] == "float" and kinds["any_oom_terminates"] == "bool"
    assert all(p.help and p.accepts for p in resonetics.parameters())
    assert [p.default for p in resonetics.parameters("v4.5") if p.key == "rows"] == [4]


def test_defaults_are_accepted_and_presets_are_what_the_program_plays() -> None:
    for rules in resonetics.RULES:
        env = resonetics.ClusterEnv(rules=rules, **{p.key: p.default for p in resonetics.parameters(rules)})
        same = resonetics.ClusterEnv(rules=rules)
        assert (env.reset(seed=1)[0] == same.reset(seed=1)[0]).all()
        assert env.action_space.n == len(resonetics.ACTIONS[rules])


def test_the_documents_name_every_function() -> None:
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    for name in resonetics.__all__:
        assert name in text, f"docs/python.md does not name {name}"
        thing = getattr(resonetics, name)
        if inspect.isclass(thing) or inspect.isfunction(thing):
            assert inspect.getdoc(thing), name
    for key in (*resonetics.PRESETS, *resonetics.RULES):
        assert f"`{key}`" in text, f"docs/python.md does not name {key}"
    for p in resonetics.parameters():
        default = f"{p.default:g}" if p.kind == "float" else str(p.default)
        accepts = "True or False" if p.kind == "bool" else f"{p.accepts} {p.unit}".strip()
        row = f"| `{p.key}` | {default} | {accepts} | {p.help} |"
        assert row in text, f"docs/python.md wants the row\n{row}"


def wheel() -> Path:
    """Returns the wheel that is installed."""
    return Path(variable("RESONETICS_WHEEL"))


def test_the_wheel_is_small_and_for_every_python() -> None:
    assert wheel().stat().st_size <= MOST_BYTES
    assert re.fullmatch(r"resonetics-[^-]+-py3-none-[a-z0-9_]+\.whl", wheel().name)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has tags that auditwheel knows")
def test_auditwheel_agrees_with_the_wheels_tag() -> None:
    done = subprocess.run([sys.executable, "-m", "auditwheel", "show", str(wheel())], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split()).partition("is consistent with")[2]
    found, tag = (re.search(r"manylinux_(\d+)_(\d+)_\w+", text) for text in (said, wheel().name))
    assert found and tag and [int(v) for v in found.groups()] <= [int(v) for v in tag.groups()], done.stdout


def test_a_library_that_does_not_fit_says_so(tmp_path: Path) -> None:
    with pytest.raises(ImportError, match="holds no library: this is .* Install a wheel of this platform"):
        _library._load(tmp_path)
    other = next(name for platform, name in _library.NAMES.items() if platform != sys.platform)
    (tmp_path / other).touch()
    with pytest.raises(ImportError, match=f"holds {other}, which is of another platform"):
        _library._load(tmp_path)
    (tmp_path / _library.NAMES[sys.platform]).write_bytes(b"no library")
    with pytest.raises(ImportError, match="does not load on"):
        _library._load(tmp_path)


def test_a_library_of_another_version_says_so() -> None:
    with pytest.raises(ValueError, match='no answer to "fly": it is of another version than the package'):
        _library.ask("fly")


def test_closed_numbers_are_refused() -> None:
    with pytest.raises(RuntimeError, match="number 999999999 is not in use"):
        _library.ask("grid", 999999999, b'{"world":0}')


@pytest.mark.learners
def test_types_hold(tmp_path: Path) -> None:
    """Of the package itself, and of calls with a wrong keyword."""
    program = tmp_path / "program.py"
    program.write_text("import resonetics\nresonetics.ClusterEnv(drift=0.1, rows=3)\nresonetics.ClusterEnv(drift='fast')\nresonetics.ClusterEnv(speed=1)\n")
    clean = subprocess.run([sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path), "-p", "resonetics"], capture_output=True, text=True)
    assert clean.returncode == 0, clean.stdout
    wrong = subprocess.run([sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path), str(program)], capture_output=True, text=True)
    assert "program.py:3" in wrong.stdout and "program.py:4" in wrong.stdout and "program.py:2" not in wrong.stdout, wrong.stdout
