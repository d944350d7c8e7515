"""Whose an imported span is, and what counts as done when something of it was left out."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import AnnotatorError
from annotator.formats import Discontinuous, SourceSpan, reader
from annotator.formats.parsing import is_curated
from annotator.importing.align import Intake
from annotator.importing.find_article import Aligned
from tests.cli.cli_world import World
from tests.formats.datasets import project_of, settle

TEXT = "Buses stop. “Soon,” she said, “at nine,” and left."


def zipped(path: Path, **files: str) -> Path:
    """An exported project with one document: files by their folder and name, each with a span that begins at a token."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, label in files.items():
            lines = ["#FORMAT=WebAnno TSV 3.3", "#T_SP=webanno.custom.Kind|value", "", "", "#Text=Buses stop"]
            lines += [f"1-1\t0-5\tBuses\t{label}\t", "1-2\t6-10\tstop\t_\t", ""]
            folder, _, who = name.partition("__")
            archive.writestr(f"{folder}/trip.txt/{who}.tsv", "\n".join(lines))
    return path


def words(settled: Intake) -> dict[str, list[tuple[str, str]]]:
    """By annotator the labels and words."""
    return {
        who: [(span.label, work.article.text[span.start : span.end]) for span in work.spans.values()]
        for (who, *_), work in settled.works.items()
    }


def test_what_was_curated_becomes_nobodys_journal(tmp_path: Path) -> None:
    path = zipped(tmp_path / "p.zip", annotation__ana="x", annotation__bo="y", curation__CURATION_USER="x")
    project = project_of(tmp_path / "project")
    settled = settle(project, reader("webanno")(path), name=None)
    assert words(settled) == {"ana": [("x", "Buses")], "bo": [("y", "Buses")]}
    assert (settled.gold_documents, settled.gold) == (1, {"CURATION_USER": 1})
    for only in ("gold", "CURATION_USER"):
        assert words(settle(project, reader("webanno")(path), name="mo", only=only)) == {"mo": [("x", "Buses")]}


def test_curated_work_lies_in_a_folder_of_that_name_whatever_its_file_is_called(tmp_path: Path) -> None:
    path = zipped(tmp_path / "p.zip", annotation__ana="x", curation__admin="y")
    assert words(settle(project_of(tmp_path / "project"), reader("webanno")(path), name=None)) == {
        "ana": [("x", "Buses")]
    }


@pytest.mark.parametrize("name", ["gold", "Gold Standard", "CURATION_USER", "curator", "adjudicated", "consensus"])
def test_one_version_made_of_several_is_known_by_its_name(name: str) -> None:
    assert is_curated(name)
    assert not is_curated(name + "berg")
    assert not is_curated("golda")


def test_joining_annotators_in_one_journal_is_said(tmp_path: Path) -> None:
    path = zipped(tmp_path / "p.zip", annotation__ana="x", annotation__bo="y")
    settled = settle(project_of(tmp_path / "project"), reader("webanno")(path), name="mo")
    assert settled.united == [
        "in 1 article the work of ana, bo is united in the journal of mo (--only WHO takes one's)"
    ]
    assert settle(project_of(tmp_path / "other"), reader("webanno")(path), name="mo", only="bo").united == []


