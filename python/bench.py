"""Measures how fast Python steps: prints steps per second of a single environment, and of a
vector of 256, each the best of several rounds, with 4×4 nodes and resets included.

Usage: python bench.py
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

import resonetics

ROUNDS, SECONDS, WORLDS = 5, 0.3, 256


def best(work: Callable[[], int]) -> float:
    """Returns the highest rate of several rounds: other work on the machine only ever slows."""
    highest = 0.0
    for _ in range(ROUNDS):
        done, start = 0, time.perf_counter()
        while (passed := time.perf_counter() - start) < SECONDS:
            done += work()
        highest = max(highest, done / passed)
    return highest


def single() -> Callable[[], int]:
    """Returns what steps one environment."""
    env = resonetics.ClusterEnv(rules="v4.5")
    actions = np.random.default_rng(1).integers(6, size=10_000).tolist()
    env.reset(seed=1)

    def work() -> int:
        for action in actions:
            _, _, terminated, truncated, _ = env.step(action)
            if terminated or truncated:
                env.reset()
        return len(actions)

    return work


def vector() -> Callable[[], int]:
    """Returns what steps many."""
    envs = resonetics.ClusterVectorEnv(WORLDS, rules="v4.5")
    actions = np.random.default_rng(1).integers(6, size=(100, WORLDS))
    envs.reset(seed=1)

    def work() -> int:
        for some in actions:
            envs.step(some)
        return actions.size

    return work


print(f"single {best(single()):g}")
print(f"vector {best(vector()):g}")
