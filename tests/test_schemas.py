"""The JSON Schemas are those of the models, and what the program writes fits them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from annotator.cli import cli
from annotator.errors import AnnotatorError
from annotator.schemas import SCHEMAS, adapter, json_schema
from tests.cli.cli_world import World, two_annotators

ROOT = Path(__file__).parent.parent


def read_back(name: str, raw: str | bytes) -> object:
    """What the type keeps of what was written; a `ValidationError` where it does not take it."""
    kind = adapter(name)
    kept = kind.dump_python(kind.validate_json(raw, strict=True), mode="json", exclude_unset=True)
    return {key: found for key, found in kept.items() if not key.startswith("_")}


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Three annotators, so that every part of a report is there."""
    world = two_annotators(tmp_path)
    world.span("mo", "council", "It rained.", "claim")
    for article in ("council", "harbour", "port"):
        world.state("mo", article)
    world.article("many", "".join(f"Fact {i}. " for i in range(60)))
    for i in range(60):
        for name in ("kim", "lee", "mo")[: 3 if i % 3 else 2]:
            world.span(name, "many", f"Fact {i}.", "claim" if i % 5 else "ad")
    for name in ("kim", "lee", "mo"):
        world.state(name, "many")
    return world


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_files_in_docs_are_those_of_the_models(name: str) -> None:
    found = json.loads((ROOT / "docs" / "schemas" / f"{name}.json").read_text())
    assert found == json_schema(name), f"annotator schema {name} > docs/schemas/{name}.json"


def test_no_file_in_docs_is_of_a_schema_that_is_gone() -> None:
    assert {path.stem for path in (ROOT / "docs" / "schemas").glob("*.json")} == set(SCHEMAS)


def test_the_command_prints_them_and_lists_them() -> None:
    listed = CliRunner().invoke(cli, ["schema"], standalone_mode=False).stdout.splitlines()
    assert [line.split()[0] for line in listed] == list(SCHEMAS)
    assert json.loads(CliRunner().invoke(cli, ["schema", "meta"], standalone_mode=False).stdout) == json_schema("meta")
    with pytest.raises(AnnotatorError, match="there is no schema 'metta': choose among journal, "):
        json_schema("metta")


@pytest.mark.parametrize("annotator", ["kim", "lee"])
def test_the_bundled_journals_fit(annotator: str) -> None:
    for line in (ROOT / "annotations" / f"{annotator}.jsonl").read_bytes().splitlines():
        assert read_back("journal", line) == json.loads(line)


def test_reports_and_files_fit(world: World) -> None:
    for report in ("status", "check"):
        raw = world.run(report, "--json").out
        assert read_back(report, raw) == json.loads(raw)
    merged = world.run("merge", world.journal("kim"), world.journal("lee"), "-o", "-").out
    (world.root / "merged.jsonl").write_text(merged)
    for line in merged.splitlines():
        assert read_back("flat-spans", line) == json.loads(line)
    for meta in world.root.glob("seeds/*.meta.json"):
        assert read_back("meta", meta.read_bytes()) == json.loads(meta.read_bytes())


@pytest.mark.parametrize(
    "options",
    [
        ["--resamples", "0"],
        ["--resamples", "1000"],
        ["--gamma", "--article", "harbour"],
        ["--plan", "0.1"],
        ["--drift", "--origins", "--methods"],
        ["--baseline", "kim", "--baseline", "lee"],
    ],
)
def test_the_report_of_agreement_fits(world: World, options: list[str]) -> None:
    words = [world.journal(word) if word in {"kim", "lee"} else word for word in options]
    report = world.run("agreement", "--json", *words).out
    assert read_back("agreement", report) == json.loads(report)
    assert ("--article" in options) == (json.loads(report)["error_rates"] is None)


def test_a_report_with_a_field_that_is_not_declared_does_not_fit(world: World) -> None:
    report = json.loads(world.run("agreement", "--json", "--resamples", "0").out)
    report["labels"]["claim"]["f1"]["more"] = 1
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        read_back("agreement", json.dumps(report))


def test_the_report_on_accuracy_fits(world: World) -> None:
    (world.root / "tagger.jsonl").write_text('{"article":"council","start":0,"end":18,"label":"claim"}\n')
    for resamples in ("0", "1000"):
        words = ["--json", "--resamples", resamples, "--against", str(world.journal("kim"))]
        report = world.run("agreement", *words, world.journal("lee"), world.journal("mo")).out
        assert read_back("accuracy", report) == json.loads(report)
    report = world.run("agreement", *words, "--complete", world.root / "tagger.jsonl").out
    assert read_back("accuracy", report) == json.loads(report)
    assert json.loads(report)["people"]["less"].keys() == {"tagger"}


def test_the_report_of_the_bundled_project_fits() -> None:
    words = ["--project", str(ROOT), "agreement", "--json", "--resamples", "1000"]
    report = CliRunner().invoke(cli, words, standalone_mode=False).stdout
    assert read_back("agreement", report) == json.loads(report)


def test_settings_fit() -> None:
    raw = b'{"folders": {"seeds": "texts"}, "labels": [{"name": "claim", "key": "c"}], "pause_minutes": 0}'
    assert read_back("settings", raw) == json.loads(raw)
