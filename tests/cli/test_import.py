"""`annotator import`, as a user meets it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from annotator.cli import cli
from annotator.journal.journal import Journal
from annotator.project import ProjectFolder
from tests.cli.cli_world import COUNCIL, HARBOUR, World, two_annotators
from tests.faults.payloads import PAYLOADS, file_name, leaks
from tests.making import restart, start_session

DISCONTINUOUS = "is discontinuous (2 pieces): take such spans with --discontinuous hull or pieces"
QUOTE = "“We lost 4 million euros,”"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A project with two articles and nobody's annotations."""
    world = World(tmp_path)
    world.article("council", COUNCIL)
    world.article("harbour", HARBOUR)
    return world


def _put(world: World, name: str, *values: Any) -> Path:
    path = world.root / "from" / name
    path.parent.mkdir(exist_ok=True, parents=True)
    whole = name.endswith((".json", ".jsonld"))
    path.write_text(json.dumps(values[0]) if whole else "".join(json.dumps(value) + "\n" for value in values), "utf-8")
    return path


def _write(world: World, name: str, text: str) -> Path:
    path = world.root / "from" / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_bytes(text.encode())
    return path


def _spans(world: World, annotator: str) -> list[tuple[str, str, str]]:
    """Article, label and wording of what stands in a journal, as merge sees it."""
    ran = world.run("merge", world.journal(annotator), "-o", "-")
    return [(span["article"], span["label"], span["text"]) for span in ran.lines]


def _states(world: World, annotator: str) -> dict[str, str]:
    journal = Journal.open(world.journal(annotator), annotator, read_only=True)
    states = {article: journal.fold.state(article) for article in journal.fold.articles()}
    return {article: state.state for article, state in states.items() if state is not None}


def _doccano(world: World, **more: Any) -> Path:
    start = len(COUNCIL[: COUNCIL.index("It rained")].encode("utf-16-le")) // 2
    return _put(
        world,
        "admin.jsonl",
        {"id": 7, "text": COUNCIL, "label": [[start, start + 10, "claim"]], "Comments": [], **more},
    )


def test_a_doccano_export_goes_to_the_journal_named_with_its_utf_16_offsets_turned(world: World) -> None:
    ran = world.run("import", _doccano(world), "--as", "kim")

    assert ran.code == 0
    assert _spans(world, "kim") == [("council", "claim", "It rained.")]
    assert _states(world, "kim") == {"council": "started"}
    record = json.loads(world.journal("kim").read_bytes().splitlines()[-1])
    assert (record["v"], record["op"], record["origin"], record["sha256"]) == (
        1,
        "put",
        "imported",
        world.sha256("council"),
    )
    assert (world.root / "annotations" / "articles" / f"{world.sha256('council')}.txt").read_bytes() == COUNCIL.encode()
    assert world.run("check").code == 0


def test_the_same_file_twice_adds_nothing(world: World) -> None:
    source = _doccano(world)
    assert world.run("import", source, "--as", "kim", "--done").code == 0
    before = world.journal("kim").read_bytes()
    ran = world.run("import", source, "--as", "kim", "--done")

    assert ran.code == 0
    assert world.journal("kim").read_bytes() == before
    assert "kim: 0 spans added, 1 there before; 0 articles marked done" in ran.err


def test_what_the_person_removed_or_reopened_since_is_not_brought_back(world: World) -> None:
    source = _doccano(world)
    world.run("import", source, "--as", "kim", "--done")
    project = ProjectFolder.find(world.root)
    article = project.load(project.articles()[0])
    session = start_session(world.root / "annotations", article)
    session.delete(list(session.spans))
    session.mark("started")
    session.journal.close()
    before = world.journal("kim").read_bytes()
    world.run("import", source, "--as", "kim", "--done")

    assert world.journal("kim").read_bytes() == before


