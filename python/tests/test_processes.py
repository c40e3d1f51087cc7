"""Worker processes by every method of starting them."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.vector import AsyncVectorEnv

import resonetics

FORK = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")


def make() -> gymnasium.Env[Any, Any]:
    """Makes an environment in a worker."""
    return gymnasium.make("resonetics:resonetics/Cluster-v0", preset="calm")


def python(script: str) -> str:
    """Runs a script in a process that has not used the library, and returns what it prints."""
    done = subprocess.run([sys.executable, "-W", "ignore::DeprecationWarning", "-c", script], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


ASYNC = """
import gymnasium, numpy as np, resonetics
from gymnasium.vector import AsyncVectorEnv, SyncVectorEnv
make = lambda: gymnasium.make("resonetics/Cluster-v0", preset="calm")
envs = AsyncVectorEnv([make, make], context="fork")  # makes an environment here first
single = SyncVectorEnv([make, make])
a = [envs.reset(seed=1)[0]] + [envs.step(np.array([1, 4]))[0] for _ in range(20)]
envs.close()
b = [single.reset(seed=1)[0]] + [single.step(np.array([1, 4]))[0] for _ in range(20)]
print(np.array_equal(a, b))
"""


@FORK
def test_forked_workers_play_where_the_parent_has_not_begun() -> None:
    assert python(ASYNC).strip() == "True"


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_spawned_workers_play(method: str) -> None:
    if method == "forkserver" and not hasattr(os, "fork"):
        pytest.skip("this system does not fork")
    here = make()
    seen = here.reset(seed=1)[0]  # the parent has begun, which does not matter
    envs = AsyncVectorEnv([make, make], context=method)
    try:
        assert (envs.reset(seed=1)[0][0] == seen).all()
        assert (envs.step(np.array([4, 4]))[0][0] == here.step(4)[0]).all()
    finally:
        envs.close()


FORKED = """
import os, sys, resonetics
env, many = resonetics.ClusterEnv(), resonetics.ClusterVectorEnv(2)
env.reset(seed=1)
many.reset(seed=1)
env.step(0)
parent = os.fork()
if parent:
    _, status = os.waitpid(parent, 0)
    env.step(1)  # the parent goes on
    sys.exit(os.waitstatus_to_exitcode(status))
said = []
for call in (lambda: env.step(0), env.reset, env.grid, lambda: many.step([0, 0]), many.reset, lambda: resonetics.ClusterEnv().reset(), lambda: resonetics.run("lab=cluster", 1)):
    try:
        call()
        said.append("nothing")
    except RuntimeError as error:
        said.append(str(error))
env.close()
del env, many
print(len(set(said)), said[0])
"""


@FORK
def test_a_forked_process_that_inherits_the_library_is_told_so() -> None:
    said = python(FORKED)
    assert said.startswith("1 this process was forked from one that had already used Resonetics")
    assert "context='spawn'" in said


def test_nothing_is_loaded_before_the_first_reset() -> None:
    script = """
import gymnasium, resonetics, resonetics._library as library
env = gymnasium.make("resonetics/Cluster-v0", preset="crisis")
many = gymnasium.make_vec("resonetics/Cluster-v0", num_envs=3)
print(library.usable(), len(resonetics.parameters()) > 20)
env.reset()
print(library.usable())
"""
    assert python(script).split() == ["False", "True", "True"]


def test_environments_end_with_the_process() -> None:
    assert python("import resonetics; e = resonetics.ClusterEnv(); e.reset(); print('ok')").strip() == "ok"


def test_threads_have_worlds_of_their_own() -> None:
    from concurrent.futures import ThreadPoolExecutor

    def play(seed: int) -> list[float]:
        env = resonetics.ClusterEnv(preset="calm")
        env.reset(seed=seed)
        return [env.step(i % 6)[1] for i in range(50)]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(play, [1, 2, 1, 2] * 4)) == [play(1), play(2), play(1), play(2)] * 4
