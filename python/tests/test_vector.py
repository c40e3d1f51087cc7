"""The vector environment beside Gymnasium's own, world for world."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.error import ResetNeeded
from gymnasium.vector import AutoresetMode, SyncVectorEnv
from gymnasium.wrappers.vector import RecordEpisodeStatistics

import resonetics

WORLD: dict[str, Any] = {"preset": "crisis", "steps": 60}
COUNT = 5


def equal(a: Any, b: Any) -> bool:
    """Whether two infos say the same, in the same types."""
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(equal(a[k], b[k]) for k in a)
    if isinstance(a, np.ndarray) and a.dtype == object:
        return all((x is None) == (y is None) and np.array_equal(x, y) for x, y in zip(a, b, strict=True) if x is not None or y is not None)
    return np.asarray(a).dtype == np.asarray(b).dtype and np.array_equal(a, b)


@pytest.mark.parametrize("mode", list(AutoresetMode), ids=str)
def test_it_is_what_gymnasium_makes_of_single_ones(mode: AutoresetMode) -> None:
    ours = gymnasium.make_vec("resonetics/Cluster-v0", num_envs=COUNT, autoreset_mode=mode, **WORLD)
    assert isinstance(ours.unwrapped, resonetics.ClusterVectorEnv)
    theirs = SyncVectorEnv([lambda: resonetics.ClusterEnv(**WORLD)] * COUNT, autoreset_mode=mode)
    assert ours.single_observation_space == theirs.single_observation_space
    assert ours.observation_space == theirs.observation_space
    assert ours.action_space == theirs.action_space
    actions = np.random.default_rng(1)
    for seed in (3, [9, 8, 7, 6, 5]):
        first, second = ours.reset(seed=seed), theirs.reset(seed=seed)
        assert equal(first[0], second[0]) and equal(first[1], second[1])
        for _ in range(300):
            chosen = actions.integers(8, size=COUNT)
            first, second = ours.step(chosen), theirs.step(chosen)
            for a, b in zip(first, second, strict=True):
                assert equal(a, b), (a, b)
            ended = first[2] | first[3]
            if mode is AutoresetMode.DISABLED and ended.any():
                first, second = (env.reset(options={"reset_mask": ended.copy()}) for env in (ours, theirs))
                assert equal(first[0], second[0]) and equal(first[1], second[1])


def test_it_wears_wrappers() -> None:
    env = RecordEpisodeStatistics(gymnasium.make_vec("resonetics/Cluster-v0", num_envs=4, **WORLD))
    env.reset(seed=1)
    lengths = []
    for _ in range(200):
        infos = env.step(np.full(4, 1))[4]
        if "episode" in infos:
            lengths += infos["episode"]["l"][infos["_episode"]].tolist()
    assert lengths and max(lengths) <= 60


def test_single_ones_wear_cleanrls_wrappers() -> None:
    """As CleanRL's dqn.py makes its environments."""

    def make(seed: int) -> gymnasium.Env[Any, Any]:
        env = gymnasium.wrappers.RecordEpisodeStatistics(gymnasium.make("resonetics/Cluster-v0", **WORLD))
        env.action_space.seed(seed)
        return env

    envs = SyncVectorEnv([lambda i=i: make(i) for i in range(2)], autoreset_mode=AutoresetMode.SAME_STEP)
    seen, _ = envs.reset(seed=1)
    ended = 0
    for _ in range(200):
        following, _, _, _, infos = envs.step(envs.action_space.sample())
        assert following.dtype == seen.dtype == np.float32
        if "final_info" in infos:
            ended += int(np.sum(infos["final_info"]["_episode"]))
    assert ended >= 6


def test_what_is_wrong_is_named() -> None:
    env = resonetics.ClusterVectorEnv(3, steps=2, autoreset_mode="Disabled")
    with pytest.raises(ResetNeeded, match="call reset before the first step"):
        env.step(np.zeros(3, int))
    env.reset(seed=1)
    for actions, says in (
        (np.zeros(2, int), r"actions have shape \(2,\) and type int64, want 3 whole numbers"),
        (np.zeros(3), "type float64, want 3 whole numbers"),
        (np.array([0, 1, 8]), r"world 2: action 8, want 0 to 7 \(up to throttle\)"),
    ):
        with pytest.raises(ValueError, match=says):
            env.step(actions)
    env.step(np.zeros(3, int))
    env.step(np.zeros(3, int))
    with pytest.raises(ResetNeeded, match="world 0: the episode ended after 2 steps"):
        env.step(np.zeros(3, int))
    for mask in (np.zeros(3, bool), np.ones(2, bool), [1, 0, 1]):
        with pytest.raises(ValueError, match="reset_mask"):
            env.reset(options={"reset_mask": mask})
    with pytest.raises(ValueError, match="2 seeds for 3 worlds"):
        env.reset(seed=[1, 2])
    env.close()
    with pytest.raises(ResetNeeded, match="closed"):
        env.step(np.zeros(3, int))
    for wrong, says in (({"num_envs": 0}, "num_envs is 0, want 1 to 65,536"), ({"autoreset_mode": "never"}, "autoreset_mode is 'never', want one of")):
        with pytest.raises(ValueError, match=says):
            resonetics.ClusterVectorEnv(**wrong)


def test_every_world_has_its_picture() -> None:
    env = resonetics.ClusterVectorEnv(3, render_mode="rgb_array", render_size=64)
    env.reset(seed=1)
    frames = env.render()
    assert len(frames) == 3 and not (frames[0] == frames[1]).all()
