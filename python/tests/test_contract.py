"""What Gymnasium asks of an environment."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.error import ResetNeeded
from gymnasium.utils.env_checker import check_env

import resonetics

WORLDS: list[dict[str, Any]] = [{"preset": p} for p in resonetics.PRESETS] + [{"rules": r} for r in resonetics.RULES] + [{"rows": 1, "columns": 9}]


@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_the_checker_has_nothing_to_say(world: dict[str, Any]) -> None:
    """Warnings are errors here."""
    for mode in (None, "rgb_array", "ansi"):
        env = gymnasium.make("resonetics/Cluster-v0", render_mode=mode, **world)
        check_env(env.unwrapped, skip_render_check=mode is None)
        env.close()


def play(env: gymnasium.Env[Any, Any], steps: int, seed: int = 1) -> list[Any]:
    """Plays random actions and returns all that was seen."""
    actions = np.random.default_rng(seed)
    seen: list[Any] = []
    for _ in range(steps):
        observation, reward, terminated, truncated, info = env.step(actions.integers(env.action_space.n))
        seen.append((observation.tolist(), reward, terminated, truncated, info))
        if terminated or truncated:
            observation, info = env.reset()
            seen.append((observation.tolist(), info))
    return seen


def test_a_seed_fixes_every_episode_after_it() -> None:
    first, second = (gymnasium.make("resonetics/Cluster-v0", preset="crisis") for _ in range(2))
    runs = []
    for env in (first, second, first):
        observation, info = env.reset(seed=42)
        runs.append([(observation.tolist(), info), *play(env, 500)])
    assert runs[0] == runs[1] == runs[2]
    other, _ = second.reset(seed=43)
    assert other.tolist() != runs[0][0][0]


def test_without_a_seed_episodes_differ() -> None:
    first, second = resonetics.ClusterEnv(), resonetics.ClusterEnv()
    assert first.reset()[0].tolist() != second.reset()[0].tolist()
    assert first.reset()[0].tolist() != first.reset()[0].tolist()


def test_options_choose_an_episode() -> None:
    env = resonetics.ClusterEnv(steps=3)
    env.reset(seed=5)
    later = [env.reset()[0].tolist() for _ in range(3)]
    assert env.reset(seed=5, options={"episode": 3})[0].tolist() == later[2]
    one = env.reset(options={"episode_seed": 2**64 - 1})[0].tolist()
    assert env.reset(options={"episode_seed": 2**64 - 1})[0].tolist() == one


def test_observations_are_the_callers_own() -> None:
    env = resonetics.ClusterEnv()
    first, _ = env.reset(seed=1)
    kept = first.copy()
    second = env.step(4)[0]
    env.step(0)
    assert (first == kept).all()
    assert second.base is None and second.flags.owndata


def test_infos_tell_of_failure_and_cost() -> None:
    env = resonetics.ClusterEnv(preset="crisis")
    costs = failures = 0
    env.reset(seed=1)
    for _ in range(2000):
        _, _, terminated, truncated, info = env.step(env.action_space.sample())
        assert info["failed"] == terminated
        assert info["cost"] == max(info["oom_nodes"], int(terminated))
        assert 0 <= info["critical_oom"] <= info["oom_nodes"]
        costs, failures = costs + info["cost"], failures + terminated
        if terminated or truncated:
            env.reset()
    assert failures > 0 and costs >= failures


def test_survival_is_a_truncation() -> None:
    env = resonetics.ClusterEnv(drift=-0.01, steps=4)
    env.reset(seed=1)
    ends = [env.step(0)[2:4] for _ in range(4)]
    assert ends == [(False, False)] * 3 + [(False, True)]


@pytest.mark.parametrize("again", [copy.deepcopy, copy.copy, lambda env: pickle.loads(pickle.dumps(env))], ids=["deepcopy", "copy", "pickle"])
def test_a_copy_goes_on_as_the_original(again: Any) -> None:
    env = resonetics.ClusterEnv(preset="scarcity", render_mode="ansi")
    env.reset(seed=7)
    play(env, 30)
    other = again(env)
    assert other.render() == env.render()
    assert other.np_random.integers(1 << 60) == env.np_random.integers(1 << 60)
    assert play(other, 400) == play(env, 400)
    assert other.link() == env.link()
    fresh = again(resonetics.ClusterEnv(rules="v4.6"))
    assert fresh.reset(seed=1)[0].shape == (30,)


def test_calls_in_the_wrong_order_say_what_to_do() -> None:
    env = resonetics.ClusterEnv(steps=1, render_mode="ansi")
    for call in (lambda: env.step(0), env.render, env.grid):
        with pytest.raises(ResetNeeded, match="call reset"):
            call()
    env.reset(seed=1)
    env.step(0)
    with pytest.raises(ResetNeeded, match="the episode ended after 1 steps; call reset before the next step"):
        env.step(0)
    env.close()
    env.close()
    with pytest.raises(ResetNeeded, match="closed"):
        env.step(0)
    assert env.reset(seed=1)[0].shape == (35,)


@pytest.mark.parametrize(
    ("action", "kind", "says"),
    [
        (8, ValueError, r"action 8, want 0 to 7 \(up to throttle\)"),
        (-1, ValueError, "action -1, want 0 to 7"),
        (10**30, ValueError, "want 0 to 7"),
        (1.5, TypeError, "float"),
        (None, TypeError, "NoneType"),
    ],
)
def test_other_actions_are_refused_and_change_nothing(action: Any, kind: type[Exception], says: str) -> None:
    env = resonetics.ClusterEnv()
    env.reset(seed=1)
    before = env.grid()
    with pytest.raises(kind, match=says):
        env.step(action)
    assert (env.grid() == before).all()
    assert env.step(np.int32(7))[1] != 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"preset": "calmer"}, "preset is 'calmer', want one of calm, red-queen, crisis, scarcity"),
        ({"rules": "v9"}, "rules is 'v9', want one of v4.5, v4.6, v5.1"),
        ({"preset": "calm", "rules": "v4.5"}, "already fixes the rules"),
        ({"drift": 2}, "drift is 2, want -1 to 1"),
        ({"drift": "0.1"}, "drift is '0.1', want -1 to 1"),
        ({"drift": float("nan")}, "drift is nan, want -1 to 1"),
        ({"rows": 2.5}, "rows is 2.5, want a whole number"),
        ({"rows": 0}, "rows is 0, want 1 to 256"),
        ({"any_oom_terminates": 3}, "any_oom_terminates is 3, want True or False"),
        ({"speed": 3}, "parameter 'speed' is not one of rows, columns, steps"),
        ({"render_mode": "video"}, "render_mode is 'video', want None or one of rgb_array, ansi"),
        ({"theme": "blue"}, "theme is 'blue', want one of dark, light"),
        ({"render_size": 7}, "render_size is 7, want 32 to 4096 pixels"),
    ],
    ids=str,
)
def test_arguments_are_checked_when_it_is_made(arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        resonetics.ClusterEnv(**arguments)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"seed": -1}, "seed is -1, want a whole number from 0"),
        ({"seed": 2**64}, "want a whole number from 0 to 18446744073709551615"),
        ({"options": {"episode": 1}}, "give the run's seed too"),
        ({"options": {"level": 1}}, "option 'level' is not one of episode, episode_seed"),
        ({"seed": 1, "options": {"episode": 1, "episode_seed": 1}}, "both choose an episode"),
    ],
    ids=str,
)
def test_resets_are_checked(arguments: dict[str, Any], says: str) -> None:
    env = resonetics.ClusterEnv()
    env.reset(seed=1)
    before = env.grid()
    with pytest.raises(ValueError, match=says):
        env.reset(**arguments)
    assert (env.grid() == before).all()


def test_a_state_by_hand_and_noise_by_hand() -> None:
    env = resonetics.ClusterEnv(rows=2, columns=3, drift=0.1, noise=0, cpu_noise=0.5)
    env.reset(seed=1)
    grid = np.zeros((2, 3, 3), np.float32)
    grid[:, :, 1] = 0.25
    env.put(grid, agent=(1, 2), budget=7)
    assert (env.grid() == grid).all()
    _, _, _, _, info = env.step_with(0, np.full((2, 3), 1.0), np.zeros(6))
    assert env.grid()[:, :, 0] == pytest.approx(0.5)
    assert env.grid()[:, :, 1] == pytest.approx(0.35)
    assert info["budget"] == 7.5
    for wrong, says in (
        (lambda: env.put(grid[:1], agent=(0, 0), budget=1), r"grid has the shape \(1, 3, 3\), want \(2, 3, 3\)"),
        (lambda: env.put(grid, agent=(2, 0), budget=1), "want a row from 0 to 1"),
        (lambda: env.put(grid + 1, agent=(0, 0), budget=1), "want 0 to 1"),
        (lambda: env.put(grid, agent=(0, 0), budget=1000), "the budget is 1000, want 0 to 100"),
        (lambda: env.step_with(0, [1], [1]), "2 numbers of noise, want 12"),
    ):
        with pytest.raises(ValueError, match=says):
            wrong()
    with pytest.raises(ValueError, match="no link can repeat this run: its noise was given by hand"):
        env.link()