def test_one_undo_takes_an_imported_articles_spans_back(world: World) -> None:
    world.run(
        "import", _put(world, "a.jsonl", {"text": HARBOUR, "label": [[0, 7, "ad"], [8, 14, "ad"]]}), "--as", "kim"
    )
    project = ProjectFolder.find(world.root)
    session = start_session(world.root / "annotations", project.load(project.articles()[1]))
    assert len(session.spans) == 2
    session.undo()
    again = restart(session)
    assert len(again.spans) == 0
    again.journal.close()


def test_a_span_that_stands_already_is_not_doubled(world: World) -> None:
    world.span("kim", "council", "It rained.", "claim")
    ran = world.run("import", _doccano(world), "--as", "kim")

    assert "0 spans added, 1 there before" in ran.err
    assert len(_spans(world, "kim")) == 1


def test_doccanos_entities_and_relations(world: World) -> None:
    entity = {"id": 1, "label": "ad", "start_offset": 35, "end_offset": 41}
    relation = {"id": 1, "from_id": 1, "to_id": 1, "type": "of"}
    source = _put(world, "all.jsonl", {"id": 1, "text": HARBOUR, "entities": [entity], "relations": [relation]})
    ran = world.run("import", source, "--as", "kim")

    assert _spans(world, "kim") == [("harbour", "ad", "Glimmo")]
    assert "1 relation left" in ran.err


def test_who_annotated_must_be_known(world: World) -> None:
    ran = world.run("import", _doccano(world))

    assert ran.code == 2
    assert "admin.jsonl, line 1: does not say who annotated: add --as NAME" in ran.err
    assert not list((world.root / "annotations").iterdir())


def test_prodigys_sessions_are_annotators_and_only_accepted_tasks_count(world: World) -> None:
    span = {"start": 0, "end": 7, "label": "ad", "token_start": 0, "token_end": 0}
    task = {"text": HARBOUR, "spans": [span], "_input_hash": 1, "_task_hash": 2}
    source = _put(
        world,
        "db-out.jsonl",
        {**task, "answer": "accept", "_annotator_id": "news-ana", "_session_id": "news-ana"},
        {**task, "answer": "accept", "_annotator_id": "bo", "_session_id": "news-bo", "spans": []},
        {**task, "answer": "reject", "_session_id": "news-cy"},
        {**task, "answer": "ignore", "_session_id": "news-cy"},
    )
    ran = world.run("import", source)

    assert ran.code == 0
    assert _spans(world, "ana") == [("harbour", "ad", "Harbour")]
    assert (_states(world, "ana"), _states(world, "bo")) == ({"harbour": "done"}, {"harbour": "done"})
    assert not world.journal("cy").exists()
    assert "1 task left that the annotator rejected" in ran.err
    assert "1 task left that the annotator ignored" in ran.err


def test_a_prodigy_session_named_by_the_time_is_nobodys_name(world: World) -> None:
    task: dict[str, Any] = {"text": HARBOUR, "answer": "accept", "spans": [], "_session_id": "news-2026-11-22_05-20-15"}
    ran = world.run("import", _put(world, "db.jsonl", task))
    assert ran.code == 0
    assert "1 document finished without a span, and nobody's name: add --as NAME" in ran.err
    task["spans"] = [{"start": 0, "end": 7, "label": "ad"}]
    ran = world.run("import", _put(world, "db.jsonl", task))
    assert ran.code == 2
    assert "add --as NAME" in ran.err


def _region(start: int, end: int, text: str, label: str) -> dict[str, Any]:
    value = {"start": start, "end": end, "text": text, "labels": [label]}
    return {"id": f"r{start}", "from_name": "label", "to_name": "text", "type": "labels", "value": value}


