"""The spaCy export, read by spaCy; and training on it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import example, given, settings
from spacy.tokens import Doc, DocBin

from annotator.errors import AnnotatorError
from annotator.formats.spacy import read, write
from tests.growth import assert_grows_evenly
from tests.interop.interop_world import LAUNCH, Want, articles, dataset_of, exported, hard, want, wanted

VOCAB = spacy.blank("en").vocab


def docs(folder: Path, part: str = "data") -> dict[str, Doc]:
    found = DocBin().from_disk(folder / f"{part}.spacy").get_docs(VOCAB)
    return {doc.user_data["annotator"]["id"]: doc for doc in found}


def test_every_span_is_in_the_group_and_the_text_is_the_articles(tmp_path: Path) -> None:
    world = hard(tmp_path)
    found = docs(exported(world, "spacy"))

    assert {name: doc.text for name, doc in found.items()} == world.texts
    exact: set[Want] = set()
    for name, doc in found.items():
        exactly = doc.user_data["annotator"]["spans"]
        assert len(doc.spans["sc"]) == len(exactly)
        for span, of in zip(doc.spans["sc"], exactly, strict=True):
            assert span.label_ == of["label"]
            assert span.start_char <= of["start"] < of["end"] <= span.end_char
            exact.add(want(name, world.texts[name], of))
    assert exact == wanted(world)


def test_entities_are_the_longest_spans_and_do_not_overlap(tmp_path: Path) -> None:
    launch = docs(exported(hard(tmp_path), "spacy"))["launch"]

    assert [(ent.text, ent.label_) for ent in launch.ents] == [
        ("“We have 1,200 guests,”", "quote"),
        ("𝕩 is at 5 km", "claim"),
    ]


def test_an_edge_inside_a_token_is_widened_and_counted(tmp_path: Path) -> None:
    world = hard(tmp_path)
    launch = docs(exported(world, "spacy"))["launch"]
    [claim] = [span for span in launch.spans["sc"] if span.text.startswith("𝕩")]

    assert claim.text == "𝕩 is at 5 km"
    assert (
        LAUNCH[slice(*(launch.user_data["annotator"]["spans"][-1][edge] for edge in ("start", "end")))] == "𝕩 is at 5 k"
    )
    ran = world.run("export", world.root / "all.jsonl", "--to", "spacy", "-o", tmp_path / "out-spacy", "--with-text")
    assert "edges of spans that are none of tokens" in ran.err
    assert "overlapping spans in doc.ents (the longest are there; doc.spans has all): 3 left out" in ran.err
    assert "white space in doc.ents (doc.spans has all): 1 left out" in ran.err


def test_a_language_that_spacy_does_not_have_is_cut_by_the_rules_for_any(tmp_path: Path) -> None:
    world = hard(tmp_path)
    world.article("klingon", "nuqneH 7 jaj.\n", event="k", language="tlh")
    world.span("kim", "klingon", "7 jaj", "number")
    world.state("kim", "klingon")
    ran = world.run("export", world.journal("kim"), "--to", "spacy", "-o", tmp_path / "k", "--with-text")

    assert "articles without a language that spaCy has a tokenizer for" in ran.err
    klingon = docs(tmp_path / "k")["klingon"]
    assert [span.text for span in klingon.spans["sc"]] == ["7 jaj"]


def test_our_reader_finds_exactly_what_was_exported(tmp_path: Path) -> None:
    world = hard(tmp_path)
    theirs = read(exported(world, "spacy"))

    found = {
        Want(
            d.article or "",
            s.start or 0,
            s.end or 0,
            s.label or "",
            s.text or "",
            tuple(sorted(s.attributes.items())),
            s.note,
        )
        for d in theirs.documents
        for s in d.spans
    }
    assert found == wanted(world)
    assert {d.article: d.text for d in theirs.documents} == world.texts


def test_our_reader_takes_groups_and_entities_of_other_peoples_documents(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    doc: Any = nlp("\U0001f680 Kettlo sells tea to Ana.")
    doc.spans["x"] = [doc[1:2], doc[1:4]]
    brand, claim, person = (doc.char_span(*at) for at in ((2, 8, "brand"), (2, 18, "claim"), (22, 25, "person")))
    assert brand is not None
    assert claim is not None
    assert person is not None
    doc.spans["x"] = [brand, claim]
    doc.ents = [person]
    DocBin(docs=[doc]).to_disk(tmp_path / "theirs.spacy")
    [document] = read(tmp_path / "theirs.spacy").documents

    assert document.text is not None
    assert [(s.label, document.text[s.start : s.end]) for s in document.spans] == [
        ("brand", "Kettlo"),
        ("claim", "Kettlo sells tea"),
        ("person", "Ana"),
    ]


def _nested(doc: Any, count: int) -> None:
    doc.spans["x"] = [doc[: n + 1] for n in range(count)]


def _a_group_each(doc: Any, count: int) -> None:
    doc.spans.update({f"group {n}": [doc[n : n + 1]] for n in range(count)})


def _labels(doc: Any, count: int) -> None:
    doc.spans["x"] = [spacy.tokens.Span(doc, 0, count, f"label {n}") for n in range(count)]


def _entities(doc: Any, count: int) -> None:
    doc.ents = [spacy.tokens.Span(doc, n, n + 1, "claim") for n in range(count)]


@pytest.mark.parametrize("shape", [_nested, _a_group_each, _labels, _entities])
def test_a_crafted_docbin_is_read_in_proportion_to_its_length(
    tmp_path: Path, shape: Callable[[Any, int], None]
) -> None:
    file = tmp_path / "crafted.spacy"

    def make(count: int) -> None:
        doc = Doc(VOCAB, words=["tea"] * count)
        shape(doc, count)
        DocBin(docs=[doc]).to_disk(file)

    assert_grows_evenly(lambda _: [len(document.spans) for document in read(file).documents], make, 1_000)


@pytest.mark.parametrize(
    "data", [b"", b"junk", b"x\x9cK\xcbL\xccI\x05\x00\x06\x8b\x02\x13"], ids=["empty", "junk", "cut"]
)
def test_a_file_that_is_no_docbin_is_one_sentence(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "bad.spacy").write_bytes(data)
    with pytest.raises(AnnotatorError, match=r"bad\.spacy: is not what spaCy's DocBin writes"):
        read(tmp_path / "bad.spacy")


@given(articles())
@example(("Ana met  Bo ", [(3, 4, "claim"), (8, 12, "claim"), (11, 12, "number"), (0, 12, "claim")]))
@settings(max_examples=25)  # each takes a new pipeline of spaCy's
def test_any_text_and_any_spans_come_back_exactly(article: tuple[str, list[tuple[int, int, str]]]) -> None:
    text, spans = article
    files = write(dataset_of(text, spans), with_text=True).files
    [doc] = DocBin().from_bytes(files["data.spacy"]).get_docs(VOCAB)

    assert doc.text == text
    assert [(s["start"], s["end"], s["label"]) for s in doc.user_data["annotator"]["spans"]] == spans
    for span, (start, end, _) in zip(doc.spans["sc"], spans, strict=True):
        # The space after a word is part of its token, and of no span of spaCy's.
        words = text[start:end].strip(" ")
        assert words in span.text
        assert span.start_char <= text.index(words, start) or not words


def test_help_and_other_formats_load_none_of_the_packages(tmp_path: Path) -> None:
    world = hard(tmp_path)
    for words in (["export", "--help"], ["export", "all.jsonl", "--to", "jsonl", "-o", "out"]):
        code = "import sys; from annotator.cli import main; sys.argv = ['annotator', *sys.argv[1:]]\ntry: main()\n"
        code += (
            "finally: print({'spacy', 'pyarrow', 'cassis', 'pycrfsuite', 'pandas'} & {*sys.modules}, file=sys.stderr)"
        )
        ran = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, cwd=world.root)
        assert (ran.returncode, ran.stderr.splitlines()[-1]) == (0, "set()")


def test_the_import_command_takes_an_export_back_and_a_second_time_adds_nothing(tmp_path: Path) -> None:
    world = hard(tmp_path)
    out = exported(world, "spacy")
    assert world.run("import", out, "--as", "mo").code == 0
    merged = world.run("merge", world.journal("mo"), "-o", "-").lines

    assert {want(span["article"], world.texts[span["article"]], span) for span in merged} == wanted(world)
    before = world.journal("mo").read_bytes()
    assert world.run("import", out, "--as", "mo").code == 0
    assert world.journal("mo").read_bytes() == before
