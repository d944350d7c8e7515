"""Keeps gold's journal readable by itself: an article of which all is decided also holds what the rule takes, and is done.

These records belong to no action, so that they are no steps of undo; what they say follows from the decisions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotator.adjudication.decisions import ruled_id
from annotator.adjudication.status import Standing, given
from annotator.gold.adjudicate.desk import Desk, belongs_to, content
from annotator.model import Record


def settled(desk: Desk, standings: Iterable[Standing], articles: Iterable[str] | None = None) -> list[Record]:
    """The records that bring gold's journal in line with what is decided.

    Args:
        desk: makes them.
        standings: how the items of these articles stand.
        articles: the only ones to look at; by default all.
    """
    wanted = None if articles is None else set(articles)
    by_version: dict[tuple[str, str | None], list[Standing]] = {}
    for standing in standings:
        by_version.setdefault((standing.item.article, standing.item.sha256), []).append(standing)
    versions: dict[str, list[str]] = {}
    for article, sha256 in {**desk.board.versions, **by_version}:
        if sha256 is not None and (wanted is None or article in wanted) and sha256 not in versions.get(article, ()):
            versions.setdefault(article, []).append(sha256)
    records: list[Record] = []
    for article in sorted(versions):
        of_article = {sha256: by_version.get((article, sha256), []) for sha256 in versions[article]}
        records += _settle(desk, article, of_article)
    return records


def _settle(desk: Desk, article: str, versions: dict[str, list[Standing]]) -> Iterator[Record]:
    done = not any(standing.open for standings in versions.values() for standing in standings)
    before = desk.fold.state(article)
    begun = any(standing.decision for standings in versions.values() for standing in standings)
    if not done and before is None and not begun:
        return
    if done:
        for sha256, standings in versions.items():
            yield from _complete(desk, article, sha256, standings)
    # Of several texts the one with the most spans, as they are told apart by nothing else.
    sha256 = max(versions, key=lambda version: (len(versions[version]), version))
    length = desk.board.versions.get((article, sha256)) or max((s.item.end for s in versions[sha256]), default=0)
    word = "done" if done else "started"
    said = {} if before is None else before.model_extra or {}
    chosen = said.get("rule"), said.get("without", [])
    if before is None or (before.state, before.sha256, *chosen) != (word, sha256, desk.board.rule, desk.without):
        yield desk.state(article, sha256, length, "done" if done else "started")


def _complete(desk: Desk, article: str, sha256: str, standings: list[Standing]) -> Iterator[Record]:
    """Of an article's text, all spans of gold and no others but those put there by hand."""
    live = {record["id"]: record for record in desk.live(article, sha256)}
    wanted: set[str] = set()
    for standing in standings:
        item = standing.item
        if standing.decided:
            for record in given(standing, desk.fold):
                wanted.add(record["id"])
                if record["id"] not in live or content(live[record["id"]]) != content(record):
                    yield desk.revived(record, None)
            continue
        for node in item.ruled:
            record_id = ruled_id(item, node)
            wanted.add(record_id)
            if record_id not in live or content(live[record_id]) != content(node.flat):
                yield from desk.taken(item, node)
    for identity, record in live.items():
        if identity not in wanted and belongs_to(record) is not None:
            yield desk.tombstone(identity, article, None)
