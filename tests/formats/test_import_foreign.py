"""What files look like that other programs and people made: everything in them is taken, or said to be left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import AnnotatorError
from annotator.formats import Source, SourceSpan, reader
from annotator.importing.align import Intake
from annotator.importing.sniff import format_of
from tests.formats.datasets import project_of, settle

FERRY = "The ferry \U0001f6a2 to Lund was late.\nNobody said why.\n"


def put(path: Path, content: Any) -> Path:
    """A file with a text, with JSON, or with a JSON value a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not isinstance(content, str):
        lines = content if path.suffix == ".jsonl" else [content]
        content = "".join(json.dumps(value) + "\n" for value in lines)
    path.write_bytes(content.encode())
    return path


def given(kind: str, path: Path) -> tuple[Source, list[SourceSpan]]:
    """What a reader makes of a file, whose format is told from it."""
    assert format_of(path) == kind
    found = reader(kind)(path)
    return found, [span for document in found.documents for span in document.spans]


def taken(tmp_path: Path, kind: str, path: Path, **choice: Any) -> tuple[Intake, dict[str, list[tuple[str, str]]]]:
    """What arrives in a project that has nothing yet: by annotator, each span's label and words."""
    settled = settle(project_of(tmp_path / "project"), given(kind, path)[0], **choice)
    found: dict[str, list[tuple[str, str]]] = {}
    for (who, _, _), work in settled.works.items():
        words = [(span.label, work.article.text[span.start : span.end]) for span in work.spans.values()]
        found[who] = sorted(found.get(who, []) + words)
    return settled, found


def test_brats_notes_and_attributes_of_spans_are_kept_and_those_of_events_counted(tmp_path: Path) -> None:
    put(tmp_path / "brat/trip.txt", FERRY)
    lines = [
        "#1\tAnnotatorNotes T1\tsee page 2",
        "T1\tThing 4 9\tferry",
        "#2\tLemma T1\t ferry",
        "#3\tAnnotatorNotes T1\tand page 3",
        "A1\tNumber T1 Sg",
        "A2\tNumber T1 Dual",
        "T2\tDelay 24 28\tlate",
        "E1\tDelay:T2 Who:T1",
        "M1\tNegation E1",
        "#4\tAnnotatorNotes E1\tis it?",
    ]
    found, [thing, _] = given("brat", put(tmp_path / "brat/trip.ann", "\n".join(lines)).parent)
    assert thing.note == "see page 2\nand page 3"
    assert thing.attributes == {"Lemma": "ferry", "Number": "Sg; Dual"}
    assert {sentence.partition(" left")[0] for sentence in found.told} == {
        "1 event", "1 relation or event attribute", "1 relation or event note"
    }  # fmt: skip


@pytest.mark.parametrize("start", [30, 31], ids=["LF counted", "CRLF counted"])
def test_brats_offsets_fit_texts_that_got_carriage_returns(tmp_path: Path, start: int) -> None:
    put(tmp_path / "brat/trip.txt", FERRY.replace("\n", "\r\n"))
    put(tmp_path / "brat/trip.ann", f"T1\tThing 4 9\tferry\nT2\tPeople {start} {start + 6}\tNobody\n")
    settled, spans = taken(tmp_path, "brat", tmp_path / "brat")
    assert spans == {"lee": [("People", "Nobody"), ("Thing", "ferry")]}
    assert settled.left == []


def test_doccanos_old_export_names_the_user_of_each_span(tmp_path: Path) -> None:
    spans = [{"label": 12, "start_offset": 4, "end_offset": 9, "user": user} for user in (1, 2)]
    lines = [{"id": 5, "text": FERRY, "annotations": [*spans, {"label": 3, "user": 2}], "annotation_approver": None}]
    settled, found = taken(tmp_path, "doccano", put(tmp_path / "old.jsonl", lines), name=None)
    assert found == {"user-1": [("12", "ferry")], "user-2": [("12", "ferry")]}
    assert [left.why for left in settled.left] == ["is of the whole text: it has no offsets (its fields: label, user)"]


def test_doccanos_categories_are_counted_or_said_to_be_left(tmp_path: Path) -> None:
    lines = [
        {"text": FERRY, "entities": [[4, 9, "thing"]], "cats": ["travel", "news"], "Comments": []},
        {"text": "Whole.", "label": ["travel"]},
        {"text": "Odd.", "label": "travel"},
    ]
    path = put(tmp_path / "cats.jsonl", lines)
    settled, found = taken(tmp_path, "doccano", path)
    assert found == {"lee": [("thing", "ferry")]}
    assert [left.why for left in settled.left] == ["is a category of the whole text"] * 2
    assert "2 whole-text labels left: this program has none" in settled.told


