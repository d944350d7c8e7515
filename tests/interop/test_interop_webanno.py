"""The UIMA export, read by dkpro-cassis and as plain XML; and what INCEpTION exports, read by us."""

from __future__ import annotations

import io
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import cassis
import pytest
from hypothesis import given

from annotator.errors import AnnotatorError
from annotator.formats.webanno import read, write
from tests.cli.cli_world import World
from tests.interop.interop_world import LAUNCH, Want, articles, dataset_of, exported, hard, want, wanted

LAYER = "webanno.custom.Span"
SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
TOKEN = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"


# What INCEpTION's TrimUtils takes for white space beside what Java does.
SPACE = "\u00a0\u2007\u202f" + "".join(
    map(chr, (*range(0x2000, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070)))
)


def ink(text: str, start: int, end: int) -> tuple[int, int]:
    """A range without what INCEpTION takes for white space at its edges."""
    while start < end and (text[end - 1].isspace() or text[end - 1] in SPACE):
        end -= 1
    while start < end and (text[start].isspace() or text[start] in SPACE):
        start += 1
    return start, end


def trimmed(spans: set[Want]) -> set[Want]:
    """Spans as INCEpTION takes them."""
    edges = {span: ink(span.text, 0, len(span.text)) for span in spans}
    return {
        span._replace(start=span.start + low, end=span.start + high, text=span.text[low:high])
        for span, (low, high) in edges.items()
        if low < high
    }


def load(folder: Path, name: str) -> Any:
    types = cassis.load_typesystem(io.BytesIO((folder / "TypeSystem.xml").read_bytes()))
    return cassis.load_cas_from_xmi(io.BytesIO((folder / f"{name}.xmi").read_bytes()), typesystem=types)


def found_by_us(path: Path) -> set[Want]:
    return {
        Want(
            d.article or "",
            s.start or 0,
            s.end or 0,
            s.label or "",
            s.text or "",
            tuple(sorted(s.attributes.items())),
            s.note,
        )
        for d in read(path).documents
        for s in d.spans
    }


def test_cassis_finds_every_span_on_its_words(tmp_path: Path) -> None:
    world = hard(tmp_path)
    out = exported(world, "webanno")

    found = set()
    for name, text in world.texts.items():
        cas = load(out, name)
        assert cas.sofa_string == text
        found |= {(name, span.begin, span.end, span.label, span.get_covered_text()) for span in cas.select(LAYER)}
    assert found == {(w.article, w.start, w.end, w.label, w.text) for w in trimmed(wanted(world))}
    [quote] = [span for span in load(out, "launch").select(LAYER) if span.label == "quote"]
    assert (quote.attributes, quote.annotators, quote.support, quote.of) == (
        '{"speaker":"Zoe\u0301 \U0001f469"}',
        "kim,lee",
        2,
        2,
    )


def doctor(cas: Any) -> list[str]:
    """What INCEpTION's CAS Doctor would refuse, check by check, in a project with the layers of the file."""
    text = cas.sofa_string
    sentences, tokens, spans = (list(cas.select(layer)) for layer in (SENTENCE, TOKEN, LAYER))
    found = ["DocumentTextStartsWithBom"] if text.startswith("\ufeff") else []
    if len([fs for fs in cas.select_all() if fs.type.name.endswith(("DocumentAnnotation", "DocumentMetaData"))]) != 1:
        found.append("UniqueDocumentAnnotation")
    for kind in (sentences, tokens):
        found += ["NoZeroSizeTokensAndSentences" for one in kind if one.begin >= one.end]
        found += ["TokensAndSententencedDoNotOverlap" for one, other in pairwise(kind) if other.begin < one.end]
    for one in (*sentences, *tokens, *spans):
        covered = text[one.begin : one.end]
        if not 0 <= one.begin < one.end <= len(text):
            found.append("AllAnnotationsWithinDocumentText, NegativeSizeAnnotations")
        if ink(text, one.begin, one.end) != (one.begin, one.end):
            found.append(f"AllAnnotationsStartAndEndWithCharacters: {covered!r}")
        if not all(any(s.begin <= edge <= s.end for s in sentences) for edge in (one.begin, one.end)):
            found.append(f"AllAnnotationsStartAndEndWithinSentences: {covered!r}")
    return found


def test_inceptions_cas_doctor_accepts_every_file(tmp_path: Path) -> None:
    world = World(tmp_path)
    text = "\n- First point.\n  \n“One. Two,” he said.\n***\nAn offer\u00a0\n\x1c\u200d end\n\n"
    world.article("odd", text)
    for start in range(0, len(text), 3):
        world.put("kim", "odd", start, min(start + 5, len(text)), "claim")
    world.span("kim", "odd", "  \n", "ad")
    world.span("kim", "odd", " he said.\n***\n", "quote")
    world.state("kim", "odd")
    out = tmp_path / "out"
    ran = world.run("export", world.journal("kim"), "--to", "webanno", "-o", out, "--with-text")
    assert ran.code == 0, ran.err

    cas = load(out, "odd")
    assert doctor(cas) == []
    words = {i for i, c in enumerate(text) if c.isalnum()}
    assert words <= {i for one in cas.select(SENTENCE) for i in range(one.begin, one.end)}
    [quote] = [span for span in cas.select(LAYER) if span.label == "quote"]
    assert quote.get_covered_text() == "he said.\n***"
    assert "white space at edges of spans" in ran.err
    assert "spans of white space: 2 left out" in ran.err


