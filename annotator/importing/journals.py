"""Writes imported spans into annotators' journals, so that taking the same source twice adds nothing the second time."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from annotator.errors import AnnotatorError
from annotator.importing.align import ImportedWork
from annotator.journal.fold import state_id
from annotator.journal.journal import Journal
from annotator.journal.records import now
from annotator.model import ArticleState, Record, Span, State
from annotator.session import new_id


class Added(NamedTuple):
    """What was written into one journal."""

    annotator: str
    spans: int
    there: int
    """Spans that the journal has already, or had and were changed or removed since."""
    done: int
    """Articles marked done."""


def add(journal: Journal, works: Iterable[ImportedWork]) -> Added:
    """Append what the journal does not have.

    A span's id is made of what it is, so that it is known again, also after somebody changed or removed it.

    Raises:
        AnnotatorError: if the journal cannot be written to.
    """
    if journal.read_only is not None:
        raise AnnotatorError(f"nothing was imported: {journal.read_only}")
    works, counts = list(works), Counter[str]()
    journal.append(_records(journal, works, counts))
    return Added(journal.annotator, counts["spans"], counts["there"], counts["done"])


class _StateBefore(NamedTuple):
    """What the journal said of an article before the import."""

    state: ArticleState | None
    was_done: bool
    revision: int


def _records(journal: Journal, works: list[ImportedWork], counts: Counter[str]) -> Iterator[Record]:
    """The records that a journal does not have, in its order, made one article at a time; counted."""
    fold = journal.fold
    # Of one article there may be several versions, none of which is to see what is said of the others.
    before = {}
    for article in (work.article.id for work in works):
        was_done = any(line.record.get("state") == "done" for line in fold.versions(state_id(article)))
        before[article] = _StateBefore(fold.state(article), was_done, fold.revision(state_id(article)))
    for work in works:
        new = _new_spans(journal, work)
        counts["spans"] += len(new)
        counts["there"] += len(work.spans) - len(new)
        state = _state(journal.annotator, work, before[work.article.id], found=bool(new))
        if state is not None and state.state == "started":
            yield state
        yield from new
        if state is not None and state.state == "done":
            counts["done"] += 1
            yield state


def _new_spans(journal: Journal, work: ImportedWork) -> list[Span]:
    article, action = work.article, new_id()
    there = {(r["start"], r["end"], r["label"]) for r in journal.fold.live(article.id) if r["sha256"] == article.sha256}
    found = []
    for key, span in sorted(work.spans.items()):
        told = f"{journal.annotator}\n{article.id}\n{article.sha256}\n{span.start}\n{span.end}\n{span.label}"
        identity = f"import:{hashlib.sha256(told.encode()).hexdigest()[:32]}"
        if key in there or journal.fold.revision(identity):
            continue
        found.append(
            Span(
                id=identity,
                rev=1,
                article=article.id,
                annotator=journal.annotator,
                at=now(),
                sha256=article.sha256,
                start=span.start,
                end=span.end,
                label=span.label,
                text=article.text[span.start : span.end],
                origin="imported",
                attributes=span.attributes,
                note=span.note,
                action=action,
            )
        )
    return found


def _state(annotator: str, work: ImportedWork, told: _StateBefore, *, found: bool) -> ArticleState | None:
    """What to say of the article: done, if the source says so and nobody has said anything since; else at most begun."""
    article = work.article
    before = told.state
    state: State
    if work.finished and (before is None or (before.state == "started" and not told.was_done)):
        state = "done"
    elif before is None and found:
        state = "started"
    else:
        return None
    return ArticleState(
        id=state_id(article.id),
        rev=told.revision + 1,
        article=article.id,
        annotator=annotator,
        at=now(),
        sha256=article.sha256,
        length=article.length,
        state=state,
        seconds=0 if before is None else before.seconds,
        note=None if before is None else before.note,
        action=new_id() if state == "done" else None,
    )
