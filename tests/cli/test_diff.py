"""`annotator diff` says what one file of spans has otherwise than another, or than it had itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.schemas import adapter
from annotator.span_diff import diff, span_files
from tests.cli.cli_world import World, two_annotators

BY = {"by": "learned:claim@1a2b3c4d", "look": 2, "origin": "suggested", "at": "2026-11-24T05:00:00.000Z"}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return two_annotators(tmp_path)


def test_two_annotators_differ_by_what_one_added_left_out_moved_and_relabelled(world: World) -> None:
    ran = world.run("diff", world.journal("kim"), world.journal("lee"))

    assert ran.code == 0
    assert ran.out.splitlines() == [
        "council",
        "  > number 29–44 ‹4 million euros› → 29–38 ‹4 million›",
        "  − claim 66–76 ‹It rained.›",
        "harbour",
        "  ~ ad → claim 35–65 ‹Glimmo bike lamps — order now.›",
        "port",
        "  + number 33–35 ‹40›",
        "1 added, 1 gone, 1 moved, 1 relabelled; 1 the same",
    ]


def test_a_journal_is_compared_with_itself_before_suggestions_and_at_a_time(world: World) -> None:
    world.span("kim", "port", "The port reopened on Monday with 40 ships.", "claim", **BY)
    path = world.journal("kim")

    added = ["port", "  + claim 0–42 ‹The port reopened on Monday with 40 ships.›", "1 added; 4 the same"]
    assert "Taken out is what was done in second looks" in world.run("diff", "before-suggestions", path).err
    assert not world.run("diff", "2026-11-22", path).err
    for earlier in ("before-suggestions", f"{path}@before-suggestions", "2026-11-22", f"{path}@2026-11-23T12:00"):
        assert world.run("diff", earlier, path).out.splitlines() == added
    assert world.run("diff", path, "2026-11-22").out.splitlines()[-1] == "1 gone; 4 the same"
    assert world.run("diff", path, "2026-11-24").out.splitlines() == ["nothing differs; 5 the same"]


def test_a_span_of_one_id_is_found_wherever_it_went(world: World) -> None:
    first = world.span("kim", "port", "port", "claim")
    world.span("kim", "port", "Monday", "quote", id=first, rev=2, at="2026-11-24T05:00:00.000Z")
    found = world.run("diff", "2026-11-22", world.journal("kim"), "--json").json

    assert found["changes"][0]["kinds"] == ["moved", "relabelled"]
    assert found["changes"][0]["after"] == {"start": 21, "end": 27, "label": "quote", "text": "Monday"}
    assert found["counts"] == {"added": 0, "gone": 0, "moved": 1, "relabelled": 1}
    adapter("diff").validate_json(json.dumps(found))


def test_flat_spans_are_compared_with_journals_but_have_no_earlier_state(world: World) -> None:
    flat = world.root / "flat.jsonl"
    flat.write_text(world.run("merge", world.journal("kim"), "-o", "-").out)

    assert world.run("diff", world.journal("kim"), flat).out == "nothing differs; 4 the same\n"
    ran = world.run("diff", "2026-11-22", flat)
    assert ran.code == 2
    assert "flat spans, which do not say when and how they came: name journals" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["nobody.jsonl", "2026-11-22"],
            "nobody.jsonl: there is no such file: name a journal or a file of flat spans; or",
        ),
        (["2026-11-21", "2026-11-22"], "neither names a file: name a journal"),
        (["seeds", "2026-11-22"], "is a folder: name the files in it"),
        (["annotations/kim.jsonl@noon", "2026-11-22"], "'noon' is no time"),
    ],
)
def test_what_cannot_be_compared_is_said(
    world: World, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(world.root)
    ran = world.run("diff", *words)
    assert ran.code == 2
    assert said in ran.err


def test_many_overlapping_spans_are_compared_in_a_moment(world: World) -> None:
    lines = {
        name: "".join(
            json.dumps({"article": "a", "start": n, "end": 50_000 + n + more, "label": "claim"}) + "\n"
            for n in range(4_000)
        )
        for name, more in (("a", 0), ("b", 1))
    }
    for name, content in lines.items():
        (world.root / f"{name}.jsonl").write_text(content)
    found, _ = diff(*span_files(str(world.root / "a.jsonl"), str(world.root / "b.jsonl")))
    assert found.counts["moved"] == 4_000


def test_agreement_before_suggestions_is_that_of_the_journals_without_them(world: World) -> None:
    world.span("lee", "council", "It rained.", "claim", **BY)
    before = world.run("agreement", "--json", "--resamples", "0").json
    assert before["overall"]["f1"]["value"] == pytest.approx(4 / 8)
    asked = world.run("agreement", "--before-suggestions", "--json", "--resamples", "0")
    at = world.run("agreement", "--at", "2026-11-23", "--json", "--resamples", "0").json
    assert asked.json["overall"]["f1"]["value"] == at["overall"]["f1"]["value"] == pytest.approx(2 / 7)
    assert asked.json["sums"] == at["sums"] != before["sums"]
    assert asked.json["settings"]["state"] == "before suggestions"
    assert "An earlier state of the files: before suggestions." in asked.err
    assert "would stay, but there are none." in asked.err
    world.span("kim", "council", "rained", "claim", by="rule:claim", origin="suggested")
    world.span("kim", "council", "It", "claim", by="sweep")
    told = " ".join(world.run("agreement", "--before-suggestions", "--resamples", "0").out.split())
    assert "Taken out is what was done in second looks, and in an article after their offers were shown;" in told
    assert "suggestions accepted while annotating stay: 1 span." in told
    assert "An earlier state of the files" in world.run("agreement", "--at", "2026-11-23").out


def test_the_card_tells_agreement_before_second_looks_and_after(world: World) -> None:
    world.span("lee", "council", "It rained.", "claim", **BY)
    world.span("kim", "council", "rained", "claim", by="sweep")
    world.run("merge", world.journal("kim"), world.journal("lee"), "-o", world.root / "merged.jsonl")
    assert world.run("export", world.root / "merged.jsonl", "--to", "jsonl", "-o", world.root / "out").code == 0
    offers = json.loads((world.root / "out" / "card.json").read_bytes())["offers"]
    assert (offers["suggested"], offers["second_look"]) == (1, 1)
    assert (offers["swept"], offers["spans"]) == (1, 10)
    assert offers["agreement_before"][0]["value"] == pytest.approx(2 / 8)
    readme = (world.root / "out" / "README.md").read_text()
    assert "1 span of the annotators' own came from suggestions; 1 from second looks" in readme
    assert "agreement before second looks: " in readme
    assert "1 span of the annotators' own 10 (10 %) taken all at once in the sweep" in readme


def test_of_different_people_only_articles_of_both_are_compared(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    world.article("ferry", "The ferry sailed.")
    world.span("kim", "ferry", "The ferry", "claim")
    world.state("kim", "ferry")
    ran = world.run("diff", world.journal("kim"), world.journal("lee"))
    assert "1 article that only one side has left out (ferry)" in ran.out
    assert "The ferry" not in ran.out
    asked = world.run("diff", world.journal("kim"), world.journal("lee"), "--article", "ferry")
    assert "− claim 0–9 ‹The ferry›" in asked.out
    assert "council" not in asked.out
    assert "neither" in world.run("diff", world.journal("kim"), world.journal("lee"), "--article", "fery").err
    earlier = world.run("diff", f"{world.journal('kim')}@2026-11-01", world.journal("kim"))
    assert "+ claim 0–9 ‹The ferry›" in earlier.out


def test_an_annotators_name_leads_to_the_journal(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(world.root)
    assert "did you mean annotations/kim.jsonl?" in world.run("diff", "kim", "annotations/lee.jsonl").err
