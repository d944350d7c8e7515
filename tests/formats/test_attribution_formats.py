"""Who said what, in the layouts of Citron and PolNeAR."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.cli_world import World
from tests.cli.test_groups import member, same, write

TEXT = "Late, the mayor said: “The ferry\nwas lost.” “We knew.”\n"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """One article with two attributions: one of two parts, and one without a cue."""
    world = World(tmp_path)
    world.article("ferry", TEXT)
    world.article("empty", "Nothing was said.\n")
    for wording in ("“The ferry\nwas lost.”", "“We knew.”"):
        world.span("kim", "ferry", wording, "quote")
    world.span("kim", "ferry", "Late", "claim")
    for name in ("ferry", "empty"):
        world.state("kim", name)
    source = member(world, "ferry", "the mayor", "source", role="source")
    cue = member(world, "ferry", "said", "cue", role="cue")
    first, second = (member(world, "ferry", wording) for wording in ("“The ferry\nwas lost.”", "“We knew.”"))
    write(
        world,
        "kim",
        same("01A", first, source, cue, kind="attribution", attributes={"speaker_name": "Quist"}),
        same("01B", second, source, kind="attribution"),
    )
    return world


def exported(world: World, to: str) -> Path:
    ran = world.run("export", world.journal("kim"), "--to", to, "-o", world.root / "out", "--with-text")
    assert ran.code == 0, ran.err
    return world.root / "out"


def test_citron_gets_quotes_with_their_sources_and_cue(world: World) -> None:
    out = exported(world, "citron")
    article = json.loads((out / "data" / "ferry.json").read_text())
    assert article["text"] == TEXT
    [quote] = article["quotes"]
    assert quote["id"] == "01A"
    spans = [quote["cue"], *quote["sources"], *quote["contents"]]
    assert [span["text"] for span in spans] == ["said", "the mayor", "“The ferry\nwas lost.”"]
    assert all(TEXT[span["start"] : span["end"]] == span["text"] for span in spans)
    assert json.loads((out / "data" / "empty.json").read_text())["quotes"] == []
    assert json.loads((out / "card.json").read_text())["not_held"] == {
        "spans in no attribution": 1,
        "attributions without a cue or a source": 1,
        "attributes of attributions": 1,
    }


def test_polnear_gets_events_that_brat_can_show(world: World) -> None:
    out = exported(world, "polnear")
    assert (out / "data" / "text" / "ferry.txt").read_text() == TEXT
    lines = (out / "data" / "attributions" / "ferry.ann").read_text().splitlines()
    assert lines == [
        "T1\tSource 6 15\tthe mayor",
        "T2\tCue 16 20\tsaid",
        "T3\tContent 22 32;33 43\t“The ferry was lost.”",
        "T4\tAttribution 16 20\tsaid",
        "E1\tAttribution:T4 Source:T1 Cue:T2 Content:T3",
        "T5\tSource 6 15\tthe mayor",
        "T6\tContent 44 54\t“We knew.”",
        "T7\tAttribution 6 15\tthe mayor",
        "E2\tAttribution:T7 Source:T5 Content:T6",
    ]
    card = json.loads((out / "card.json").read_text())
    assert card["not_held"] == {"spans in no attribution": 1, "attributes of attributions": 1}
    assert card["told"] == [
        "1 attribution without a cue: the event is triggered where its source stands, else at what was said."
    ]


def test_a_file_of_polnears_is_read_as_brat_with_its_roles_for_labels(world: World) -> None:
    folder = exported(world, "polnear") / "data"
    (folder / "text" / "ferry.txt").rename(folder / "attributions" / "ferry.txt")
    ran = world.run("import", folder / "attributions", "--from", "brat", "--as", "mo")
    assert ran.code in {0, 1}
    assert "Source" in (world.root / "annotations" / "mo.jsonl").read_text()
