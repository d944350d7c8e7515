"""Makes the records of gold's journal: spans, decisions, states of articles. What to decide is not known here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from annotator.adjudication.decisions import GoldSpan, agreed_id, gold_span, passage_of
from annotator.adjudication.passage_status import PassageStatus, Statuses, decided_spans
from annotator.adjudication.passages import Passage, VotedSpan
from annotator.adjudication.stepped_work import Steps
from annotator.errors import AnnotatorError
from annotator.journal.fold import Fold, state_id
from annotator.journal.journal import Journal
from annotator.journal.records import Fields, now
from annotator.journal.snapshots import Snapshots
from annotator.merge import Keep
from annotator.model import Article, ArticleState, Record, Span, State, Tombstone
from annotator.rules import Ruleset
from annotator.session import Outcome, Session
from annotator.span_index import SpanIndex
from annotator.undo import UndoStacks

_AT_ONCE = 10
"""Articles that are looked at in a step."""


class GoldSession(Session):
    """A session whose spans are decisions: each says what it decides, and undo reaches back to where editing began."""

    def __init__(self, journal: Journal, snapshots: Snapshots, text_limit: int, rules: Ruleset) -> None:
        super().__init__(journal, snapshots, text_limit, rules)
        self._stacks = UndoStacks()
        self._passage: str | None = None

    def begin(self, article: Article, spans: Iterable[Span], passage: str) -> None:
        """Turn to an article whose gold is these spans; what is tagged from now on belongs to the passage."""
        self.article = self.present = article
        self.notice, self.elsewhere = "", 0
        self.spans, self._problems = SpanIndex(spans), None
        self.refused = self._refusals()
        self._stacks = UndoStacks()
        self._begin_anew()
        self._passage = passage

    def end(self) -> str | None:
        """Tag for no passage any more; why something is not saved, or `None`."""
        failure = self.leave()
        self._passage = None
        return failure

    def write(self, records: Sequence[Record]) -> str | None:
        """Append records; why they are not saved, or `None`."""
        return self._write(records)

    def mark(self, state: State, note: str | None = None) -> Outcome:
        """An article of gold is done when its last passage is decided, and not otherwise."""
        raise AnnotatorError("gold's articles are done when every passage is decided")

    def _take(self, records: Sequence[Record]) -> None:
        super()._take([self._stamped(record) for record in records])

    def _stamped(self, record: Record) -> Record:
        if self._passage is None or not isinstance(record, Span) or "decides" in record.more:
            return record
        return record.changed(decides=self._passage, choice="edit", origin="adjudicated")


class GoldRecords:
    """Makes records, and reads those that are there; writes nothing."""

    def __init__(self, journal: Journal, rule: Keep, without: Collection[str]) -> None:
        self._journal, self.rule, self.without = journal, rule, sorted(without)

    @property
    def fold(self) -> Fold:
        """What gold's journal adds up to, unsaved records included."""
        return self._journal.fold

    def live(self, article: str, sha256: str | None) -> list[Fields]:
        """The spans that gold's journal has in a text of an article, in reading order."""
        return [record for record in self.fold.live(article) if record["sha256"] == sha256]

    def of_passage(self, passage: Passage) -> list[Fields]:
        """The spans in gold's journal that belong to a passage, counted or not."""
        return [r for r in self.live(passage.article, passage.sha256) if passage_of(r) == passage.id]

    def _next(self, identity: str) -> Fields:
        """What the next record of an id begins with."""
        annotator = self._journal.annotator
        return {"id": identity, "rev": self.fold.revision(identity) + 1, "annotator": annotator, "at": now()}

    def tombstone(self, identity: str, article: str, action: str | None, undoes: str | None = None) -> Tombstone:
        """A deletion."""
        return Tombstone(**self._next(identity), article=article, action=action, undoes=undoes)

    def span(self, identity: str, passage: Passage, span: GoldSpan, action: str | None, **more: Any) -> Span:
        """A span of a passage."""
        about = {"article": passage.article, "sha256": passage.sha256 or "", "origin": "adjudicated", "action": action}
        return Span.from_fields(self._next(identity) | span._asdict() | about | {"decides": passage.id} | more)

    def taken(self, passage: Passage, span: VotedSpan) -> Iterator[Span]:
        """A span that the rule takes, with its votes; none if no file has its wording."""
        flat = span.flat
        if flat["text"] is not None:
            votes = {name: flat[name] for name in ("annotators", "support", "of")}
            yield self.span(agreed_id(passage, span), passage, gold_span(flat), None, choice="agreed", **votes)

    def revived(self, record: Fields, action: str | None, undoes: str | None = None) -> Span:
        """A span with what an earlier record of its id says."""
        return Span.from_fields(record | self._next(record["id"]) | {"action": action, "undoes": undoes})

    def state(self, article: str, sha256: str, length: int, state: State) -> ArticleState:
        """How far an article is."""
        before = self.fold.state(article)
        fields = {
            "article": article,
            "sha256": sha256,
            "length": length,
            "state": state,
            "seconds": 0 if before is None else before.seconds,
            "note": None if before is None else before.note,
            "rule": self.rule,
            **({"without": self.without} if self.without else {}),
        }
        return ArticleState.from_fields(self._next(state_id(article)) | fields)

    # --- what follows from decisions -----------------------------------------------------------------------------

    def following(self, statuses: Statuses, articles: Collection[str] | None = None) -> Steps[list[Record]]:
        """The records that bring these articles, by default all, in line with what is decided on their passages."""
        cut = statuses.passages.cut
        texts: dict[str, list[str]] = {}
        for article, sha256 in cut.lengths:
            if sha256 is not None and (articles is None or article in articles):
                texts.setdefault(article, []).append(sha256)
        waits = set(cut.article_of[statuses.waiting & cut.has_text].tolist())
        found: list[Record] = []
        for place, article in enumerate(sorted(texts)):
            done = cut.code(article) not in waits
            if done or self.fold.state(article) is not None or statuses.has_decision(article):
                found += self._of_article(statuses, article, texts[article], done=done)
                if place % _AT_ONCE == 0:
                    yield place / len(texts)
        return found

    def _of_article(self, gold: Statuses, article: str, hashes: Iterable[str], *, done: bool) -> Iterator[Record]:
        before, cut = self.fold.state(article), gold.passages.cut
        texts = Counter(dict.fromkeys(hashes, 0))
        texts.update(sha256 for number in cut.numbers(article) if (sha256 := cut.text(number)[1]) is not None)
        if done:
            statuses = gold.of_article(article)
            for sha256 in texts:
                yield from self._complete(article, sha256, [s for s in statuses if s.passage.sha256 == sha256])
        # Of several texts the one with the most spans, as they are told apart by nothing else.
        sha256 = max(texts, key=lambda text: (texts[text], text))
        length = cut.lengths.get((article, sha256)) or cut.end(article, sha256)
        state: State = "done" if done else "started"
        more = {} if before is None else before.more
        by = more.get("rule"), more.get("without", [])
        if before is None or (before.state, before.sha256, *by) != (state, sha256, self.rule, self.without):
            yield self.state(article, sha256, length, state)

    def _complete(self, article: str, sha256: str, statuses: list[PassageStatus]) -> Iterator[Record]:
        """Of an article's text, all spans of gold and no others but those put there by hand."""
        live = {record["id"]: record for record in self.live(article, sha256)}
        wanted: set[str] = set()
        for status in statuses:
            passage = status.passage
            for record in decided_spans(status, self.fold):
                wanted.add(record["id"])
                if record["id"] not in live or gold_span(live[record["id"]]) != gold_span(record):
                    yield self.revived(record, None)
            for span in passage.taken if not status.decided else ():
                identity = agreed_id(passage, span)
                wanted.add(identity)
                if identity not in live or gold_span(live[identity]) != gold_span(span.flat):
                    yield from self.taken(passage, span)
        for identity, record in live.items():
            if identity not in wanted and passage_of(record) is not None:
                yield self.tombstone(identity, article, None)
