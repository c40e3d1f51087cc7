"""Records what Python's rliable says of the scores in scores.json, into rliable.json.

Run it in this folder with rliable 1.2 and pandas below 3 installed: python record.py. With the argument
--check it writes nothing and fails where rliable.json differs in a point estimate.
"""

import json
import sys

import numpy as np
from rliable import library, metrics

REPS = 20 if "--check" in sys.argv else 20_000
KEYS = ("earlier", "later")


def estimates(scores, curves, thresholds):
    """Point estimates and intervals by name, each a list of [value, low, high]."""
    out = {}

    def record(name, data, function):
        points, intervals = library.get_interval_estimates({"x": data}, function, reps=REPS)
        out[name] = np.column_stack([points["x"], intervals["x"].T]).tolist()

    for key in KEYS:
        record("iqm of " + key, scores[key], lambda x: np.array([metrics.aggregate_iqm(x)]))
        record("profile of " + key, scores[key], lambda x: np.array([library.run_score_deviation(x, t) for t in thresholds]))
    # rliable's curves are runs × tasks × points, here with one task.
    record(
        "band of the curves",
        curves[:, None, :],
        lambda x: np.array([metrics.aggregate_iqm(x[..., i]) for i in range(x.shape[-1])]),
    )
    pairs = {"x,y": (scores["later"], scores["earlier"])}
    points, intervals = library.get_interval_estimates(pairs, metrics.probability_of_improvement, reps=max(20, REPS // 10))
    out["later improves on earlier"] = [[float(points["x,y"]), *map(float, intervals["x,y"].ravel())]]
    return out


def main():
    np.random.seed(1)
    with open("scores.json") as f:
        recorded = json.load(f)
    scores = {key: np.array(recorded[key]).T for key in KEYS}  # rliable has runs × tasks
    found = estimates(scores, np.array(recorded["curves"]), recorded["thresholds"])
    if "--check" not in sys.argv:
        with open("rliable.json", "w") as f:
            rows = ["%s: %s" % (json.dumps(name), json.dumps(found[name])) for name in found]
            f.write("{\n " + ",\n ".join(rows) + "\n}\n")
        return
    with open("rliable.json") as f:
        known = json.load(f)
    assert known.keys() == found.keys()
    for name, rows in known.items():
        assert np.allclose(np.array(rows)[:, 0], np.array(found[name])[:, 0]), name


if __name__ == "__main__":
    main()
