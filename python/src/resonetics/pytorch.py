"""Networks of the playground in PyTorch, which must be installed: ``pip install resonetics[torch]``.

>>> network = resonetics.pytorch.network(resonetics.load("pilot.safetensors"))
>>> network(torch.as_tensor(observations)).argmax(1)
"""

from __future__ import annotations

import torch
from torch import nn

from ._minds import Mind


class _PatchFirst(nn.Module):
    """Sends the 3×3 patch through a layer of its own, and joins what comes of it with the rest."""

    def __init__(self, patch: nn.Linear) -> None:
        super().__init__()
        self.patch = patch

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        split = self.patch.in_features
        return torch.cat([torch.relu(self.patch(x[:, :split])), x[:, split:]], dim=1)


class _WithoutPlace(nn.Module):
    """Leaves out the agent's row and column: a torus looks the same everywhere."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([x[:, :27], x[:, 29:]], dim=1)


def _linear(mind: Mind, name: str) -> nn.Linear:
    weight, bias = (torch.tensor(mind.weights[f"{name}.{role}"]) for role in ("weight", "bias"))
    layer = nn.Linear(weight.shape[0], weight.shape[1])
    with torch.no_grad():
        layer.weight.copy_(weight.T)  # the playground has [in, out]
        layer.bias.copy_(bias)
    return layer


def network(mind: Mind) -> nn.Sequential:
    """Returns the network by which a mind acts: from observations to the value of every action.

    Raises ValueError for a mind that is no network.
    """
    names = [name.removesuffix(".weight") for name in mind.weights if name.endswith(".weight")]
    if not names:
        raise ValueError(f"a {mind.policy} is no network; want a pilot or a pqn")
    squadron = mind.policy.startswith("pqn")
    layers: list[nn.Module] = [_WithoutPlace()] if squadron else []
    for i, name in enumerate(names):
        layer = _linear(mind, name)
        if ".left." in name:
            layers.append(_PatchFirst(layer))
            continue
        layers.append(layer)
        if i == len(names) - 1:
            break
        if squadron:
            layers.append(nn.LayerNorm(layer.out_features, elementwise_affine=False))
        layers.append(nn.ReLU())
    return nn.Sequential(*layers)