def test_a_label_studio_export_gives_each_annotation_to_its_annotator(world: World) -> None:
    region = _region(66, 76, "It rained.", "claim")
    task = {
        "id": 3,
        "data": {"text": COUNCIL},
        "annotations": [
            {"id": 1, "completed_by": {"id": 1, "email": "ana@example.org"}, "result": [region]},
            {"id": 2, "completed_by": 2, "result": []},
            {"id": 3, "completed_by": 3, "was_cancelled": True, "result": [region]},
        ],
        "predictions": [{"result": [region]}],
    }
    ran = world.run("import", _put(world, "project-1.json", [task]))

    assert ran.code == 0
    assert _spans(world, "ana-example.org") == [("council", "claim", "It rained.")]
    assert _states(world, "user-2") == {"council": "done"}
    assert not world.journal("user-3").exists()
    assert "1 prediction left" in ran.err
    assert "1 cancelled annotation left" in ran.err


def test_an_old_label_studio_export_counts_utf_16_as_its_quotations_show(world: World) -> None:
    task = {"id": 3, "text": COUNCIL, "label": [{"start": 68, "end": 78, "text": "It rained.", "labels": ["claim"]}]}
    source = _put(world, "min.json", [{**task, "annotator": 1, "annotation_id": 4}])
    ran = world.run("import", source)

    assert _spans(world, "user-1") == [("council", "claim", "It rained.")]
    assert "1 document whose offsets count UTF-16 code units, as the quotations show" in ran.err


def test_a_brat_collection_of_several_annotators(world: World) -> None:
    for name in ("ana", "bo"):
        _write(world, f"brat/{name}/council.txt", COUNCIL)
    _write(
        world,
        "brat/ana/council.ann",
        "T1\tclaim 66 76\tIt rained.\nT2\tnumber 4 7;24 28\tcou lost\nA1\tNegated T1\n#1\tAnnotatorNotes T1\tsure?\n"
        "R1\tof Arg1:T1 Arg2:T2\n",
    )
    _write(world, "brat/bo/council.ann", "")
    ran = world.run("import", world.root / "from" / "brat", "--json")

    assert ran.code == 1
    assert ran.json["left_out"] == [{"where": "ana/council", "number": 2, "why": DISCONTINUOUS}]
    (span,) = world.run("merge", world.journal("ana"), "-o", "-").lines
    assert (span["text"], span["attributes"], span["note"]) == ("It rained.", {"Negated": "true"}, "sure?")
    assert _states(world, "bo") == {"council": "done"}
    assert "1 relation left" in ran.err


def test_brat_that_counted_crlf_as_one_character_is_carried_over(world: World) -> None:
    text = COUNCIL.replace("\r\n", "\n")
    _write(world, "brat/council.txt", text)
    start = text.index("It rained.")
    _write(world, "brat/council.ann", f"T1\tclaim {start} {start + 10}\tIt rained.\n")
    ran = world.run("import", world.root / "from" / "brat", "--as", "kim")

    assert ran.code == 0
    assert _spans(world, "kim") == [("council", "claim", "It rained.")]
    assert "differs from the article's in white space: offsets carried over" in ran.err


def test_a_conll_file_of_two_columns_finds_its_words_in_the_article(world: World) -> None:
    rows = [(w, "O") for w in ("Harbour", "Bridge", "closes", "for")]
    rows += [("12", "B-number"), ("days", "I-number"), (".", "O")]
    rows += [(w, "O") for w in ("Glimmo", "bike", "lamps", "—", "order", "now", ".")]
    source = _write(world, "harbour.conll", "".join(f"{word} {tag}\n" for word, tag in rows))
    ran = world.run("import", source, "--as", "kim")

    assert ran.code == 0
    assert _spans(world, "kim") == [("harbour", "number", "12 days")]
    assert _states(world, "kim") == {"harbour": "done"}


def test_a_web_annotation_without_offsets_is_found_by_its_quotation(world: World) -> None:
    quote = {"type": "TextQuoteSelector", "exact": "4 million", "prefix": "lost ", "suffix": " euros"}
    target = {"source": "https://example.org/news/council.html", "selector": quote}
    again = {**target, "selector": {"type": "TextQuoteSelector", "exact": "e"}}
    common = {"@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation", "creator": "ana", "body": "number"}
    ran = world.run("import", _put(world, "notes.jsonl", {**common, "target": target}, {**common, "target": again}))

    assert ran.code == 1
    assert _spans(world, "ana") == [("council", "number", "4 million")]
    assert "span 2: 'e' stands in several places in the text (left out)" in ran.err