def test_prodigys_texts_of_one_publisher_are_articles_of_their_own(tmp_path: Path) -> None:
    tasks = [
        {
            "text": text,
            "spans": [{"start": 0, "end": 3, "label": "a"}],
            "meta": {"source": "The Gazette"},
            "answer": "accept",
        }
        for text in ("One ferry.", "Two ferries.")
    ]
    settled, found = taken(tmp_path, "prodigy", put(tmp_path / "headlines.jsonl", tasks))
    assert sorted(settled.new) == ["headlines-1", "headlines-2"]
    assert (settled.left, found) == ([], {"lee": [("a", "One"), ("a", "Two")]})


@pytest.mark.parametrize(
    ("sessions", "people"),
    [
        (["news-anne-marie", "news-rose-marie"], ["anne-marie", "rose-marie"]),
        (["news-kim"], ["kim"]),
        (["2026-11-20_10-11-12"], [None]),
    ],
)
def test_prodigys_annotators_are_what_the_names_of_sessions_differ_in(
    tmp_path: Path, sessions: list[str], people: list[str | None]
) -> None:
    tasks = [{"text": FERRY, "spans": [], "_annotator_id": s, "_session_id": s, "answer": "accept"} for s in sessions]
    found, _ = given("prodigy", put(tmp_path / "news.jsonl", tasks))
    assert [document.annotator for document in found.documents] == people


def test_prodigys_choices_and_spans_in_a_string_are_not_passed_over(tmp_path: Path) -> None:
    tasks = [
        {"text": FERRY, "label": "TRAVEL", "accept": ["a", "b"], "answer": "accept"},
        {"text": FERRY, "spans": "[{'start': 0, 'end': 3}]", "answer": "accept"},
    ]
    found, _ = given("prodigy", put(tmp_path / "odd.jsonl", tasks))
    assert found.told == ["3 whole-text labels left: this program has none"]
    assert [left.why for left in found.left] == ["has spans that are no list"]


def region(start: int, end: int, *labels: str, field: str = "text", **more: Any) -> dict[str, Any]:
    """A labelled region of Label Studio's."""
    value = {"start": start, "end": end, "text": FERRY[start:end], "labels": list(labels)}
    return {"id": "r", "from_name": "label", "to_name": field, "type": "labels", "value": value, **more}


def test_a_label_studio_task_in_a_file_of_its_own_is_read(tmp_path: Path) -> None:
    task = {"completions": [{"id": 1, "result": [region(4, 9, "thing")]}], "data": {"text": FERRY}, "id": 1}
    path = put(tmp_path / "1.json", json.dumps(task, indent=2))
    assert taken(tmp_path, "label-studio", path)[1] == {"lee": [("thing", "ferry")]}


def test_label_studios_text_is_the_field_that_the_quoted_words_stand_in(tmp_path: Path) -> None:
    data = {"title": "Delays", "body": FERRY, "link": "https://example.org/1"}
    tasks = [
        {"data": data, "annotations": [{"completed_by": 1, "result": [region(4, 9, "thing", field="shown")]}]},
        {"data": {**data, "body": "No delays.\n"}, "annotations": [{"completed_by": 1, "result": []}]},
    ]
    settled, found = taken(tmp_path, "label-studio", put(tmp_path / "a.json", tasks), name=None)
    assert found == {"user-1": [("thing", "ferry")]}
    assert {article.text for article in settled.new.values()} == {FERRY, "No delays.\n"}
    assert settled.left == []


def test_pictures_in_label_studio_become_no_articles(tmp_path: Path) -> None:
    box = {"id": "b", "to_name": "image", "type": "rectanglelabels", "value": {"rectanglelabels": ["x"], "x": 1.5}}
    tasks = [{"data": {"image": "/data/1.png"}, "annotations": [{"completed_by": 1, "result": [box, box]}]}]
    settled, _ = taken(tmp_path, "label-studio", put(tmp_path / "a.json", tasks), name=None)
    assert not settled.new
    assert len(settled.left) == 1
    assert "2 results that label no text left" in settled.told


def test_label_studios_small_export_has_its_labels_under_any_name_and_several_on_a_region(tmp_path: Path) -> None:
    value = {"start": 4, "end": 9, "text": "ferry", "labels": ["thing", "boat"]}
    tasks = [{"id": 1, "annotation_id": 1, "text": FERRY, "ner": [value], "annotator": 7}]
    _, found = taken(tmp_path, "label-studio", put(tmp_path / "min.json", tasks), name=None)
    assert found == {"user-7": [("boat", "ferry"), ("thing", "ferry")]}