def test_names_that_become_one_name_here_are_not_joined_unsaid(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    rows = [{"article": "trip", "start": 0, "end": 5, "label": "x", "annotator": who} for who in ("Jo Ra", "Jo/Ra")]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    settled = settle(project_of(tmp_path / "project", trip=TEXT), reader("jsonl")(path), name=None)
    assert "the work of Jo Ra, Jo/Ra is united" in settled.united[0]


def test_only_somebody_who_is_not_there_says_who_is(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    world = World(tmp_path / "project")
    path = zipped(tmp_path / "p.zip", annotation__ana="x", annotation__bo="y")
    ran = world.run("import", path, "--only", "cy")
    assert ran.code == 2
    assert "nobody is called so in what is imported; it names ana, bo" in ran.err


def tasks(*spans: tuple[int, int, str], by: int = 1) -> dict[str, Any]:
    """An annotation of Label Studio."""
    regions = [
        {"id": f"r{start}", "from_name": "l", "to_name": "text", "type": "labels",
         "value": {"start": start, "end": end, "text": text, "labels": ["x"]}}
        for start, end, text in spans
    ]  # fmt: skip
    return {"completed_by": by, "result": regions}


def test_an_article_of_which_something_was_left_out_is_not_done(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    whole, wrong = tasks((0, 5, "Buses")), tasks((1, 6, "Buses"), (6, 10, "stop"), by=2)
    path.write_text(json.dumps([{"data": {"text": TEXT}, "annotations": [whole, wrong, tasks(by=3)]}]))
    for done in (False, True):
        settled = settle(project_of(tmp_path / f"project{done}"), reader("label-studio")(path), name=None, done=done)
        finished = {who: work.finished for (who, *_), work in settled.works.items()}
        assert finished == {"user-1": True, "user-2": False, "user-3": True}
        assert (len(settled.left), settled.incomplete) == (1, 1)


def test_lines_that_cannot_be_read_keep_done_from_saying_that_the_rest_is_all(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"article": "trip", "start": 0, "end": 5, "label": "x"}\nnot JSON\n')
    settled = settle(project_of(tmp_path / "project", trip=TEXT), reader("jsonl")(path), done=True)
    assert [work.finished for work in settled.works.values()] == [False]


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("omit", ["Buses stop."]),
        ("hull", ["Buses stop.", "“Soon,” she said, “at nine,”"]),
        ("pieces", ["Buses stop.", "“Soon,”", "“at nine,”"]),
    ],
)
def test_a_span_in_pieces_is_what_the_user_chose(tmp_path: Path, how: Discontinuous, expected: list[str]) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    first, second = TEXT.index("“Soon"), TEXT.index("“at")
    lines = ["T1\tx 0 5;6 11\tBuses stop.", f"T2\ty {second} {second + 10};{first} {first + 7}\t“Soon,” “at nine,”"]
    (tmp_path / "a.ann").write_text("\n".join([*lines, "#1\tAnnotatorNotes T2\tsure"]))
    settled = settle(project_of(tmp_path / "project"), reader("brat")(tmp_path / "a.ann"), discontinuous=how)
    [work] = settled.works.values()
    assert sorted(TEXT[span.start : span.end] for span in work.spans.values()) == sorted(expected)
    assert all(span.note == "sure" for span in work.spans.values() if span.label == "y")
    assert work.finished == (how != "omit")
    assert [left.why for left in settled.left] == [
        "is discontinuous (2 pieces): take such spans with --discontinuous hull or pieces"
    ] * (how == "omit")


def test_space_at_an_edge_stays_where_both_texts_have_it(tmp_path: Path) -> None:
    copies = {"ana": "We ate\r\nrice and beans.\r\n\r\nEnd.", "bo": "We ate\nrice  and beans.\nEnd."}
    project = project_of(tmp_path / "project", meal="We ate\nrice and beans.\nEnd.")
    found = {}
    for who, text in copies.items():
        path = tmp_path / f"{who}.jsonl"
        places = [(text.index("rice"), text.index("and"), "food"), (text.index("ate"), text.index("rice"), "verb")]
        path.write_text(json.dumps({"text": text, "label": places}) + "\n")
        settled = settle(project, reader("doccano")(path), name=who)
        found[who] = sorted(words(settled)[who]), settled.trimmed
    assert found["ana"] == ([("food", "rice "), ("verb", "ate\n")], 0)
    assert found["bo"] == ([("food", "rice "), ("verb", "ate\n")], 1)  # the second of two spaces is nowhere here


SPACED = st.text(alphabet="ab \n", min_size=1, max_size=12)


@given(text=SPACED, data=st.data())
def test_offsets_carried_to_the_same_text_stay(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert Aligned(text, text).range(start, end) == ((start, end, False) if text[start:end].strip() else None)
    # … and also where every line end is written in two characters.
    long = text.replace("\n", "\r\n")
    place = Aligned(text, long).range(start, end)
    if place is not None:
        assert long[place[0] : place[1]].replace("\r\n", "\n") == text[start:end]
        assert not place[2]


XMI = """<?xml version="1.0"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"
 xmlns:own="http:///net/example/own.ecore" xmi:version="2.0"><cas:NULL xmi:id="0"/>
<own:Voice xmi:id="5" sofa="1" begin="0" end="5" who="crowd" kind="shout"/>
<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text/plain" sofaString="Buses stop."/>
<cas:View sofa="1" members="5"/></xmi:XMI>"""
TYPES = """<?xml version="1.0"?><typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>
<typeDescription><name>net.example.own.Voice</name><description/><supertypeName>uima.tcas.Annotation</supertypeName>
<features>%s</features></typeDescription></types></typeSystemDescription>"""
FEATURE = "<featureDescription><name>%s</name><description/><rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>"


def own_layer(folder: Path) -> Path:
    """A CAS with one span of a layer that no tool has."""
    pytest.importorskip("cassis")
    folder.mkdir()
    (folder / "TypeSystem.xml").write_text(TYPES % "".join(FEATURE % name for name in ("who", "kind")))
    (folder / "a.xmi").write_text(XMI)
    return folder


@pytest.mark.parametrize(
    ("layer", "label"), [("net.example.own.Voice:kind", "shout"), ("Voice:kind", "shout"), ("Voice:who", "crowd")]
)
def test_a_layer_of_ones_own_is_taken_by_its_name(tmp_path: Path, layer: str, label: str) -> None:
    found = reader("webanno")(own_layer(tmp_path / "in"), layers=[layer])
    [document] = found.documents
    [span] = document.spans
    assert (span.label, span.start, span.end) == (label, 0, 5)
    assert len(span.attributes) == 1
    assert not document.incomplete


def test_a_layer_that_is_left_is_named_with_the_option_and_keeps_the_article_open(tmp_path: Path) -> None:
    found = reader("webanno")(own_layer(tmp_path / "in"))
    assert found.left == []
    assert "add --layer net.example.own.Voice" in found.told[0]
    [work] = settle(project_of(tmp_path / "project"), found, done=True).works.values()
    assert not work.finished
    with pytest.raises(AnnotatorError, match=r"has no such layer .*; there is: net\.example\.own\.Voice"):
        reader("webanno")(tmp_path / "in", layers=["Voices"])


def test_tsv_up_to_31_writes_characters_as_java_does(tmp_path: Path) -> None:
    lines = [
        "#FORMAT=WebAnno TSV 3.1",
        "#T_SP=webanno.custom.Kind|value",
        "",
        "#Text=\\u00C9t\\u00E9 \\uD83D\\uDE9A roule",
        "1-1\t0-3\tÉté\tseason\t",
        "1-2\t4-6\t\U0001f69a\tcar\t",
        "1-3\t7-12\troule\t_\t",
    ]
    path = tmp_path / "a.tsv"
    path.write_text("\n".join(lines), "utf-8")
    [document] = reader("webanno")(path).documents
    assert document.text == "Été \U0001f69a roule"
    assert document.spans == [SourceSpan("season", 0, 3, None), SourceSpan("car", 4, 5, None)]


def test_the_command_takes_a_layer_and_refuses_one_where_there_are_none(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    world = World(tmp_path / "project")
    ran = world.run("import", own_layer(tmp_path / "in"), "--as", "mo", "--layer", "Voice:kind")
    assert ran.code == 0, ran.err
    assert "mo: 1 span added" in ran.err
    path = tmp_path / "a.jsonl"
    path.write_text('{"article": "trip", "start": 0, "end": 5, "label": "x"}\n')
    ran = world.run("import", path, "--as", "mo", "--layer", "Voice")
    assert ran.code == 2
    assert "a.jsonl is read as jsonl, which has no layers: leave --layer out" in ran.err


def test_flat_spans_are_not_written_of_articles(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    world = World(tmp_path / "project")
    (tmp_path / "a.txt").write_text(TEXT)
    ran = world.run("import", tmp_path / "a.txt", "-o", tmp_path / "out.jsonl")
    assert ran.code == 2
    assert "a.txt: is an article, which goes to the seeds folder: leave -o out" in ran.err
    assert not (tmp_path / "out.jsonl").exists()
