"""Small invented articles and records, and the files that hold them, for tests of everything below the screen."""

from __future__ import annotations

import codecs
import hashlib
import os
from pathlib import Path
from typing import Any

import orjson
from hypothesis import strategies as st

from annotator.journal.fold import Fold
from annotator.journal.journal import Journal
from annotator.journal.records import Fields, JournalLine, read_lines
from annotator.journal.snapshots import Snapshots
from annotator.model import Article, ArticleState, Span, Tombstone, record_fields
from annotator.session import Session

FERRY = "The ferry sank.\r\n“Nobody warned us,” said Mayor Ólafur Quist.\n\nSome 1,200 people saw it \U0001f469‍\U0001f680.\n"
MARKET = "Prices rose by 4.5 per cent in May.\nBuy Kettlo tea today!\n"
LIMIT = 1_000_000
AT = "2026-11-22T05:20:15.123Z"
FULL_LAWS = os.environ.get("LAWS") == "all"
"""Whether the laws are tried with all their examples: in `make test-all` and `.ci/run`."""

# What has broken programs of this kind: line ends, controls, bidirectional marks, joiners, wide and combining letters.
NASTY = [
    *"ab \n\r\t\0\x0b\x0c\x1b\x85\x9b\xa0\xad",
    *"e\u0301\u0300漢字ー한\u1160가ﾞ\u3000אبา\u0e33",
    *"\u200b\u200d\ufe0f\ufeff\u061c\u200e\u202e\u2066\u2069\u2028\u2029\u00a0\u2060",
    *"\U0001f469\U0001f680\U0001f1e9\U0001f1ea\U0001f3fd\U0001d573\U000e0041",
    "\r\n",
    "word ",
    "“q” ",
    "\U0001f469\u200d\U0001f467",
    "☁\ufe0f",
]


def examples(number: int) -> int:
    """How many examples a costly law is tried with in this run: a quarter of them, ten at least, in the daily round."""
    return number if FULL_LAWS else max(number // 4, min(number, 10))


def texts(max_size: int = 60) -> st.SearchStrategy[str]:
    """Any Unicode text that UTF-8 can hold, rich in what is seldom tested."""
    pieces = st.one_of(st.sampled_from(NASTY), st.characters(exclude_categories=["Cs"]))
    return st.lists(pieces, max_size=max_size).map("".join)


def article(text: str = FERRY, name: str = "ferry", *, bom: bool = False) -> Article:
    """The article that a file with this text would give."""
    data = (codecs.BOM_UTF8 if bom else b"") + text.encode()
    return Article(id=name, text=text, sha256=hashlib.sha256(data).hexdigest(), bom=bom)


def span(identity: str = "01A", start: int = 0, end: int = 3, **more: Any) -> Span:
    """A span of FERRY."""
    about = article()
    fields = {
        "id": identity,
        "rev": 1,
        "article": about.id,
        "annotator": "kim",
        "at": AT,
        "sha256": about.sha256,
        "start": start,
        "end": end,
        "label": "claim",
        "text": about.text[start:end],
    }
    return Span.from_fields(fields | more)


def tombstone(identity: str = "01A", **more: Any) -> Tombstone:
    """The deletion of a span of FERRY."""
    fields = {"id": identity, "rev": 2, "article": "ferry", "annotator": "kim", "at": AT}
    return Tombstone.from_fields(fields | more)


def state(word: str = "done", **more: Any) -> ArticleState:
    """How far kim is with FERRY."""
    about = article()
    fields = {"id": "article:ferry", "rev": 1, "article": "ferry", "annotator": "kim", "at": AT, "state": word}
    return ArticleState.from_fields(fields | {"sha256": about.sha256, "length": about.length} | more)


def raw(record: Span | Tombstone | ArticleState, **more: Any) -> bytes:
    """A record's line, without the newline; `more` may make it wrong."""
    return orjson.dumps(record_fields(record) | more)


def fold_of(*raws: bytes) -> Fold:
    """The fold of lines that are all readable."""
    reading = read_lines(b"".join(line + b"\n" for line in raws))
    assert not reading.problems
    return Fold(reading.lines)


def winners(fold: Fold) -> list[bytes]:
    """The winning records, in an order of their own."""
    return sorted(orjson.dumps(record, option=orjson.OPT_SORT_KEYS) for record in fold.records())


def lines_of(path: Path) -> list[JournalLine]:
    """The records of a file as another program would read it; an unreadable line fails the test."""
    reading = read_lines(path.read_bytes())
    assert not reading.problems
    assert not reading.torn
    return reading.lines


def records_in(folder: Path, name: str = "kim") -> list[Fields]:
    """The records of an annotator's journal and of its recovery files."""
    files = [folder / f"{name}.jsonl", *sorted(folder.glob(f"{name}.recovered-*.jsonl"))]
    return [line.record for file in files if file.exists() for line in read_lines(file.read_bytes()).lines]


def start_session(folder: Path, about: Article | None = None, name: str = "kim", *, read_only: bool = False) -> Session:
    """A session on `folder`'s journal, with an article open."""
    journal = Journal.open(folder / f"{name}.jsonl", name, read_only=read_only)
    session = Session(journal, Snapshots(folder / "articles"), LIMIT)
    session.open(about or article())
    return session


def restart(session: Session) -> Session:
    """The session of a new start of the program."""
    session.journal.close()
    return start_session(session.journal.path.parent, session.article, session.journal.annotator)


def seen(session: Session) -> dict[str, tuple[object, ...]]:
    """What the person sees of the spans, by id."""
    return {s.id: (s.start, s.end, s.label, s.text, s.note, tuple(s.attributes.items())) for s in session.spans}
