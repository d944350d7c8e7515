"""From ticked hits to the changes of one step: only the annotator's own spans, only in texts that are those searched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from annotator.model import Article, Range, Span
from annotator.search.query import Query
from annotator.search.searcher import FoundPlace, Searcher
from annotator.search.span_table import SearchedSpan, span_filter
from annotator.search.texts import KeptText
from annotator.session import ArticleEdits, Session
from annotator.span_change import origin_of_changed
from annotator.text.sanitize import plural


class BulkEdit(NamedTuple):
    """What is to be done with every ticked hit; one of these."""

    label: str | None = None
    """Give the wording this label; where the search is one of spans, give it to the spans."""
    remove: bool = False
    attributes: Mapping[str, str] | None = None
    """These become others; one without a value goes."""
    note: str | None = None
    """Beside attributes: the note becomes this; empty: it goes; `None`: it stays."""


@dataclass
class BulkPlan:
    """What will be changed, and what not and why."""

    edits: list[ArticleEdits] = field(default_factory=list)
    hits: int = 0
    as_is: int = 0
    """Hits where it is so already."""
    others: int = 0
    """Hits where only others have a span."""
    untagged: int = 0
    """Hits where nobody has a span that could be changed."""
    elsewhere: int = 0
    """Hits in articles of which the annotator's spans are of another text, or that changed since."""

    def told(self) -> str:
        """What will be done, as a sentence."""
        made = sum(len(edit.made) for edit in self.edits)
        changed = sum(len(edit.changed) for edit in self.edits)
        removed = sum(len(edit.removed) for edit in self.edits)
        parts = [
            *([plural(made, "new span")] if made else []),
            *([f"{plural(changed, 'span')} changed"] if changed else []),
            *([f"{plural(removed, 'span')} removed"] if removed else []),
        ]
        return f"{', '.join(parts)} in {plural(len(self.edits), 'article')}" if parts else "nothing to change"

    def left(self) -> list[str]:
        """What is left as it is, a sentence a reason."""
        reasons = (
            (self.as_is, "so already"),
            (self.others, "only others' spans, which stay theirs"),
            (self.untagged, "no span of yours with just these bounds"),
            (self.elsewhere, "of another text than your spans there: open the article first"),
        )
        return [f"{plural(count, 'hit')} left: {why}" for count, why in reasons if count]


def plan(session: Session, searcher: Searcher, query: Query, ticked: Iterable[FoundPlace], edit: BulkEdit) -> BulkPlan:
    """What an edit does to ticked hits.

    Args:
        session: of the annotator at work.
        searcher: what found the hits.
        query: what was searched for. Where it asks for spans, those are changed; else the wording itself is meant.
        ticked: hits.
        edit: what is to be done.
    """
    found = BulkPlan()
    by_article: dict[int, tuple[KeptText, list[Range]]] = {}
    for hit in ticked:
        by_article.setdefault(hit.number, (hit.kept, []))[1].append(hit.range)
    for number, (kept, places) in sorted(by_article.items()):
        found.hits += len(places)
        if not searcher.texts.is_current(number, kept) or not _is_text_of(session, kept):
            found.elsewhere += len(places)
            continue
        planner = _ArticlePlanner(session, kept, searcher.spans(kept), query, edit, found)
        for place in places:
            planner.take(place)
        if planner.made or planner.changed or planner.removed:
            article = Article(id=kept.article, text=kept.text, sha256=kept.sha256)
            changed = [(span, values) for span, values in planner.changed.values()]
            found.edits.append(ArticleEdits(article, planner.made, changed, [*planner.removed.values()]))
    return found


def _is_text_of(session: Session, kept: KeptText) -> bool:
    """Whether the text that was searched is the one that the annotator's spans of the article are of."""
    here = session.article
    if here is not None and here.id == kept.article:
        return here.sha256 == kept.sha256
    state = session.state(kept.article)
    versions = {head.sha256 for head in session.journal.fold.heads(kept.article)}
    return not versions or kept.sha256 in versions or (state is not None and state.sha256 == kept.sha256)


class _ArticlePlanner:
    """Collects what is done in one article."""

    def __init__(
        self,
        session: Session,
        kept: KeptText,
        spans: list[SearchedSpan],
        query: Query,
        edit: BulkEdit,
        plan: BulkPlan,
    ) -> None:
        self._edit, self._query, self._plan, self._spans = edit, query, plan, spans
        self._me, self._fits = session.journal.annotator, span_filter(query)
        self._own = [span for span in session.journal.fold.spans(kept.article) if span.sha256 == kept.sha256]
        self._taken = {(span.range, span.label) for span in self._own}
        self.made: list[tuple[Range, str]] = []
        self.changed: dict[str, tuple[Span, dict[str, Any]]] = {}
        self.removed: dict[str, Span] = {}

    def take(self, place: Range) -> None:
        """Take one hit into account."""
        if self._edit.label is not None and not self._query.of_spans:
            self._make(place, self._edit.label)
            return
        mine = [span for span in self._own if self._is_meant(span, place)]
        if not mine:
            start, end = place
            if any(span.annotator != self._me and span.start < end and start < span.end for span in self._spans):
                self._plan.others += 1
            else:
                self._plan.untagged += 1
            return
        done = [self._change(span) for span in mine]
        self._plan.as_is += not any(done)

    def _is_meant(self, span: Span, place: Range) -> bool:
        """Whether a ticked hit stands for a span: one that the search asked for, or with just the bounds of the wording."""
        if not self._query.of_spans or not self._query.words:
            fits = not self._query.of_spans or self._fits(span.label, self._me, span.attributes, span.note)
            return span.range == place and fits
        touches = span.start < place[1] and place[0] < span.end
        return touches and self._fits(span.label, self._me, span.attributes, span.note)

    def _make(self, place: Range, label: str) -> None:
        if (place, label) in self._taken:
            self._plan.as_is += 1
            return
        self._taken.add((place, label))
        self.made.append((place, label))

    def _change(self, span: Span) -> bool:
        """Have a span changed or removed; whether that changes anything."""
        edit = self._edit
        if span.id in self.changed or span.id in self.removed:
            return True
        if edit.remove:
            self.removed[span.id] = span
            return True
        if edit.label is not None:
            if (span.range, edit.label) in self._taken:
                return False
            self._taken.add((span.range, edit.label))
            self.changed[span.id] = span, {"label": edit.label, "origin": origin_of_changed(span)}
            return True
        attributes = {name: value for name, value in (span.attributes | dict(edit.attributes or {})).items() if value}
        note = span.note if edit.note is None else edit.note or None
        if (attributes, note) == (span.attributes, span.note):
            return False
        self.changed[span.id] = span, {"attributes": attributes, "note": note}
        return True
