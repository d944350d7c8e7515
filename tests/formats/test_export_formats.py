"""What other tools find in the files that are written for them, and what is said of the rest."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import AnnotatorError
from annotator.formats import EXPORT_FORMATS, IMPORT_FORMATS, format_named, need_text
from annotator.formats.parquet import to_parquet
from annotator.formats.schema import Column
from annotator.formats.views import Utf16
from tests.formats.datasets import document, export, flat, ranges, sha256, there_and_back

TEXT = "A \U0001f469\u200d\U0001f680 said:\r\n“e\u0301t\u00e9 =1+1”\nthen left.\n"
QUOTE = TEXT.index("“"), TEXT.index("”") + 1
NUMBER = TEXT.index("=1"), TEXT.index("=1") + 4
ACROSS = TEXT.index("1+1"), TEXT.index("left")


def _spans() -> list[dict[str, Any]]:
    return [
        flat(TEXT, *QUOTE, "quote", attributes={"speaker": "Ana\nRuiz"}, note="=really?"),
        flat(TEXT, *NUMBER, "number", annotators=["kim", "lee"], support=2, of=2),
        flat(TEXT, *ACROSS, "claim"),
    ]


def _json_lines(data: bytes) -> list[Any]:
    return [json.loads(line) for line in data.split(b"\n") if line]


def test_doccano_gets_ascii_with_offsets_as_javascript_counts_them() -> None:
    exported = export("doccano", document(TEXT, _spans()))
    data = exported.files["data.jsonl"]
    assert data.isascii()
    (line,) = _json_lines(data)
    units = line["text"].encode("utf-16-le")
    assert [(units[2 * s : 2 * e].decode("utf-16-le"), label) for s, e, label in line["label"]] == [
        (TEXT[slice(*QUOTE)], "quote"),
        (TEXT[slice(*NUMBER)], "number"),
        (TEXT[slice(*ACROSS)], "claim"),
    ]
    assert (line["article"], line["sha256"]) == ("council", sha256(TEXT))
    noted = {"attributes": '{"speaker": "Ana\\nRuiz"}', "note": "=really?"}
    assert line["noted"] == [dict(zip(("start", "end", "label"), line["label"][0], strict=True)) | noted]
    assert exported.not_held == {"votes (support of how many annotators)": 1}


def test_prodigys_tokens_cover_the_text_and_carry_every_span() -> None:
    (task,) = _json_lines(export("prodigy", document(TEXT, _spans())).files["data.jsonl"])
    tokens = task["tokens"]
    assert "".join(token["text"] + " " * token["ws"] for token in tokens) == TEXT
    assert [token["id"] for token in tokens] == list(range(len(tokens)))
    for span in task["spans"]:
        first, last = tokens[span["token_start"]], tokens[span["token_end"]]
        assert (first["start"], last["end"]) == (span["start"], span["end"])
    assert task["answer"] == "accept"
    assert task["meta"] == {"article": "council", "sha256": sha256(TEXT)}


def test_a_word_that_a_span_cuts_is_two_tokens_for_prodigy_and_that_is_said() -> None:
    exported = export("prodigy", document("reporter", [flat("reporter", 2, 6, "claim")]))
    (task,) = _json_lines(exported.files["data.jsonl"])
    assert [token["text"] for token in task["tokens"]] == ["re", "port", "er"]
    assert "2 tokens parted where a span begins or ends inside." in exported.told


def test_label_studio_gets_gold_as_ground_truth_and_each_annotator_beside_it() -> None:
    own = {"kim": [flat(TEXT, *QUOTE, "quote")], "lee": []}
    exported = export("label-studio", document(TEXT, _spans(), own=own))
    (task,) = json.loads(exported.files["data.json"])
    assert task["data"]["text"] == TEXT
    gold, kim, lee = task["annotations"]
    assert (gold["ground_truth"], kim["ground_truth"], kim["created_username"]) == (True, False, "kim")
    assert lee["result"] == []
    regions = [result for result in gold["result"] if result["type"] == "labels"]
    assert [TEXT[r["value"]["start"] : r["value"]["end"]] for r in regions] == [r["value"]["text"] for r in regions]
    noted = {
        r["from_name"]: r["value"]["text"]
        for r in gold["result"]
        if r["id"] == regions[0]["id"] and r["type"] == "textarea"
    }
    assert noted == {"attribute.speaker": ["Ana\nRuiz"], "note": ["=really?"]}
    controls = {tag.get("name") for tag in ET.fromstring(exported.files["label_config.xml"]).iter()} - {None}
    assert {result["from_name"] for result in gold["result"]} | {"text"} == controls


def test_brat_finds_each_fragment_in_one_line_with_its_words() -> None:
    exported = export("brat", document(TEXT, _spans()))
    assert exported.files["data/council.txt"] == TEXT.encode()
    lines = [line.split("\t") for line in exported.files["data/council.ann"].decode().splitlines()]
    bound = [line for line in lines if line[0].startswith("T")]
    for _, about, wording in bound:
        label, _, places = about.partition(" ")
        cut = [TEXT[int(s) : int(e)] for s, e in (place.split() for place in places.split(";"))]
        assert " ".join(cut) == wording
        assert not re.search("[\r\n]", "".join(cut))
        assert label in exported.files["data/annotation.conf"].decode().split("[relations]")[0].split()
    assert len(bound[2][1].split(";")) == 2
    assert any("carriage returns" in sentence for sentence in exported.told)


def test_brat_says_what_a_line_based_format_cannot_hold() -> None:
    text = "a\n\nb"
    spans = [flat(text, 1, 4, "claim"), flat(text, 1, 3, "ad"), flat(text, 0, 1, "not a type!")]
    exported = export("brat", document(text, spans))
    assert [count for what, count in exported.not_held.items() if "line ends" in what] == [1, 1]
    assert any(what.startswith("labels with other characters") for what in exported.not_held)
    assert "not_a_type_ 0 1" in exported.files["data/council.ann"].decode()


def test_conll_has_one_file_a_label_and_counts_what_tokens_cannot_say() -> None:
    text = "one two-three four"
    spans = [
        flat(text, 0, 7, "claim"),
        flat(text, 0, 3, "claim"),
        flat(text, 9, 11, "quote"),
        flat(text, 13, 15, "quote"),
        flat(text, 3, 4, "ad"),
    ]
    exported = export("conll", document(text, spans))
    claim = [line.split("\t") for line in exported.files["data.claim.conll"].decode().splitlines() if line]
    assert claim[0][0] == "-DOCSTART-"
    assert [(line[0], line[-1]) for line in claim[1:]] == [
        ("one", "B-claim"),
        ("two", "I-claim"),
        ("-", "O"),
        ("three", "O"),
        ("four", "O"),
    ]
    assert sorted(exported.files) == ["data.ad.conll", "data.claim.conll", "data.quote.conll"]
    assert exported.not_held == {
        "edges of spans inside a token (widened to the whole token)": 3,
        "white space at edges of spans": 1,
        "spans of white space": 1,
        "spans that overlap a longer one of their label": 1,
    }


def test_conll_is_iob2_also_where_spans_touch_and_go_over_lines() -> None:
    text = "one two\nthree\nfour"
    exported = export("conll", document(text, [flat(text, 0, 3, "claim"), flat(text, 4, 13, "claim")]))
    lines = exported.files["data.claim.conll"].decode().split("\n")
    assert [line.split("\t")[-1] for line in lines[2:] if line] == ["B-claim", "B-claim", "I-claim", "O"]
    assert lines.index("four\t14\t18\tO") == lines.index("three\t8\t13\tI-claim") + 2
    assert lines.index("three\t8\t13\tI-claim") == lines.index("two\t4\t7\tB-claim") + 1


def test_no_cell_of_a_csv_begins_like_a_formula_and_the_count_is_said() -> None:
    spans = [flat(TEXT, *NUMBER, "number", note=note) for note in ("=1", "+1", "-1", "@x", "\tx", "\rx", "'=x", "x=1")]
    exported = export("csv", document(TEXT, spans))
    rows = list(csv.DictReader(io.StringIO(exported.files["data.csv"].decode(), newline="")))
    assert not [cell for row in rows for cell in row.values() if cell[:1] in set("=+-@\t\r")]
    assert [row["note"] for row in rows] == ["'=1", "'+1", "'-1", "'@x", "'\tx", "'\rx", "''=x", "x=1"]
    assert {row["text"] for row in rows} == {"'=1+1"}
    assert exported.told == ("15 cells that begin like a formula have an apostrophe before it.",)


def test_a_web_annotation_says_what_where_and_of_which_text() -> None:
    page = json.loads(export("w3c", document(TEXT, _spans())).files["data.jsonld"])
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    item = page["items"][0]
    position, quote = item["target"]["selector"]
    assert quote["exact"] == TEXT[position["start"] : position["end"]] == TEXT[slice(*QUOTE)]
    assert (quote["prefix"] + quote["exact"] + quote["suffix"]) in TEXT
    assert item["target"]["state"]["schema:sha256"] == sha256(TEXT)
    assert item["creator"] == [{"type": "Person", "name": "kim"}]
    assert len({item["id"] for item in page["items"]}) == 3


@pytest.mark.parametrize("to", ["w3c", "csv"])
def test_stand_off_has_no_word_of_the_text(to: str) -> None:
    exported = export(to, document(TEXT, [flat(TEXT, *QUOTE, "quote")]), with_text=False)
    whole = b"".join(exported.files.values()).decode()
    assert "\u00e9" not in whole
    assert "1+1" not in whole
    assert sha256(TEXT) in whole


@pytest.mark.parametrize("to", ["prodigy", "doccano", "brat", "conll", "w3c", "csv"])
def test_each_annotators_own_spans_stand_in_files_of_their_own(to: str) -> None:
    own = {"kim": [flat(TEXT, *QUOTE, "quote")], "lee": [flat(TEXT, *NUMBER, "quote")]}
    names = export(to, document(TEXT, own["kim"], own=own)).files
    assert {name.split("/")[0].split(".")[1] for name in names if name.startswith(("data.kim", "data.lee"))} == {
        "kim",
        "lee",
    }


@pytest.mark.parametrize("label", ["x\nEvil\t0\t3\tB-claim", "a b", "100%\u2028", "B-x", "O", "a.b", "%41", '"q"'])
def test_no_label_breaks_a_line_of_conll_or_of_brat_and_it_comes_back(label: str) -> None:
    text = "Kim said five people came.\n"
    spans = [flat(text, 0, 3, label), flat(text, 9, 13, "number")]
    files = export("conll", document(text, spans)).files
    for data in files.values():
        rows = [line.split("\t") for line in data.decode().split("\n") if line][1:]
        assert [row[0] for row in rows] == ["Kim", "said", "five", "people", "came", "."]
        assert all(len(row) == 4 and len(row[3].split()) == 1 and row[3][:2] in {"O", "B-"} for row in rows)
    lines = export("brat", document(text, spans)).files["data/council.ann"].decode().splitlines()
    assert [line.split("\t")[0] for line in lines if line[0] == "T"] == ["T1", "T2"]
    assert ranges(there_and_back("brat", text, spans, ["data"])) == ranges(spans)
    assert ranges(there_and_back("conll", text, spans, list(files))) == ranges(spans)


def test_labels_that_begin_alike_and_those_with_dots_have_files_of_their_own() -> None:
    labels = [f"{'long' * 40}{end}" for end in "ab"] + ["kim.x", "x"]
    spans = [flat(TEXT, *NUMBER, label) for label in labels]
    exported = export("conll", document(TEXT, spans, own={"kim": spans}))
    tags = [next(line for line in data.decode().split("\n") if "\tB-" in line) for data in exported.files.values()]
    assert sorted(tag.partition("\tB-")[2] for tag in tags) == sorted(labels * 2)


def test_fragments_of_brats_neither_end_nor_begin_with_space_where_a_line_ends() -> None:
    text = "one two  \n \n  three four"
    (line,) = (
        export("brat", document(text, [flat(text, 4, 19, "claim")])).files["data/council.ann"].decode().splitlines()
    )
    assert line == "T1\tclaim 4 7;14 19\ttwo three"
    assert ranges(there_and_back("brat", text, [flat(text, 4, 19, "claim")], ["data"])) == {(4, 19, "claim")}


def test_label_studios_style_is_for_the_elements_that_it_draws_texts_in() -> None:
    config = ET.fromstring(export("label-studio", document(TEXT, _spans())).files["label_config.xml"])
    selectors, _, rest = (config.findtext("Style") or "").partition(" {")
    assert {".lsf-htx-richtext", ".lsf-richtext__line"} <= set(selectors.split(", "))
    assert "white-space: pre-wrap" in rest


def test_label_studios_configuration_is_xml_whatever_a_label_or_an_attribute_is_called() -> None:
    spans = [flat(TEXT, *NUMBER, '<"a\n\t\x0b&', attributes={"b\x00'": "x"})]
    exported = export("label-studio", document(TEXT, spans))
    config = ET.fromstring(exported.files["label_config.xml"])
    (task,) = json.loads(exported.files["data.json"])
    assert [label.get("value") for label in config.iter("Label")] == ['<"a\n\t\ufffd&']
    assert {area.get("name") for area in config.iter("TextArea")} == {"attribute.b\ufffd'", "note"}
    assert [one.get("from_name") for one in task["annotations"][0]["result"]] == ["label", "attribute.b\x00'"]
    assert 2 in exported.not_held.values()


def test_utf_16_units_and_code_points_turn_into_each_other() -> None:
    counting = Utf16(TEXT)
    for offset in range(len(TEXT) + 1):
        units = len(TEXT[:offset].encode("utf-16-le")) // 2
        assert counting.units(offset) == units
        assert counting.code_points(units) == offset
    assert counting.code_points(3) is None


@pytest.mark.parametrize("to", ["conll", "prodigy", "doccano", "label-studio", "brat"])
def test_a_format_made_of_the_text_is_refused_without_it(to: str) -> None:
    with pytest.raises(AnnotatorError, match=f"--to {to}: such files hold the articles' text: add --with-text"):
        need_text(to, with_text=False)
    need_text(to, with_text=True)


def test_a_file_among_the_formats_is_a_format_and_its_row_in_the_documentation_says_the_same() -> None:
    rows = {
        cells[1].strip("` "): [cell.strip(" `") for cell in cells[2:]]
        for line in (Path(__file__).parents[2] / "docs/formats.md").read_text().splitlines()
        if len(cells := line.split("|")) == 9
    }
    for name in EXPORT_FORMATS:
        assert name in rows, f"docs/formats.md has no row for {name}"
        _, _, offsets, needs_text, extra, comes_back, _ = rows[name]
        said = format_named(name)
        assert offsets.startswith({"code-points": "code points", "utf-16": "UTF-16"}[said.unit]), name
        assert (needs_text == "yes") == said.needs_text, name
        assert extra == (said.extra or "–"), name
        assert (comes_back != "no") == (name in IMPORT_FORMATS), name


def test_a_parquet_file_has_the_same_bytes_as_one_that_is_written_whole() -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    columns = (Column("article", "text", "Where."), Column("token", "integer", "Which."))
    number = 2**20 + 5  # more than a group of rows
    rows = ({"article": f"a{row // 700}", "token": row} for row in range(number))
    parts = list(to_parquet(columns, lambda: rows, "this")())
    data = b"".join(parts)
    whole = parquet.read_table(arrow.BufferReader(data))
    sink = arrow.BufferOutputStream()
    parquet.write_table(whole.combine_chunks(), sink, compression="zstd")

    assert (whole.num_rows, parquet.ParquetFile(arrow.BufferReader(data)).num_row_groups, len(parts)) == (number, 2, 3)
    assert data == sink.getvalue().to_pybytes()


@pytest.mark.parametrize("number", [0, 1, 20])
def test_a_spacy_file_has_the_same_bytes_as_one_that_is_held_in_memory(number: int) -> None:
    tokens = pytest.importorskip("spacy.tokens")
    text = "Nine people saw \U0001f469\u200d\U0001f680 boats. " * 20
    spans = [flat(text, 0, 11, "claim", note="sure?"), flat(text, 5, 11, "quote")]
    about = [document(text, spans, f"council-{place}") for place in range(number)]
    data = export("spacy", *about).files["data.spacy"]

    assert data == tokens.DocBin(store_user_data=True).from_bytes(data).to_bytes()
