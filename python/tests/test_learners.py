"""Learners that others wrote, unchanged, and our networks in PyTorch. `make test-learners` runs it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import pytest
from conftest import MINDS

import resonetics

pytestmark = [pytest.mark.learners, pytest.mark.filterwarnings("default")]

CALM = {"preset": "calm"}


def policy(model: Any) -> Callable[[Any], Any]:
    """Returns a model of Stable-Baselines3 as `evaluate` takes it."""
    return lambda seen: model.predict(seen, deterministic=True)[0]


def test_stable_baselines3s_checker_has_nothing_to_say(recwarn: pytest.WarningsRecorder) -> None:
    from stable_baselines3.common.env_checker import check_env

    check_env(gymnasium.make("resonetics/Cluster-v0", **CALM).unwrapped)
    assert not [str(w.message) for w in recwarn]


def test_stable_baselines3s_dqn_beats_h3_on_calm() -> None:
    from stable_baselines3 import DQN

    env = gymnasium.make("resonetics/Cluster-v0", **CALM)
    model = DQN(
        "MlpPolicy",
        env,
        seed=1,
        learning_rate=5e-4,
        buffer_size=100_000,
        learning_starts=1000,
        batch_size=128,
        gamma=0.97,
        train_freq=4,
        gradient_steps=2,
        target_update_interval=500,
        exploration_fraction=0.4,
        exploration_final_eps=0.02,
        policy_kwargs={"net_arch": [128, 128]},
    )
    best = -np.inf

    def beats(_: dict[str, Any], __: dict[str, Any]) -> bool:
        nonlocal best
        if model.num_timesteps % 10_000:
            return True
        h3, learned = resonetics.evaluate(policy(model), "calm", 100, held_out="curves", name="DQN")["rows"][:2]
        best = max(best, learned["return"]["mean"] - h3["return"]["mean"])
        return not (best > 0 and learned["failures"] <= h3["failures"])

    model.learn(100_000, callback=beats)
    assert best > 0, f"after {model.num_timesteps} steps DQN is {-best:.1f} below h.3"


SUBPROCESSES = """
import warnings
warnings.simplefilter("ignore")
import resonetics
from stable_baselines3 import PPO
from stable_baselines3.common.env_util import make_vec_env
from stable_baselines3.common.vec_env import DummyVecEnv, SubprocVecEnv

if __name__ == "__main__":
    for kind, options in ((SubprocVecEnv, {"start_method": METHOD}), (DummyVecEnv, {})):
        envs = make_vec_env("resonetics/Cluster-v0", n_envs=2, seed=3, vec_env_cls=kind, vec_env_kwargs=options, env_kwargs={"preset": "calm"})
        PPO("MlpPolicy", envs, n_steps=64, batch_size=64, seed=1).learn(256)
        print(type(envs).__name__, envs.reset().shape)
        envs.close()
"""


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_stable_baselines3s_ppo_trains_in_processes(method: str, tmp_path: Path) -> None:
    program = tmp_path / "train.py"
    program.write_text(SUBPROCESSES.replace("METHOD", repr(method)))
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["SubprocVecEnv", "(2,", "35)", "DummyVecEnv", "(2,", "35)"]


def test_cleanrls_dqn_loop_runs() -> None:
    """The loop of CleanRL's dqn.py: its wrappers, its buffer, its update."""
    import torch
    from stable_baselines3.common.buffers import ReplayBuffer

    def make() -> gymnasium.Env[Any, Any]:
        env = gymnasium.wrappers.RecordEpisodeStatistics(gymnasium.make("resonetics/Cluster-v0", **CALM))
        env.action_space.seed(1)
        return env

    envs = gymnasium.vector.SyncVectorEnv([make], autoreset_mode=gymnasium.vector.AutoresetMode.SAME_STEP)
    network = torch.nn.Sequential(torch.nn.Linear(35, 64), torch.nn.ReLU(), torch.nn.Linear(64, 8))
    optimizer = torch.optim.Adam(network.parameters(), lr=2.5e-4)
    buffer = ReplayBuffer(1000, envs.single_observation_space, envs.single_action_space, "cpu", handle_timeout_termination=False)
    seen, _ = envs.reset(seed=1)
    returns = []
    for step in range(600):
        actions = envs.action_space.sample() if step % 2 else network(torch.tensor(seen)).argmax(1).numpy()
        following, rewards, terminations, truncations, infos = envs.step(actions)
        real = following.copy()
        if "final_obs" in infos:
            real[0] = infos["final_obs"][0]
            returns.append(infos["final_info"]["episode"]["r"][0])
        buffer.add(seen, real, actions, rewards, terminations, infos)
        seen = following
        if step > 100:
            data = buffer.sample(32)
            with torch.no_grad():
                target = data.rewards.flatten() + 0.99 * network(data.next_observations).max(1)[0] * (1 - data.dones.flatten())
            loss = torch.nn.functional.mse_loss(target, network(data.observations).gather(1, data.actions).squeeze())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    assert returns and np.isfinite(returns).all() and bool(torch.isfinite(loss))


@pytest.mark.parametrize("name", ["pilot", "pilot-prophet", "pqn"])
def test_a_mind_acts_alike_in_pytorch(name: str, terminal: Callable[..., str], tmp_path: Path) -> None:
    import torch

    from resonetics import pytorch

    path, steps = tmp_path / "mind.safetensors", "20000" if name == "pqn" else "3000"
    terminal("train", "--policy", name, "--max-steps", steps, "--seed", "3", "--checkpoint", str(path))
    mind = resonetics.load(path)
    envs = resonetics.ClusterVectorEnv(100, "crisis")
    seen, _ = envs.reset(seed=1)
    rows, random = [seen], np.random.default_rng(1)
    while len(rows) < 10:
        for _ in range(7):
            seen = envs.step(random.integers(8, size=100))[0]
        rows.append(seen)
    observations = np.concatenate(rows)
    assert observations.shape == (1000, 35)
    with torch.no_grad():
        values = pytorch.network(mind)(torch.as_tensor(observations))
    np.testing.assert_array_equal(values.argmax(1).numpy(), mind.act(observations))
    assert len(set(mind.act(observations))) > 1


def test_a_table_is_no_network() -> None:
    from resonetics import pytorch

    with pytest.raises(ValueError, match="a qtable is no network"):
        pytorch.network(resonetics.load(MINDS / "qtable.safetensors"))
