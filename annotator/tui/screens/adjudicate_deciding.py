"""Deciding, undoing, editing: the part of the adjudicating screen that writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from annotator.adjudication.adjudicator import Adjudication, Done
from annotator.adjudication.decisions import Decision, pinned
from annotator.adjudication.describe import longest_wording, quoted
from annotator.adjudication.items import Item
from annotator.adjudication.similar import Alike, alike, candidates
from annotator.gold.adjudicate.answers import NONE, Answer, Draft, intersection, union, version
from annotator.gold.adjudicate.editing import Visit
from annotator.model import AnnotatorError
from annotator.text.sanitize import one_line
from annotator.tui.actions import key_of
from annotator.tui.annotate.context import Part

if TYPE_CHECKING:
    from annotator.tui.actions import Action
    from annotator.tui.adjudicate.screen import AdjudicateScreen

_TOLD = 2
"""Spans of a decision that a sentence names."""
_SAVED = 24
"""Cells that the status line has for who decides and when it was saved."""
_SHORTEST = 11
"""Characters of a wording that a sentence has at least."""
_NAMED = 30
"""Characters of a wording by which a passage is called."""


class Deciding(Part):
    """Part of `AdjudicateScreen`."""

    adjudication: Adjudication
    editing: list[Action]
    failure: str | None
    _last: tuple[Item, Answer] | None = None

    @property
    def _adjudicating(self) -> AdjudicateScreen:
        return cast("AdjudicateScreen", self)

    # --- one key decides -----------------------------------------------------------------------------------------

    def action_take(self, digit: str) -> None:
        """Take the version of a lane, counted from 1."""
        screen, number = self._adjudicating, int(digit)
        item = screen.item
        if item is None:
            return
        lanes = [lane for lane in screen.view.lanes(item) if lane.nodes]
        if not 0 < number <= len(lanes):
            none = f": {self._key('none')} takes none"
            self.say(f"there is no version {number} here" + (none if number == len(lanes) + 1 else ""))
            return
        self._decide(lambda: version(item, lanes[number - 1], self.adjudication.desk.text(item)))

    def action_union(self) -> None:
        """Take all that anybody has."""
        self._with_text(union)

    def action_intersection(self) -> None:
        """Take what all have who have anything."""
        self._with_text(intersection)

    def _with_text(self, make: Callable[[Item, str | None], Answer]) -> None:
        item = self._adjudicating.item
        if item is not None:
            self._decide(lambda: make(item, self.adjudication.desk.text(item)))

    def action_none(self) -> None:
        """Take none of the versions."""
        if self._adjudicating.item is not None:
            self._decide(lambda: NONE)

    def action_again(self) -> None:
        """Decide as before annotators changed what was decided on."""
        here = self._adjudicating.here
        if here is None or not here.before:
            self.say("nothing was decided here before: choose a version")
            return
        before = here.before[-1]
        if before.choice == "none" and self.adjudication.cause(here) == "cut":
            self.say("none was taken beside what the rule takes: choose the version to be taken now")
            return
        self._decide(lambda: self._as_before(before))

    def _as_before(self, before: Decision) -> Answer:
        records = (pinned(self.adjudication.desk.fold, one) for one in before.gives)
        drafts = [
            Draft(r["start"], r["end"], r["label"], r["text"], r.get("attributes") or {}, r.get("note"))
            for r in records
            if r is not None
        ]
        return Answer(before.choice, tuple(drafts), before.chosen)

    def _decide(self, make: Callable[[], Answer]) -> None:
        screen = self._adjudicating
        item = screen.item
        assert item is not None
        try:
            answer = make()
            done = self.adjudication.decide([(item, answer)])
        except AnnotatorError as error:
            self.say(str(error))
            return
        self._last = (item, answer)
        screen.view.later.pop(item.id, None)
        others = candidates(self.adjudication, item)
        same = sum(is_same for _, is_same in others)
        like = f" · {self._key('alike')}: {len(others):,} alike" if others else ""
        if same:
            like += f", {same:,} word for word"
        room = self.app.size.width - _SAVED - len(like)
        # With the last one the passage stays, and it says itself what was decided.
        left = any(standing.open for standing in self.adjudication.standings.items)
        told = self._answered(answer, item, room) + like if left else ""
        self._after(done, told, advance=True)

    def _after(self, done: Done, told: str, *, advance: bool) -> None:
        """Show what came of an action, and go on."""
        screen = self._adjudicating
        self.session.touch()
        self.failure = done.failure
        self.message = told
        screen.refresh_shown(done.items[0] if done.items else None)
        if advance:
            screen.go_to_open(screen.place)
        else:
            screen.show()
            screen.reveal()

    def _answered(self, answer: Answer, item: Item, room: int = 120) -> str:
        """An answer in words, in about so many cells."""
        screen = self._adjudicating
        words = {"version": "", "union": "all of it: ", "intersection": "what all have: ", "edit": "edited: "}
        told = words.get(answer.choice, "")
        if answer.choice == "version" and answer.chosen:
            told = f"as {', '.join(screen.view.name(item, name) for name in answer.chosen)}: "
        return told + _spans(answer.drafts, room - len(told)) if answer.drafts else "none of them"

    def _key(self, action: str) -> str:
        """The key of an action, as it is shown."""
        return key_of(self._adjudicating.actions, action)

    def _decided(self, decision: Decision, item: Item) -> str:
        """A decision in words, with who made it and when."""
        answer = self._as_before(decision)
        known = {name for lane in item.lanes for name in lane.names}
        if not set(decision.chosen) <= known:
            answer = answer._replace(chosen=())
        return f"{self._answered(answer, item)} (by {decision.by}, {one_line(decision.at[:10], 10)})"

    def action_later(self) -> None:
        """Leave the passage for later."""
        screen = self._adjudicating
        if screen.item is None:
            return
        screen.view.later.pop(screen.item.id, None)
        screen.view.later[screen.item.id] = None
        self.message = f"{named(screen.item)} comes again after the others"
        screen.go_to_open(screen.place)

    # --- the same answer for others ------------------------------------------------------------------------------

    def _alike(self) -> list[Alike]:
        if self._last is None:
            return []
        return alike(self.adjudication, *self._last)

    def action_alike(self) -> None:
        """Give the last answer to others like it, ticked in a list."""
        found = self._alike()
        if self._last is None or not found:
            self.say("decide a passage first" if self._last is None else "no other open passage is like the last one")
            return
        from annotator.tui.adjudicate.lists import AlikeScreen

        def answered(chosen: list[Alike] | None) -> None:
            if not chosen:
                if chosen is not None:
                    self.say("nothing was ticked, so nothing is decided")
                return
            try:
                done = self.adjudication.decide([(one.item, one.answer) for one in chosen])
            except AnnotatorError as error:
                self.say(str(error))
                return
            self._after(done, f"{len(chosen)} decided alike; {self._key('undo')} takes all of them back", advance=True)

        screen = self._adjudicating
        self.app.push_screen(AlikeScreen(found, screen.caption(self._last[0]), self.palette), answered)

    # --- taking back ---------------------------------------------------------------------------------------------

    def action_undo(self) -> None:
        """Undo the last decision."""
        self._take_back(self.adjudication.undo, "undid", "there is nothing to undo")

    def action_redo(self) -> None:
        """Redo what was undone."""
        self._take_back(self.adjudication.redo, "redid", "there is nothing to redo")

    def _take_back(self, how: Callable[[], Done | None], word: str, nothing: str) -> None:
        try:
            done = how()
        except AnnotatorError as error:
            self.say(str(error))
            return
        if done is None:
            self.say(nothing)
            return
        count = len(done.items)
        what = "the decision on this passage" if count == 1 else f"{count} decisions made in one go"
        self._last = None
        screen = self._adjudicating
        self._after(done, f"{word} {what}", advance=False)
        if not screen.go_to_item(done.items[0]):
            self.say(f"{word} a decision on spans that have changed since")

    # --- editing -------------------------------------------------------------------------------------------------

    def action_edit(self) -> None:
        """Edit the passage with the annotating screen."""
        screen = self._adjudicating
        item = screen.item
        if item is None:
            return
        from annotator.tui.screens.adjudicate_edit import EditPassageScreen

        try:
            visit = Visit(self.adjudication, item)
            self.failure = visit.begin()
        except AnnotatorError as error:
            self.say(str(error))
            return

        def ended(done: Done, decided: bool) -> None:
            self._last = None
            told = f"{named(item)}: {'edited' if decided else 'nothing was decided'}"
            if len(done.items) > 1:
                told += f"; {len(done.items) - 1} more passages changed with it"
            self._after(done, told, advance=decided)

        self.app.push_screen(
            EditPassageScreen(
                self.project, self.adjudication.desk.session, visit, self.editing, self.palette, screen.memory, ended
            )
        )


def named(item: Item) -> str:
    """What a sentence calls a passage."""
    return quoted(longest_wording(item), _NAMED)


def _spans(drafts: tuple[Draft, ...], room: int) -> str:
    """The spans of an answer, in words."""
    labels = [one_line(draft.label, 20) for draft in drafts[:_TOLD]]
    more = f" and {len(drafts) - _TOLD} more" if len(drafts) > _TOLD else ""
    each = max((room - len(more)) // len(labels) - max(map(len, labels)) - 4, _SHORTEST)
    told = (f"{label} {quoted(draft.text, each)}" for label, draft in zip(labels, drafts, strict=False))
    return ", ".join(told) + more
