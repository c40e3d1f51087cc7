"""The numbers of a world, its rule sets and presets, as the program lists them.

``_table.json`` is written by the program when the package is built; nothing of it is retyped
here.
"""

from __future__ import annotations

import json
import numbers
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any

_raw = json.loads(resources.files(__package__).joinpath("_table.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Parameter:
    """One number of a world: ``key`` is its keyword, ``accepts`` says its range in words."""

    key: str
    kind: str  # "float", "int" or "bool"
    default: float | int | bool
    least: float
    most: float
    accepts: str
    help: str
    unit: str


VERSION: str = _raw["version"]
"""The version of the program in this package."""

RULES: tuple[str, ...] = tuple(r["key"] for r in _raw["rules"])
"""The rule sets, in the order of publication."""

ACTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType({r["key"]: tuple(r["actions"]) for r in _raw["rules"]})
"""What the actions of each rule set are called, by their number."""

OBSERVATIONS: Mapping[str, int] = MappingProxyType({r["key"]: r["observations"] for r in _raw["rules"]})

PRESETS: Mapping[str, str] = MappingProxyType({p["key"]: p["help"] for p in _raw["presets"]})
"""The presets, the easiest first, and what each is."""

POLICIES: Mapping[str, str] = MappingProxyType({p["key"]: p["help"] for p in _raw["policies"]})
"""The policies that need no training, the weakest first, and what each does."""

HELD_OUT: Mapping[str, int] = MappingProxyType({s["key"]: int(s["seed"]) for s in _raw["held_out"]})
"""The seeds of the sets of held-out episodes, which no policy of the playground learns from.

``env.reset(seed=HELD_OUT["final"], options={"episode": 7})`` begins the eighth of one.
"""

_PARAMETERS: dict[str, dict[str, Any]] = {p["key"]: p for p in _raw["parameters"] if p["key"] != "rules"}
_KEYWORDS = {key.replace("-", "_"): key for key in _PARAMETERS}
_NEWEST = RULES[-1]


def parameters(rules: str = _NEWEST) -> list[Parameter]:
    """Lists every parameter of a world, with the default of a rule set."""
    defaults = _rule_set(rules)["defaults"]
    return [
        Parameter(key.replace("-", "_"), p["kind"], _typed(p, defaults[key]), p["least"], p["most"], p["accepts"], p["help"], p["unit"])
        for key, p in _PARAMETERS.items()
    ]


def _typed(p: Mapping[str, Any], value: float) -> float | int | bool:
    if p["kind"] == "bool":
        return bool(value)
    return int(value) if p["kind"] == "int" else float(value)


def _one_of(what: str, key: object, known: Any) -> str:
    if key not in known:
        raise ValueError(f"{what} is {key!r}, want one of {', '.join(known)}")
    return str(key)


def _rule_set(rules: str) -> dict[str, Any]:
    return next(r for r in _raw["rules"] if r["key"] == _one_of("rules", rules, RULES))


class World:
    """The numbers of one world, checked."""

    def __init__(self, preset: str | None, rules: str | None, given: Mapping[str, Any]) -> None:
        if preset is not None:
            _one_of("preset", preset, PRESETS)
            if rules not in (None, _NEWEST):
                raise ValueError(f"preset {preset!r} already fixes the rules, {_NEWEST}; leave out rules={rules!r}")
        self.rules = rules or _NEWEST
        start = _rule_set(self.rules)["defaults"]
        if preset is not None:
            start = next(p["values"] for p in _raw["presets"] if p["key"] == preset)
        self.values: dict[str, float] = {key: start[key] for key in _PARAMETERS}
        for keyword, value in given.items():
            key = _KEYWORDS.get(keyword)
            if key is None:
                raise ValueError(f"parameter {keyword!r} is not one of {', '.join(_KEYWORDS)}")
            self.values[key] = _checked(keyword, _PARAMETERS[key], value)

    @property
    def actions(self) -> tuple[str, ...]:
        """What the actions are called."""
        return ACTIONS[self.rules]

    @property
    def observations(self) -> int:
        """How many numbers an observation has."""
        return OBSERVATIONS[self.rules]

    def numbers(self) -> dict[str, str]:
        """Returns every number as the program reads it."""
        return {"rules": self.rules} | {key: _text(_PARAMETERS[key], v) for key, v in self.values.items()}


def _checked(keyword: str, p: Mapping[str, Any], value: Any) -> float:
    wrong = ValueError(f"{keyword} is {value!r}, want {p['accepts']}")
    if p["kind"] == "bool":
        if value in (True, False):
            return float(value)
        raise ValueError(f"{keyword} is {value!r}, want True or False")
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise wrong
    if p["kind"] == "int":
        if not isinstance(value, numbers.Integral):
            raise ValueError(f"{keyword} is {value!r}, want a whole number ({p['accepts']})")
    number = float(value)
    if not p["least"] <= number <= p["most"]:
        raise wrong
    return number


def _text(p: Mapping[str, Any], value: float) -> str:
    if p["kind"] == "bool":
        return "on" if value else "off"
    return repr(int(value)) if p["kind"] == "int" else repr(value)
