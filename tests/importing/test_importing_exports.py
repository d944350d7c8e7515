"""Exports of other tools as they come: names that survive a round trip, fields of any name, zips, answers of an API."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import AnnotatorError
from annotator.formats import parsing, reader
from annotator.importing.align import Intake
from annotator.importing.sniff import format_of
from tests.cli.cli_world import World, two_annotators
from tests.formats.datasets import project_of, settle

TEXT = "Rain fell.\nNobody minded it."


def put(path: Path, value: Any) -> Path:
    """A file with JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), "utf-8")
    return path


def found(path: Path, tmp_path: Path, **choice: Any) -> tuple[Intake, dict[str, list[tuple[str, str]]]]:
    """What arrives in a new project."""
    settled = settle(project_of(tmp_path / "project"), reader(format_of(path))(path), **{"name": None, **choice})
    spans = {
        who: sorted((span.label, work.article.text[span.start : span.end]) for span in work.spans.values())
        for (who, *_), work in settled.works.items()
    }
    return settled, spans


def result(start: int, end: int, label: str) -> dict[str, Any]:
    """A region of Label Studio."""
    value = {"start": start, "end": end, "text": TEXT[start:end], "labels": [label]}
    return {"id": f"{start}", "from_name": "l", "to_name": "t", "type": "labels", "value": value}


@pytest.mark.parametrize("field", ["article", "text", "body", "title"])
def test_a_label_studio_text_may_be_in_a_field_of_any_name(tmp_path: Path, field: str) -> None:
    full = [
        {
            "data": {field: TEXT, "url": "https://example.org/x"},
            "annotations": [{"completed_by": 1, "result": [result(0, 4, "x")]}],
        }
    ]
    small = [
        {
            "id": 1,
            field: TEXT,
            "kinds": [{"start": 0, "end": 4, "text": "Rain", "labels": ["x"]}],
            "annotator": 1,
            "annotation_id": 2,
        }
    ]
    for name, value in (("full", full), ("small", small)):
        settled, spans = found(put(tmp_path / name / "a.json", value), tmp_path / name)
        assert spans == {"user-1": [("x", "Rain")]}
        assert settled.left == []


def test_a_field_called_article_with_a_text_beside_it_is_the_name(tmp_path: Path) -> None:
    task = {
        "data": {"article": "rain-1", "body": TEXT},
        "annotations": [{"completed_by": 1, "result": [result(0, 4, "x")]}],
    }
    settled, _ = found(put(tmp_path / "a.json", [task]), tmp_path)
    assert [article for _, article, _ in settled.works] == ["rain-1"]


