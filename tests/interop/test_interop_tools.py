"""The exports for other annotation tools, read by those tools' own code or by what is commonly used on their files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, Any

import bratsubset.annotation as brat
import pandas as pd
import pytest
import rdflib
import spacy

from tests.interop.interop_world import LAUNCH, exported, hard, wanted

OA = "http://www.w3.org/ns/oa#"
# Of http://www.w3.org/ns/anno.jsonld the terms used here, as the W3C defines them: nothing may be fetched.
ANNO = {
    "oa": OA,
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "as": "http://www.w3.org/ns/activitystreams#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "id": {"@type": "@id", "@id": "@id"},
    "type": {"@type": "@id", "@id": "@type"},
    "Annotation": "oa:Annotation",
    "AnnotationPage": "as:OrderedCollectionPage",
    "Person": "foaf:Person",
    "TextualBody": "oa:TextualBody",
    "TextPositionSelector": "oa:TextPositionSelector",
    "TextQuoteSelector": "oa:TextQuoteSelector",
    "State": "oa:State",
    "tagging": "oa:tagging",
    "commenting": "oa:commenting",
    "items": {"@type": "@id", "@id": "as:items", "@container": "@list"},
    "body": {"@type": "@id", "@id": "oa:hasBody"},
    "target": {"@type": "@id", "@id": "oa:hasTarget"},
    "source": {"@type": "@id", "@id": "oa:hasSource"},
    "selector": {"@type": "@id", "@id": "oa:hasSelector"},
    "state": {"@type": "@id", "@id": "oa:hasState"},
    "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"},
    "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
    "creator": {"@type": "@id", "@id": "dcterms:creator"},
    "name": "foaf:name",
    "value": "rdf:value",
    "exact": "oa:exact",
    "prefix": "oa:prefix",
    "suffix": "oa:suffix",
    "start": {"@type": "xsd:nonNegativeInteger", "@id": "oa:start"},
    "end": {"@type": "xsd:nonNegativeInteger", "@id": "oa:end"},
}


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_pandas_reads_the_csv_with_every_cell(tmp_path: Path) -> None:
    world = hard(tmp_path)
    rows = pd.read_csv(exported(world, "csv") / "data.csv", keep_default_na=False)

    found = {(row.article, row.start, row.end, row.label) for row in rows.itertuples()}
    assert found == {(w.article, w.start, w.end, w.label) for w in wanted(world)}
    assert all(world.texts[row.article][row.start : row.end] == row.text for row in rows.itertuples())
    [speaker] = {json.loads(row.attributes)["speaker"] for row in rows.itertuples() if row.label == "quote"}
    assert speaker == "Zoe\u0301 \U0001f469"


def exact_text(filename: str, mode: str = "r") -> IO[Any]:
    return open(filename, mode, encoding="utf8", newline="")


def test_brats_own_reader_finds_the_spans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With line ends as they are: on Python 3 brat's reader turns CRLF into LF, and then finds fewer characters."""
    monkeypatch.setattr(brat, "open_textfile", exact_text)
    world = hard(tmp_path)
    out = exported(world, "brat")
    document = brat.TextAnnotations(str(out / "data" / "launch"))

    assert not document.failed_lines
    # A span over several lines stands in fragments; its ends are those of the first and the last.
    found = {(b.spans[0][0], b.spans[-1][1], b.type) for b in document.get_textbounds()}
    assert found == {(w.start, w.end, w.label) for w in wanted(world) if w.article == "launch"}
    assert (out / "data" / "launch.txt").read_bytes() == LAUNCH.encode()


def test_spacy_takes_prodigys_spans_at_prodigys_tokens(tmp_path: Path) -> None:
    world = hard(tmp_path)
    vocab = spacy.blank("en").vocab

    found = set()
    for task in lines(exported(world, "prodigy") / "data.jsonl"):
        words, spaces = [token["text"] for token in task["tokens"]], [token["ws"] for token in task["tokens"]]
        doc: Any = spacy.tokens.Doc(vocab, words=words, spaces=spaces)
        assert doc.text == task["text"]
        for span in task["spans"]:
            exact = doc.char_span(span["start"], span["end"], span["label"])
            assert exact is not None
            assert (exact.start, exact.end - 1) == (span["token_start"], span["token_end"])
            found.add((task["text"], span["start"], span["end"], span["label"]))
    assert found == {(world.texts[w.article], w.start, w.end, w.label) for w in wanted(world)}


def test_doccanos_offsets_are_what_javascript_counts(tmp_path: Path) -> None:
    world = hard(tmp_path)

    found = set()
    for line in lines(exported(world, "doccano") / "data.jsonl"):
        units = line["text"].encode("utf-16-le")
        found |= {(units[2 * start : 2 * end].decode("utf-16-le"), label) for start, end, label in line["label"]}
    assert found == {(w.text, w.label) for w in wanted(world)}


def test_an_rdf_library_finds_the_web_annotations(tmp_path: Path) -> None:
    world = hard(tmp_path)
    page = json.loads((exported(world, "w3c") / "data.jsonld").read_text("utf-8"))
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    page["@context"][0] = ANNO
    graph = rdflib.Graph().parse(data=json.dumps(page), format="json-ld", publicID="http://example.org/")

    rows = graph.query(
        """PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
        SELECT ?source ?start ?end ?label ?exact WHERE {
          ?annotation a oa:Annotation ; oa:hasBody ?body ; oa:hasTarget ?target .
          ?body oa:hasPurpose oa:tagging ; rdf:value ?label .
          ?target oa:hasSource ?source ; oa:hasSelector ?position, ?quote .
          ?position oa:start ?start ; oa:end ?end . ?quote oa:exact ?exact }"""
    )
    found = {
        (str(s).rpartition("/")[2].removesuffix(".txt"), int(a), int(b), str(label), str(exact))
        for s, a, b, label, exact in rows
    }
    assert found == {(w.article, w.start, w.end, w.label, w.text) for w in wanted(world)}


def test_label_studios_regions_are_as_its_documentation_has_them(tmp_path: Path) -> None:
    world = hard(tmp_path)

    found = set()
    for task in json.loads((exported(world, "label-studio") / "data.json").read_text("utf-8")):
        text = task["data"]["text"]
        truth = [annotation for annotation in task["annotations"] if annotation["ground_truth"]]
        assert len(truth) == 1
        for region in truth[0]["result"]:
            assert {"id", "from_name", "to_name", "type", "value"} <= region.keys()
            if region["type"] == "labels":
                value = region["value"]
                assert text[value["start"] : value["end"]] == value["text"]
                found.add((text, value["start"], value["end"], *value["labels"]))
    assert found == {(world.texts[w.article], w.start, w.end, w.label) for w in wanted(world)}
