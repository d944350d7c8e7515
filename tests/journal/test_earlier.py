"""The independent version, and what stood at a time: the same as if what came later had never been written."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.measures import count
from annotator.agreement.table import read_table
from annotator.errors import AnnotatorError
from annotator.journal.columns import read_columns
from annotator.journal.earlier import Earlier, earlier
from annotator.journal.records import Shown
from annotator.journal.tidy import tidy
from annotator.session import Session
from tests.making import MARKET, article, examples, lines_of, raw, restart, seen, span, start_session

INDEPENDENT = Earlier(independent=True)
LABELS = ("claim", "quote", "number", "ad")
BY = "learned:claim@1a2b3c4d"
ARTICLES = (article(), article(MARKET, "market"))
ACTIONS = st.sampled_from(["tag", "delete", "relabel", "note", "done", "started", "undo", "redo", "refuse", "leave"])
STEPS = st.lists(st.tuples(ACTIONS, st.integers(0, 5), st.integers(0, 3)), max_size=8)


def act(session: Session, action: str, number: int, other: int, by: str | None) -> None:
    """Do something, whatever the numbers choose; with `by`, mostly as an answer to an offer."""
    assert session.article is not None
    place = number * 3, number * 3 + 1 + other
    label = LABELS[other]
    some = session.spans.nth(number % len(session.spans)) if len(session.spans) else None
    by = by if number % 2 else None
    match action:
        case "tag":
            session.tag([place], label, origin="suggested" if by else "hand", by=by)
        case "delete" if some:
            session.delete([some], by=by)
        case "relabel" if some:
            session.change(some, label=label)
        case "note" if some:
            session.change(some, note=f"note {number}")
        case "done" | "started":
            session.mark("done" if action == "done" else "started")
        case "undo":
            session.undo()
        case "redo":
            session.redo()
        case "refuse":
            session.refuse(*place, label, by=by)
        case "leave":
            session.leave()


def sums(folder: Path, state: Earlier | None = None) -> dict[str, Any]:
    """Every integer that agreement adds up from a folder's journals."""
    table = read_table(sorted(folder.glob("*.jsonl")), LABELS, earlier=state).table
    found = count(table, Fraction(1, 2))
    return {
        "articles": table.articles,
        "people": table.annotators,
        "done": table.done.tolist(),
        "spans": table.spans_by().tolist(),
        "cells": found.cells.tolist(),
        "layers": found.layers.tolist(),
    }


def standing(path: Path, state: Earlier | None = None) -> list[bytes]:
    """The lines of the spans that count, without what says when they were written."""
    lines = [json.loads(line) for _, line in read_columns([path], earlier=state).lines_of(None, None, None)]
    for fields in lines:
        for name in ("rev", "at", "action", "undoes"):
            fields.pop(name, None)
    return sorted(json.dumps(fields, sort_keys=True).encode() for fields in lines)


def cut(path: Path, folder: Path) -> None:
    """The journal without the records of second looks, as somebody with an editor would leave it."""
    kept = [
        line
        for line in path.read_bytes().splitlines(keepends=True)
        if json.loads(line).get("look") != 2 and not str(json.loads(line).get("by")).startswith("learned:")
    ]
    (folder / path.name).write_bytes(b"".join(kept))


def offers(number: int) -> list[Shown]:
    return [Shown(number, number + 4, "claim", "tag", 0.9, BY), Shown(0, 3, "claim", "remove", 0.1, BY)]