WRONG = [
    ((5, 5, "ad"), "5–5 is empty"),
    ((9, 5, "ad"), "9–5 is backwards"),
    ((60, 900, "ad"), "60–900 is outside the text, which has 66 characters"),
    ((-3, 5, "ad"), "-3–5 is outside the text"),
    ((0, 3, ""), "has no label"),
    ((0, 3, None), "has no label"),
    ((0, 3, "x" * 201), "has a label of 201 characters"),
    (("a", [], "ad"), "has no offsets"),
    ((0, 3, "ad", "Port"), "is 'Port' in the source, but 0–3 is 'Har'"),
]


def test_each_span_that_cannot_be_taken_is_named_and_the_others_are_taken(world: World) -> None:
    spans: list[Any] = [dict(zip(("start", "end", "label", "text"), span, strict=False)) for span, _ in WRONG]
    line = {"text": HARBOUR, "spans": [*spans, "no span", {"start": 0, "end": 7, "label": "ad"}], "answer": "accept"}
    ran = world.run("import", _put(world, "wrong.jsonl", line), "--as", "kim", "--json")

    assert ran.code == 1
    whys = [*(why for _, why in WRONG), "is not a JSON object"]
    assert [(left["number"], left["why"]) for left in ran.json["left_out"]] == list(enumerate(whys, 1))
    assert _spans(world, "kim") == [("harbour", "ad", "Harbour")]


def test_half_an_emoji_is_no_edge(world: World) -> None:
    start = len(COUNCIL[: COUNCIL.index("\U0001f469")].encode("utf-16-le")) // 2
    ran = world.run(
        "import", _put(world, "a.jsonl", {"text": COUNCIL, "label": [[start + 1, start + 4, "ad"]]}), "--as", "kim"
    )
    assert ran.code == 1
    assert "begins or ends in the middle of a character" in ran.err
    assert (
        world.run(
            "import",
            _put(world, "a.jsonl", {"text": COUNCIL, "label": [[66, 76, "ad"]]}),
            "--as",
            "kim",
            "--unit",
            "code-points",
        ).code
        == 0
    )
    assert _spans(world, "kim") == [("council", "ad", "It rained.")]


def test_lines_that_are_no_documents_are_reported_by_number(world: World) -> None:
    source = _doccano(world)
    source.write_bytes(source.read_bytes() + b'{"text": 1e999, "label"\n[1]\n{"text":"a","text":"b"}\n')
    ran = world.run("import", source, "--as", "kim")

    assert ran.code == 1
    assert "admin.jsonl, line 2: is not JSON" in ran.err
    assert "admin.jsonl, line 3: is not a JSON object" in ran.err
    assert "admin.jsonl, line 4: has the key 'text' twice" in ran.err
    assert len(_spans(world, "kim")) == 1


def test_spans_of_an_unknown_article_are_left_out_one_by_one(world: World) -> None:
    source = _write(
        world, "spans.csv", "article,start,end,label,annotators\r\nnowhere,0,3,ad,ana\r\nharbour,0,7,ad,ana bo\r\n"
    )
    ran = world.run("import", source)

    assert ran.code == 1
    assert (
        "spans.csv, line 2, article nowhere: the project has no article 'nowhere', and no text came with it" in ran.err
    )
    assert _spans(world, "ana") == _spans(world, "bo") == [("harbour", "ad", "Harbour")]


def test_stand_off_spans_of_another_text_are_refused(world: World) -> None:
    source = _write(world, "spans.csv", f"article,sha256,start,end,label\nharbour,{'0' * 64},0,7,ad\n")
    ran = world.run("import", source, "--as", "kim")
    assert ran.code == 1
    assert "is of another text of harbour (sha256 00000000000…), which is not in the project" in ran.err


