import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[1]


def references():
    spec = importlib.util.spec_from_file_location("write_references", ROOT / "scripts" / "write_references.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_command_line_reference_is_what_the_code_says():
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == references().cli_reference()


def test_the_schema_is_what_the_code_says():
    assert (ROOT / "docs" / "scorecard.schema.json").read_text(encoding="utf-8") == references().schema()


def test_the_schema_of_a_proof_is_what_the_code_says():
    assert (ROOT / "docs" / "proof.schema.json").read_text(encoding="utf-8") == references().schema_of_proof()


def test_the_schema_of_a_domain_is_what_the_code_says():
    assert (ROOT / "docs" / "domain.schema.json").read_text(encoding="utf-8") == references().domain_schema()


def test_the_schema_of_a_twin_is_what_the_code_says():
    assert (ROOT / "docs" / "twin.schema.json").read_text(encoding="utf-8") == references().twin_schema()


def test_the_schemas_of_tables_are_what_the_code_says():
    for name, said in (("table", references().table_schema()), ("table-spec", references().table_spec_schema())):
        assert (ROOT / "docs" / f"{name}.schema.json").read_text(encoding="utf-8") == said
