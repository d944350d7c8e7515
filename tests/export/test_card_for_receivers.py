"""What somebody reads in a card who was handed a dataset and was not there when it was made."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.adjudication.decisions import NONE, union
from annotator.adjudication.describe import single_in_words
from annotator.dataset import collect
from annotator.formats import EXPORT_FORMATS, format_named
from annotator.guideline import meanings
from annotator.project import ProjectFolder
from tests.adjudication.adjudicating import TEXT, at, closed, opened, passage_at, write
from tests.cli.cli_world import COUNCIL, HARBOUR, PORT, World, two_annotators


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Kim and Lee's project, and a file of all their spans."""
    world = two_annotators(tmp_path)
    world.run("merge", world.journal("kim"), world.journal("lee"), "-o", world.root / "all.jsonl")
    return world


def card_of(out: Path) -> dict[str, Any]:
    card: dict[str, Any] = json.loads((out / "card.json").read_text("utf-8"))
    return card


def readme_of(out: Path) -> str:
    return (out / "README.md").read_text("utf-8")


def export(world: World, to: str = "jsonl", *more: object, source: Path | None = None) -> tuple[Path, str]:
    out = world.root / f"out-{to}"
    ran = world.run("export", source or world.root / "all.jsonl", "--to", to, "-o", out, "--with-text", *more)
    assert ran.code in {0, 1}, ran.err
    return out, ran.err


def _ends(to: str, out: Path) -> Iterator[tuple[int, int]]:
    """Where the claim `It rained.` begins and ends, as the files of a format say it."""
    data = out / "data.jsonl"
    if to == "csv":
        rows = csv.DictReader((out / "data.csv").read_text("utf-8").splitlines())
        yield from ((int(row["start"]), int(row["end"])) for row in rows if row["text"] == "It rained.")
    elif to == "brat":
        found = re.findall(
            r"^T\d+\tclaim (\d+) (\d+)\t", (out / "data" / "council.ann").read_text("utf-8"), re.MULTILINE
        )
        yield from ((int(start), int(end)) for start, end in found)
    elif to == "conll":
        lines = (line.split("\t") for line in (out / "data.claim.conll").read_text("utf-8").splitlines() if line)
        rained = [(int(start), int(end)) for _, start, end, tag in lines if tag.endswith("-claim")]
        yield rained[0][0], rained[2][1]
    elif to == "w3c":
        for item in json.loads((out / "data.jsonld").read_text("utf-8"))["items"]:
            position, quotation = item["target"]["selector"]
            if quotation["exact"] == "It rained.":
                yield position["start"], position["end"]
    elif to == "label-studio":
        results = json.loads((out / "data.json").read_text("utf-8"))[0]["annotations"][0]["result"]
        values = [result["value"] for result in results if result["type"] == "labels"]
        yield from ((value["start"], value["end"]) for value in values if value["text"] == "It rained.")
    elif to == "doccano":
        labels = json.loads(data.read_text("utf-8").splitlines()[0])["label"]
        yield from ((start, end) for start, end, label in labels if label == "claim")
    else:
        spans = json.loads(data.read_text("utf-8").splitlines()[0])["spans"]
        yield from ((span["start"], span["end"]) for span in spans if span["label"] == "claim")


def _as_the_card_says(text: str, start: int, end: int, offsets: str) -> str:
    """What stands there if the offsets are what the card calls them."""
    if offsets == "code-points":
        return text[start:end]
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


@pytest.mark.parametrize("to", ["jsonl", "conll", "prodigy", "doccano", "label-studio", "brat", "w3c", "csv"])
def test_the_cards_word_on_offsets_is_true_of_the_files(world: World, to: str) -> None:
    out, _ = export(world, to)
    card = card_of(out)

    assert [_as_the_card_says(COUNCIL, *ends, card["offsets"]) for ends in _ends(to, out)] == ["It rained."]
    called = {"code-points": "Unicode code points", "utf-16": "UTF-16 code units"}[card["offsets"]]
    assert f"Offsets are {called}" in readme_of(out)
    assert ("Unicode code points" in readme_of(out)) == (card["offsets"] == "code-points")


def test_every_format_has_a_word_on_its_offsets() -> None:
    assert all(format_named(name).where for name in EXPORT_FORMATS)


@pytest.mark.parametrize("to", ["conll", "prodigy", "doccano", "brat"])
def test_a_card_does_not_explain_fields_that_the_files_lack(world: World, to: str) -> None:
    out, _ = export(world, to)

    assert "`support`" not in readme_of(out)
    assert "`support` of `of`" in readme_of(export(world)[0])


def test_lines_that_could_not_be_read_are_counted_on_the_card_by_file(world: World) -> None:
    lines = world.journal("kim").read_text("utf-8").splitlines()
    world.journal("kim").write_text("\n".join([lines[0][:-9], *lines[1:], "{nothing"]) + "\n")
    ran = world.run("export", world.journal("kim"), "--to", "jsonl", "-o", world.root / "out")
    out = world.root / "out"

    assert ran.code == 1
    assert card_of(out)["passed_over"] == [{"name": "annotations/kim.jsonl", "lines": 2}]
    assert "- 2 lines of annotations/kim.jsonl could not be read and were passed over" in readme_of(out)
    assert "nothing was left out" not in readme_of(out)


