"""What must hold for any bytes whatever that are given as a journal or as an article; for fuzzers of every kind."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path

import orjson
from msgspec import UNSET

from annotator.errors import AnnotatorError
from annotator.journal.fold import Fold
from annotator.journal.records import JournalLine, parse, parse_json, read_lines
from annotator.model import KINDS, record_fields
from annotator.text.load import load_article
from annotator.validation import complaint


def check_journal(data: bytes) -> int:
    """Read a journal: no exception gets out, every line is a record or a problem, and what is read can be written.

    Returns:
        How many records there were.
    """
    reading = read_lines(data)
    written = [line for line in data.split(b"\n") if line and not line.isspace()]
    assert len(reading.lines) + len(reading.problems) == len(written)
    assert all(problem.message.isprintable() and len(problem.message) < 500 for problem in reading.problems)
    assert reading.torn == (bool(data) and not data.endswith(b"\n"))
    for line in reading.lines:
        _check_line(line)
    _check_fold(reading.lines)
    return len(reading.lines)


def _check_line(line: JournalLine) -> None:
    # The models read it too, whichever reader was the quick one, and mean the same by it.
    fields = parse_json(line.raw)
    assert complaint(fields) is None
    record = KINDS[fields["op"]].from_fields(fields)
    again = parse(orjson.dumps(record_fields(record)))
    for name in line.head.__struct_fields__:
        if name != "refused":
            ours = getattr(line.head, name)
            if ours is UNSET:  # the line does not have it
                assert name not in line.record, name
                continue
            assert ours == getattr(again.head, name) or name in {"action", "undoes"}, name
            if hasattr(record, name):
                assert ours == getattr(record, name) or name in {"action", "undoes"}, name
    if line.head.op == "put":
        assert line.head.start < line.head.end
        assert len(line.head.text) == line.head.end - line.head.start


def _check_fold(lines: list[JournalLine]) -> None:
    """Folding is the same in any order, and folding what it gives is folding it."""
    fold = Fold(lines)
    winners = _canonical(fold)
    assert _canonical(Fold(lines[::-1])) == winners
    assert _canonical(Fold([*lines, *lines])) == winners
    again = read_lines(b"".join(orjson.dumps(record) + b"\n" for record in fold.records()))
    assert not again.problems
    assert _canonical(Fold(again.lines)) == winners
    for article in fold.articles():
        fold.spans(article)
        fold.state(article)


def _canonical(fold: Fold) -> list[bytes]:
    return sorted(orjson.dumps(record, option=orjson.OPT_SORT_KEYS) for record in fold.records())


def check_article(path: Path, data: bytes) -> bool:
    """Load an article: it is refused in one sentence, or its text gives the file's bytes back.

    Returns:
        Whether it was one.
    """
    path.write_bytes(data)
    try:
        article = load_article(path)
    except AnnotatorError as error:
        message = str(error)
        assert message.isprintable()
        assert path.name in message
        return False
    assert codecs.BOM_UTF8 * article.bom + article.text.encode() == data
    assert article.sha256 == hashlib.sha256(data).hexdigest()
    return True
