"""One person's adjudication: a decision is in gold's journal before it counts, and can be undone also after a restart.

No screen is needed: `annotator.adjudication.gold.adjudication_of` opens one, `open_passages` lists what waits, `resolution`
says what a choice comes to, `decide`, `undo` and `redo` write.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from annotator.adjudication.decisions import (
    NONE,
    Choice,
    Decision,
    Resolution,
    Revision,
    agreed_id,
    current_decision,
    decision_id,
    decision_of,
    gold_span,
    intersection,
    is_decision_id,
    passage_of,
    record_at,
    take_version,
    union,
)
from annotator.adjudication.gold_records import GoldRecords, GoldSession
from annotator.adjudication.lazy_rows import LazyRows
from annotator.adjudication.passage_status import PassageStatus, ReopenCause, Statuses, decided_spans, reopen_cause
from annotator.adjudication.passages import Passage
from annotator.adjudication.ruled_passages import Passages
from annotator.adjudication.stepped_work import Steps, finish
from annotator.errors import AnnotatorError
from annotator.journal.records import Fields
from annotator.model import Article, Record, Span
from annotator.project import ProjectFolder
from annotator.session import new_id
from annotator.undo import UndoStacks, UndoStep

PassageName = tuple[str, str]
"""The article and the id of a passage."""


def named(passage: Passage) -> PassageName:
    """What a passage is found by."""
    return passage.article, passage.id


_AT_ONCE = 20
"""Passages, or articles, that are looked at in a step."""


class ActionResult(NamedTuple):
    """What became of an action."""

    passages: tuple[str, ...]
    """The ids of the passages that it was about."""
    failure: str | None
    """Why it is not saved; `None` if it is on the disk."""
    articles: tuple[str, ...] = ()
    """The article of each passage."""
    noted: bool = False
    """Whether nothing but a note was taken back, or brought back."""


class Adjudication:
    """Decides, undoes and redoes; every method returns after the records were written, or says why they were not.

    Attributes:
        project: whose gold it is.
        session: on gold's journal.
        records: makes the records.
        statuses: the present ones of all passages.
    """

    def __init__(
        self,
        project: ProjectFolder,
        session: GoldSession,
        passages: Passages,
        without: Collection[str] = (),
    ) -> None:
        """Look at what is decided; `without`: annotators of whom nothing is at hand, and nothing is waited for."""
        self.project, self.session = project, session
        self.records = GoldRecords(session.journal, passages.rule, without)
        self._passages = passages
        self._text: tuple[tuple[str, str | None], str | None] = ("", None), None
        """The text that was asked for last, with what it is of."""
        self._look_at_all()
        self._stacks = UndoStacks(head for head in session.journal.tail if is_decision_id(head.id))

    def _look_at_all(self) -> None:
        self.statuses = Statuses(self._passages, self.records.fold, self.records.without)

    # --- reading -------------------------------------------------------------------------------------------------

    @property
    def read_only(self) -> str | None:
        """Why nothing can be decided; `None` if it can."""
        return self.session.journal.read_only

    @property
    def last(self) -> int | None:
        """The number of the passage that was decided last, also before a restart.

        `None` if none was, or all were taken back, or the annotators have changed it.
        """
        if not self._stacks.done:
            return None
        identity = self._stacks.done[-1].steps[-1][0]
        return self.statuses.number(self._article_of(identity), identity.partition(":")[2])

    def _article_of(self, decision: str) -> str:
        """The article of a decision by its id."""
        record = self.records.fold.current(decision)
        assert record is not None
        article: str = record["article"]
        return article

    @property
    def open_passages(self) -> Sequence[Passage]:
        """What waits for a decision, by article and place; each is made when it is looked at."""
        return LazyRows(np.flatnonzero(self.statuses.waiting), self._passages.one, self._passages.each)

    def status_of(self, passage: Passage) -> PassageStatus:
        """The status of a passage."""
        return self.statuses.of(passage)

    def decided_spans(self, status: PassageStatus) -> list[Fields]:
        """The records of the spans that the decision on a passage gave."""
        return decided_spans(status, self.records.fold)

    def cause(self, status: PassageStatus) -> ReopenCause:
        """Why a passage that was decided before is open again."""
        return reopen_cause(self._passages, status)

    def text(self, passage: Passage) -> str | None:
        """The text that the passage is of; `None` if the project does not have it."""
        key = passage.article, passage.sha256
        if key != self._text[0]:
            self._text = key, None if passage.sha256 is None else self.project.text(passage.sha256, passage.article)
        return self._text[1]

    @staticmethod
    def _votes(passage: Passage) -> list[Fields]:
        """The annotators' own spans in a passage, with ids and revisions as far as their files have any."""
        given = {(name, *span.place): told for span in passage.spans for name, told in span.revisions.items()}
        names = ("annotator", "start", "end", "label", "id", "rev")
        return [dict(zip(names, (*vote, *given[vote]), strict=True)) for vote in sorted(given)]

    # --- what a choice comes to ----------------------------------------------------------------------------------

    def resolution(self, passage: Passage, choice: Choice, annotator: str | None = None) -> Resolution:
        """What a choice comes to in a passage.

        Args:
            passage: what is to be decided.
            choice: `version`, `union`, `intersection` or `none`.
            annotator: for `version`: one of those whose version it is.

        Raises:
            AnnotatorError: if there is no such version, or nothing comes of the choice.
        """
        text = self.text(passage)
        if choice == "union":
            return union(passage, text)
        if choice == "intersection":
            return intersection(passage, text)
        if choice == "version":
            for version in passage.versions:
                if annotator in version.annotators:
                    return take_version(passage, version, text) if version.spans else NONE
            raise AnnotatorError(f"there is no version of {annotator} here")
        if choice == "none":
            return NONE
        raise AnnotatorError(f"{choice} is nothing that can be chosen here: version, union, intersection or none can")

    def resolution_as_before(self, status: PassageStatus) -> Resolution:
        """What was decided before annotators changed what was decided on.

        Raises:
            AnnotatorError: if nothing was, or it cannot be decided again.
        """
        if not status.before:
            raise AnnotatorError("nothing was decided here before: choose a version")
        before = status.before[-1]
        if before.choice == "none" and self.cause(status) == "cut":
            raise AnnotatorError("none was taken beside what the rule takes: choose the version to be taken now")
        return self.resolution_of(before)

    def resolution_of(self, decision: Decision) -> Resolution:
        """A decision as it could be made again."""
        records = (record_at(self.records.fold, revision) for revision in decision.gives)
        spans = tuple(gold_span(record) for record in records if record is not None)
        return Resolution(decision.choice, spans, decision.chosen)

    # --- deciding ------------------------------------------------------------------------------------------------

    def begin(self) -> str | None:
        """Bring the journal in line with what annotators changed since; why that is not saved, or `None`."""
        return finish(self.beginning())

    def beginning(self) -> Steps[str | None]:
        """`begin` in steps."""
        if self.read_only is not None:
            return None
        return (yield from self._follow(None))

    def decide(self, resolutions: Sequence[tuple[Passage, Resolution]]) -> ActionResult:
        """Decide on passages, in one step for undo."""
        return finish(self.deciding(resolutions, len(resolutions)))

    def deciding(self, resolutions: Iterable[tuple[Passage, Resolution]], count: int) -> Steps[ActionResult]:
        """`decide` on so many passages in steps; nothing is written before the last was looked at."""
        self.check_writable()
        action = new_id()
        records: list[Record] = []
        passages: list[PassageName] = []
        for passage, resolution in resolutions:
            records += self._deciding(passage, resolution, action)
            passages.append(named(passage))
            if len(passages) % _AT_ONCE == 0:
                yield len(passages) / count / 2
        return (yield from self._writing(records, passages))

    def note(self, passage: Passage, note: str | None) -> ActionResult:
        """Note something of a passage, decided or not."""
        self.check_writable()
        before = current_decision(self.records.fold, passage.id)
        choice, chosen, gives = ("later", (), ()) if before is None else (before.choice, before.chosen, before.gives)
        return self.write([self.decision(passage, choice, chosen, gives, new_id(), note)], [named(passage)])

    def check_writable(self) -> None:
        """Refuse where nothing can be changed.

        Raises:
            AnnotatorError: with the reason.
        """
        if self.read_only is not None:
            raise AnnotatorError(f"nothing can be changed: {self.read_only}")

    def _deciding(self, passage: Passage, resolution: Resolution, action: str) -> Iterator[Record]:
        """Spans that stay, change, come and go, and the decision itself."""
        records = self.records
        if passage.sha256 is None:
            raise AnnotatorError(f"{passage.article}: the files do not tell which text the spans are of")
        present = records.of_passage(passage)
        by_place = {(r["start"], r["end"], r["label"]): r for r in reversed(present)}
        choice, votes = resolution.choice, self._votes(passage)
        gives: list[Revision] = []
        for span in resolution.spans:
            old = by_place.pop((span.start, span.end, span.label), None)
            if old is not None and gold_span(old) == span and old.get("choice") == choice:
                gives.append((old["id"], old["rev"]))
                continue
            identity = new_id() if old is None else old["id"]
            record = records.span(identity, passage, span, action, choice=choice, **{"from": votes})
            gives.append((record.id, record.rev))
            yield record
        kept = {identity for identity, _ in gives}
        for old in present:
            if old["id"] not in kept:
                yield records.tombstone(old["id"], passage.article, action)
        yield self.decision(passage, choice, resolution.chosen, gives, action, self.note_of(passage))

    def note_of(self, passage: Passage) -> str | None:
        """What was noted of a passage."""
        before = current_decision(self.records.fold, passage.id)
        return None if before is None else before.note

    def decision(
        self,
        passage: Passage,
        choice: Choice,
        chosen: Sequence[str],
        gives: Iterable[Revision],
        action: str,
        note: str | None,
    ) -> Record:
        """The record of a decision."""
        decided = {
            "decides": passage.id,
            "sha256": passage.sha256,
            "choice": choice,
            "chosen": list(chosen),
            "gives": [list(revision) for revision in gives],
            "from": self._votes(passage),
            "of": passage.spans[0].of,
            "note": note,
            "rule": self.records.rule,
        }
        return self.records.tombstone(decision_id(passage.id), passage.article, action).changed(**decided)

    # --- taking back ---------------------------------------------------------------------------------------------

    def undo(self) -> ActionResult | None:
        """Take the last action back, also one from before a restart; `None` if there is none."""
        return finish(self.undoing())

    def undoing(self) -> Steps[ActionResult | None]:
        """`undo` in steps."""
        return self._taking_back(self._stacks.done)

    def redo(self) -> ActionResult | None:
        """Bring the last undone action back; `None` if there is none."""
        return finish(self.redoing())

    def redoing(self) -> Steps[ActionResult | None]:
        """`redo` in steps."""
        return self._taking_back(self._stacks.undone)

    def _taking_back(self, stack: list[UndoStep]) -> Steps[ActionResult | None]:
        self.check_writable()
        while stack:
            action = stack[-1]
            earlier = [self._before(identity, rev) for identity, rev in action.steps]
            if all(found is not None for found in earlier):
                name = new_id()
                records: list[Record] = []
                for place, ((identity, _), found) in enumerate(zip(action.steps, earlier, strict=True), 1):
                    records += self._restoring(identity, found or {}, name, action.id)
                    if place % _AT_ONCE == 0:
                        yield place / len(earlier) / 2
                names = [(self._article_of(identity), identity.partition(":")[2]) for identity, _ in action.steps]
                steps = zip(action.steps, earlier, strict=True)
                noted = all(self._is_note(*step, found or {}) for step, found in steps)
                return (yield from self._writing(records, names))._replace(noted=noted)
            stack.pop()  # its earlier state is no longer in the journal, so there is nothing to go back to
        return None

    def _before(self, identity: str, revision: int) -> Fields | None:
        """What was decided before a revision: its record, `{}` if nothing was, `None` if the journal no longer has it."""
        earlier = [line.record for line in self.records.fold.versions(identity) if line.head.rev < revision]
        if earlier:
            return earlier[-1]
        return {} if revision == 1 else None

    def _is_note(self, identity: str, revision: int, earlier: Fields) -> bool:
        """Whether a revision differs from an earlier record of a passage in the note alone."""
        here = next(line.record for line in self.records.fold.versions(identity) if line.head.rev == revision)
        then, now = (decision_of(record) if record else None for record in (earlier, here))
        decided = [(one and one.decided and (one.choice, one.chosen, one.gives)) or None for one in (then, now)]
        return decided[0] == decided[1] and (then and then.note) != (now and now.note)

    def _restoring(self, identity: str, earlier: Fields, action: str, undoes: str) -> Iterator[Record]:
        """The spans of an earlier decision, and it; or nothing."""
        records, fold = self.records, self.records.fold
        here = fold.current(identity)
        assert here is not None
        then = decision_of(earlier) if earlier else None
        now = decision_of(here)
        gives: list[Revision] = []
        for revision in () if then is None else then.gives:
            was, present = record_at(fold, revision), fold.current(revision[0])
            if was is None:
                continue
            if present is not None and present["op"] == "put" and gold_span(present) == gold_span(was):
                gives.append((revision[0], present["rev"]))
                continue
            record = records.revived(was, action, undoes)
            gives.append((record.id, record.rev))
            yield record
        kept = {span for span, _ in gives}
        for span, _ in () if now is None else now.gives:
            present = fold.current(span)
            if span not in kept and present is not None and present["op"] == "put":
                yield records.tombstone(span, here["article"], action, undoes)
        tombstone = records.tombstone(identity, here["article"], action, undoes)
        if then is not None:
            said = {name: earlier.get(name) for name in ("decides", "sha256", "choice", "chosen", "from", "of", "note")}
            present_ones = {"gives": [list(revision) for revision in gives], "rule": records.rule}
            tombstone = tombstone.changed(**said, **present_ones)
        yield tombstone

    # --- writing -------------------------------------------------------------------------------------------------

    def write(self, records: Sequence[Record], passages: Sequence[PassageName]) -> ActionResult:
        """Write decisions on passages, and what follows from them."""
        return finish(self._writing(records, passages))

    def _writing(self, records: Sequence[Record], passages: Sequence[PassageName]) -> Steps[ActionResult]:
        failure = self.session.write(records)
        for record in records:
            if is_decision_id(record.id):
                self._stacks.remember(record)
        by_article: dict[str, set[str]] = {}
        for article, identity in passages:
            by_article.setdefault(article, set()).add(identity)
        outlines = self._passages.cut.outlines
        known = all(ids <= {outline.id for outline in outlines(article)} for article, ids in by_article.items())
        following = yield from self._follow({record.article for record in records} if known else None)
        articles, identities = zip(*passages, strict=True) if passages else ((), ())
        return ActionResult(identities, following or failure, articles)

    def _follow(self, articles: set[str] | None) -> Steps[str | None]:
        """Bring what follows from the decisions in line with them."""
        if articles is None:
            self._look_at_all()
        for place, article in enumerate(sorted(articles or ())):
            self.statuses.look_again(self.records.fold, article)
            if place % _AT_ONCE == _AT_ONCE - 1:
                yield (1 + place / len(articles or ())) / 2
        records = yield from self.records.following(self.statuses, articles)
        return self.session.write(records) if records else None


