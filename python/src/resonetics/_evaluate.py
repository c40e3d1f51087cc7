"""Evaluation beside the baselines, with the terminal's numbers."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from typing_extensions import Unpack

from . import _library
from ._minds import Mind, load
from ._parameters import WorldParameters
from ._table import HELD_OUT, POLICIES, World
from ._worlds import RUN, SAME_STEP, Worlds, checked_seed

Policy = Callable[[Any], Any]
Progress = Callable[[int, int], None]

_WAIT = b"200"  # milliseconds between two looks for Ctrl-C
_TOGETHER = 64  # episodes that a policy of Python plays at a time


def evaluate(
    mind: str | os.PathLike[str] | Mind | Policy,
    preset: str | None = None,
    seeds: int | Sequence[int] = 50,
    *,
    held_out: str = "final",
    rules: str | None = None,
    name: str = "policy",
    progress: Progress | None = None,
    **parameters: Unpack[WorldParameters],
) -> dict[str, Any]:
    """Measures a policy beside h.3, the tuned local rule and the omniscient planner.

    Args:
        mind: a checkpoint's file or :func:`resonetics.load` of it; the key of a policy of
            ``resonetics.POLICIES``; or a function that takes observations, a row an episode,
            and returns an action for each, such as
            ``lambda seen: model.predict(seen, deterministic=True)[0]``.
        preset, rules, **parameters: the world, as for :class:`resonetics.ClusterEnv`. Left
            out: that in which the checkpoint learned, or red-queen.
        seeds: how many episodes of the held-out set; or the seeds of the runs whose first
            episodes are played, those that ``env.reset(seed=s)`` begins.
        held_out: which set: one of ``resonetics.HELD_OUT``.
        name: what the result calls a function.
        progress: called with how many episodes were played, of how many.

    Returns what ``resonetics eval --json`` prints of it: means with 95 % intervals, and paired
    comparisons with h.3.
    """
    if held_out not in HELD_OUT:
        raise ValueError(f"held_out is {held_out!r}, want one of {', '.join(HELD_OUT)}")
    request = _episodes(seeds, held_out)
    world = _world(mind, preset, rules, parameters)
    if isinstance(mind, (str, os.PathLike)) and str(mind) not in POLICIES:
        mind = _loaded(mind)
    if isinstance(mind, Mind):
        request |= {"mind": mind.handle, "name": mind.policy}
    elif isinstance(mind, str):
        request["policy"] = mind
    elif callable(mind):
        assert world is not None
        request |= {"name": name, "actions": _play(mind, world, request, progress)}
    else:
        raise ValueError(f"mind is {mind!r}, want a file, a Mind, a function, or one of {', '.join(POLICIES)}")
    request["world"] = world.numbers() if world is not None else None
    return _measure(request, progress)


def _loaded(path: str | os.PathLike[str]) -> Mind:
    if not os.path.exists(path):
        raise ValueError(f"mind is {os.fspath(path)!r}, which is neither a file nor one of {', '.join(POLICIES)}")
    return load(path)


def _world(mind: Any, preset: str | None, rules: str | None, parameters: Any) -> World | None:
    if preset is None and rules is None and not parameters:
        own = isinstance(mind, Mind) or isinstance(mind, (str, os.PathLike)) and str(mind) not in POLICIES
        return None if own else World("red-queen", None, {})
    return World(preset, rules, parameters)


def _episodes(seeds: int | Sequence[int], held_out: str) -> dict[str, Any]:
    if isinstance(seeds, (int, np.integer)) and not isinstance(seeds, bool):
        if seeds < 1:
            raise ValueError(f"seeds is {seeds}, want at least 1 episode")
        return {"episodes": int(seeds), "held_out": held_out}
    chosen = [str(checked_seed(s)) for s in seeds]  # type: ignore[union-attr]
    if not chosen:
        raise ValueError("seeds is empty, want at least 1 seed")
    return {"episodes": len(chosen), "seeds": chosen}


def _play(policy: Policy, world: World, request: dict[str, Any], progress: Progress | None) -> list[str]:
    """Plays the episodes with a policy of Python and returns the actions of each, in base64."""
    total = request["episodes"]
    runs = [int(s) for s in request["seeds"]] if "seeds" in request else [HELD_OUT[request["held_out"]]] * total
    numbers = [0] * total if "seeds" in request else list(range(total))
    played: list[str] = []
    for first in range(0, total, _TOGETHER):
        some = slice(first, first + _TOGETHER)
        played += _play_together(policy, world, runs[some], numbers[some])
        if progress is not None:
            progress(len(played), total)
    return played


def _play_together(policy: Policy, world: World, runs: list[int], numbers: list[int]) -> list[str]:
    count = len(runs)
    worlds = Worlds(world, count, SAME_STEP)
    worlds.begin[:], worlds.seeds[:], worlds.numbers[:] = RUN, runs, numbers
    worlds.reset()
    actions: list[list[int]] = [[] for _ in range(count)]
    going = np.ones(count, np.bool_)
    while going.any():
        chosen = np.asarray(policy(worlds.observations.copy()))
        if chosen.shape != (count,) or chosen.dtype.kind not in "iu":
            raise ValueError(f"the policy returned shape {chosen.shape} and type {chosen.dtype}, want {count} whole numbers, one for each row")
        worlds.actions[:] = chosen
        for i in np.flatnonzero(going):
            actions[i].append(int(chosen[i]))
        if code := worlds.step_call(worlds.handle):
            _library.refuse(code, worlds.error())
        going &= ~worlds.ended
    return [base64.b64encode(bytes(a)).decode() for a in actions]


def _measure(request: dict[str, Any], progress: Progress | None) -> dict[str, Any]:
    task = int(_library.ask("evaluate", 0, json.dumps(request).encode()))
    try:
        while True:
            now = json.loads(_library.ask("wait", task, _WAIT))
            if now["table"] is not None:
                return dict(now["table"])
            if progress is not None and now["total"]:
                progress(now["played"], now["total"])
    finally:
        _library.close(task)