def test_a_text_that_comes_with_annotations_becomes_an_article(world: World) -> None:
    text = "Tram line 9 opens.\r\n"
    source = _put(world, "new.jsonl", {"text": text, "label": [[10, 11, "number"]], "article": "Tram Línea/9"})
    ran = world.run("import", source, "--as", "kim", "--json")

    assert ran.code == 0
    assert (world.root / "seeds" / "Tram-Linea-9.txt").read_bytes() == text.encode()
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    assert ran.json["articles"] == [{"article": "Tram-Linea-9", "sha256": sha256, "new": True}]
    assert _spans(world, "kim") == [("Tram-Linea-9", "number", "9")]
    assert world.run("import", source, "--as", "kim").code == 0
    assert len(list((world.root / "seeds").iterdir())) == 3


def test_a_text_never_replaces_an_article_of_its_name(world: World) -> None:
    source = _put(world, "new.jsonl", {"text": "Quite another.", "label": [[0, 5, "ad"]], "article": "harbour"})
    ran = world.run("import", source, "--as", "kim")

    assert ran.code == 1
    assert "its text is not that of the article harbour: rename one of them" in ran.err
    assert (world.root / "seeds" / "harbour.txt").read_bytes() == HARBOUR.encode()


def test_texts_become_articles_byte_for_byte(world: World) -> None:
    folder = world.root / "from" / "texts"
    folder.mkdir(parents=True)
    data = b"\xef\xbb\xbfOne.\r\n\x00 e\xcc\x81"
    (folder / "Été 2026.txt").write_bytes(data)
    (folder / "harbour.txt").write_bytes(b"Another harbour.")
    (folder / "council.txt").write_bytes(COUNCIL.encode())
    ran = world.run("import", folder)

    assert ran.code == 1
    assert (world.root / "seeds" / "Ete-2026.txt").read_bytes() == data
    assert f"Ete-2026: added to the seeds (sha256 {hashlib.sha256(data).hexdigest()})" in ran.err
    assert "council: is there already" in ran.err
    assert "harbour.txt is there with another text: rename one of them (left out)" in ran.err
    assert (world.root / "seeds" / "harbour.txt").read_bytes() == HARBOUR.encode()


def test_a_text_that_is_not_utf_8_is_refused(world: World) -> None:
    path = world.root / "latin.txt"
    path.write_bytes(b"caf\xe9")
    ran = world.run("import", path)
    assert ran.code == 2
    assert "byte 3 (0xE9) is not UTF-8" in ran.err


def test_a_text_of_a_folder_that_is_not_utf_8_does_not_keep_the_others_out(world: World) -> None:
    folder = world.root / "more"
    folder.mkdir()
    (folder / "latin.txt").write_bytes(b"caf\xe9")
    (folder / "tide.txt").write_bytes(b"The tide was late.\n")
    ran = world.run("import", folder)
    assert ran.code == 1
    assert f"{folder / 'latin.txt'}: line 1, byte 3 (0xE9) is not UTF-8" in ran.err
    assert "left out" in ran.err
    assert (world.root / "seeds" / "tide.txt").read_bytes() == b"The tide was late.\n"


def test_spans_can_be_written_flat_and_nothing_else_is(world: World) -> None:
    before = sorted(world.root.rglob("*"))
    source = _doccano(world)
    ran = world.run("import", source, "--as", "kim", "-o", "-")

    (span,) = ran.lines
    assert (span["article"], span["text"], span["annotators"]) == ("council", "It rained.", ["kim"])
    assert sorted(world.root.rglob("*")) == sorted([*before, source, source.parent])


def test_a_journal_that_is_in_use_stops_the_import(world: World) -> None:
    other = ProjectFolder.find(world.root).open_journal("kim")
    try:
        ran = world.run("import", _doccano(world), "--as", "kim")
    finally:
        other.close()
    assert ran.code == 2
    assert "no annotation was imported: kim's file is being written by" in ran.err


