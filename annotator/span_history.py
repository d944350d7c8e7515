"""The history of one span: every revision that its journal holds, and in words what each changed. Writes nothing."""

from __future__ import annotations

from typing import NamedTuple

from annotator.journal.fold import Fold
from annotator.model import Span, Tombstone
from annotator.undo import quoted

_WIDTH = 120
"""Characters of a wording that are told."""


class Revision(NamedTuple):
    """One record of a span, and what it changed."""

    record: Span | Tombstone
    told: str
    """What changed since the record before, in words."""


def revisions(fold: Fold, identity: str) -> list[Revision]:
    """All records of a span and of its removals, the newest first."""
    found: list[Revision] = []
    last: Span | None = None
    removed = False
    for line in fold.versions(identity):
        record = line.value
        if isinstance(record, Span):
            words = _made(record) if last is None else _changed(last, record, back=removed)
            last = record
        elif isinstance(record, Tombstone):
            words = "removed"
        else:
            continue
        removed = isinstance(record, Tombstone)
        found.append(Revision(record, f"undo: {words}" if record.undoes else words))
    return found[::-1]


def removed_spans(fold: Fold, article: str) -> list[Span]:
    """What each removed span of an article was last, the latest removal first."""
    found: list[tuple[str, Span]] = []
    for identity in fold.removed(article):
        *earlier, tombstone = fold.versions(identity)
        last = next((value for line in reversed(earlier) if isinstance(value := line.value, Span)), None)
        if last is not None:
            found.append((tombstone.head.at, last))
    return [span for _, span in sorted(found, key=lambda item: item[0], reverse=True)]


def _made(span: Span) -> str:
    origin = "" if span.origin == "hand" else f" ({span.origin})"
    return "; ".join([f"tagged {span.label} {quoted(span.text, _WIDTH)}{origin}", *_noted(None, span)])


def _changed(before: Span, after: Span, *, back: bool) -> str:
    """What is other than in the record before; `back` if the span was removed in between."""
    parts = ["back"] if back else []
    if after.label != before.label:
        parts.append(f"{before.label} → {after.label}")
    if after.sha256 != before.sha256:
        parts.append(f"in another text: {quoted(after.text, _WIDTH)}")
    elif after.range != before.range:
        parts += _moved(before, after)
    return "; ".join([*parts, *_noted(before, after)]) or "nothing changed"


def _moved(before: Span, after: Span) -> list[str]:
    """Which words came to a span and which went, at each end."""
    if after.start >= before.end or before.start >= after.end:
        return [f"now {quoted(after.text, _WIDTH)}"]
    parts = []
    if after.start < before.start:
        parts.append(f"begins earlier, + {_piece(after.text[: before.start - after.start])}")
    elif after.start > before.start:
        parts.append(f"begins later, − {_piece(before.text[: after.start - before.start])}")
    if after.end > before.end:
        parts.append(f"ends later, + {_piece(after.text[before.end - after.end :])}")
    elif after.end < before.end:
        parts.append(f"ends earlier, − {_piece(before.text[after.end - before.end :])}")
    return parts


def _piece(text: str) -> str:
    return quoted(text, _WIDTH) if text.strip() else "white space"


def _noted(before: Span | None, after: Span) -> list[str]:
    """Attributes and note, where they are other than before."""
    old = {} if before is None else before.attributes
    parts = [
        f"{name}: {quoted(after.attributes[name], _WIDTH)}" if name in after.attributes else f"{name} taken away"
        for name in sorted({*old, *after.attributes})
        if old.get(name) != after.attributes.get(name)
    ]
    if after.note != (None if before is None else before.note):
        parts.append(f"note: {quoted(after.note, _WIDTH)}" if after.note else "note taken away")
    return parts