@given(articles())
def test_inceptions_cas_doctor_accepts_any_text_and_spans(article: tuple[str, list[tuple[int, int, str]]]) -> None:
    files = write(dataset_of(*article), with_text=True).files
    types = cassis.load_typesystem(io.BytesIO(files["TypeSystem.xml"]))
    assert doctor(cassis.load_cas_from_xmi(io.BytesIO(files["any.xmi"]), typesystem=types)) == []


def test_offsets_in_the_file_are_utf_16_as_uima_counts(tmp_path: Path) -> None:
    out = exported(hard(tmp_path), "webanno")
    tree = ElementTree.parse(out / "launch.xmi")

    spans = [
        (node.get("label"), int(node.get("begin") or 0), int(node.get("end") or 0))
        for node in tree.iter("{http:///webanno/custom.ecore}Span")
    ]
    units = LAUNCH.encode("utf-16-le")
    cut = {label: units[2 * begin : 2 * end].decode("utf-16-le") for label, begin, end in spans}
    assert cut["number"] == "1,200 guests"
    assert cut["quote"] == "“We have 1,200 guests,”"
    [sofa] = tree.iter("{http:///uima/cas.ecore}Sofa")
    assert sofa.get("sofaString") == LAUNCH


def test_tokens_and_sentences_are_there_in_order_and_do_not_overlap(tmp_path: Path) -> None:
    cas = load(exported(hard(tmp_path), "webanno"), "launch")

    for kind in (TOKEN, SENTENCE):
        ranges = [(a.begin, a.end) for a in cas.select(kind)]
        assert len(ranges) > 1
        assert all(before[1] <= after[0] for before, after in pairwise(ranges))
    assert "".join(token.get_covered_text() for token in cas.select(TOKEN)) == "".join(LAUNCH.split())


def test_our_reader_finds_what_was_exported_but_for_white_space_at_edges(tmp_path: Path) -> None:
    world = hard(tmp_path)
    out = exported(world, "webanno", "--with-text", "--split", "50/50")

    assert (out / "TypeSystem.xml").is_file()
    assert found_by_us(out) == trimmed(wanted(world))
    packed = tmp_path / "packed.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in out.rglob("*"):
            if path.suffix in {".xmi", ".xml"}:
                archive.write(path, path.relative_to(out))
    assert found_by_us(packed) == trimmed(wanted(world))