def round_trip(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What Label Studio makes of tasks: ids become `import_id`, and all is of the user who imported them."""
    return [
        {
            "id": 7,
            "data": task["data"],
            "annotations": [
                {"id": 100 + n, "import_id": one["id"], "completed_by": 1,
                 "ground_truth": one["ground_truth"], "result": one["result"]}
                for n, one in enumerate(task["annotations"])
            ],
        }
        for task in tasks
    ]  # fmt: skip


def test_annotators_are_told_apart_after_a_round_trip_through_label_studio(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    world = two_annotators(tmp_path / "project")
    world.run("merge", world.journal("kim"), world.journal("lee"), "-o", tmp_path / "all.jsonl")
    world.run("export", tmp_path / "all.jsonl", "--to", "label-studio", "-o", tmp_path / "out", "--with-text")
    tasks = round_trip(json.loads((tmp_path / "out" / "data.json").read_text()))
    back = put(tmp_path / "back.json", tasks)
    settled, spans = found(back, tmp_path / "other")
    assert spans.keys() == {"kim", "lee"}
    assert settled.gold_documents
    assert settled.united == []
    for task in tasks:
        del task["data"]["annotators"]
    with pytest.raises(AnnotatorError, match="does not say who annotated: add --as NAME"):
        found(put(tmp_path / "nameless.json", tasks), tmp_path / "third")


def test_what_label_studios_small_export_says_beside_spans_is_counted(tmp_path: Path) -> None:
    task = {
        "id": 1, "text": TEXT, "kinds": [{"start": 0, "end": 4, "text": "Rain", "labels": ["x"]}],
        "attribute.speaker": ["Ana", "Bo"], "note": "sure?", "mood": {"choices": ["a", "b"]}, "annotation_id": 2, "annotator": 1,
    }  # fmt: skip
    told = reader("label-studio")(put(tmp_path / "a.json", [task])).told
    assert told == ["4 values of other controls left: JSON-MIN does not say of which span: export JSON"]


def test_a_zip_of_doccanos_has_a_file_for_each_member(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for who, label in (("ana", "x"), ("bo", "y")):
            archive.writestr(f"{who}.jsonl", json.dumps({"id": 1, "text": TEXT, "label": [[0, 4, label]]}) + "\n")
    assert found(path, tmp_path)[1] == {"ana": [("x", "Rain")], "bo": [("y", "Rain")]}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("all.jsonl", json.dumps({"id": 1, "text": TEXT, "label": [[0, 4, "x"]]}) + "\n")
    assert found(path, tmp_path / "shared", name="mo")[1] == {"mo": [("x", "Rain")]}


@pytest.mark.parametrize(("kind", "member"), [("doccano", "ana.jsonl"), ("webanno", "annotation/a.txt/ana.tsv")])
def test_a_zip_that_is_damaged_or_holds_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, member: str
) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, TEXT)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(TEXT.encode(), TEXT.encode()[::-1]))
    with pytest.raises(AnnotatorError, match=r"export\.zip: is no zip that can be read \(Bad CRC.*\): unpack it"):
        reader(kind)(path)
    monkeypatch.setattr(parsing, "LIMIT", 5_000)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, "x" * 10_000)
    with pytest.raises(AnnotatorError, match=r"export\.zip: holds more than .* bytes: unpack it"):
        reader(kind)(path)


@pytest.mark.parametrize(
    "span",
    [
        {"begin": 0, "end": 4, "tag": "x"},
        {"start_offset": "0", "end_offset": "4", "labels": ["x"]},
        {"start": 0.0, "end": 4.0, "entity_group": "x"},
        {"from": 0, "to": 4, "type": "x"},
        {"BeginOffset": 0, "EndOffset": 4, "Type": "x"},
        [0, 4, "x"],
    ],
)
@pytest.mark.parametrize("kind", ["doccano", "prodigy", "jsonl"])
def test_spans_are_read_under_the_names_that_programs_give_their_fields(tmp_path: Path, kind: str, span: Any) -> None:
    field = "entities" if kind == "doccano" else "spans"
    value = {"text": TEXT, field: [span]} | ({"length": len(TEXT), "id": "rain"} if kind == "jsonl" else {})
    path = put(tmp_path / "a.jsonl", value)
    assert format_of(path) == kind
    assert found(path, tmp_path, name="mo")[1] == {"mo": [("x", "Rain")]}


def test_the_fields_of_an_object_that_has_no_offsets_are_named(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", {"text": TEXT, "label": [{"at": [0, 4], "kind": "x"}]})
    settled = found(path, tmp_path, name="mo")[0]
    assert [left.why for left in settled.left] == ["is of the whole text: it has no offsets (its fields: at, kind)"]


def test_a_zip_of_texts_is_told_to_be_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "texts.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("rain.txt", TEXT)
    with pytest.raises(AnnotatorError, match=r"texts\.zip: holds no .*: unpack a zip of other files, such as texts"):
        reader("webanno")(path)


def test_answers_of_hypothesis_are_placed_by_their_quotations(tmp_path: Path) -> None:
    quote = {"type": "TextQuoteSelector", "exact": "Nobody", "prefix": "", "suffix": " minded"}
    about = {"uri": "https://example.org/news/17", "tags": ["who"], "text": "really?"}
    rows = [
        {"id": "1", "user": "acct:ana@example.org", **about,
         "target": [{"selector": [{"type": "TextPositionSelector", "start": 900, "end": 906}, quote]}]},
        {"id": "2", "user": "acct:bo@example.org", **about, "target": [{}]},
        {"id": "3", "user": "acct:bo@example.org", **about, "references": ["1"], "target": [{}]},
    ]  # fmt: skip
    project = project_of(tmp_path / "project", rain=TEXT)
    (project.seeds / "rain.meta.json").write_text('{"url": "https://example.org/news/17"}')
    path = put(tmp_path / "a.json", {"total": 3, "rows": rows})
    given = reader(format_of(path))(path)
    [(key, work)] = settle(project, given, name=None).works.items()
    [span] = work.spans.values()
    assert key[:2] == ("ana", "rain")
    assert (span.label, TEXT[span.start : span.end], span.note) == ("who", "Nobody", "really?")
    assert given.told == [
        "1 note on a whole page left: this program has none", "1 reply left: this program has none"
    ]  # fmt: skip


def test_a_link_in_a_folder_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    world = World(tmp_path / "project")
    (tmp_path / "secret.txt").write_text("not for anybody")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT)
    (folder / "b.txt").symlink_to(tmp_path / "secret.txt")
    ran = world.run("import", folder)
    assert ran.code == 2
    assert "b.txt: is a link, which may lead anywhere" in ran.err
    assert not [*(world.root / "seeds").iterdir()]