@given(data=st.data())
@settings(max_examples=examples(40))
def test_the_independent_version_is_what_was_there_before_and_what_cutting_the_second_look_leaves(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, before, by_hand = (tmp_path_factory.mktemp(name) for name in ("all", "before", "by_hand"))
    for name in ("kim", "lee"):
        session = start_session(folder, name=name)
        for about in ARTICLES:
            session.open(about)
            for action, number, other in data.draw(STEPS):
                act(session, action, number, other, None)
            session.mark("done")
        if data.draw(st.booleans()):
            session = restart(session)
        (before / f"{name}.jsonl").write_bytes((folder / f"{name}.jsonl").read_bytes())
        for about in ARTICLES:  # first, as undo reaches from one article into the other
            session.open(about)
            session.show_offers(offers(data.draw(st.integers(0, 5))))
        for about in ARTICLES:
            session.open(about)
            for action, number, other in data.draw(STEPS):
                act(session, action, number, other, BY)
                if action == "leave":
                    session = restart(session)
            session.mark("done")
        session.close()
        cut(folder / f"{name}.jsonl", by_hand)
    whole = sums(folder)
    assert sums(folder, INDEPENDENT) == sums(before) == sums(by_hand)
    for path in sorted(before.glob("*.jsonl")):
        assert standing(folder / path.name, INDEPENDENT) == standing(path) == standing(by_hand / path.name)
        then = standing(folder / path.name)
        tidy(folder / path.name)
        assert standing(folder / path.name) == then
        assert standing(folder / path.name, INDEPENDENT) == standing(path)
    for extra in folder.glob("*.bak*"):
        extra.unlink()
    assert sums(folder) == whole
    assert sums(folder, INDEPENDENT) == sums(before)


def test_what_was_shown_is_kept_once_and_survives_tidying(tmp_path: Path) -> None:
    session = start_session(tmp_path)
    session.mark("done")
    assert session.show_offers(offers(1)) is None
    session.show_offers(offers(1))
    session.show_offers([*offers(1), *offers(2)])
    session.mark("done")
    session.close()
    path = tmp_path / "kim.jsonl"
    looks = [line.record for line in lines_of(path) if line.head.id.startswith("look:")]
    assert [len(record["shown"]) for record in looks] == [2, 1]
    assert all(record["look"] == 2 and record["sha256"] == ARTICLES[0].sha256 for record in looks)
    tidy(path)
    again = start_session(tmp_path)
    assert again.journal.fold.shown("ferry") == [*offers(1), offers(2)[0]]
    assert again.removed() == []


def test_after_offers_were_seen_nothing_in_that_article_is_independent_also_after_a_restart(tmp_path: Path) -> None:
    session = start_session(tmp_path)
    session.tag([(0, 3)], "claim")
    session.mark("done")
    session.show_offers(offers(1))
    session = restart(session)
    session.tag([(4, 9)], "quote")
    session.open(ARTICLES[1])
    session.tag([(0, 6)], "claim")
    session.close()
    looks = {(line.head.article, line.head.op): line.head.look for line in lines_of(tmp_path / "kim.jsonl")[3:]}
    assert looks["ferry", "put"] == 2
    assert not looks["market", "put"]


def test_undo_does_not_leap_over_what_tidying_took(tmp_path: Path) -> None:
    session = start_session(tmp_path)
    only = session.tag([(0, 3)], "claim").span
    assert only is not None
    session.mark("done")
    session.show_offers(offers(1))
    for label in ("quote", "number"):
        session.change(session.spans.nth(0), label=label)
    session.close()
    tidy(tmp_path / "kim.jsonl")
    again = start_session(tmp_path)
    assert [line.head.rev for line in again.journal.fold.versions(only.id)] == [1, 3]
    assert again.undo() is None
    assert [label for _, _, label, *_ in seen(again).values()] == ["number"]


TIMES = ["2026-11-22T05:00:00.000Z", "2026-11-22T06:00:00Z", "2026-11-22T08:30:00+02:00", "2026-11-23T00:00:00.000Z"]


@pytest.mark.parametrize(
    ("at", "kept"),
    [("2026-11-21", 0), ("2026-11-22T05:00", 1), ("2026-11-22T06:15", 2), ("2026-11-22T06:30Z", 3), ("2026-11-22", 3), ("2026-11-23", 4)],
)  # fmt: skip
def test_a_time_keeps_what_was_written_until_then_in_whichever_zone_it_is_told(
    tmp_path: Path, at: str, kept: int
) -> None:
    path = tmp_path / "kim.jsonl"
    path.write_bytes(b"".join(raw(span(f"0{n}", at=time)) + b"\n" for n, time in enumerate(TIMES)))
    assert len(read_columns([path], earlier=earlier(at)).spans.place) == kept


def test_what_is_no_time_and_what_has_no_times_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError, match="'yesterday' is no time: give one like 2026-11-22 or"):
        earlier("yesterday")
    flat = tmp_path / "flat.jsonl"
    flat.write_text('{"article":"ferry","start":0,"end":3,"label":"claim"}\n')
    with pytest.raises(AnnotatorError, match="flat spans, which do not say when and how they came: name journals"):
        read_columns([flat], earlier=INDEPENDENT)


def test_lines_with_these_fields_are_read_together_like_all_others(tmp_path: Path) -> None:
    """Where a line is read by itself, a large journal takes ten times as long."""
    from annotator.journal.records import read_together

    session = start_session(tmp_path)
    session.mark("done")
    session.show_offers(offers(1))
    session.tag([(0, 3)], "claim", by=BY)
    session.close()
    assert read_together((tmp_path / "kim.jsonl").read_bytes()) is not None
