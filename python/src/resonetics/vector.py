"""Many clusters that step together in the library, as a Gymnasium vector environment."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.error import ResetNeeded
from gymnasium.vector import AutoresetMode
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray
from typing_extensions import Unpack

from . import _library
from ._parameters import WorldParameters
from ._render import RENDER_MODES, Look
from ._table import World
from ._worlds import DISABLED, NEXT, NEXT_STEP, RUN, SAME_STEP, STAY, Worlds, checked_seed

_MODES = {AutoresetMode.DISABLED: DISABLED, AutoresetMode.NEXT_STEP: NEXT_STEP, AutoresetMode.SAME_STEP: SAME_STEP}

_MASKS = ("_avg_load", "_budget", "_oom_nodes", "_critical_oom", "_failed", "_cost")

Observations = NDArray[np.float32]
Flags = NDArray[np.bool_]
Step = tuple[Observations, NDArray[np.float64], Flags, Flags, dict[str, Any]]


class ClusterVectorEnv(gymnasium.vector.VectorEnv[Observations, NDArray[np.int64], Any]):
    """``num_envs`` worlds of one configuration; each equals a :class:`ClusterEnv` bit for bit.

    ``gymnasium.make_vec("resonetics/Cluster-v0", num_envs=256, preset="calm")`` makes one.

    Args:
        num_envs: how many worlds.
        autoreset_mode: when the next episode of a world begins: "NextStep", "SameStep" or
            "Disabled", as in Gymnasium. With "SameStep" ``info`` holds ``final_obs`` and
            ``final_info``; with "Disabled" call ``reset(options={"reset_mask": ended})``.
        preset, rules, render_mode, render_size, theme, **parameters: as for :class:`ClusterEnv`.

    ``reset(seed=s)`` begins in world i the run of seed s + i; a list gives each its own.
    """

    metadata: dict[str, Any] = {"render_modes": list(RENDER_MODES), "render_fps": 10, "autoreset_mode": AutoresetMode.NEXT_STEP}

    def __init__(
        self,
        num_envs: int = 1,
        preset: str | None = None,
        rules: str | None = None,
        *,
        autoreset_mode: str | AutoresetMode = AutoresetMode.NEXT_STEP,
        render_mode: str | None = None,
        render_size: int = 480,
        theme: str = "dark",
        **parameters: Unpack[WorldParameters],
    ) -> None:
        if not 1 <= num_envs <= 65536:
            raise ValueError(f"num_envs is {num_envs!r}, want 1 to 65,536")
        try:
            self.autoreset_mode = AutoresetMode(autoreset_mode)
        except ValueError:
            known = ", ".join(repr(m.value) for m in AutoresetMode)
            raise ValueError(f"autoreset_mode is {autoreset_mode!r}, want one of {known}") from None
        self.world = World(preset, rules, parameters)
        self.num_envs = int(num_envs)
        self.render_mode = render_mode
        self.metadata = {**type(self).metadata, "autoreset_mode": self.autoreset_mode}
        self._look = Look(render_mode, render_size, theme)
        self.single_action_space = spaces.Discrete(len(self.world.actions))
        self.single_observation_space = spaces.Box(0.0, 1.0, (self.world.observations,), np.float32)
        self.action_space = batch_space(self.single_action_space, self.num_envs)
        self.observation_space = batch_space(self.single_observation_space, self.num_envs)
        self._worlds: Worlds | None = None
        self._begun = np.zeros(self.num_envs, np.bool_)
        self.refuse("call reset before the first step")

    def refuse(self, why: str) -> None:
        """Has every further step raise; see :class:`ClusterEnv`."""

        def refused(_: int) -> int:
            raise (RuntimeError if why is _library.INHERITED else ResetNeeded)(why)

        self._handle, self._call = 0, refused

    def _open(self) -> Worlds:
        if self._worlds is None:
            self._worlds = w = Worlds(self.world, self.num_envs, _MODES[self.autoreset_mode])
            _library.watch(self)
            self._handle, self._call = w.handle, w.step_call
        return self._worlds

    def reset(self, *, seed: Any = None, options: dict[str, Any] | None = None) -> tuple[Observations, dict[str, Any]]:
        """Begins an episode in every world, or in those of ``options["reset_mask"]``."""
        seeds = self._seeds(seed)
        mask = self._mask(dict(options or {}))
        super().reset(seed=seed if isinstance(seed, int) else None)
        w = self._open()
        for i in range(self.num_envs):
            if not mask[i]:
                w.begin[i] = STAY
            elif (begin := seeds[i]) is None and self._begun[i]:
                w.begin[i] = NEXT
            else:
                w.begin[i], w.numbers[i] = RUN, 0
                w.seeds[i] = int(self.np_random.integers(2**63)) if begin is None else begin
        w.reset()
        self._begun |= mask
        return w.observations.copy(), self._infos(w.decimals, w.wholes, np.zeros(self.num_envs, np.bool_), mask, partial=True)

    def _seeds(self, seed: Any) -> list[int | None]:
        if seed is None:
            return [None] * self.num_envs
        if isinstance(seed, (int, np.integer)):
            return [checked_seed(int(seed) + i) for i in range(self.num_envs)]
        seeds = [None if s is None else checked_seed(s) for s in seed]
        if len(seeds) != self.num_envs:
            raise ValueError(f"{len(seeds)} seeds for {self.num_envs} worlds, want one each")
        return seeds

    def _mask(self, options: dict[str, Any]) -> Flags:
        mask = options.pop("reset_mask", None)
        if options:
            raise ValueError(f"option {next(iter(options))!r} is not reset_mask")
        if mask is None:
            return np.ones(self.num_envs, np.bool_)
        mask = np.asarray(mask)
        if mask.shape != (self.num_envs,) or mask.dtype != np.bool_ or not mask.any():
            raise ValueError(f"option reset_mask is {mask!r}, want {self.num_envs} booleans of which one is True")
        return mask

    def step(self, actions: Any) -> Step:
        """Takes an action in every world."""
        chosen = np.asarray(actions)
        if chosen.shape != (self.num_envs,) or chosen.dtype.kind not in "iu":
            raise ValueError(f"actions have shape {chosen.shape} and type {chosen.dtype}, want {self.num_envs} whole numbers")
        w = self._worlds
        if w is not None:
            w.actions[:] = chosen
        if code := self._call(self._handle):
            self._failed(code)
        assert w is not None
        terminated, truncated = w.terminated.copy(), w.truncated.copy()
        all_of_them = np.ones(self.num_envs, np.bool_)
        if self.autoreset_mode is AutoresetMode.SAME_STEP:
            infos = self._infos(w.decimals, w.wholes, np.zeros(self.num_envs, np.bool_), all_of_them)
            if w.ended.any():
                self._add_final(infos, w)
        else:
            infos = self._infos(w.decimals, w.wholes, terminated.copy(), all_of_them)
        return w.observations.copy(), w.rewards.copy(), terminated, truncated, infos

    def _failed(self, code: int) -> None:
        assert self._worlds is not None
        if code == _library.BAD_ORDER:
            raise ResetNeeded(self._worlds.error())
        _library.refuse(code, self._worlds.error())

    def _infos(self, decimals: NDArray[np.float64], wholes: NDArray[np.int64], failed: Flags, mask: Flags, partial: bool = False) -> dict[str, Any]:
        load, budget, cost = decimals.copy()
        oom, critical = wholes.copy()
        infos = {"avg_load": load, "budget": budget, "oom_nodes": oom, "critical_oom": critical, "failed": failed, "cost": cost}
        if partial:
            for key, values in infos.items():
                infos[key] = np.where(mask, values, np.zeros_like(values))
        return infos | dict.fromkeys(_MASKS, mask)

    def _add_final(self, infos: dict[str, Any], w: Worlds) -> None:
        ended = w.ended.copy()
        final = np.full(self.num_envs, None, dtype=object)
        for i in np.flatnonzero(ended):
            final[i] = w.final_observations[i].copy()
        infos["final_obs"], infos["_final_obs"] = final, ended
        infos["final_info"] = self._infos(w.final_decimals, w.final_wholes, w.terminated.copy(), ended, partial=True)
        infos["_final_info"] = ended

    def render(self) -> Any:
        """Returns the present moment of every world; see :class:`ClusterEnv`."""
        if self.render_mode and self._worlds is None:
            raise ResetNeeded("the environment has no worlds yet; call reset first")
        handle = self._worlds.handle if self._worlds else 0
        if self.render_mode is None:
            return self._look.render(self, handle, 0)
        return tuple(self._look.render(self, handle, i) for i in range(self.num_envs))

    def close_extras(self, **_: Any) -> None:
        """Gives the worlds back."""
        if self._worlds is not None:
            self._worlds.close()
        self._worlds = None
        self._begun[:] = False
        self.refuse("the environment is closed; make another one")


