import importlib
import re
from pathlib import Path

import pytest

from datadiet.embed import load

DOCUMENT = Path(__file__).parents[2] / "docs" / "embedders.md"


def test_the_embedder_in_the_documentation_keeps_the_contract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embedder, check = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), flags=re.DOTALL)
    (tmp_path / "my_module.py").write_text(embedder)
    monkeypatch.syspath_prepend(str(tmp_path))
    exec(check, {"MeanColour": importlib.import_module("my_module").MeanColour})
    assert load("my_module:MeanColour").dimensions == 3
