"""What the readers make of files that are wrong, odd or hostile: something, or one sentence, never a traceback."""

from __future__ import annotations

import contextlib
import json
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import AnnotatorError
from annotator.formats import reader
from annotator.formats.parsing import annotator_name, article_id
from annotator.importing.align import FittedSpan
from annotator.importing.find_article import Aligned
from annotator.importing.sniff import format_of
from annotator.model import ANNOTATOR_NAME, ARTICLE_ID
from tests.formats.datasets import NAME, document, export, flat, project_of, ranges, settle
from tests.making import examples, texts

TEXT = "One “two”\r\n\U0001f469 three.\n"
SUFFIX = {"jsonl": ".jsonl", "doccano": ".jsonl", "prodigy": ".jsonl", "label-studio": ".json", "w3c": ".jsonld"}
SUFFIX |= {"csv": ".csv", "conll": ".conll", "brat": ".ann"}

_KEYS = st.sampled_from([
    "text", "data", "label", "labels", "entities", "spans", "annotations", "completions",
    "result", "value", "start", "end", "start_offset", "end_offset", "id", "article",
    "sha256", "annotators", "annotator", "attributes", "note", "meta", "answer", "_annotator_id",
    "_session_id", "completed_by", "from_name", "type", "target", "selector", "body", "source",
    "state", "items", "first", "exact", "purpose", "creator", "globalOffsets", "was_cancelled",
    "relations", "user", "cats", "accept", "choices", "bodyValue", "motivation", "to_name",
])  # fmt: skip
_LEAVES = st.none() | st.booleans() | st.integers(-5, 2**63) | st.floats(allow_nan=False) | texts(5) | st.just(TEXT)
_ANYTHING = st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=5))


class Outcome(NamedTuple):
    """What came of a file."""

    spans: int
    said: bool
    """Whether the import tells of anything that it found in it."""


