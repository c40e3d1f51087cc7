"""The notebook, executed from top to bottom."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import ROOT


def test_the_notebook_runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    plots = pytest.importorskip("matplotlib.pyplot", reason="matplotlib is not installed")
    shown: list[Any] = []
    monkeypatch.setattr(plots, "show", lambda: shown.append(plots.gcf()) or plots.close("all"))
    book = json.loads((ROOT / "python" / "first-steps.ipynb").read_text(encoding="utf-8"))
    names: dict[str, Any] = {}
    for cell in book["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and not source.startswith("%pip"):
            exec(compile(source, cell["id"], "exec"), names)
    said = capsys.readouterr().out
    assert len(shown) == 2
    assert "#v=" in said and "last generation: " in said and "±" in said
    rows = {row["policy"]: row for row in names["table"]["rows"]}
    assert rows["learned"]["return"]["mean"] > 0.9 * rows["h3"]["return"]["mean"]
    assert not any(cell.get("outputs") for cell in book["cells"]), "save it without outputs"