def test_what_is_chosen_for_a_region_in_label_studio_is_its_attribute(tmp_path: Path) -> None:
    about = {"id": "r", "from_name": "tone", "to_name": "text", "type": "choices", "value": {"choices": ["dry", "sad"]}}
    whole = {**about, "id": "other"}
    result = [region(4, 9, "thing"), about, whole]
    tasks = [{"data": {"text": FERRY}, "annotations": [{"completed_by": 1, "result": result}]}]
    found, [span] = given("label-studio", put(tmp_path / "a.json", tasks))
    assert span.attributes == {"tone": "dry; sad"}
    assert found.told == ["1 result that labels no text left"]


def test_several_annotations_of_several_tasks_become_an_article_a_task(tmp_path: Path) -> None:
    tasks = [
        {"data": {"text": text}, "annotations": [{"completed_by": who, "result": []} for who in (1, 2)]}
        for text in (FERRY, "Other.\n")
    ]
    settled, _ = taken(tmp_path, "label-studio", put(tmp_path / "a.json", tasks), name=None)
    assert (sorted(settled.new), settled.left) == (["a-1", "a-2"], [])
    assert len(settled.works) == 4


def test_columns_without_tags_are_refused_and_single_odd_tags_named(tmp_path: Path) -> None:
    for last in ("_", "NP-B"):
        with pytest.raises(AnnotatorError, match="last column has no tags as O, B-name and I-name"):
            reader("conll")(put(tmp_path / "a.conll", f"The DET {last}\nferry NOUN {last}\nwas VERB O\n"))
    found, spans = given("conll", put(tmp_path / "b.conll", "The O\nferry B-thing\nlate delay\n"))
    assert [(span.label, span.text) for span in spans] == [("thing", "ferry")]
    assert [(left.where, left.why) for left in found.left] == [
        ("b.conll, line 3", "has the tag 'delay', which is no tag")
    ]


def test_each_tag_of_a_web_annotation_is_a_label_and_links_between_them_are_counted(tmp_path: Path) -> None:
    selector = [{"type": "TextPositionSelector", "start": 4, "end": 9}, {"type": "TextQuoteSelector", "exact": "ferry"}]
    bodies = [{"value": "Which?"}, *({"value": tag, "purpose": "tagging"} for tag in ("thing", "boat"))]
    identity = {"type": "SpecificResource", "source": "https://example.org/Q1", "purpose": "identifying"}
    annotations = [
        {"id": "#1", "type": "Annotation", "body": [*bodies, identity], "target": {"selector": selector}},
        {"id": "#2", "type": "Annotation", "bodyValue": "late?", "target": {"selector": selector}},
        {"type": "Annotation", "motivation": "linking", "body": [], "target": [{"id": "#1"}, {"id": "#2"}]},
    ]
    found, spans = given("w3c", put(tmp_path / "trip.w3c.json", annotations))
    assert [(span.label, span.note) for span in spans] == [("thing", "Which?"), ("boat", "Which?"), ("late?", None)]
    assert {sentence.partition(" left")[0] for sentence in found.told} == {"1 linking annotation", "1 untagged body"}
    settled = settle(project_of(tmp_path / "project", trip=FERRY), found)
    assert settled.left == []


EXAMPLES = [[FERRY, {"entities": [[4, 9, "thing"], [15, 19, "place"]]}], ["Nothing.", {"entities": []}]]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("train.json", json.dumps(EXAMPLES)),
        ("train.json", json.dumps(EXAMPLES, indent=1)),
        ("train.json", json.dumps({"classes": ["THING"], "annotations": [*EXAMPLES, None]}, indent=1)),
        ("train.jsonl", "".join(json.dumps(example) + "\n" for example in EXAMPLES)),
    ],
    ids=["one line", "indented", "with its classes", "a line each"],
)
def test_training_data_written_for_spacy_is_read(tmp_path: Path, name: str, content: str) -> None:
    settled, found = taken(tmp_path, "spacy", put(tmp_path / name, content))
    assert found == {"lee": [("place", "Lund"), ("thing", "ferry")]}
    assert (settled.left, len(settled.new)) == ([], 2)
    assert all(work.finished for work in settled.works.values())


def test_training_data_that_is_odd_is_named_and_token_trees_are_refused(tmp_path: Path) -> None:
    odd = [*EXAMPLES, [FERRY, {"entities": "thing"}], [FERRY, {"entities": [7], "cats": {"news": 1.0}}], {"text": "x"}]
    settled, _ = taken(tmp_path, "spacy", put(tmp_path / "odd.json", odd))
    assert [left.why for left in settled.left] == [
        "is not [start, end, label]", "has entities that are no list", "is not [text, {entities: …}]"
    ]  # fmt: skip
    assert "1 whole-text label left: this program has none" in settled.told
    tree = [{"id": 0, "paragraphs": [{"sentences": [{"tokens": [{"orth": "The", "ner": "O"}]}]}]}]
    with pytest.raises(AnnotatorError, match="token trees of spaCy 2"):
        given("spacy", put(tmp_path / "tree.json", tree))