def test_names_that_cannot_be_annotators_are_refused_before_anything_is_written(world: World) -> None:
    source = _doccano(world, article="new", text="New.", label=[])
    for name in ("gold", "con", "../x"):
        assert world.run("import", source, "--as", name).code == 2
    assert not list((world.root / "annotations").iterdir())
    assert not (world.root / "seeds" / "new.txt").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", "{"),
        ("a.json", '{"x":1}'),
        ("a.bin", "x"),
        ("a.jsonl", '{"v":1,"op":"put"}\n'),
        ("a.csv", "a,b\n1,2\n"),
    ],
)
def test_a_file_of_no_known_format_is_refused_in_one_sentence(world: World, name: str, content: str) -> None:
    ran = world.run("import", _write(world, name, content), "--as", "kim")
    assert ran.code == 2
    assert name in ran.err


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_of_a_hostile_source_reaches_the_terminal_or_another_folder(world: World, payload: str) -> None:
    hostile = PAYLOADS[payload][:150]  # a longer one is no label
    line = {"text": HARBOUR, "label": [[0, 999, hostile], [0, 7, hostile]], "article": hostile}
    new = {"text": f"New. {hostile}", "label": [[0, 3, hostile]], "article": hostile}
    ran = world.run("import", _put(world, f"{file_name(hostile)}.jsonl", line, new), "--from", "doccano", "--as", "kim")
    spans = world.run(
        "import",
        _put(world, "a.csv.jsonl", {**line, "start": 0, "end": 3, "label": "ad"}),
        "--from",
        "jsonl",
        "--as",
        "kim",
    )

    assert (ran.code, spans.code) == (1, 1)
    assert leaks(f"{ran.out}{ran.err}{spans.out}{spans.err}".encode("utf-8", "surrogateescape")) == []
    assert {path.parent.name for path in world.root.rglob("*.txt")} <= {"seeds", "articles"}
    assert world.run("check").code == 0


EXPORTS = {
    "jsonl": "data.jsonl",
    "prodigy": "data.jsonl",
    "doccano": "data.jsonl",
    "label-studio": "data.json",
    "brat": "data",
    "w3c": "data.jsonld",
    "csv": "data.csv",
}


@pytest.mark.parametrize("to", EXPORTS)
def test_an_export_of_a_journal_comes_back_by_import(tmp_path: Path, to: str) -> None:
    (tmp_path / "one").mkdir()
    world = two_annotators(tmp_path / "one")
    out = tmp_path / "out"
    assert world.run("export", world.journal("kim"), "--to", to, "-o", out, "--with-text").code == 0
    # The same again is what this program wrote, in subfolders too.
    assert world.run("export", world.journal("kim"), "--to", to, "-o", out, "--with-text").code == 0
    assert world.run("import", out / EXPORTS[to], "--as", "mo").code == 0
    assert _spans(world, "mo") == _spans(world, "kim")


