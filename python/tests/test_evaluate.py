"""Evaluations beside the terminal's."""

from __future__ import annotations

import json
import pickle
import signal
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from conftest import MINDS

import resonetics

Terminal = Callable[..., str]
NAMES = ["pilot", "pilot-prophet", "qtable"]


@pytest.mark.parametrize("name", NAMES)
def test_a_mind_has_the_terminals_numbers(name: str, terminal: Terminal) -> None:
    path = MINDS / f"{name}.safetensors"
    said = json.loads(terminal("eval", str(path), "--episodes", "12", "--json"))
    table = resonetics.evaluate(path, seeds=12)
    assert table["rows"] == said["rows"]
    assert table["comparisons"] == said["comparisons"]
    assert table["seed"] == said["seed"] and table["world"] == said["world"]
    mind = resonetics.load(path)
    assert mind.policy == name and mind.steps == said["trained_steps"]


@pytest.mark.parametrize("name", NAMES)
def test_acting_in_python_is_acting_in_the_program(name: str) -> None:
    mind = resonetics.load(MINDS / f"{name}.safetensors")
    assert mind.act(np.zeros(35, np.float32)).shape == ()
    inside = resonetics.evaluate(mind, "calm", 5)
    outside = resonetics.evaluate(mind.act, "calm", 5, name=name)
    again = resonetics.evaluate(pickle.loads(pickle.dumps(mind)), "calm", 5)
    assert inside["rows"] == outside["rows"] == again["rows"]


def h3(seen: Any) -> Any:
    """The heuristic h.3, but for scaling, written in NumPy."""
    patch = seen[:, :27].reshape(-1, 9, 3)
    walk = np.argmax(patch[:, [1, 7, 3, 5], 1], axis=1)
    return np.where(patch[:, 4, 1] > 0.3, 4, walk)


def test_a_policy_of_python_plays_the_same_episodes() -> None:
    table = resonetics.evaluate(h3, "calm", 70, name="h.3 in NumPy")
    rows = {row["policy"]: row for row in table["rows"]}
    assert list(rows) == ["h3", "h.3 in NumPy", "local", "omniscient"]
    assert rows["h.3 in NumPy"]["return"]["mean"] == pytest.approx(rows["h3"]["return"]["mean"], abs=3)
    assert table["episodes"] == 70 and table["comparisons"][0]["policy"] == "h.3 in NumPy"


def test_seeds_are_those_of_reset() -> None:
    env = resonetics.ClusterEnv(preset="crisis")
    returns = []
    for seed in range(4):
        seen, _ = env.reset(seed=seed)
        total, over = 0.0, False
        while not over:
            seen, reward, terminated, truncated, _ = env.step(h3(seen[None])[0])
            total, over = total + reward, terminated or truncated
        returns.append(total)
    table = resonetics.evaluate(h3, "crisis", range(4))
    assert table["rows"][1]["return"]["mean"] == pytest.approx(np.mean(returns), rel=1e-12)


def test_policies_that_need_no_training(terminal: Terminal) -> None:
    for key in resonetics.POLICIES:
        table = resonetics.evaluate(key, "scarcity", 3, rows=4)
        assert key in [row["policy"] for row in table["rows"]] and table["height"] == 4
    calls: list[tuple[int, int]] = []
    resonetics.evaluate("h7", seeds=2, progress=lambda done, total: calls.append((done, total)))
    assert all(done <= total == 8 for done, total in calls)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no timer of signals")
def test_ctrl_c_ends_an_evaluation_and_nothing_else() -> None:
    env = resonetics.ClusterEnv()
    env.reset(seed=1)
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(KeyboardInterrupt):
            resonetics.evaluate("omniscient", seeds=100_000)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert env.step(0)[0].shape == (35,)
    assert resonetics.evaluate("h3", seeds=2)["episodes"] == 2


@pytest.mark.parametrize(
    ("arguments", "options", "says"),
    [
        ((MINDS / "pilot.safetensors",), {"rules": "v4.6"}, "rules are v4.6, and a network reads what v5.1 shows"),
        (("h9",), {}, "mind is 'h9', which is neither a file nor one of random, h7, h5, h3, local"),
        ((3,), {}, "mind is 3, want a file"),
        (("h3", "calmer"), {}, "preset is 'calmer'"),
        (("h3", "calm", 0), {}, "seeds is 0, want at least 1 episode"),
        (("h3", "calm", []), {}, "seeds is empty"),
        (("h3", "calm", [-1]), {}, "seed is -1"),
        (("h3",), {"held_out": "mine"}, "held_out is 'mine', want one of tuning, curves, final"),
        ((lambda seen: seen[:, 0],), {}, "the policy returned shape .* float32, want 50 whole numbers"),
        ((lambda seen: np.full(len(seen), 9),), {}, "action 9, want 0 to 7"),
    ],
    ids=str,
)
def test_what_is_wrong_is_named(arguments: tuple[Any, ...], options: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        resonetics.evaluate(*arguments, **options)


def test_files_that_hold_no_mind(tmp_path: Any) -> None:
    file = tmp_path / "notes.safetensors"
    file.write_bytes(b"no tensors here")
    with pytest.raises(ValueError, match=r"notes\.safetensors: "):
        resonetics.load(file)
    whole = (MINDS / "pilot.safetensors").read_bytes()
    with pytest.raises(ValueError):
        resonetics.load(whole[:-7])
    with pytest.raises(ValueError, match="34 numbers, want rows of 35"):
        resonetics.load(whole).act(np.zeros(34))


def test_a_minds_weights_are_arrays() -> None:
    weights = resonetics.load(MINDS / "pilot.safetensors").weights
    assert weights and all(w.dtype == np.float32 for w in weights.values())
    assert next(reversed(weights.values())).shape[-1] == 8
    assert resonetics.load(MINDS / "qtable.safetensors").weights == {}
