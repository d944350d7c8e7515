"""Which text of a changed article is at hand, and where the spans of its earlier texts stand in the present one.

An article's file may be edited, renamed or removed after it was annotated. Spans belong to the text that they were made
in, which its sha256 tells; nothing is moved to another text unless the person says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from annotator.journal.records import Fields
from annotator.model import Article, ArticleState, Span, State
from annotator.text.sanitize import plural

TextByHash = Callable[[str], str | None]
"""From a sha256 to the text of then; `None` if it was not kept."""

CHANGED = "the article's file has changed since: this is the text that was annotated"
GONE = "the article's file is gone: this is the text that was annotated"


class ShownText(NamedTuple):
    """The text to show, and what to say of it."""

    article: Article
    here: list[Span]
    """The spans of this text."""
    elsewhere: int
    """How many standing spans belong to other texts of the article, or do not fit this one."""
    notice: str
    """One sentence; empty if this is the file's text and holds all spans."""


def version_to_show(
    identity: str, present: Article | None, records: Sequence[Fields], state: ArticleState | None, text_of: TextByHash
) -> ShownText | None:
    """The text of an article that the person works on.

    The file's, as soon as anything was done in it or there is nothing to lose by it; else that of then.

    Args:
        identity: the article's id.
        present: the article as its file has it; `None` if there is no such file, or it cannot be read.
        records: the standing spans, of all versions.
        state: how far the annotator is with the article.
        text_of: the texts that were kept.

    Returns:
        `None` if there is no text at all.
    """
    versions = Counter(record["sha256"] for record in records)
    if present is not None:
        begun = state is not None and state.sha256 == present.sha256
        if not versions or begun or present.sha256 in versions:
            return _version(present, records, "")
    for sha256 in _by_weight(versions, state):
        if (text := text_of(sha256)) is not None:
            article = replace(present or Article(id=identity, text="", sha256=""), text=text, sha256=sha256)
            return _version(article, records, CHANGED if present is not None else GONE)
    return None if present is None else _version(present, records, "")


def _by_weight(versions: Counter[str], state: ArticleState | None) -> list[str]:
    """The version that the person was at last, then those with the most spans."""
    found = [sha256 for sha256, _ in sorted(versions.items(), key=lambda item: (-item[1], item[0]))]
    if state is not None and (state.sha256 in versions or not versions):
        found.insert(0, state.sha256)
    return list(dict.fromkeys(found))


def _version(article: Article, records: Sequence[Fields], notice: str) -> ShownText:
    here = [
        Span.from_fields(record)
        for record in records
        if record["sha256"] == article.sha256 and article.text[record["start"] : record["end"]] == record["text"]
    ]
    elsewhere = len(records) - len(here)
    if elsewhere:
        are = "are not shown" if not notice else "are not shown either"
        kept = f"{elsewhere} of your spans here belong to another version of the text and {are}"
        notice = f"{notice}; {kept}" if notice else kept
    return ShownText(article, here, elsewhere, notice)


class Move(NamedTuple):
    """A span of an earlier text, and where it is proposed to stand in the present one."""

    span: Span
    """As it stands in the journal."""
    before: str | None
    """The earlier text; `None` if it was not kept."""
    found: tuple[int, int] | None
    """Where it stands in the present text, code points; `None` if it was not found."""
    sure: bool
    why: str
    """One short sentence: how it was found, or why it was not."""


def proposed_moves(records: Sequence[Fields], present: Article, text_of: TextByHash) -> list[Move]:
    """A move for every standing span that is not of the present text, in reading order of the texts they are of.

    Args:
        records: the standing spans, of all versions.
        present: the article as its file has it.
        text_of: the texts that were kept.
    """
    older: dict[str, list[Span]] = {}
    taken: set[tuple[int, int, str]] = set()
    for record in records:
        start, end, label = record["start"], record["end"], record["label"]
        if record["sha256"] == present.sha256 and present.text[start:end] == record["text"]:
            taken.add((start, end, label))
        else:
            older.setdefault(record["sha256"], []).append(Span.from_fields(record))
    moves = []
    for sha256, spans in older.items():
        before = present.text if sha256 == present.sha256 else text_of(sha256)
        moves += _of_one_version(spans, before, present.text)
    settled = {move.span.id: _settled(move, taken) for move in sorted(moves, key=lambda move: not move.sure)}
    return [settled[move.span.id] for move in moves]


def _of_one_version(spans: list[Span], before: str | None, after: str) -> list[Move]:
    if before is None:
        return [Move(span, None, None, sure=False, why="the text that it was made in was not kept") for span in spans]
    from annotator.text.realign import find_again  # only needed where an article has changed

    fitting = [span for span in spans if before[span.start : span.end] == span.text]
    anchors = find_again(before, after, [span.range for span in fitting])
    by_id = {span.id: anchor for span, anchor in zip(fitting, anchors, strict=True)}
    return [
        Move(span, before, by_id[span.id].found, by_id[span.id].sure, by_id[span.id].why)
        if span.id in by_id
        else Move(span, before, None, sure=False, why="its wording is not that of the text it was made in")
        for span in spans
    ]


def _settled(move: Move, taken: set[tuple[int, int, str]]) -> Move:
    """The move, unless a span of its label stands in its new place already, or is proposed to."""
    if move.found is None:
        return move
    place = (*move.found, move.span.label)
    if place in taken:
        return move._replace(found=None, sure=False, why=f"there is a {move.span.label} already where it would stand")
    taken.add(place)
    return move


def told_of_moves(moved: int, removed: int, state: State | None, left: int) -> str:
    """What came of moving spans to the present text; `left` are still of other texts, `state` is what was written."""
    parts = [f"moved {plural(moved, 'span')} to the present text"] if moved else []
    parts += [f"removed {removed}"] if removed else []
    parts += [f"{left} left as they were"] if left else []
    parts += ["look through what is new, then mark it done"] if state == "started" else []
    return "; ".join(parts)