class PassageEdit:
    """One passage being edited, from `begin` to `decide` or `leave`.

    Attributes:
        passage: what is edited.
    """

    def __init__(self, adjudication: Adjudication, passage: Passage) -> None:
        adjudication.check_writable()
        text = adjudication.text(passage)
        if text is None:
            raise AnnotatorError(
                f"the text of {passage.article} is not in the project: it can be decided, but not edited"
            )
        self.passage = passage
        self._article = Article(id=passage.article, text=text, sha256=passage.sha256 or "")
        self._adjudication, self._records = adjudication, adjudication.records
        self._counted: dict[str, tuple[Passage, Fields]] = {}
        """By id: the passage that a span of gold belongs to, and what it was before."""

    def begin(self) -> str | None:
        """Make gold of the article the session's spans; why something is not saved, or `None`."""
        made, passage, session = self._records, self.passage, self._adjudication.session
        records: list[Record] = []
        state = made.fold.state(passage.article)
        if state is None:  # without it the spans below would be read as an annotator's finished work
            records.append(made.state(passage.article, self._article.sha256, len(self._article.text), "started"))
        elif state.state == "done":
            records.append(made.state(passage.article, state.sha256, state.length, "started"))
        live = {record["id"]: record for record in made.live(passage.article, passage.sha256)}
        shown: set[str] = {identity for identity, record in live.items() if passage_of(record) is None}
        for status in self._adjudication.statuses.of_article(passage.article):
            here = status.passage
            if here.sha256 != passage.sha256:
                continue
            for record in self._adjudication.decided_spans(status):
                shown.add(record["id"])
                self._counted[record["id"]] = here, record
                if record["id"] not in live or gold_span(live[record["id"]]) != gold_span(record):
                    records.append(made.revived(record, None))
            if not status.decided and (here.kind == "agreed" or here.id != passage.id):
                records += self._taken(here, live)
                shown.update(agreed_id(here, span) for span in here.taken)
        if not self._adjudication.status_of(passage).decided and passage.kind != "agreed":
            begun = [record["id"] for record in made.of_passage(passage)]
            if not begun:
                first = take_version(passage, passage.proposals[0], self._article.text)
                spans = [made.span(new_id(), passage, span, None, choice="edit") for span in first.spans]
                begun = [span.id for span in spans]
                records += spans
            shown.update(begun)
        failure = session.write(records) if records else None
        present = made.live(passage.article, passage.sha256)
        session.begin(self._article, [Span.from_fields(r) for r in present if r["id"] in shown], passage.id)
        return failure

    def _taken(self, passage: Passage, live: dict[str, Fields]) -> Iterator[Record]:
        """The records of the spans of a passage that the rule takes, as far as gold's journal does not have them."""
        for span in passage.taken:
            text = self._article.text[span.start : span.end]
            identity, span = agreed_id(passage, span), span.with_text(text)
            flat = span.flat
            self._counted[identity] = passage, flat
            was = live.get(identity)
            if was is None or passage_of(was) != passage.id or gold_span(was) != gold_span(flat):
                yield from self._records.taken(passage, span)

    def _changed(self) -> list[str]:
        """The ids of counted spans that are not as they were, those of each passage together."""
        found = []
        for identity, (_, was) in self._counted.items():
            now = self._records.fold.current(identity)
            if now is None or now["op"] != "put" or gold_span(now) != gold_span(was):
                found.append(identity)
        return found

    def decide(self) -> ActionResult:
        """Decide that the passage, and all others whose spans were changed, are as they are edited."""
        failure = self._adjudication.session.end()
        action = new_id()
        others = {passage.id: passage for passage, _ in (self._counted[identity] for identity in self._changed())}
        others.pop(self.passage.id, None)
        passages = [self.passage, *(others[identity] for identity in sorted(others))]
        records: list[Record] = []
        for passage in passages:
            gives = [(record["id"], record["rev"]) for record in self._records.of_passage(passage)]
            note = self._adjudication.note_of(passage)
            records.append(self._adjudication.decision(passage, "edit", (), gives, action, note))
        result = self._adjudication.write(records, list(map(named, passages)))
        return result._replace(failure=result.failure or failure)

    def leave(self) -> ActionResult:
        """Decide nothing: gold is as it was, and what was begun here is found again by the next edit."""
        failure = self._adjudication.session.end()
        records: list[Record] = []
        for identity in self._changed():
            _, was = self._counted[identity]
            fields = gold_span(was)._asdict()
            first = self._records.fold.versions(identity)[0].record
            records.append(self._records.revived(first | fields | {"id": identity, "undoes": None}, None))
        result = self._adjudication.write(records, [named(self.passage)])
        return result._replace(failure=result.failure or failure)