def assert_spans_that_fit_or_one_sentence(to: str, data: bytes) -> Outcome:
    """Read a file of a format, as an import does."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{NAME}{SUFFIX.get(to, '.json')}"
        path.write_bytes(data)
        project = project_of(Path(folder) / "project", **{NAME: TEXT})
        with contextlib.suppress(AnnotatorError):
            format_of(path)
        try:
            settled, message = settle(project, reader(to)(path)), ""
        except AnnotatorError as error:
            settled, message = None, str(error)
        if settled is None:
            assert message
            assert "\n" not in message
            return Outcome(0, said=True)
        found = [(work.article, span) for work in settled.works.values() for span in work.spans.values()]
        for article, span in found:
            assert 0 <= span.start < span.end <= article.length
        return Outcome(len(found), said=bool(settled.documents or settled.left or settled.told))


@pytest.mark.parametrize("to", ["jsonl", "doccano", "prodigy", "label-studio", "w3c", "spacy"])
@given(values=st.lists(st.dictionaries(_KEYS, _ANYTHING, max_size=6), max_size=3))
@settings(max_examples=examples(120))
def test_json_of_any_shape_ends_in_spans_that_fit_or_in_one_sentence(to: str, values: list[Any]) -> None:
    content: list[Any] = [[TEXT, value] for value in values] if to == "spacy" else values
    whole = to in {"label-studio", "w3c", "spacy"}
    data = orjson.dumps(content) if whole else b"".join(orjson.dumps(value) + b"\n" for value in content)
    assert_spans_that_fit_or_one_sentence(to, data)


@pytest.mark.parametrize("to", SUFFIX)
@given(data=st.data())
@settings(max_examples=examples(60))
def test_a_damaged_export_ends_in_spans_that_fit_or_in_one_sentence(to: str, data: st.DataObject) -> None:
    spans = [flat(TEXT, 4, 9, "claim", attributes={"a": "b"}, note="n"), flat(TEXT, 5, 20, "claim")]
    files = export(to, document(TEXT, spans)).files
    whole = next(content for name, content in files.items() if name.endswith(SUFFIX[to]) and len(content) > 60)
    assert assert_spans_that_fit_or_one_sentence(to, whole).spans
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(start + 20, len(whole))))
    damaged = whole[:start] + data.draw(st.binary(max_size=6)) + whole[end:]
    assert assert_spans_that_fit_or_one_sentence(to, damaged).said


@pytest.mark.parametrize("to", SUFFIX)
def test_json_nested_without_end_and_csv_of_one_cell_are_survived(to: str) -> None:
    for data in (b"[" * 100_000, b'{"spans":' * 100_000, b"\0" * 1000, b'"' + b"x" * 300_000, b""):
        assert not assert_spans_that_fit_or_one_sentence(to, data).spans


def test_formats_are_told_by_what_is_in_the_files(tmp_path: Path) -> None:
    spans = [flat(TEXT, 4, 9, "claim")]
    for to in SUFFIX:
        for name, content in export(to, document(TEXT, spans)).files.items():
            path = tmp_path / to / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            if path.suffix == SUFFIX[to]:
                assert format_of(path) == to
    assert format_of(tmp_path / "brat") == "brat"
    (tmp_path / "flat.jsonl").write_text(json.dumps(spans[0]))
    assert format_of(tmp_path / "flat.jsonl") == "jsonl"


@pytest.mark.parametrize(
    "tags",
    [
        ["B-a", "I-a", "O", "B-a", "B-a"],
        ["I-a", "I-a", "O", "I-a", "B-a"],
        ["B-a", "E-a", "O", "S-a", "S-a"],
        ["B-a", "L-a", "O", "U-a", "U-a"],
    ],
    ids=["IOB2", "IOB1", "IOBES", "BILOU"],
)
def test_conll_in_any_scheme_of_tags(tmp_path: Path, tags: list[str]) -> None:
    path = tmp_path / f"{NAME}.conll"
    words = ["One", "“two”", "\U0001f469", "three", "."]
    path.write_text("-DOCSTART- -X- O O\n\n" + "".join(f"{w} NN X {t}\n" for w, t in zip(words, tags, strict=True)))
    settled = settle(project_of(tmp_path / "project", **{NAME: TEXT}), reader("conll")(path))
    (work,) = settled.works.values()
    assert work.finished
    assert ranges(list(work.spans.values())) == {(0, 9, "a"), (13, 18, "a"), (18, 19, "a")}


@given(name=st.text(max_size=200))
def test_any_name_becomes_one_that_can_name_a_file(name: str) -> None:
    assert ARTICLE_ID.fullmatch(article_id(name))
    known = annotator_name(name)
    assert not known or ANNOTATOR_NAME.fullmatch(known)
    assert annotator_name(known) == known


@given(text=texts(), data=st.data())
def test_offsets_are_carried_over_to_the_same_characters(text: str, data: st.DataObject) -> None:
    text = text.lstrip("\ufeff")
    other = "\n".join(text.replace("\r\n", "\n").split(" ")).strip()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    place = Aligned(text, other).range(start, end)
    assert "".join(text[start:end].split()) == ("" if place is None else "".join(other[slice(*place[:2])].split()))


def test_an_attribute_of_any_value_is_kept_as_text(tmp_path: Path) -> None:
    span = {"start": 0, "end": 3, "label": "a", "attributes": {"n": 3, "l": ["x"], "s": "y", "none": None, "": "z"}}
    path = tmp_path / "a.jsonl"
    path.write_bytes(orjson.dumps({"id": NAME, "length": len(TEXT), "spans": [span]}))
    settled = settle(project_of(tmp_path / "project", **{NAME: TEXT}), reader("jsonl")(path))
    (work,) = settled.works.values()
    assert list(work.spans.values()) == [FittedSpan(0, 3, "a", {"n": "3", "l": '["x"]', "s": "y"}, None)]
