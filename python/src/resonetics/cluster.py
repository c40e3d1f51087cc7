"""The cluster as a Gymnasium environment."""

from __future__ import annotations

import copy
import json
import operator
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.error import ResetNeeded
from numpy.typing import NDArray
from typing_extensions import Unpack

from . import _library
from ._parameters import WorldParameters
from ._render import RENDER_MODES, Look
from ._table import World
from ._worlds import DISABLED, EPISODE, NEXT, RUN, Worlds, checked_seed

Observation = NDArray[np.float32]
Step = tuple[Observation, float, bool, bool, dict[str, Any]]


def _view(array: Any) -> Any:
    """Returns a view whose items are Python's own numbers, which are read faster than NumPy's."""
    return memoryview(array)


class ClusterEnv(gymnasium.Env[Observation, np.int64]):
    """A grid of nodes whose memory always rises, and an agent that walks it on a budget.

    The agent sees the 3×3 nodes around it (cpu, memory, priority of each), where it is, its
    budget and, under rules v5.1, a summary of the grid: 35 numbers in [0, 1]. It moves, cleans
    the node under it, or scales out hotspots; ``resonetics.ACTIONS`` names the actions.

    Args:
        preset: a named world, one of ``resonetics.PRESETS``.
        rules: a rule set with the numbers it was published with, one of ``resonetics.RULES``.
        render_mode: "rgb_array" or "ansi".
        render_size: pixels of the longer side of an "rgb_array", about.
        theme: "dark" or "light".
        **parameters: any number of the world; ``resonetics.parameters()`` lists them.

    An episode ends *terminated* when the cluster fails, and *truncated* when it has survived
    to the last step. ``info`` holds ``failed``, and ``cost``: 1 for every node that is out of
    memory, and at least 1 in the step in which the cluster fails.

    ``reset(seed=42)`` begins the run of seed 42, whose episodes are those that the page and the
    terminal play with that seed; every further ``reset()`` begins its next one.
    ``options={"episode": 7}`` chooses another episode of the run, and
    ``options={"episode_seed": s}`` the episode of a seed of its own.
    """

    metadata = {"render_modes": list(RENDER_MODES), "render_fps": 10}

    def __init__(
        self,
        preset: str | None = None,
        rules: str | None = None,
        *,
        render_mode: str | None = None,
        render_size: int = 480,
        theme: str = "dark",
        **parameters: Unpack[WorldParameters],
    ) -> None:
        self._given: dict[str, Any] = {
            "preset": preset,
            "rules": rules,
            "render_mode": render_mode,
            "render_size": render_size,
            "theme": theme,
            **parameters,
        }
        self.world = World(preset, rules, parameters)
        self.render_mode = render_mode
        self._look = Look(render_mode, render_size, theme)
        self.action_space = spaces.Discrete(len(self.world.actions))
        self.observation_space = spaces.Box(0.0, 1.0, (self.world.observations,), np.float32)
        self._count = len(self.world.actions)
        self._worlds: Worlds | None = None
        self._begun = False
        self.refuse("call reset before the first step")

    def refuse(self, why: str) -> None:
        """Has every further step raise; calls of the library are not checked again each time."""

        def refused(_: int) -> int:
            raise (RuntimeError if why is _library.INHERITED else ResetNeeded)(why)

        self._handle, self._call = 0, refused

    def _open(self) -> Worlds:
        if self._worlds is None:
            self._worlds = w = Worlds(self.world, 1, DISABLED)
            _library.watch(self)
            self._action, self._reward = _view(w.actions), _view(w.rewards)
            self._terminated, self._truncated = _view(w.terminated), _view(w.truncated)
            self._decimals, self._wholes = _view(w.decimals[:, 0]), _view(w.wholes[:, 0])
            self._observation: Observation = w.observations[0]
            self._handle, self._call = w.handle, w.step_call
        return self._worlds

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Observation, dict[str, Any]]:
        """Begins an episode; see the class."""
        how, start, number = self._beginning(seed, dict(options or {}))
        super().reset(seed=seed)
        w = self._open()
        if how == RUN and start is None:
            start = int(self.np_random.integers(2**63))
        w.begin[0], w.seeds[0], w.numbers[0] = how, start or 0, number
        w.reset()
        self._begun = True
        return self._observation.copy(), self._info(False)

    def _beginning(self, seed: int | None, options: dict[str, Any]) -> tuple[int, int | None, int]:
        if seed is not None:
            checked_seed(seed)
        episode, own = options.pop("episode", None), options.pop("episode_seed", None)
        if options:
            raise ValueError(f"option {next(iter(options))!r} is not one of episode, episode_seed")
        if own is not None:
            if episode is not None:
                raise ValueError("the options episode and episode_seed both choose an episode; give one of them")
            return EPISODE, checked_seed(own, "option episode_seed"), 0
        if episode is not None:
            if seed is None:
                raise ValueError("the option episode counts the episodes of a run; give the run's seed too")
            return RUN, seed, checked_seed(episode, "option episode")
        if seed is None and self._begun:
            return NEXT, None, 0
        return RUN, seed, 0

    def step(self, action: Any) -> Step:
        """Takes an action; see the class."""
        number = operator.index(action)
        if not 0 <= number < self._count:
            self._out_of_range(number)
        if self._handle:
            self._action[0] = number
        if code := self._call(self._handle):
            self._failed(code)
        return self._stepped()

    def _stepped(self) -> Step:
        terminated: bool = self._terminated[0]
        return self._observation.copy(), self._reward[0], terminated, self._truncated[0], self._info(terminated)

    def _out_of_range(self, action: int) -> None:
        names = self.world.actions
        raise ValueError(f"action {action}, want 0 to {len(names) - 1} ({names[0]} to {names[-1]})")

    def _failed(self, code: int) -> None:
        assert self._worlds is not None
        if code == _library.BAD_ORDER:
            raise ResetNeeded(self._worlds.error())
        _library.refuse(code, self._worlds.error())

    def _info(self, failed: bool) -> dict[str, Any]:
        load, budget, cost = self._decimals.tolist()
        oom, critical = self._wholes.tolist()
        return {"avg_load": load, "budget": budget, "oom_nodes": oom, "critical_oom": critical, "failed": failed, "cost": cost}

    def render(self) -> Any:
        """Returns the present moment: an image for "rgb_array", text for "ansi"."""
        return self._look.render(self, self._number() if self.render_mode else 0, 0)

    def close(self) -> None:
        """Gives the world back. A closed environment can be reset, and is then opened again."""
        if self._worlds is not None:
            self._worlds.close()
        self._worlds, self._begun = None, False
        self.refuse("the environment is closed; call reset to open it again")

    def _number(self) -> int:
        if self._worlds is None:
            raise ResetNeeded("the environment has no world yet; call reset first")
        return self._worlds.handle

    def grid(self) -> NDArray[np.float32]:
        """Returns cpu, memory and priority of every node: rows × columns × 3."""
        shape = int(self.world.values["rows"]), int(self.world.values["columns"]), 3
        answer = _library.ask("grid", self._number(), b'{"world":0}')
        return np.frombuffer(answer, "<f4").reshape(shape).astype(np.float32)

    def link(self) -> str:
        """Returns the link of what was played since ``reset(seed=…)``.

        The page, the window and the terminal repeat it, and say whether they get the same bits.
        Raises ValueError where no link can: after an episode that was left before its end, or
        where a parameter has a value that the page does not offer.
        """
        return str(json.loads(_library.ask("link", self._number()))["link"])

    def digest(self) -> str:
        """Returns the digest of the run up to now: 16 digits that are the same wherever the bits are."""
        return str(json.loads(_library.ask("link", self._number()))["digest"])

    def put(self, grid: Any, *, agent: tuple[int, int], budget: float, steps: int = 0) -> Observation:
        """Puts the world into a state given by hand, for experiments, and returns the observation.

        Args:
            grid: cpu, memory and priority of every node, in [0, 1]: rows × columns × 3.
            agent: the row and column of the agent.
            budget: what it can spend.
            steps: how many steps the episode has taken.
        """
        rows, columns = int(self.world.values["rows"]), int(self.world.values["columns"])
        nodes = np.asarray(grid, np.float32)
        if nodes.shape != (rows, columns, 3):
            raise ValueError(f"grid has the shape {nodes.shape}, want {(rows, columns, 3)}")
        if not (0 <= agent[0] < rows and 0 <= agent[1] < columns):
            raise ValueError(f"agent is at {agent}, want a row from 0 to {rows - 1} and a column from 0 to {columns - 1}")
        cpu, mem, priority = (nodes[:, :, i].ravel().tolist() for i in range(3))
        place = int(agent[0] * columns + agent[1])
        _library.ask_json("put", self._number(), world=0, cpu=cpu, mem=mem, priority=priority, agent=place, budget=float(budget), steps=int(steps))
        return self._observation.copy()

    def step_with(self, action: Any, cpu_noise: Any, memory_noise: Any) -> Step:
        """Takes an action with the standard normal numbers given that the world would draw, one a node."""
        draws = [np.asarray(n, np.float64).ravel() for n in (cpu_noise, memory_noise)]
        number, handle = operator.index(action), self._number()
        if not 0 <= number < self._count:
            self._out_of_range(number)
        self._action[0] = number
        _library.ask("with", handle, json.dumps(np.concatenate(draws).tolist()).encode())
        return self._stepped()

    def __getstate__(self) -> dict[str, Any]:
        state = None
        if self._worlds is not None:
            state = _library.ask_json("state", self._worlds.handle, world=0)
        return {"given": self._given, "spec": self.spec, "random": (copy.deepcopy(self._np_random), self._np_random_seed), "world": state, "begun": self._begun}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(**state["given"])  # type: ignore[misc]
        self.spec, self._begun = state["spec"], state["begun"]
        self._np_random, self._np_random_seed = state["random"]
        if state["world"] is not None:
            _library.ask_json("restore", self._open().handle, world=0, state=state["world"])
