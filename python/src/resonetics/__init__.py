"""Clusters that drift toward collapse, as Gymnasium environments.

>>> import gymnasium
>>> import resonetics  # registers them
>>> env = gymnasium.make("resonetics/Cluster-v0", preset="red-queen")

The worlds, policies and measurements are those of the Resonetics Playground, computed by the
same program: a seed, a link or a checkpoint gives the same bits here, on its page and in its
terminal. The compiled library is loaded when it is first needed, which is at the first
``reset``, so that processes may be forked before.
"""

import gymnasium

from ._evaluate import evaluate
from ._history import History, run
from ._minds import Mind, load
from ._table import ACTIONS, HELD_OUT, POLICIES, PRESETS, RULES, VERSION, Parameter, parameters
from .cluster import ClusterEnv
from .vector import ClusterVectorEnv

__version__ = "0.2.0"
__all__ = [
    "ACTIONS",
    "HELD_OUT",
    "POLICIES",
    "PRESETS",
    "RULES",
    "VERSION",
    "ClusterEnv",
    "ClusterVectorEnv",
    "History",
    "Mind",
    "Parameter",
    "evaluate",
    "load",
    "parameters",
    "run",
]

gymnasium.register(
    id="resonetics/Cluster-v0",
    entry_point="resonetics.cluster:ClusterEnv",
    vector_entry_point="resonetics.vector:ClusterVectorEnv",
)
