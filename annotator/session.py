"""What one annotator is doing now: open an article, tag, change, delete, undo, redo, time spent. No screen."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from math import inf
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.broken_rules import BrokenRules, mended
from annotator.errors import AnnotatorError
from annotator.journal.fold import state_id
from annotator.journal.journal import Journal, NotSavedError, RecordFile
from annotator.journal.records import LOOK, Refusal, Shown, is_refusal_id, look_record, now, refusal_of, refusing
from annotator.journal.recovery import RecoveryFile, left_aside
from annotator.journal.snapshots import Snapshots
from annotator.model import Article, ArticleState, Origin, Range, Record, Span, State, Tombstone
from annotator.project import ArticleFile, ProjectFolder
from annotator.realign import Move, ShownText, proposed_moves, told_of_moves, version_to_show
from annotator.rules import Ruleset
from annotator.span_change import Edge, origin_of_changed, parts, united, with_edge, without_space
from annotator.span_index import SpanIndex
from annotator.text.load import FileStamp, file_stamp, load_article
from annotator.text.sanitize import one_line, plural
from annotator.undo import UndoStacks, UndoStep, described, once_refused, quoted, quoted_ends, when_and_where

if TYPE_CHECKING:
    from annotator.span_history import Revision


@dataclass(frozen=True)
class Outcome:
    """What an action did."""

    message: str
    """One short sentence for the status line."""
    article: str
    ranges: tuple[tuple[int, int], ...] = ()
    """Where the article looks different now."""
    span: Span | None = None
    """The span to select, if one came out of it."""
    failure: str | None = None
    """Why it is not saved; `None` if it is on the disk."""


class ArticleEdits(NamedTuple):
    """What is done to the spans of one article."""

    article: Article
    made: list[tuple[Range, str]]
    """Ranges with their labels."""
    changed: list[tuple[Span, dict[str, Any]]]
    """Spans with the fields that become others."""
    removed: list[Span]


def _what_is_noted(before: Span, after: Span) -> str:
    """The attributes in which two revisions of a span differ, by name, and the note."""
    had, has = before.attributes, after.attributes
    names = [one_line(name, 20) for name in sorted({*had, *has}) if had.get(name) != has.get(name)]
    told = f"{len(names)} attributes" if len(names) > 3 else ", ".join(names)
    return " and ".join(filter(None, (told, "the note" if before.note != after.note else "")))


def new_id() -> str:
    """A new ULID; the library is loaded with the first, because it takes longer to load than the article to show."""
    from ulid import ULID

    return str(ULID())


IDLE_SECONDS = 60.0
"""A longer pause between two keys counts as this much work and no more."""


PAUSE_SECONDS = 180.0
"""A pause this long counts as one."""


class Session:
    """One annotator's work on one article after another.

    Attributes:
        journal: where everything is written before it counts as done.
        rules: what counts as wrong about spans.
        article: the text at hand, as the spans know it.
        spans: the spans of the text at hand.
        refused: `(start, end, label)` of the suggestions that were refused in the text at hand.
        present: the article as its file had it when it was opened; `None` if it has no readable file.
        notice: what the person should know about the text at hand, or an empty string.
        elsewhere: how many spans of the article belong to other texts than the one at hand.
        saved_at: when something was last confirmed on the disk.
        file: where the article at hand is read from, if it was opened by its file.
        first_revisions: by id of all that was written since the session began, the revision that it had before; 0: none.
        worked: seconds of work since then.
        while_saving: what is done ahead of time with what came of an action, while the disk is waited for.
    """

    def __init__(self, journal: Journal, snapshots: Snapshots, text_limit: int, rules: Ruleset | None = None) -> None:
        self.journal = journal
        self.snapshots = snapshots
        self.text_limit = text_limit
        self.rules = rules or Ruleset()
        self.article: Article | None = None
        self.present: Article | None = None
        self.elsewhere = 0
        self.spans = SpanIndex()
        self.refused: set[tuple[int, int, str]] = set()
        self.notice = ""
        self.saved_at: datetime | None = None
        self.file: ArticleFile | None = None
        self._problems: BrokenRules | None = None
        self._unchecked: dict[str, list[Range]] = {}
        self._stamp: FileStamp = None
        self._stacks = UndoStacks(journal.tail)
        self._seconds = 0.0
        self._last_active: float | None = None
        self._changed_here = False
        self._texts_missing: dict[str, Article] = {}
        self._texts_kept: dict[str, Article] = {}
        self._resizing: Span | None = None
        self.first_revisions: dict[str, int] = {}
        self.worked = 0.0
        self.while_saving: Callable[[Outcome], None] | None = None
        self.streak = 0.0
        """Seconds of work since the last pause of a few minutes."""

    # --- which text is at hand -----------------------------------------------------------------------------------

    def open(self, article: Article) -> None:
        """Turn to an article. If it changed since it was annotated, its text of then is taken from the snapshots."""
        self.leave()
        version = self._version(article.id, article)
        assert version is not None
        self._begin(article, version)

    def open_file(self, file: ArticleFile) -> None:
        """Turn to an article: to its file, or where that cannot be read, to its snapshot.

        Raises:
            AnnotatorError: if there is neither.
        """
        stamp = file_stamp(file.path)
        if file == self.file:
            self._stamp = stamp
        try:
            article = load_article(file.path, self.text_limit)
        except AnnotatorError:
            if not self.open_without_file(file.id):
                raise
        else:
            self.open(article)
        self.file, self._stamp = file, stamp

    def open_without_file(self, identity: str) -> bool:
        """Turn to an article that has no readable file, by its snapshot; whether one was kept."""
        version = self._version(identity, None)
        if version is None:
            return False
        self.leave()
        self._begin(None, version)
        return True

    def file_changed(self) -> bool:
        """Whether the file of the article at hand holds another text than when it was last looked at."""
        if self.article is None or self.file is None:
            return False
        stamp = file_stamp(self.file.path)
        if stamp == self._stamp:
            return False
        try:
            sha256 = load_article(self.file.path, self.text_limit).sha256
        except AnnotatorError:
            sha256 = None
        if sha256 == (self.present.sha256 if self.present else None):
            self._stamp = stamp
            return False
        return True

    def with_gone(self, files: Sequence[ArticleFile], project: ProjectFolder) -> list[ArticleFile]:
        """A project's articles, and behind them those without a file in which this annotator has spans."""
        fold, known = self.journal.fold, {article.id for article in files}
        left = (identity for identity in fold.articles() if identity not in known and fold.live(identity))
        return [*files, *project.articles_gone(left)]

    def still_open(self, articles: Sequence[ArticleFile], here: int) -> list[int]:
        """The places of the articles that are neither done nor skipped: those after `here`, then those before."""
        order = [*range(here + 1, len(articles)), *range(here)]
        return [i for i in order if (state := self.state(articles[i].id)) is None or state.state == "started"]

    def _begin(self, present: Article | None, version: ShownText) -> None:
        self.present = present
        self._show(version)
        self._begin_anew()

    def _version(self, identity: str, present: Article | None) -> ShownText | None:
        fold = self.journal.fold
        return version_to_show(identity, present, fold.live(identity), fold.state(identity), self._text_of)

    def _show(self, version: ShownText) -> None:
        self.article, self.notice, self.elsewhere = version.article, version.notice, version.elsewhere
        self.spans, self._problems = SpanIndex(version.here), None
        self.refused = self._refusals()

    def _text_of(self, sha256: str) -> str | None:
        return self.snapshots.text(sha256, self.text_limit)

    @property
    def left_behind(self) -> int:
        """How many spans of the article at hand are of an earlier text than its file has now."""
        return self.elsewhere + (len(self.spans) if self.from_snapshot else 0)

    @property
    def from_snapshot(self) -> bool:
        """Whether the text at hand is not the one in the article's file."""
        return self.article is not None and (self.present is None or self.present.sha256 != self.article.sha256)

    # --- the article at hand -------------------------------------------------------------------------------------

    def _begin_anew(self) -> None:
        self._seconds = 0.0
        self._last_active = None
        self._changed_here = False

    def leave(self) -> str | None:
        """Keep an unfinished resize and note the time spent; why that could not be saved, or `None`."""
        self.keep()
        article = self.article
        if article is None or not self._changed_here or self.journal.read_only is not None or self._seconds < 1:
            return None
        previous = self.state(article.id)
        record = self._state_record(article, "started" if previous is None else previous.state)
        self._changed_here = False
        return self._write([record])

    def state(self, article: str) -> ArticleState | None:
        """How far the annotator is with an article."""
        return self.journal.fold.state(article)

    def touch(self) -> None:
        """The person did something: count the time since the last time, pauses beyond a minute left out."""
        now = monotonic()
        if self._last_active is not None:
            gap = now - self._last_active
            self._seconds += min(gap, IDLE_SECONDS)
            self.worked += min(gap, IDLE_SECONDS)
            self.streak = 0.0 if gap > PAUSE_SECONDS else self.streak + gap
        self._last_active = now

    @property
    def idle(self) -> float:
        """Seconds since the person did something last; without end if that was never."""
        return inf if self._last_active is None else monotonic() - self._last_active

    @property
    def seconds(self) -> int:
        """Seconds of work on the article at hand, earlier visits included."""
        previous = self.state(self.article.id) if self.article else None
        return int(self._seconds) + (previous.seconds if previous else 0)

    # --- actions -------------------------------------------------------------------------------------------------

    def tag(
        self,
        ranges: Sequence[tuple[int, int]],
        label: str,
        *,
        origin: Origin = "hand",
        attributes: dict[str, str] | None = None,
        by: str | None = None,
    ) -> Outcome:
        """Give ranges a label, in one step for undo. What is tagged so already is left as it is.

        Args:
            ranges: code points.
            label: its name.
            origin: where the spans come from.
            attributes: what is noted of them.
            by: what proposed them, as records have it.
        """
        places = [(start, end, label) for start, end in ranges]
        return self.tag_all(places, origin=origin, attributes=attributes, by=by)

    def tag_all(
        self,
        places: Sequence[tuple[int, int, str]],
        *,
        origin: Origin = "hand",
        attributes: dict[str, str] | None = None,
        by: str | None = None,
    ) -> Outcome:
        """Give ranges, `(start, end, label)`, their labels, in one step for undo, as `tag` does."""
        article = self._at_hand()
        _check_inside(article, [(start, end) for start, end, _ in places])
        new = [place for place in dict.fromkeys(places) if self.spans.exact(*place) is None]
        labels = ", ".join(dict.fromkeys(label for _, _, label in new or places))
        if not new:
            only = self.spans.exact(*places[0]) if places else None
            return Outcome(f"that is tagged {labels} already", article.id, span=only)
        action = new_id()
        records = [
            self._made(article, (start, end), label, action, origin=origin, attributes=attributes or {}, by=by)
            for start, end, label in new
        ]
        what = f"{labels} {quoted(records[0].text)}" if len(records) == 1 else f"{len(records)} spans: {labels}"
        return self._apply(records, f"tagged {what}", records[-1].id)

    def change(self, span: Span, **values: Any) -> Outcome:
        """Give a span other values: `label`, `start` and `end`, `attributes`, `note`."""
        article = self._at_hand()
        standing = self.spans.get(span.id)
        if standing is None:
            return Outcome("that span is gone", article.id)
        span = standing
        if "start" in values or "end" in values:
            start, end = values.get("start", span.start), values.get("end", span.end)
            _check_inside(article, [(start, end)])
            values["text"] = article.text[start:end]
        if all(getattr(span, name) == value for name, value in values.items()):
            return Outcome("nothing changed", article.id, span=span)
        place = values.get("start", span.start), values.get("end", span.end)
        if (twin := self._twin(place, values.get("label", span.label), span.id)) is not None:
            return Outcome(f"that is tagged {twin.label} already", article.id, span=twin)
        if "text" in values or "label" in values:
            values["origin"] = origin_of_changed(span)
        record = self._next(span, **values)
        if "label" in values:
            message = f"{span.label} is now {record.label}: {quoted(record.text)}"
        elif "text" in values:
            message = f"{record.label} is now {quoted_ends(record.text)}"
        else:
            message = f"changed {_what_is_noted(span, record)} of {record.label} {quoted(record.text)}"
        return self._apply([record], message, record.id)

    def problems(self) -> BrokenRules:
        """The rules that spans of the article at hand break."""
        if self._problems is None:
            self._problems = BrokenRules(self.rules, self.spans)
        elif self._unchecked:
            self._problems.update(self._unchecked, chain.from_iterable(self._unchecked.values()))
        self._unchecked = {}
        return self._problems

    def mend(self, span: Span) -> Outcome | None:
        """Trim white space off a span's edges, and cut it where it crosses others; `None` if there is nothing to mend.

        What the project's rules allow is left.
        """
        start, end = mended(span, self.spans, self.rules)
        return None if (start, end) == span.range else self.change(span, start=start, end=end)

    def split(self, span: Span, at: int) -> Outcome:
        """Cut a span in two at an offset, in one step for undo; white space at the cut belongs to neither part.

        The first part keeps the id, the attributes and the note.
        """
        article = self._at_hand()
        whole = self.spans.get(span.id)
        if whole is None:
            return Outcome("that span is gone", article.id)
        places = parts(article.text, whole.range, at)
        if places is None:
            return Outcome("nothing to split: put the cursor where the second part begins", article.id, span=whole)
        for place in places:
            if self._twin(place, whole.label, whole.id) is not None:
                return Outcome(f"one part is tagged {whole.label} already: nothing was split", article.id, span=whole)
        action, origin = new_id(), origin_of_changed(whole)
        first, second = ({"start": a, "end": b, "text": article.text[a:b]} for a, b in places)
        changed = self._next(whole, **first, origin=origin, action=action)
        other = changed.changed(**second, id=new_id(), rev=1, attributes={}, note=None)
        message = f"split {whole.label}: {quoted(changed.text)} and {quoted(other.text)}"
        if whole.attributes or whole.note:
            message += "; its notes stay with the first"
        return self._apply([changed, other], message, whole.id)

    def join(self, span: Span) -> Outcome:
        """Join a span with the next of its label, with the text between, in one step for undo.

        The span keeps its id; the other is removed. Where both note something else under a name, the span's is kept.
        """
        article = self._at_hand()
        one = self.spans.get(span.id)
        if one is None:
            return Outcome("that span is gone", article.id)
        after = (self.spans.nth(place) for place in range(self.spans.place(one) + 1, len(self.spans)))
        other = next((candidate for candidate in after if candidate.label == one.label), None)
        if other is None:
            return Outcome(f"no {one.label} after this one to join it with", article.id, span=one)
        place = one.start, max(one.end, other.end)
        if self._twin(place, one.label, one.id, other.id) is not None:
            return Outcome(f"both together are tagged {one.label} already", article.id, span=one)
        attributes, note, lost = united(one, other)
        action = new_id()
        values = {"end": place[1], "text": article.text[slice(*place)], "attributes": attributes, "note": note}
        record = self._next(one, **values, origin=origin_of_changed(one), action=action)
        message = "; ".join([f"joined with {quoted(other.text)}: {one.label} is now {quoted(record.text)}", *lost])
        return self._apply([self._tombstone(other.id, article.id, action), record], message, record.id)

    def delete(self, spans: Sequence[Span], *, by: str | None = None) -> Outcome:
        """Remove spans, in one step for undo; tombstones stay in the journal. `by`: what proposed that."""
        article = self._at_hand()
        spans = [span for span in spans if span.id in self.spans]
        if not spans:
            return Outcome("that is removed already", article.id)
        action = new_id()
        records = [self._tombstone(span.id, article.id, action).changed(by=by) for span in spans]
        what = f"{spans[0].label} {quoted(spans[0].text)}" if len(spans) == 1 else f"{len(spans)} spans"
        return self._apply(records, f"removed {what}", None)

    def refuse(self, start: int, end: int, label: str, *, by: str | None = None) -> Outcome:
        """Note that a suggestion is not wanted, so that it is not made again, also after a restart.

        `by` says what made it.
        """
        article = self._at_hand()
        _check_inside(article, [(start, end)])
        words = f"{label} {quoted(article.text[start:end])}"
        if (start, end, label) in self.refused:
            return Outcome(f"{words} is refused already", article.id)
        refusal = Refusal(article.sha256, start, end, label)
        record = refusing(self._tombstone(refusal.id, article.id, new_id()).changed(by=by), refusal)
        return self._apply([record], f"refused {words}", None)

    def show_offers(self, offers: Sequence[Shown]) -> str | None:
        """Keep which offers of a second look are about to be shown in the article at hand, if they were not before.

        From then on all that is done in the article is marked as of the second look. Returns why it could not be saved.
        """
        article = self._writable()
        known = set(self.journal.fold.shown(article.id))
        new = [offer for offer in offers if offer not in known]
        if not new:
            return None
        tombstone = self._tombstone(f"{LOOK}{new_id()}", article.id, None)
        return self._write([look_record(tombstone, article.sha256, new)])

    def wordings(self, labels: Container[str]) -> list[tuple[str, str]]:
        """`(label, text)` of this annotator's spans in all articles, the latest first, each once, 500 at most."""
        return self.journal.fold.wordings(labels)

    def mark(self, state: State, note: str | None = None) -> Outcome:
        """Say how far the article at hand is; `note` replaces the article's note where it is not `None`."""
        article = self._at_hand()
        record = self._state_record(article, state, note).changed(action=new_id())
        words = {"done": "marked done", "started": "marked as not done", "skipped": "marked skipped"}
        return self._apply([record], f"{article.id} {words[state]}", None)

    def undo(self) -> Outcome | None:
        """Take the last action back, also one from before a restart; `None` if there is none."""
        return self._take_back(self._stacks.done, "undid")

    def redo(self) -> Outcome | None:
        """Bring the last undone action back; `None` if there is none."""
        return self._take_back(self._stacks.undone, "redid")

    # --- resizing ------------------------------------------------------------------------------------------------

    @property
    def resizing(self) -> Span | None:
        """The span whose resize is unfinished, as it was before."""
        return self._resizing

    def move_edge(self, span: Span, edge: Edge, to: int) -> Outcome:
        """Move an end of a span to an offset: begin its resize, or go on with it.

        What comes of it is among the spans at once, and written by `keep` as one record and one step for undo, however
        often an end was moved until then. Every other action, and turning to another article, keeps it first.
        """
        article = self._writable()
        if self._resizing is not None and self._resizing.id != span.id:
            self.keep()
        now = self.spans.get(span.id)
        if now is None:
            return Outcome("that span is gone", article.id)
        start, end = with_edge(now.range, edge, max(0, min(to, article.length)))
        if not article.text[start:end].strip() or start >= end:
            return Outcome(f"no further: nothing would be left of the {now.label}", article.id, span=now)
        self._resizing = self._resizing or now
        moved = now.changed(start=start, end=end, text=article.text[start:end])
        self._index(moved.id, moved)
        return Outcome(f"{moved.label} {quoted(moved.text)}", article.id, (now.range, moved.range), moved)

    def keep(self) -> Outcome | None:
        """Write the unfinished resize; `None` if there is none.

        Ends that moved come out without white space. The outcome's span is another one, if that has the same bounds
        and label: then nothing is written, and the span is as it was.
        """
        before, now = self._end_resize()
        if before is None or now is None:
            return None
        start, end = without_space(self._writable().text, now.range, before.range)
        outcome = self.change(before, start=start, end=end)
        return replace(outcome, ranges=(*outcome.ranges, before.range, now.range))

    def drop(self) -> Outcome | None:
        """Have the span of the unfinished resize as it was before; `None` if there is none."""
        before, now = self._end_resize()
        if before is None or now is None:
            return None
        message = f"{before.label} {quoted(before.text)} is as it was"
        return Outcome(message, before.article, (before.range, now.range), before)

    def _end_resize(self) -> tuple[Span | None, Span | None]:
        """The resized span as it was, which it is again, and as it was about to become."""
        before, self._resizing = self._resizing, None
        now = self.spans.get(before.id) if before is not None else None
        if before is not None:
            self._index(before.id, before)
        return before, now

    # --- history -------------------------------------------------------------------------------------------------

    def history(self, identity: str) -> list[Revision]:
        """Every revision of a span that the journal holds, the newest first."""
        from annotator.span_history import revisions

        return revisions(self.journal.fold, identity)

    def removed(self) -> list[Span]:
        """What the removed spans of the article at hand were last, the latest removal first."""
        from annotator.span_history import removed_spans

        return [] if self.article is None else removed_spans(self.journal.fold, self.article.id)

    def go_back(self, record: Span | Tombstone) -> Outcome:
        """Have a span as an earlier record of it says, as its next revision; a removed one comes back."""
        article, current = self._at_hand(), self.spans.get(record.id)
        if isinstance(record, Tombstone):
            return self.delete([current] if current else [])
        words = f"{record.label} {quoted(record.text)}"
        if not self._is_here(record):
            return Outcome(f"{words} is of another text of the article: nothing was changed", article.id, span=current)
        news = {name: getattr(current, name) for name in ("rev", "at", "annotator", "action", "undoes") if current}
        if current == record.changed(**news):
            return Outcome(f"{words} is like that now", article.id, span=current)
        if (twin := self._twin(record.range, record.label, record.id)) is not None:
            return Outcome(f"that is tagged {twin.label} already", article.id, span=twin)
        again = self._next(record)
        return self._apply(
            [again], f"{words} is {'as in' if current else 'back, as in'} revision {record.rev}", again.id
        )

    # --- many articles -------------------------------------------------------------------------------------------

    def change_across(self, edits: Sequence[ArticleEdits]) -> Outcome:
        """Make, change and remove spans in several articles, in one step for undo.

        They need not be open. As with any first span, the state of an article that has none becomes `started`.
        """
        here, action = self._at_hand(), new_id()
        before = [span for edit in edits for span in edit.removed if span.id in self.spans]
        before += [span for edit in edits for span, _ in edit.changed if span.id in self.spans]
        first: list[Record] = []
        records: list[Record] = []
        for article, made, changed, removed in edits:
            _check_inside(article, [place for place, _ in made])
            first += [self._state_record(article, "started")] if self.state(article.id) is None else []
            records += [self._made(article, place, label, action) for place, label in made]
            records += [self._next(span, **values, action=action) for span, values in changed]
            records += [self._tombstone(span.id, article.id, action) for span in removed]
        what = f"{plural(len(records), 'span')} in {plural(len(edits), 'article')}"
        return self._write_and_show(
            [edit.article for edit in edits],
            first,
            records,
            lambda: Outcome(f"changed {what}", here.id, self._touched(before, records, here.id)),
        )

    # --- moving --------------------------------------------------------------------------------------------------

    def moves_finder(self) -> Callable[[], list[Move]]:
        """What finds a move for each span of an earlier text of the article at hand; none if its file is gone.

        It may be called in another thread: what it looks at is what is there now.
        """
        if self.present is None:
            return list
        return partial(proposed_moves, self.journal.fold.live(self.present.id), self.present, self._text_of)

    def move(self, moves: Sequence[Move], removed: Sequence[Move] = ()) -> Outcome:
        """Move spans of earlier texts to the present one, and remove others, in one step for undo.

        What is in neither list stays as it is, of the text that it was made in; so does what changed since it was found.
        """
        at_hand, present = self._at_hand(), self.present
        revision = self.journal.fold.revision
        moves = [move for move in moves if move.found is not None and revision(move.span.id) == move.span.rev]
        removed = [move for move in removed if revision(move.span.id) == move.span.rev]
        if present is None or not (moves or removed):
            return Outcome("nothing was moved", at_hand.id)
        failure = self._write([self._state_record(at_hand, "started")]) if self.state(at_hand.id) is None else None
        action = new_id()
        records: list[Record] = [self._tombstone(move.span.id, present.id, action) for move in removed]
        word = self._state_in(present) if moves else None
        if word is not None:
            records.append(self._state_record(present, word).changed(action=action))
        for move in moves:
            start, end = move.found or (0, 0)
            values = {"sha256": present.sha256, "start": start, "end": end, "text": present.text[start:end]}
            records.append(self._next(move.span, **values, origin="reanchored", action=action))

        def done() -> Outcome:
            self._turn_to_fitting(present.id)
            ranges = tuple(sorted(move.found for move in moves if move.found is not None))
            return Outcome(told_of_moves(len(moves), len(removed), word, self.elsewhere), present.id, ranges)

        outcome = self._write_and_show([present], [], records, done)
        return replace(outcome, failure=outcome.failure or failure)

    def _state_in(self, present: Article) -> State | None:
        """The article's state in a text that spans are moved to; `None` if it is of that text already.

        What is new in a text nobody has looked through: done stays done only where nothing but spacing differs.
        """
        state = self.state(present.id)
        if state is None or state.sha256 == present.sha256:
            return None
        then = self._text_of(state.sha256)
        same = then is not None and then.split() == present.text.split()
        return state.state if same or state.state != "done" else "started"

    def _turn_to_fitting(self, identity: str) -> None:
        """After records of several texts were written: show the one that fits now, without a new beginning."""
        version = self._version(identity, self.present)
        if version is not None:
            self._show(version)

    # --- how it is done ------------------------------------------------------------------------------------------

    def _at_hand(self) -> Article:
        """The article to change something in, any unfinished resize kept."""
        self.keep()
        return self._writable()

    def _writable(self) -> Article:
        if self.journal.read_only is not None:
            raise AnnotatorError(f"nothing can be changed: {self.journal.read_only}")
        if self.article is None:
            raise AnnotatorError("open an article first")
        return self.article

    def _twin(self, place: Range, label: str, *but: str) -> Span | None:
        """Another span with just this range and label; the ids in `but` do not count."""
        near = self.spans.overlapping(*place)
        return next((s for s in near if s.range == place and s.label == label and s.id not in but), None)

    def _made(self, article: Article, place: Range, label: str, action: str, **more: Any) -> Span:
        start, end = place
        return Span(
            id=new_id(),
            rev=1,
            article=article.id,
            annotator=self.journal.annotator,
            at=now(),
            sha256=article.sha256,
            start=start,
            end=end,
            label=label,
            text=article.text[start:end],
            action=action,
            **more,
        )

    def _next(self, span: Span, **values: Any) -> Span:
        news = {"rev": self.journal.fold.revision(span.id) + 1, "at": now(), "action": new_id(), "undoes": None}
        return span.changed(**{**news, "annotator": self.journal.annotator, **values})

    def _tombstone(self, identity: str, article: str, action: str | None, undoes: str | None = None) -> Tombstone:
        return Tombstone(
            id=identity,
            rev=self.journal.fold.revision(identity) + 1,
            article=article,
            annotator=self.journal.annotator,
            at=now(),
            action=action,
            undoes=undoes,
        )

    def _state_record(self, article: Article, state: State, note: str | None = None) -> ArticleState:
        previous = self.state(article.id)
        here = self.article is not None and self.article.id == article.id
        record = ArticleState(
            id=state_id(article.id),
            rev=self.journal.fold.revision(state_id(article.id)) + 1,
            article=article.id,
            annotator=self.journal.annotator,
            at=now(),
            sha256=article.sha256,
            length=article.length,
            state=state,
            seconds=self.seconds if here else previous.seconds if previous else 0,
            note=note if note is not None or previous is None else previous.note,
        )
        if here:
            self._seconds = 0.0
        return record

    def _apply(self, records: Sequence[Record], message: str, select: str | None) -> Outcome:
        article = self._at_hand()
        before = [span for record in records if (span := self.spans.get(record.id)) is not None]
        first: list[Record] = []
        if self.state(article.id) is None and not any(isinstance(record, ArticleState) for record in records):
            first.append(self._state_record(article, "started"))

        def done() -> Outcome:
            ranges = self._touched(before, records, article.id)
            return Outcome(message, article.id, ranges, self.spans.get(select) if select else None)

        return self._write_and_show([article], first, records, done)

    def _write_and_show(
        self,
        articles: Sequence[Article],
        first: Sequence[Record],
        records: Sequence[Record],
        done: Callable[[], Outcome],
    ) -> Outcome:
        """Keep texts, bring stacks and index in line, and write; what was `done` then, and why it is not saved if it is not."""
        no_text = [self._keep_text(article) for article in articles]
        self._take([*first, *records])
        for record in records:
            self._stacks.remember(record)
        here = self.article.id if self.article else None
        self._changed_here |= any(article.id == here for article in articles)
        self._refresh(record.id for record in records)
        outcome = done()
        failure = self._save(self.while_saving and partial(self.while_saving, outcome))
        failure = failure or next(filter(None, no_text), None)
        return replace(outcome, failure=failure) if failure else outcome

    def close(self) -> None:
        """Keep an unfinished resize, and let go of the journal.

        What of this session is on the disk no more, because somebody removed or replaced it, is written again: records
        into a recovery file (`Journal.close`), the articles' texts where they were.
        """
        self.keep()
        self.journal.close()
        if self.journal.read_only is None:
            for article in self._texts_kept.values():
                self._keep_text(article)

    @property
    def lacks_texts(self) -> bool:
        """Whether the text of an article that was worked on could not be kept yet."""
        return bool(self._texts_missing)

    def save_again(self) -> str | None:
        """Try again to save what could not be saved; why it still cannot be, or `None` if all is on the disk."""
        if self.journal.read_only is not None:
            return None
        no_text = [self._keep_text(article) for article in list(self._texts_missing.values())]
        return self._write([]) or next(filter(None, no_text), None)

    def _refresh(self, identities: Iterable[str]) -> None:
        """Bring the index in line with the fold."""
        for identity in identities:
            record = self.journal.fold.value(identity)
            here = record if isinstance(record, Span) and self._is_here(record) else None
            self._index(identity, here)
            if here is None and is_refusal_id(identity):
                self.refused = self._refusals()

    def _index(self, identity: str, here: Span | None) -> None:
        """Have a span in the index as it is now, or not at all."""
        before = self.spans.remove(identity)
        if here is not None:
            self.spans.put(here)
        self._unchecked.setdefault(identity, []).extend(span.range for span in (before, here) if span is not None)

    def _refusals(self) -> set[tuple[int, int, str]]:
        article = self.article
        found = self.journal.fold.refusals(article.sha256) if article is not None else set()
        return {(r.start, r.end, r.label) for r in found}

    def _is_here(self, span: Span) -> bool:
        article = self.article
        return article is not None and span.article == article.id and span.sha256 == article.sha256

    def _keep_text(self, article: Article) -> str | None:
        try:
            self.snapshots.keep(article)
        except OSError as error:
            # The span is written anyway, and the text tried again with the next action.
            self._texts_missing[article.sha256] = article
            return f"NOT SAVED: the article's text could not be kept ({error.strerror})"
        self._texts_missing.pop(article.sha256, None)
        self._texts_kept[article.sha256] = article
        return None

    def _write(self, records: Sequence[Record]) -> str | None:
        self._take(records)
        return self._save()

    def _take(self, records: Sequence[Record]) -> None:
        # What is done after offers were seen is not independent of them, whoever had the idea.
        looked = self.journal.fold.had_second_look
        records = [
            record.changed(look=2) if not record.look and looked(record.article) else record for record in records
        ]
        for record in records:
            self.first_revisions.setdefault(record.id, self.journal.fold.revision(record.id))
        self.journal.take(records)

    def _save(self, meanwhile: Callable[[], None] | None = None) -> str | None:
        try:
            self.journal.save_pending(meanwhile)
        except NotSavedError as error:
            return str(error)
        self.saved_at = datetime.now(UTC)
        return None

    def _take_back(self, stack: list[UndoStep], word: str) -> Outcome | None:
        self._at_hand()
        while stack:
            action = stack[-1]
            name = new_id()
            records = [self._before(identity, rev, action, name) for identity, rev in action.steps]
            if all(record is not None for record in records):
                return self._write_back(action, [r for r in records if r is not None], word)
            stack.pop()  # its earlier state is no longer in the journal, so there is nothing to go back to
        return None

    def _before(self, identity: str, revision: int, action: UndoStep, name: str) -> Record | None:
        """The record that restores what an id was before an action; `None` if the journal does not hold it."""
        fold = self.journal.fold
        earlier = fold.before(identity, revision)
        if revision > 1 and (earlier is None or earlier.head.rev < revision - 1):
            return None
        rev = self.journal.fold.revision(identity) + 1
        news = {"rev": rev, "at": now(), "annotator": self.journal.annotator, "action": name, "undoes": action.id}
        known = self.journal.fold.current(identity)
        assert known is not None
        if known["op"] == "article":
            current = self.state(known["article"])
            assert current is not None
            was = earlier.record if earlier else {"state": "started"}
            text = {name: was[name] for name in ("sha256", "length") if name in was}
            return current.changed(**news, **text, state=was["state"], note=was.get("note"))
        if earlier is None or earlier.record["op"] == "del":
            record = self._tombstone(identity, known["article"], name, action.id)
            return refusing(record, refusal_of(earlier.record)) if earlier else record
        return Span.from_fields(earlier.record).changed(**news)

    def _write_back(self, action: UndoStep, records: list[Record], word: str) -> Outcome:
        before = [span for record in records if (span := self.spans.get(record.id)) is not None]
        article = self._at_hand()
        what = described(records, self.journal.fold, article, again=word == "redid")
        message = f"{word}{self._when_and_where(action, article)}: {what}"

        def done() -> Outcome:
            others = self.elsewhere or any(
                isinstance(r, Span) and r.article == article.id and r.sha256 != article.sha256 for r in records
            )
            if article.id in action.articles and others:
                self._turn_to_fitting(article.id)
            where = article.id if article.id in action.articles else action.article
            return Outcome(message, where, self._touched(before, records, where), self.spans.get(records[-1].id))

        return self._write_and_show([article], [], records, done)

    def _when_and_where(self, action: UndoStep, article: Article) -> str:
        """In words, of an action in other articles or an earlier run."""
        place = None if action.articles == {article.id} else action.article
        if len(action.articles) > 1:
            place = f"{len(action.articles):,} articles"
        if place is None and not action.earlier:
            return ""
        identity, rev = action.steps[-1]
        at = next((v.head.at for v in self.journal.fold.versions(identity) if v.head.rev == rev), None)
        return when_and_where(at, place, datetime.now().astimezone())

    def _touched(self, before: Sequence[Span], records: Sequence[Record], article: str) -> tuple[tuple[int, int], ...]:
        """Where in an article spans were, spans are, and suggestions were refused or come back."""
        refusals = (once_refused(self.journal.fold, r.id) for r in records if is_refusal_id(r.id))
        spans = (*before, *(record for record in records if isinstance(record, Span)))
        ranges = {span.range for span in spans if span.article == article}
        return tuple(sorted(ranges | {(r.start, r.end) for r in refusals if r is not None}))


def open_session(
    project: ProjectFolder,
    annotator: str,
    *,
    read_only: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Session:
    """A session of an annotator of a project; `progress` is told how many bytes of the journal were read.

    Raises:
        AnnotatorError: if the name cannot be an annotator's, or the journal cannot be read.
    """
    journal = project.open_journal(annotator, read_only=read_only, progress=progress)
    return Session(journal, project.snapshots, project.settings.limits.article_bytes, project.rules())


def left_over(project: ProjectFolder, journal: RecordFile[Any, Any], folders: Iterable[Path]) -> list[RecoveryFile]:
    """The records that earlier runs could not put beside a journal or a file of groups, and that are not in it yet."""
    return list(left_aside(journal, folders, lambda s, a: project.text(s, a) is not None))


def _check_inside(article: Article, ranges: Iterable[tuple[int, int]]) -> None:
    for start, end in ranges:
        if not 0 <= start < end <= article.length:
            raise AnnotatorError(f"{start}–{end} is no stretch of {article.id}, which has {article.length} characters")
