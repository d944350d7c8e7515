"""Writes settled spans into annotators' journals, so that taking the same source twice adds nothing the second time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from annotator.gold.importing.settle import Found, Work
from annotator.journal.file import Journal
from annotator.journal.fold import Fold, state_id
from annotator.model import AnnotatorError, ArticleState, Record, Span, State
from annotator.session_versions import new_id


class Added(NamedTuple):
    """What was written into one journal."""

    annotator: str
    spans: int
    there: int
    """Spans that the journal has already, or had and were changed or removed since."""
    done: int
    """Articles marked done."""


def add(journal: Journal, works: Iterable[Work]) -> Added:
    """Append what the journal does not have.

    A span's id is made of what it is, so that it is known again, also after somebody changed or removed it.

    Raises:
        AnnotatorError: if the journal cannot be written to.
    """
    if journal.read_only is not None:
        raise AnnotatorError(f"nothing was imported: {journal.read_only}")
    records: list[Record] = []
    spans = there = done = 0
    for work in works:
        new = _new_spans(journal, work)
        spans += len(new)
        there += len(work.spans) - len(new)
        state = _state(journal, work, found=bool(new))
        done += state is not None and state.state == "done"
        records += [record for record in (state if state and state.state == "started" else None, *new) if record]
        records += [state] if state is not None and state.state == "done" else []
    journal.append(records)
    return Added(journal.annotator, spans, there, done)


def _new_spans(journal: Journal, work: Work) -> list[Span]:
    article, action = work.article, new_id()
    standing = {
        (record["start"], record["end"], record["label"])
        for record in journal.fold.live(article.id)
        if record["sha256"] == article.sha256
    }
    found = []
    for key, span in sorted(work.spans.items()):
        identity = _identity(journal.annotator, work, span)
        if key in standing or journal.fold.revision(identity):
            continue
        found.append(
            Span(
                id=identity,
                rev=1,
                article=article.id,
                annotator=journal.annotator,
                at=_now(),
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


def _state(journal: Journal, work: Work, *, found: bool) -> ArticleState | None:
    """What to say of the article: done, if the source says so and nobody has said anything since; else at most begun."""
    article = work.article
    before = journal.fold.state(article.id)
    state: State
    if work.finished and (before is None or (before.state == "started" and not _was_done(journal.fold, article.id))):
        state = "done"
    elif before is None and found:
        state = "started"
    else:
        return None
    return ArticleState(
        id=state_id(article.id),
        rev=journal.fold.revision(state_id(article.id)) + 1,
        article=article.id,
        annotator=journal.annotator,
        at=_now(),
        sha256=article.sha256,
        length=article.length,
        state=state,
        seconds=0 if before is None else before.seconds,
        note=None if before is None else before.note,
        action=new_id() if state == "done" else None,
    )


def _was_done(fold: Fold, article: str) -> bool:
    return any(line.record.get("state") == "done" for line in fold.versions(state_id(article)))


def _identity(annotator: str, work: Work, span: Found) -> str:
    article = work.article
    told = f"{annotator}\n{article.id}\n{article.sha256}\n{span.start}\n{span.end}\n{span.label}"
    return f"import:{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