def test_control_characters_that_xml_forbids_are_counted_and_keep_every_offset(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.article("odd", "A \x1b[31mred\x00 sea \U0001f30a 7.\n", language="en")
    world.span("kim", "odd", "7", "number", note="\x07")
    world.state("kim", "odd")
    out = tmp_path / "out"
    ran = world.run("export", world.journal("kim"), "--to", "webanno", "-o", out, "--with-text")

    assert "control characters (U+FFFD stands for each): 3 left out" in ran.err
    cas = load(out, "odd")
    assert cas.sofa_string == "A \ufffd[31mred\ufffd sea \U0001f30a 7.\n"
    assert [span.get_covered_text() for span in cas.select(LAYER)] == ["7"]
    [document] = read(out).documents
    assert (document.text, document.sha256) == (None, world.sha256("odd"))


def inception(tmp_path: Path) -> Path:
    """What INCEpTION exports of one annotator: named entities, a custom layer, tokens, a relation, document metadata."""
    types = cassis.load_dkpro_core_typesystem()
    metadata = types.create_type(
        "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData", "uima.tcas.DocumentAnnotation"
    )
    for name in ("documentTitle", "documentId", "documentUri"):
        types.create_feature(metadata, name, "uima.cas.String")
    custom = types.create_type("custom.Quotation", "uima.tcas.Annotation")
    types.create_feature(custom, "speaker", "uima.cas.String")
    types.create_feature(custom, "label", "uima.cas.String")
    relation = types.create_type("custom.Link", "uima.tcas.Annotation")
    types.create_feature(relation, "Governor", custom)
    types.create_feature(relation, "Dependent", custom)
    cas = cassis.Cas(types)
    cas.sofa_string = "\U0001f469‍\U0001f680 Ana said “no”."
    cas.sofa_mime = "text/plain"
    cas.add(metadata(begin=0, end=18, documentTitle="council.txt", documentId="kim", documentUri="file:/x/council.txt"))
    cas.add(types.get_type(ENTITY)(begin=4, end=7, value="PER"))
    quote = custom(begin=13, end=17, label="quote", speaker="Ana")
    cas.add(quote)
    cas.add(custom(begin=4, end=18))
    cas.add(relation(begin=4, end=7, Governor=quote, Dependent=quote))
    cas.add(types.get_type(TOKEN)(begin=4, end=7))
    path = tmp_path / "kim.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("kim.xmi", cas.to_xmi())
        archive.writestr("TypeSystem.xml", types.to_xml())
    return path


def test_custom_layers_and_named_entities_of_inception_are_taken_and_the_rest_is_told(tmp_path: Path) -> None:
    theirs = read(inception(tmp_path))
    [document] = theirs.documents

    assert (document.article, document.annotator, document.finished) == ("council", "kim", False)
    assert [(s.label, s.text, dict(s.attributes)) for s in document.spans] == [
        ("PER", "Ana", {}),
        ("Quotation", "Ana said “no”.", {}),
        ("quote", "“no”", {"speaker": "Ana"}),
    ]
    assert theirs.told == ["1 Link left: only custom layers and named entities are taken"]


def test_values_in_a_list_are_one_attribute_and_links_between_annotations_are_counted(tmp_path: Path) -> None:
    types = cassis.TypeSystem()
    metadata = types.create_type(
        "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData", "uima.tcas.DocumentAnnotation"
    )
    types.create_feature(metadata, "documentId", "uima.cas.String")
    link = types.create_type("webanno.custom.Link", "uima.cas.TOP")
    speech = types.create_type("webanno.custom.Speech", "uima.tcas.Annotation")
    types.create_feature(speech, "tones", "uima.cas.StringArray")
    types.create_feature(speech, "who", "uima.cas.FSArray", elementType="webanno.custom.Link")
    cas = cassis.Cas(types)
    cas.sofa_string, cas.sofa_mime = "Ana said no.", "text/plain"
    strings, links = types.get_type("uima.cas.StringArray"), types.get_type("uima.cas.FSArray")
    cas.add(metadata(begin=0, end=12, documentId="council"))
    cas.add(speech(begin=9, end=11, tones=strings(elements=["dry", "sad"]), who=links(elements=[link(), link()])))
    (tmp_path / "a.json").write_text(cas.to_json(), "utf-8")

    theirs = read(tmp_path / "a.json")
    [document] = theirs.documents
    assert (document.article, document.annotator) == ("council", None)
    assert [(s.label, s.text, dict(s.attributes)) for s in document.spans] == [("dry; sad", "no", {})]
    assert theirs.told == ["2 links left: only custom layers and named entities are taken"]


def test_uima_json_is_read_too(tmp_path: Path) -> None:
    world = hard(tmp_path)
    (tmp_path / "launch.json").write_text(load(exported(world, "webanno"), "launch").to_json(), "utf-8")

    assert found_by_us(tmp_path / "launch.json") == {w for w in wanted(world) if w.article == "launch"}


def test_without_its_type_system_a_file_is_refused_and_what_is_no_cas_is_told(tmp_path: Path) -> None:
    out = exported(hard(tmp_path), "webanno")
    (tmp_path / "alone.xmi").write_bytes((out / "launch.xmi").read_bytes())
    with pytest.raises(AnnotatorError, match=r"alone\.xmi: needs the file TypeSystem\.xml of its export beside it"):
        read(tmp_path / "alone.xmi")
    (out / "launch.xmi").write_bytes(b"<xmi")
    assert [(left.where, left.why.partition(" (")[0]) for left in read(out).left] == [("launch.xmi", "is no CAS")]


@given(articles())
def test_any_text_and_any_spans_come_back_on_their_places(article: tuple[str, list[tuple[int, int, str]]]) -> None:
    text, spans = article
    files = write(dataset_of(text, spans), with_text=True).files
    types = cassis.load_typesystem(io.BytesIO(files["TypeSystem.xml"]))
    cas = cassis.load_cas_from_xmi(io.BytesIO(files["any.xmi"]), typesystem=types)

    assert len(cas.sofa_string) == len(text)
    assert all(there in (here, "\ufffd") for here, there in zip(text, cas.sofa_string, strict=True))
    kept = {(*ink(cas.sofa_string, start, end), label) for start, end, label in spans}
    kept = {(start, end, label) for start, end, label in kept if start < end}
    assert {(s.begin, s.end, s.label) for s in cas.select(LAYER)} == kept


def test_the_import_command_takes_an_export_back_and_a_second_time_adds_nothing(tmp_path: Path) -> None:
    world = hard(tmp_path)
    out = exported(world, "webanno")
    assert world.run("import", out, "--as", "mo").code == 0
    merged = world.run("merge", world.journal("mo"), "-o", "-").lines

    taken = {want(span["article"], world.texts[span["article"]], span) for span in merged}
    assert taken == trimmed(wanted(world))
    before = world.journal("mo").read_bytes()
    assert world.run("import", out, "--as", "mo").code == 0
    assert world.journal("mo").read_bytes() == before
