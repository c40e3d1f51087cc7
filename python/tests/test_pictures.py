"""Pictures in the stage's colors."""

from __future__ import annotations

import gymnasium
import numpy as np
import pytest

import resonetics

DARK, ALARM, ACCENT = (11, 16, 23), (255, 122, 122), (53, 208, 230)


def has(frame: np.ndarray, color: tuple[int, ...]) -> bool:
    """Whether a picture has pixels of a color."""
    return bool((frame == np.uint8(color)).all(axis=2).any())


def test_a_picture_shows_the_world() -> None:
    env = resonetics.ClusterEnv(rows=3, columns=4, render_mode="rgb_array", render_size=300)
    env.reset(seed=1)
    grid = np.full((3, 4, 3), 0.2, np.float32)
    env.put(grid, agent=(1, 1), budget=100)
    calm = env.render()
    assert calm.dtype == np.uint8 and calm.shape[2] == 3 and 250 <= max(calm.shape) <= 350
    assert tuple(calm[0, 0]) == DARK and has(calm, ACCENT) and not has(calm, ALARM)
    grid[0, 3, 1] = 1
    env.put(grid, agent=(1, 1), budget=100)
    full = env.render()
    assert has(full, ALARM)
    changed = (full != calm).any(axis=2)
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    assert columns.min() > calm.shape[1] / 2 and rows.max() < calm.shape[0] / 2, "only the upper right node has changed"
    env.put(grid, agent=(1, 1), budget=0)
    assert (env.render() != full).any(axis=2)[-40:].any(), "the budget stands below"


def test_the_themes_and_sizes() -> None:
    light = resonetics.ClusterEnv(render_mode="rgb_array", theme="light")
    light.reset(seed=1)
    assert tuple(light.render()[0, 0]) == (246, 242, 234)
    large = resonetics.ClusterEnv(rows=200, columns=256, render_mode="rgb_array")
    large.reset(seed=1)
    assert large.render().shape[1] > 1000


def test_text_names_the_agent_and_what_is_full() -> None:
    env = resonetics.ClusterEnv(rows=2, columns=2, render_mode="ansi")
    env.reset(seed=1)
    grid = np.zeros((2, 2, 3), np.float32)
    grid[1, 1, 1], grid[0, 1, 1] = 1, 0.42
    env.put(grid, agent=(0, 0), budget=50)
    text = env.render()
    assert "[  0]" in text and " 42 " in text and "OOM" in text and "budget 50.0 of 100" in text
    assert text.count("\n") == 3


def test_without_a_mode_it_warns_once_asked() -> None:
    env = gymnasium.make("resonetics/Cluster-v0").unwrapped
    with pytest.warns(UserWarning, match="was made without a render_mode"):
        assert env.render() is None