def test_a_line_of_gold_that_cannot_be_read_is_told_too(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    world.run("merge", world.journal("kim"), world.journal("lee"), "-o", world.journal("gold"))
    with world.journal("gold").open("a") as file:
        file.write('{"article":"council","start":"x"}\n')
    ran = world.run("export", "--to", "csv", "-o", tmp_path / "out")

    assert ran.code == 1
    assert "- 1 line of annotations/gold.jsonl could not be read and was passed over" in readme_of(tmp_path / "out")


def test_what_was_not_finished_is_left_out_and_the_card_says_so(world: World) -> None:
    out, _ = export(world, source=world.journal("lee"))

    assert "- 1 span by lee left out: articles not marked done (port: 1)." in readme_of(out)
    disguised = world.root / "disguised"
    world.run("export", world.journal("lee"), "--to", "jsonl", "-o", disguised, "--pseudonyms")
    assert "- 1 span by annotator-1 left out" in readme_of(disguised)


def test_an_article_edited_after_it_was_annotated_is_named_on_the_screen_and_on_the_card(world: World) -> None:
    world.run("tidy", world.journal("kim"))
    (world.root / "annotations" / "articles").mkdir(exist_ok=True)
    kept = world.root / "annotations" / "articles" / f"{world.sha256('harbour')}.txt"
    kept.write_bytes(HARBOUR.encode())
    assert "was edited" not in export(world)[1]
    with (world.root / "seeds" / "harbour.txt").open("a") as file:
        file.write("Corrected.\n")
    for more in ("--with-text", "--standoff"):
        shutil.rmtree(world.root / "out-jsonl")
        out, err = export(world, "jsonl", more)

        told = "1 article whose file was edited after it was annotated (harbour)"
        assert told in err
        assert told in readme_of(out)
        assert card_of(out)["edited"] == ["harbour"]


def test_the_card_says_what_the_labels_mean_in_the_guidelines_words(world: World) -> None:
    (world.root / "docs").mkdir()
    (world.root / "docs" / "guidelines.md").write_text(
        "# Ours\n\n## Claim\n\n**What can be `checked`**,\nand no *wish*.\n\nMore.\n\n### ad\n- one\n\n## number\n## quote\n"
    )
    out, _ = export(world)

    assert card_of(out)["labels"] == {
        "ad": "- one",
        "claim": "What can be checked, and no wish.",
        "number": None,
        "quote": None,
    }
    assert "- claim: What can be checked, and no wish." in readme_of(out)
    assert "- quote: the guideline has no section of this name" in readme_of(out)


def test_a_label_is_found_under_its_heading_however_it_is_written() -> None:
    guideline = "# The Named_Person\n## named person ##\nSomebody.\n## other\nElse.\n"

    assert meanings(guideline, ["named-person", "other", "none"]) == {"named-person": "Somebody.", "other": "Else."}


def test_the_card_tells_what_each_annotator_made_beside_what_came_of_it(world: World) -> None:
    world.run(
        "merge", world.journal("kim"), world.journal("lee"), "-o", world.root / "few.jsonl", "--keep", "unanimous"
    )
    out, _ = export(world, source=world.root / "few.jsonl")

    assert (card_of(out)["own_by"], card_of(out)["spans_by"]) == ({"kim": 4, "lee": 3}, {"kim": 1, "lee": 1})
    assert "| kim | 4 | 1 |" in readme_of(out)


@pytest.mark.parametrize(
    ("to", "own", "data"),
    [
        ("prodigy", "`data.kim.jsonl`, `data.lee.jsonl`", "`data.jsonl`"),
        ("brat", "`data.kim/`, `data.lee/`", "`data/`"),
        ("conll", "`data.kim.ad.conll`, `data.kim.claim.conll`, `data.kim.number.conll`, …", "`data.ad.conll`"),
    ],
)
def test_the_card_says_at_its_top_which_files_are_no_more_data(world: World, to: str, own: str, data: str) -> None:
    out, _ = export(world, to)
    top = readme_of(out).split("Offsets are")[0]

    assert f"**{own} are not more data**" in top
    assert f"The dataset is {data}" in top
    assert {name for name in card_of(out)["files"] if ".kim" in name or ".lee" in name} == set(
        card_of(out)["own_files"]
    )
    assert "not more data" not in readme_of(export(world)[0])


def test_pseudonyms_do_not_warn_of_notes_where_the_format_has_none(world: World) -> None:
    world.span("kim", "council", "council", "claim", note="as Kim says")
    out, err = export(world, "conll", "--pseudonyms", source=world.journal("kim"))

    assert "names of annotators are still" not in err
    assert card_of(out)["mentions"] == 0
    _, err = export(world, "prodigy", "--pseudonyms", source=world.journal("kim"))
    assert "names of annotators are still" in err


def test_a_part_of_nothing_is_not_written_and_that_is_said(world: World) -> None:
    out, err = export(world, "jsonl", "--split", "100/0")

    assert not (out / "test.jsonl").exists()
    assert "annotator: test: not written, as 0 % were asked for it" in err


def one_alone(tmp_path: Path) -> World:
    """Kim and Lee have finished one article; two more are kim's alone, one of them without a span."""
    world = World(tmp_path)
    for name, text in (("council", COUNCIL), ("harbour", HARBOUR), ("port", PORT)):
        world.article(name, text)
        world.state("kim", name)
    world.state("lee", "council")
    for who in ("kim", "lee"):
        world.span(who, "council", "It rained.", "claim")
    world.span("kim", "council", "4 million euros", "number")
    world.span("kim", "harbour", "12 days", "number")
    world.span("kim", "harbour", "Glimmo bike lamps", "ad")
    return world


@pytest.mark.parametrize("how", ["gold", "merged"])
def test_what_one_annotator_alone_has_finished_is_counted_and_can_be_left_out(tmp_path: Path, how: str) -> None:
    world = one_alone(tmp_path)
    if how == "merged":
        assert world.run("merge", world.journal("kim"), world.journal("lee"), "-o", world.journal("gold")).code == 0
    else:
        adjudication = opened(ProjectFolder.find(tmp_path))
        assert single_in_words(adjudication.statuses) == "2 spans of 2 articles by one annotator alone"
        (status,) = adjudication.statuses.open
        adjudication.decide([(status.passage, NONE)])
        closed(adjudication)
    ran = world.run("export", "--to", "jsonl", "-o", tmp_path / "all")
    told = "2 spans from 2 articles that one annotator alone has finished: nobody checked them"
    assert f"annotator: {told} (--min-annotators 2 leaves them out)" in ran.err
    assert card_of(tmp_path / "all")["single"] == {"articles": 2, "spans": 2}
    assert f"{told}." in readme_of(tmp_path / "all")

    ran = world.run("export", "--to", "jsonl", "-o", tmp_path / "two", "--min-annotators", "2")
    assert ran.code == 0, ran.err
    card = card_of(tmp_path / "two")
    assert [one["id"] for one in card["articles"]] == ["council"]
    assert card["single"] == {"articles": 0, "spans": 0}
    assert "2 articles that fewer than 2 annotators finished, left out" in ran.err
    assert "--min-annotators 2" in card["made"]["command"]
    ran = world.run("export", "--to", "jsonl", "-o", tmp_path / "three", "--min-annotators", "3")
    assert ran.code == 2
    assert "holds no article that 3 annotators have finished" in ran.err


def test_the_card_tells_who_adjudicated_and_what_support_0_is(tmp_path: Path) -> None:
    one, other = at("lost 4 million", "number"), at("4 million euros", "number")
    work = {"kim": [one, at("It rained", "claim")], "lee": [other]}
    adjudication = opened(write(tmp_path, work))
    first, second = passage_at(adjudication, one, other), passage_at(adjudication, at("It rained", "claim"))
    adjudication.decide([(first, union(first, TEXT)), (second, NONE)])
    closed(adjudication)
    world = World.__new__(World)
    world.root = tmp_path
    (tmp_path / "docs").mkdir()
    rules = "\n## Rules from adjudication\n\n- 2026-11-20, ada: One.\n  (x)\n- 2026-11-22, ada: Two.\n  (y)\n"
    (tmp_path / "docs" / "guidelines.md").write_text("Version 3.\n- 2026-01-01, no rule\n" + rules)
    ran = world.run("export", "--to", "jsonl", "-o", tmp_path / "out")
    assert ran.code == 0, ran.err
    card = card_of(tmp_path / "out")

    assert "`support` 0 (1 span): nobody gave it as it is" in readme_of(tmp_path / "out")
    assert card["decisions"] == {"by": {"ada": 2}, "choices": {"union": 1, "none": 1}}
    assert "- adjudicated by ada (2 decisions): 1 took the union, 1 took none" in readme_of(tmp_path / "out")
    assert (card["guideline"]["rules"], card["guideline"]["last_rule"]) == (2, "2026-11-22")
    assert "version 3 and 2 rules from adjudication, the last of 2026-11-22" in readme_of(tmp_path / "out")
    assert world.run("export", "--to", "jsonl", "-o", tmp_path / "two", "--pseudonyms").code == 0
    assert "ada (" not in readme_of(tmp_path / "two")


def test_a_file_too_large_for_an_article_is_told_to_be_edited_without_being_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = world.root / "seeds" / "harbour.txt"
    with place.open("r+b") as file:
        file.truncate(3 * 2**30)
    with (world.root / "seeds" / "council.txt").open("ab") as edited:
        edited.write(b"It rained again.\n")
    whole, read = collect.sha256_of, []

    def noted(path: Path) -> str:
        read.append(path.name)
        return whole(path)

    monkeypatch.setattr(collect, "sha256_of", noted)
    assert (
        "2 articles whose file was edited after it was annotated (council, harbour)"
        in export(world, "jsonl", "--standoff")[1]
    )
    assert "council.txt" in read
    assert "harbour.txt" not in read
