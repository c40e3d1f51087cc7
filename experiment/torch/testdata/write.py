"""Writes the files of this folder with PyTorch: python3 write.py, beside which torch is installed.

They hold the networks that the original describes (a 3×3 convolution joined with global
statistics, and a small network that forecasts risk), as state dicts alone, in checkpoints with
optimizers, and in the formats that torch.save has had. answers.json holds what PyTorch answers.
"""

import json
import sys
from collections import OrderedDict

import torch
from torch import nn

torch.manual_seed(7)


class Pilot(nn.Module):
    def __init__(self, filters=4, width=6, inputs=35, actions=8):
        super().__init__()
        self.conv = nn.Conv2d(3, filters, 3)
        self.fc1 = nn.Linear(filters + inputs - 27, width)
        self.fc2 = nn.Linear(width, width)
        self.out = nn.Linear(width, actions)

    def forward(self, x):
        patch = x[:, :27].reshape(-1, 3, 3, 3).permute(0, 3, 1, 2)
        x = torch.cat([torch.relu(self.conv(patch)).flatten(1), x[:, 27:]], 1)
        return self.out(torch.relu(self.fc2(torch.relu(self.fc1(x)))))


class Prophet(nn.Module):
    def __init__(self, inputs=5, hidden=3, heads=1):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, heads), nn.Sigmoid())

    def forward(self, x):
        return self.net(x)


pilot, prophet = Pilot(), Prophet()
plain = nn.Sequential(nn.Linear(35, 6), nn.ReLU(), nn.Linear(6, 6), nn.ReLU(), nn.Linear(6, 8))
adam = torch.optim.Adam(pilot.parameters(), lr=1e-3)
pilot(torch.rand(2, 35)).sum().backward()
adam.step()

checkpoint = {
    'pilot_state_dict': pilot.state_dict(), 'target_state_dict': Pilot().state_dict(), 'prophet_state_dict': prophet.state_dict(),
    'optimizer': adam.state_dict(), 'epsilon': 0.05, 'steps': 40000, 'scores': [1.5, -2, 3], 'name': 'v13.2', 'done': True, 'none': None, 'shape': (6, 6),
    'big': 2 ** 70,
}

torch.save(pilot.state_dict(), 'pilot.pt')
torch.save(plain.state_dict(), 'plain-legacy.pt', _use_new_zipfile_serialization=False)
torch.save(checkpoint, 'checkpoint.pt')
torch.save(checkpoint, 'checkpoint-legacy.pt', _use_new_zipfile_serialization=False)
torch.save(checkpoint, 'checkpoint-protocol4.pt', pickle_protocol=4)
torch.save(prophet.state_dict(), 'prophet.pt')
torch.save(Pilot(inputs=30, actions=6).state_dict(), 'v45.pt')
torch.save(OrderedDict((k, v.double().half() if 'fc1' in k else v.bfloat16()) for k, v in pilot.state_dict().items()), 'half.pt')
torch.save(pilot, 'whole-model.pt')
base = torch.rand(6, 35)
torch.save({'0.weight': base.T.contiguous().T, '0.bias': torch.zeros(8)[:6], '2.weight': plain[2].weight.data, '2.bias': plain[2].bias.data,
            '4.weight': plain[4].weight.data, '4.bias': plain[4].bias.data}, 'views.pt')

x = torch.rand(16, 35)
views = nn.Sequential(*[nn.Linear(35, 6), nn.ReLU(), nn.Linear(6, 6), nn.ReLU(), nn.Linear(6, 8)])
views.load_state_dict(torch.load('views.pt'))
with torch.no_grad():
    json.dump({
        'torch': torch.__version__, 'observations': x.tolist(), 'pilot': pilot(x).tolist(), 'plain': plain(x).tolist(), 'views': views(x).tolist(),
        'prophet': prophet(x[:, :5]).flatten().tolist(),
    }, open('answers.json', 'w'))
print('written with torch', torch.__version__, file=sys.stderr)