def test_label_studio_brings_each_annotators_spans_back_and_leaves_gold(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    world = two_annotators(tmp_path / "one")
    world.run("merge", world.journal("kim"), world.journal("lee"), "-o", world.journal("gold"), "--keep", "unanimous")
    world.run("export", "--to", "label-studio", "-o", tmp_path / "out", "--with-text")
    (tmp_path / "two").mkdir()
    other = World(tmp_path / "two")
    ran = other.run("import", tmp_path / "out" / "data.json")

    assert ran.code == 0
    assert {article for article, _, _ in _spans(other, "kim")} == {"council", "harbour"}
    assert _spans(other, "kim") == _spans(world, "kim")
    assert _spans(other, "lee") == [span for span in _spans(world, "lee") if span[0] != "port"]  # not finished
    assert "1 span of 3 documents left out, as gold is no annotator's: take it with --only gold --as NAME" in ran.err
    assert other.run("import", tmp_path / "out" / "data.json", "--only", "gold", "--as", "mo").code == 0
    assert _spans(other, "mo") == [("council", "quote", QUOTE)]


def test_what_is_no_span_is_counted_and_said(world: World) -> None:
    choice = {"id": "c", "from_name": "topic", "to_name": "text", "type": "choices", "value": {"choices": ["x"]}}
    task = {"data": {"text": HARBOUR}, "annotations": [{"completed_by": 1, "result": [choice]}]}
    assert "1 result that labels no text left" in world.run("import", _put(world, "a.json", [task])).err
    relation = {"head": 0, "child": 1, "label": "of"}
    source = _put(world, "b.jsonl", {"text": HARBOUR, "spans": [], "relations": [relation], "answer": "accept"})
    assert "1 relation left: this program has none" in world.run("import", source, "--as", "kim").err


def test_a_folder_of_folders_is_not_taken_for_nothing(world: World) -> None:
    _write(world, "deep/inside/a.txt", "A.")
    ran = world.run("import", world.root / "from" / "deep")
    assert ran.code == 2
    assert "holds no text, web page or table itself" in ran.err


@pytest.mark.parametrize("name", ["jsonl", "doccano", "prodigy", "conll", "w3c", "csv"])
@pytest.mark.parametrize("told", [True, False])
def test_the_folder_of_an_export_gives_its_spans_once(tmp_path: Path, name: str, told: bool) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    world, other = two_annotators(tmp_path / "one"), World(tmp_path / "other")
    for article, text in world.texts.items():
        other.article(article, text)
    flat = world.root / "flat.jsonl"
    world.run("merge", world.journal("kim"), world.journal("lee"), "-o", flat)
    exported = world.root / "out"
    assert world.run("export", flat, "--to", name, "--with-text", "-o", exported).code == 0
    ran = other.run("import", exported, *(["--from", name] if told else []), "--as", "gail", "--done")
    assert ran.code == 0, ran.err
    wanted = {(span["article"], span["label"], span["text"]) for span in world.run("merge", flat, "-o", "-").lines}
    found = _spans(other, "gail")
    assert len(found) == len(set(found))
    assert set(found) == wanted if name != "conll" else set(found) <= wanted


def test_a_folder_without_files_of_the_format_asked_for_is_named(world: World) -> None:
    folder = _write(world, "note.txt", "no spans").parent
    ran = world.run("import", folder, "--from", "doccano", "--as", "gail")
    assert ran.code == 2
    assert "holds no .jsonl file" in ran.err


def test_a_span_of_a_csv_is_named_by_its_line_with_what_is_wrong(world: World) -> None:
    rows = 'article,start,end,label,note\nharbour,0,7,ad,"two\nlines"\nharbour,abc,7,ad,\n'
    ran = world.run("import", _write(world, "spans.csv", rows), "--as", "mo")
    assert "spans.csv, line 4, article harbour: start is 'abc', which is no offset (left out)" in ran.err


def test_a_table_with_articles_names_and_labels_is_no_new_article(world: World) -> None:
    ran = world.run("import", _write(world, "tags.csv", "article;text;label\nharbour;Harbour Bridge closes;claim\n"))
    assert ran.code == 2
    assert "missing: start, end" in ran.err
    assert {path.stem for path in (world.root / "seeds").glob("*.txt")} == {"council", "harbour"}


def test_labels_beside_articles_are_said_to_make_no_spans(world: World) -> None:
    ran = world.run("import", _write(world, "news.csv", "id,text,label\nferry,The ferry sailed.,claim\n"))
    assert ran.code == 0
    assert "news.csv: of label no spans are made: kept in the articles' .meta.json" in ran.err


def test_articles_of_a_project_without_seeds_are_said_to_go_to_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.txt").write_text("It rained.")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "two.txt").write_text("It snowed.")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["import", "in/two.txt"], standalone_mode=False)
    assert "two: added to ./ (sha256" in result.stderr


def test_a_folder_of_tables_alone_says_that_spans_are_taken_in_file_by_file(world: World) -> None:
    source = _write(world, "spans.csv", "article,start,end,label\nharbour,0,7,ad\n")
    ran = world.run("import", source.parent)
    assert ran.code == 2
    assert f"name the files to import, as {source}: spans in CSV or JSON are taken in file by file" in ran.err
