"""The recorded cases of the published reference programs, through Python."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import ROOT

import resonetics

FOLDER = ROOT / (os.environ.get("RESONETICS_CONFORMANCE") or "internal/conformance/testdata")
FILES = sorted(FOLDER.glob("cluster_v4*.json"))
NAMES = {
    "max_budget": "budget",
    "budget_recovery": "recovery",
    "max_steps": "steps",
    "time_penalty": "time_penalty",
    "oom_penalty": "oom_penalty",
    "critical_oom_penalty": "critical_penalty",
    "avg_load_terminate_threshold": "load_limit",
    "terminate_on_any_oom": "any_oom_terminates",
    "oom_terminate_threshold": "oom_limit",
    "critical_oom_terminate": "critical_terminates",
    "load_shaping_weight": "shaping",
}


def environment(case: dict[str, Any]) -> resonetics.ClusterEnv:
    """Makes the world of a case, whose noise is given as what is added."""
    given = {NAMES[key]: value for key, value in case["effective_config"].items() if key in NAMES}
    rows, columns = np.shape(case["initial"]["grid"])[:2]
    return resonetics.ClusterEnv(rules="v" + case["version"], rows=rows, columns=columns, cpu_noise=1, noise=1, drift=0, **given)


@pytest.mark.skipif(not FILES, reason=f"{FOLDER} holds no case of a cluster")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_recorded_episode_replays(file: Path) -> None:
    case = json.loads(file.read_text(encoding="utf-8"))
    env, start = environment(case), case["initial"]
    env.reset(seed=1)
    seen = env.put(start["grid"], agent=(start["agent_y"], start["agent_x"]), budget=start["budget"], steps=start["steps_done"])
    if start.get("obs") is not None:
        np.testing.assert_array_equal(seen, np.float32(start["obs"]))
    for i, step in enumerate(case["steps"]):
        seen, reward, terminated, truncated, info = env.step_with(step["action"], step["cpu_noise"], step["mem_noise"])
        assert reward == pytest.approx(step["reward"], abs=2e-6), f"step {i}"
        assert (terminated, truncated) == (step["terminated"], step["truncated"]), f"step {i}"
        assert info["avg_load"] == pytest.approx(step["avg_load"], abs=1e-6), f"step {i}"
        assert (info["oom_nodes"], info["critical_oom"]) == (step["oom_nodes"], step["critical_oom"]), f"step {i}"
        assert info["budget"] == pytest.approx(step["budget"], abs=1e-9), f"step {i}"
        if step.get("obs") is not None:
            np.testing.assert_array_equal(seen, np.float32(step["obs"]))
        if step.get("grid") is not None:
            np.testing.assert_array_equal(env.grid(), np.float32(step["grid"]))
    if case.get("final_grid") is not None:
        np.testing.assert_array_equal(env.grid(), np.float32(case["final_grid"]))
