import re
from pathlib import Path

DOCUMENT = Path(__file__).parents[2] / "docs" / "embedders.md"


def test_the_embedder_in_the_documentation_keeps_the_contract() -> None:
    code = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), flags=re.DOTALL)
    assert len(code) == 2
    exec("\n".join(code), {})
