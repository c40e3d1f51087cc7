"""Links of the page, and runs of all labs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import resonetics

Terminal = Callable[..., str]


def digest(said: str) -> str:
    """Finds the digest in what the terminal prints."""
    found = re.search(r"digest: ([0-9a-f]{16})", said)
    assert found, said
    return found[1]


@pytest.mark.parametrize("world", [{"preset": "crisis"}, {"rules": "v4.5"}, {"rules": "v4.6", "rows": 3}, {"drift": 0.0125, "scale_cost": 2}], ids=str)
def test_an_episode_has_one_digest(world: dict[str, Any], terminal: Terminal) -> None:
    """Python plays; the terminal and a session in Python repeat it."""
    env = resonetics.ClusterEnv(**world)
    env.reset(seed=42)
    actions = np.random.default_rng(1)
    for _ in range(400):
        _, _, terminated, truncated, _ = env.step(actions.integers(env.action_space.n))
        if terminated or truncated:
            env.reset()
    said = terminal("link", env.link())
    assert digest(said) == env.digest()
    assert "The same bits as when it was shared" in said
    history = resonetics.run(env.link())
    assert history.digest == env.digest() and history.same and history.step == 400


@pytest.mark.parametrize("lab", ["cluster&policy=pilot-prophet", "gardener", "prophet", "race&lane-1=h3&lane-2=h5&lane-3=omniscient"])
def test_every_lab_has_a_history(lab: str, terminal: Terminal) -> None:
    history = resonetics.run(f"lab={lab}&seed=5", 700)
    assert history.lab == lab.partition("&")[0] and history.seed == 5 and history.step == 700
    assert digest(terminal("link", f"lab={lab}&seed=5", "--to", "700")) == history.digest
    assert (history["step"] == np.arange(1, 701)).all()
    for series in history.values():
        assert series.shape == (700,) and series.flags.c_contiguous and series.dtype in (np.int64, np.float32)
    assert any(np.isfinite(series).all() for key, series in history.items() if key != "step")
    assert history.metrics and history.text
    assert "digest" in repr(history)


def test_a_block_more_changes_no_row() -> None:
    short, long = (resonetics.run("lab=cluster&policy=h3&seed=1", n) for n in (513, 1500))
    for key in short:
        np.testing.assert_array_equal(short[key], long[key][:513])


def test_frames_have_a_row_a_step() -> None:
    pandas, polars = (resonetics.run("lab=cluster&policy=h5", 100, frame=kind) for kind in ("pandas", "polars"))
    assert list(pandas.columns) == polars.columns and len(pandas) == len(polars) == 100
    assert pandas["reward"].sum() == pytest.approx(polars["reward"].sum())
    assert type(pandas).__module__.startswith("pandas") and type(polars).__module__.startswith("polars")


def test_a_run_that_waits_for_a_visitor_ends_there() -> None:
    env = resonetics.ClusterEnv()
    env.reset(seed=1)
    for _ in range(5):
        env.step(1)
    history = resonetics.run(env.link(), 50)
    assert history.waiting and history.step == len(history["step"]) == 5


def test_other_bits_are_told() -> None:
    with pytest.warns(RuntimeWarning, match="not the same bits as when it was shared"):
        history = resonetics.run("v=2&lab=cluster&seed=42&policy=h5&at=30&digest=00000000000000aa.1")
    assert not history.same


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("lab=attic", 5), "lab is \"attic\", want one of cluster, gardener, prophet, race"),
        (("v=4&lab=cluster&seed=42&policy=h5", 5), "it was cut off"),
        (("lab=cluster&speed=1", 5), "speed"),
        (("lab=cluster",), "the link does not say up to which step; give steps"),
        (("lab=cluster", 0), "steps is 0, want a whole number from 1"),
        (("lab=cluster", 5.0), "steps is 5.0, want a whole number from 1"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_link_is_named(arguments: tuple[Any, ...], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        resonetics.run(*arguments)
    with pytest.raises(ValueError, match="frame is 'csv'"):
        resonetics.run("lab=cluster", 5, frame="csv")


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    resonetics.run("lab=cluster&policy=h3", 1000, progress=lambda done, total: told.append((done, total)))
    assert told == [(512, 1000), (1000, 1000)]
