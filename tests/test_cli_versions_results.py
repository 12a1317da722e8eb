"""Results on the command line: attach, detach, results, and lines of them that cannot be read."""

import json
from pathlib import Path

import pytest

from tests.data.versions.conftest import make  # noqa: F401
from tests.test_cli_versions import call  # noqa: F401


def test_a_bad_line_is_told_on_standard_error_and_the_commands_go_on(call, make, tmp_path):  # noqa: F811
    for name, shade in (("a", 10), ("b", 20), ("c", 30)):
        make(name, shade=shade)
    Path("model.json").write_text(json.dumps({"trainer": "probe", "test": {"accuracy": 0.5}}))
    call("add", "a", "--tag", "v1")
    call("attach", "v1", "model.json")
    for file in ("log.jsonl", "results.jsonl"):
        with (tmp_path / ".datadiet" / file).open("a") as opened:
            opened.write("{rubbish\n")
    for words in (
        ("add", "b", "--tag", "v2"),
        ("replace", "v1", "c", "--why", "better"),
        ("log",),
        ("diff", "v1", "v2"),
        ("results",),
        ("restore", "v1", "--to", "back"),
        ("lineage", "images/000000.png"),
    ):
        code, _, err = call(*words, "--json")
        assert (code, err.count("cannot be read (it is no JSON), and is left out")) == (0, 2), words
        assert f"line 2 of {tmp_path}/.datadiet/log.jsonl" in err
        assert f"line 2 of {tmp_path}/.datadiet/results.jsonl" in err
        assert "take the line away" in err
    code, said, err = call("verify", "--json")
    assert (code, len(said["findings"]), err) == (1, 2, "")  # there it is a finding


def test_all_seeds_are_attached_and_one_is_taken_away_again(call, make):  # noqa: F811
    make("a")
    call("add", "a", "--tag", "v2")
    for number, accuracy in enumerate((0.5, 0.6, 0.7)):
        folder = Path("m-made") / f"seed-{number}"
        folder.mkdir(parents=True)
        (folder / "model.json").write_text(json.dumps({"trainer": "probe", "test": {"accuracy": accuracy}}))
    code, said, _ = call("attach", "v2", "m-made")
    assert (code, said.count("Attached: model m-made/seed-")) == (0, 3)
    code, said, _ = call("results")
    assert (code, "0.600 (mean of 3 seeds, unchecked)" in said) == (0, True)
    assert (said.count("model m-made/seed-"), said.count("it does not say by a digest")) == (3, 1)
    code, said, _ = call("detach", "v2", "m-made/seed-2")
    assert (code, "Detached: model m-made/seed-2 from v2" in said) == (0, True)
    code, said, _ = call("results", "--json")
    assert said["versions"][0]["measures"] == {"accuracy": pytest.approx(0.55)}
    code, _, err = call("detach", "v2", "m-made/seed-2")
    assert (code, "is no result of v2" in err, "m-made/seed-0" in err) == (2, True, True)
    assert call("verify")[0] == 0


def test_attach_says_whether_it_could_be_checked(call, make, tmp_path):  # noqa: F811
    make("a")
    call("add", "a", "--tag", "v1")
    Path("model.json").write_text(json.dumps({"trainer": "probe", "cost": {"seconds": 3}}))
    code, said, _ = call("attach", "v1", "model.json")
    assert (code, "Not checked whether it is about this data: it does not say" in said) == (0, True)
    body = {"trainer": "probe", "cost": {"seconds": 3}, "data": {"contents": "a" * 64, "labels": "b" * 64}}
    Path("other.json").write_text(json.dumps(body))
    code, _, err = call("attach", "v1", "other.json")
    assert (code, "was trained on other data than v1" in err, "--force" in err) == (2, True, True)
    code, said, _ = call("attach", "v1", "other.json", "--force", "--json")
    result = said["results"][0]
    assert (code, result["checked"], "overruled" in result["unchecked"]) == (0, False, True)
    code, said, _ = call("results")
    assert "unchecked: model" in said
    assert "forced: model other" in said
    assert "it says that it is about other data, and --force overruled that" in said
    doubts = call("results", "--json")[1]["versions"][0]["doubts"]
    assert [(one["name"], one["mark"]) for one in doubts] == [(tmp_path.name, "unchecked"), ("other", "forced")]


def test_results_list_the_best_version_first(call, make, tmp_path):  # noqa: F811
    for name, shade in (("a", 10), ("b", 20)):
        make(name, shade=shade)
        call("add", name, "--tag", name)
        body = {"trainer": "probe", "test": {"accuracy": shade / 40}, "cost": {"seconds": 3}}
        Path(f"{name}.json").write_text(json.dumps(body))
        assert call("attach", name, f"{name}.json")[0] == 0
    code, said, _ = call("results", "--json")
    assert (code, said["by"], [row["tags"] for row in said["versions"]]) == (0, "accuracy", [["b"], ["a"]])
    assert call("results")[1].splitlines()[1].startswith(said["versions"][0]["version"][:12])
    assert "0.36 s of work, 0.06 of money for each point" in call("diff", "a", "b")[1]
    assert call("results", "--by", "mAP")[0] == 2
