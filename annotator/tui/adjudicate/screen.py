"""The adjudicating screen: one passage after another on which annotators differ, and one key that decides.

Everything shown as saved is in gold's journal; what is decided, undone or noted goes there at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from annotator.adjudication.adjudicator import Adjudication, Done, Visit
from annotator.adjudication.decisions import NONE, Answer, Decision, Draft, intersection, pinned, union, version
from annotator.adjudication.describe import (
    again_in_words,
    differs,
    in_words,
    longest_wording,
    pattern,
    quoted,
    reopened,
    ruled,
    void_in_words,
)
from annotator.adjudication.items import KINDS, Item
from annotator.adjudication.similar import Alike, alike, candidates, touched
from annotator.adjudication.status import Standing, given
from annotator.errors import AnnotatorError
from annotator.guideline import add_rule
from annotator.journal.copies import told as told_of_copies
from annotator.model import Span
from annotator.project import ArticleFile
from annotator.span_index import SpanIndex
from annotator.text.sanitize import one_line, plural
from annotator.tui.actions import bar_entries, bindings, key_of
from annotator.tui.adjudicate.queue import View, progress
from annotator.tui.annotate.context import Looks, Part, is_there, pass_on
from annotator.tui.annotate.saving import Saving
from annotator.tui.annotate.screen import AnnotateScreen
from annotator.tui.widgets.article import ArticlePane
from annotator.tui.widgets.lanes import Lane, Lanes, Shown
from annotator.tui.widgets.paint import Focus, drawn_span
from annotator.tui.widgets.status import KeyBar, StatusLine

if TYPE_CHECKING:
    from annotator.adjudication.adjudicator import GoldSession
    from annotator.project import Memory, Project
    from annotator.tui.actions import Action
    from annotator.tui.adjudicate.queue import Line
    from annotator.tui.theme import Palette

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


class AdjudicateAround(Part):
    """Part of `AdjudicateScreen`."""

    adjudication: Adjudication

    @property
    def _whole(self) -> AdjudicateScreen:
        return cast("AdjudicateScreen", self)

    # --- going ---------------------------------------------------------------------------------------------------

    def action_next(self) -> None:
        """Go to the next passage."""
        self._step(1, "this is the last passage")

    def action_previous(self) -> None:
        """Go to the passage before."""
        self._step(-1, "this is the first passage")

    def _step(self, step: int, at_the_end: str) -> None:
        screen = self._whole
        place = screen.place + step
        if not 0 <= place < len(screen.shown):
            self.say(at_the_end)
            return
        self.message = ""
        screen.go_to(place)

    def action_next_open(self) -> None:
        """Go to the next passage that is not decided."""
        self.message = ""
        self._whole.go_to_open(self._whole.place)

    def action_scroll_up(self) -> None:
        """Scroll the article up."""
        self.pane.scroll_to_row(self.pane.top - max(self.pane.size.height // 2, 1))
        self.pane.refresh()

    def action_scroll_down(self) -> None:
        """Scroll the article down."""
        self.pane.scroll_to_row(self.pane.top + max(self.pane.size.height // 2, 1))
        self.pane.refresh()

    def action_list(self) -> None:
        """List the passages."""
        from annotator.tui.adjudicate.lists import PassagesScreen

        screen = self._whole

        def picked(place: int | None) -> None:
            if place is not None:
                self.message = ""
                screen.go_to(place)

        self.app.push_screen(PassagesScreen(screen.shown, screen.place, self.palette), picked)

    def action_filter(self) -> None:
        """Choose what is gone through."""
        from annotator.tui.adjudicate.lists import FilterScreen

        screen = self._whole
        lines = screen.view.lines(self.adjudication.standings)
        chosen = [f"{facet}: {one_line(value, 80)}" for facet, value in screen.view.chosen.items()]

        def picked(line: Line | None) -> None:
            if line is None:
                return
            here = screen.item.id if screen.item is not None else None
            screen.view.choose(line)
            screen.place = 0
            screen.refresh_shown(here)
            self.message = f"shown: {screen.view.told}" if screen.view.told else "everything is shown"
            here_is_open = screen.here is not None and screen.here.open
            screen.go_to_open(screen.place - 1 if here_is_open else screen.place)

        self.app.push_screen(FilterScreen(lines, chosen, self.palette), picked)

    # --- writing -------------------------------------------------------------------------------------------------

    def _may_write(self) -> bool:
        if self.session.journal.read_only is None:
            return True
        self.say(f"nothing can be changed: {self.session.journal.read_only}")
        return False

    def action_note(self) -> None:
        """Note something of the passage."""
        here = self._whole.here
        if here is None or not self._may_write():
            return
        from annotator.tui.adjudicate.lists import TypingScreen

        before = here.decision.note or "" if here.decision is not None else ""
        item = here.item

        def noted(text: str | None) -> None:
            if text is None or text == before:
                return
            try:
                done = self.adjudication.note(item, text or None)
            except AnnotatorError as error:
                self.say(str(error))
                return
            self._whole.failure = done.failure
            self._whole.refresh_shown(item.id)
            self.say(f"noted of {named(item)}" if text else "the note is gone")

        about = f"{named(item)}: kept with the decision, whether made already or not."
        self.app.push_screen(TypingScreen("A note on the passage", about, before), noted)

    def action_rule(self) -> None:
        """Add a rule to the guideline, then list what else it would touch."""
        item = self._whole.item
        if item is None or not self._may_write():
            return
        from annotator.tui.adjudicate.lists import TypingScreen

        count = len(touched(self.adjudication.desk, self.adjudication.standings, item))
        place = self.project.settings.guideline
        is_there = (self.project.root / place).is_file()

        def written(text: str | None) -> None:
            if not text:
                return
            by, desk = self.session.journal.annotator, self.adjudication.desk
            try:
                add_rule(self.project, text, item, by, desk.text(item))
            except AnnotatorError as error:
                self.say(str(error))
                return
            before = "; the file as it was: .bak beside it" if is_there else ", which begins with the default guideline"
            self.say(f"the rule is in {one_line(place, 60)}{before}")
            if count:
                self._list_touched(item, "Written. ")

        about = f"Goes to {place}, dated, with the passage {named(item)}. It would touch {plural(count, 'other span')}."
        self.app.push_screen(TypingScreen("A rule for the guideline", about), written)

    def action_touched(self) -> None:
        """List the spans that a rule made here would touch."""
        if self._whole.item is not None:
            self._list_touched(self._whole.item, "")

    def _list_touched(self, item: Item, told: str) -> None:
        from annotator.tui.adjudicate.lists import TouchedScreen

        desk = self.adjudication.desk
        found = touched(desk, self.adjudication.standings, item)

        def picked(place: int | None) -> None:
            if place is None:
                return
            there = found[place]
            for other in desk.items.values():
                nodes = {(other.article, *node.place) for node in other.nodes}
                if (there.article, there.start, there.end, there.label) in nodes:
                    self.message = ""
                    self._whole.go_to_item(other.id)
                    return

        self.app.push_screen(TouchedScreen(found, told, self.palette), picked)


class EditPassageScreen(AnnotateScreen):
    """Gold's spans of an article, to be edited; what stands when `d` is pressed is decided."""

    def __init__(
        self,
        project: Project,
        session: GoldSession,
        visit: Visit,
        actions: list[Action],
        palette: Palette,
        memory: Memory,
        ended: Callable[[Done, bool], None],
    ) -> None:
        """Make the screen.

        Args:
            project: whose gold it is.
            session: on gold's journal, turned to the passage.
            visit: what is edited, begun.
            actions: the annotating screen's, as they are while a passage is edited.
            palette: the colours.
            memory: what is remembered of this user.
            ended: told what came of it, and whether it is decided.
        """
        file = ArticleFile(visit.item.article, project.seeds / f"{visit.item.article}.txt")
        super().__init__(project, session, [file], actions, palette, memory)
        self._visit, self._ended = visit, ended
        self._over = False

    # The text is that of the passage, whatever the article's file has by now.

    def turn_to(self, file: ArticleFile) -> None:
        """The session is turned to the passage already."""

    def look_at_file(self) -> bool:
        """What becomes of the file does not matter here."""
        return False

    def offer(self) -> str:
        """Nothing is offered here."""
        return ""

    def go_past_unreadable(self, order: Iterable[int], none: str, *, told: str = "", offset: int = 0) -> bool:
        """Begin at the passage, the first of its spans chosen."""
        opened = super().go_past_unreadable(order, none, told=told, offset=self._visit.item.start)
        item = self._visit.item
        here = [span for span in self.session.spans.overlapping(item.start, item.end) if span.label in item.labels]
        if here:
            self.choose(here[0])
        self.say(f"{self._ways_back()} deciding")
        return opened

    def keep_place(self) -> None:
        """The place in the annotator's own work is another one."""
        self.session.leave()

    def action_tag(self, name: str) -> None:
        """A label key; where the selection overlaps the passage's one span of the label, that span gets its boundaries."""
        selection = self.caret.selection
        if selection is not None and self.chosen is None:
            start, end = selection
            over = [span for span in self.session.spans.overlapping(start, end) if self._is_of_passage(span, name)]
            if len(over) == 1:
                if self.perform(lambda: self.session.change(over[0], start=start, end=end)) is not None:
                    self.caret.anchor = None
                    self.show()
                return
        super().action_tag(name)

    def _is_of_passage(self, span: Span, label: str) -> bool:
        return span.label == label and (span.model_extra or {}).get("decides") == self._visit.item.id

    def action_done(self) -> None:
        """What stands is the decision."""
        self._end(self._visit.decide, decided=True)

    def action_leave_passage(self) -> None:
        """Decide nothing."""
        self._end(self._visit.leave, decided=False)

    def _end(self, how: Callable[[], Done], *, decided: bool) -> None:
        if self._over:
            return
        self._over = True
        done = how()
        self.app.pop_screen()
        self._ended(done, decided)

    def action_quit(self) -> None:
        """Leave the program; what was begun here is found again by the next edit."""
        if not self._over:
            self._over = True
            self.failure = self._visit.leave().failure
        super().action_quit()

    def on_status_line_clicked(self) -> None:
        """There is no list of articles here."""
        self.say(f"one passage is edited here: {self._ways_back()}")

    def _ways_back(self) -> str:
        decide, back = key_of(self.actions, "done"), key_of(self.actions, "leave_passage")
        return f"{decide} decides what stands here, {back} goes back without"


class Showing(Deciding):
    """Part of `AdjudicateScreen`."""

    _text_shown: tuple[str, str | None] | None = None

    def say(self, message: str) -> None:
        """Put a sentence on the status line."""
        self.message = message
        self.show()

    def show(self) -> None:
        """Bring every widget in line with the state."""
        if not hasattr(self, "pane"):
            return
        if self.session.journal.notice:
            self.message, self.session.journal.notice = self.session.journal.notice, ""
        screen = self._adjudicating
        standing = screen.here
        screen.query_one("#told", Static).update(Content(one_line(self._heading(standing), self.app.size.width - 2)))
        self._show_passage(standing)
        message, right = screen.saving_shown()
        left = "" if standing is None else f"{screen.place + 1}/{len(screen.shown)}"
        screen.key_bar.show(screen.status.show(left, message, right, alarm=screen.alarm))

    def _heading(self, standing: Standing | None) -> str:
        screen = self._adjudicating
        told = progress(self.adjudication.standings, screen.shown)
        if screen.view.told:
            told += f" [{screen.view.told}]"
        if standing is None:
            return f"{told}: nothing fits"
        item = standing.item
        labels = " / ".join(one_line(label, 20) for label in item.labels)
        return f"{told} · {KINDS[item.kind]} · {labels} · {item.article} {item.start}–{item.end}"

    def _show_passage(self, standing: Standing | None) -> None:
        if standing is None:
            self.pane.show("", SpanIndex(), Focus())
            self._text_shown = None
            self._adjudicating.lanes.show(
                Shown([f"Nothing fits: {self._key('filter')} chooses what is gone through."], [], "")
            )
            return
        item = standing.item
        text = self.adjudication.desk.text(item)
        spans = SpanIndex(_drawn(item))
        # A resize keeps the cursor in view, so it is where the passage begins; beside an empty selection it is not drawn.
        focus = Focus(cursor=item.start, selection=(item.start, item.start))
        whole = text if text is not None else _known(item)
        if self._text_shown != (item.article, item.sha256):
            self._text_shown = (item.article, item.sha256)
            self.pane.show(whole, spans, focus)
        else:
            self.pane.spans, self.pane.place = spans, focus
            self.pane.refresh()
        self._adjudicating.lanes.show(Shown(self._told(standing, text), self._lanes(standing), whole))

    def _told(self, standing: Standing, text: str | None) -> list[str]:
        """What differs, what changed, what was decided, what was noted."""
        item = standing.item

        def name(annotator: str) -> str:
            return self._adjudicating.view.name(item, annotator)

        told = differs(item, text, name)
        found = [f"{told[:1].upper()}{told[1:]}."]
        if standing.before:
            was = "; ".join(self._decided(before, item) for before in standing.before[:2])
            why = reopened(standing, self.adjudication.cause(standing), name)
            found.append(f"Open again, {why}. Before: {was}. {self._key('again')} decides as before.")
        if standing.held:
            was = "; ".join(self._decided(decision, item) for decision in standing.held[:2])
            found.append(f"Decided on spans of somebody too who has no journal here: {was}.")
        if standing.open and item.ruled:
            found.append(f"Until it is decided gold has {ruled(item)}, as the rule takes it.")
        if standing.decision is not None:
            if standing.decided:
                found.append(f"Decided: {self._decided(standing.decision, item)}.")
            if standing.decision.note:
                found.append(f"Note: {standing.decision.note}")
        if text is None:
            found.append("The article's text is not in the project; shown is what the spans tell of it.")
        return found

    def _lanes(self, standing: Standing) -> list[Lane]:
        item = standing.item
        taken = sorted((r["start"], r["end"], r["label"]) for r in given(standing, self.adjudication.desk.fold))
        lanes = []
        view, none = self._adjudicating.view, self._key("none")
        for number, lane in enumerate(view.lanes(item), 1):
            who = ", ".join(view.name(item, name) for name in lane.names)
            is_it = standing.decided and sorted(lane.places) == taken
            key = none if not lane.nodes else str(number) if number < 10 else ""
            lanes.append(Lane(key if len(key) < 3 else "", who, lane.places, is_it))
        if standing.decided and taken and not any(lane.taken for lane in lanes):
            lanes.append(Lane("", "decided", taken, True))
        return lanes

    def reveal(self) -> None:
        """Bring the passage into view."""
        item = self._adjudicating.item
        if item is not None and self.pane.size.height:
            self.pane.reveal_range(item.start, item.end)
            self.pane.refresh()


def _drawn(item: Item) -> list[Span]:
    """The item's spans for the article pane."""
    return [drawn_span(node.start, node.end, node.label, str(number)) for number, node in enumerate(item.nodes)]


def _known(item: Item) -> str:
    """What the spans tell of a text that is not there, in its place; the rest is blank."""
    text = [" "] * item.end
    for node in item.nodes:
        if node.text is not None:
            text[node.start : node.end] = node.text
    return "".join(text)


class AdjudicateScreen(Looks, Showing, AdjudicateAround, Saving, Screen[None]):
    """The passages of a project, one at a time.

    Attributes:
        adjudication: decides, undoes, redoes.
        view: which passages are gone through, and how annotators are called.
        shown: those passages, by article and place.
        place: which of them is at hand.
    """

    ALLOW_SELECT = False
    AUTO_FOCUS = "#article"

    def __init__(
        self,
        project: Project,
        adjudication: Adjudication,
        actions: tuple[list[Action], list[Action]],
        palette: Palette,
        memory: Memory,
        *,
        blind: bool = False,
        seed: int = 0,
    ) -> None:
        """Make the screen.

        Args:
            project: whose gold it is.
            adjudication: opened for the one who decides.
            actions: those of this screen, and those of the annotating one while a passage is edited.
            palette: the colours.
            memory: what is remembered of this user.
            blind: show letters in place of names, versions in an order of chance.
            seed: decides that order.
        """
        super().__init__()
        self.project = project
        self.adjudication = adjudication
        self.session = adjudication.desk.session
        self.actions, self.editing = actions
        self.palette = palette
        self.memory = memory
        self.view = View(blind=blind, seed=seed)
        self.shown: list[Standing] = []
        self.place = 0
        self.message = ""
        self.failure: str | None = None
        self._bindings = BindingsMap.merge([BindingsMap(bindings(self.actions))])

    def compose(self) -> ComposeResult:
        """How far it is, the article, the versions, the status line and the keys."""
        yield Static(Content(""), id="told")
        yield ArticlePane(self.palette)
        yield Lanes(self.palette)
        yield StatusLine(self.palette)
        words = {"take": ("1…", "take"), "palette": ("…", "more")}
        yield KeyBar(self.palette, bar_entries(self.actions, words))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys act on what is there."""
        return is_there(self) and super().check_action(action, parameters)

    def on_mount(self) -> None:
        """Begin with the next open passage after the one that was decided last."""
        if self.app._exit or not self.children:
            return  # closed again before it was open
        self.pane = self.query_one(ArticlePane)
        self.lanes = self.query_one(Lanes)
        self.status = self.query_one(StatusLine)
        self.key_bar = self.query_one(KeyBar)
        self.failure = self.adjudication.begin()
        self.message = self._at_first()
        self.refresh_shown()
        last = self.adjudication.last
        self.go_to_open(next((i for i, s in enumerate(self.shown) if s.item.id == last), -1))

    def _at_first(self) -> str:
        """What the person should know before beginning; empty if nothing."""
        journal, standings = self.session.journal, self.adjudication.standings
        if journal.read_only is not None:
            return f"READ ONLY: {journal.read_only}"
        found = []
        board = self.adjudication.desk.board
        if again := again_in_words(board, standings):
            found.append(f"decided before and open again: {again}")
        if void := void_in_words(board, standings):
            found.append(f"decisions with nothing left to decide: {void}")
        if standings.loose:
            found.append(f"{len(standings.loose)} spans in gold that no decision gave are left as they are")
        if journal.problems:
            found.append(f"{sum(map(len, journal.problems.values()))} unreadable lines in gold were left alone")
        if journal.copies:
            found.append(told_of_copies(journal.path, journal.copies))
        return "; ".join(found)

    def on_resize(self) -> None:
        """What fits depends on the size."""
        if self.is_mounted and hasattr(self, "pane"):
            self.call_after_refresh(self.reveal)

    # --- which passage -------------------------------------------------------------------------------------------

    @property
    def here(self) -> Standing | None:
        """The passage at hand; `None` if none fits the filter."""
        return self.shown[self.place] if self.shown else None

    @property
    def item(self) -> Item | None:
        """The item at hand."""
        return self.here.item if self.here is not None else None

    def refresh_shown(self, keep: str | None = None) -> None:
        """Look at what fits the filter again, staying at a passage if it still does."""
        self.shown = self.view.standings(self.adjudication.standings)
        if keep is not None:
            self.place = next((i for i, s in enumerate(self.shown) if s.item.id == keep), self.place)
        self.place = max(min(self.place, len(self.shown) - 1), 0)

    def go_to(self, place: int) -> None:
        """Show another passage."""
        self.place = place
        self.show()
        self.reveal()
        self.call_after_refresh(self.reveal)  # the lanes may take another height now

    def go_to_open(self, after: int) -> None:
        """Show the next passage that is not decided; where there is none, say so and stay."""
        place = self.view.next_open(self.shown, after)
        if place is None:
            if self.shown and not self.adjudication.standings.open:
                self.message += f"{'; ' * bool(self.message)}everything is decided: annotator export writes the gold"
            elif self.shown and self.view.chosen.get("show") is None:
                self.message += f"{'; ' * bool(self.message)}all of these are decided ({self._key('filter')}: filter)"
            place = self.place
        self.go_to(place)

    def go_to_item(self, identity: str) -> bool:
        """Show a passage, letting go of a filter that hides it; whether there is such a passage."""
        for attempt in range(3):
            found = next((i for i, s in enumerate(self.shown) if s.item.id == identity), None)
            if found is not None:
                self.go_to(found)
                return True
            self.view.chosen.clear()
            if attempt:
                self.view.chosen["show"] = "what the rule took"
            self.refresh_shown()
        self.view.chosen.clear()
        self.refresh_shown()
        return False

    # --- keys and the mouse --------------------------------------------------------------------------------------

    async def on_article_pane_typed(self, event: ArticlePane.Typed) -> None:
        """Do what the key does here, or pass it on to what was opened by a key before it."""
        if self.app.screen is not self:
            await pass_on(event, self.app.screen)
            return
        if event.key in set("123456789"):
            self.action_take(event.key)
            return
        for namespace in (self, self.app):
            for binding in namespace._bindings.key_to_bindings.get(event.key, ()):
                await self.app.run_action(binding.action, default_namespace=namespace)
                return

    async def on_key_bar_clicked(self, event: KeyBar.Clicked) -> None:
        """A click on a key does what the key does."""
        await self.run_action(event.action)

    def on_lanes_picked(self, event: Lanes.Picked) -> None:
        """A click on a version takes it; on one that has nothing, none."""
        if self.item is None:
            return
        lanes = self.view.lanes(self.item)
        if event.lane < len(lanes) and not lanes[event.lane].nodes:
            self.action_none()
        else:
            self.action_take(str(event.lane + 1))

    def on_status_line_clicked(self) -> None:
        """A click on the status line lists the passages."""
        self.action_list()

    def keep_place(self) -> None:
        """There is nothing to remember: the journal tells what was decided last."""

    def caption(self, found: Item) -> str:
        """What a passage has in common with others, in words."""
        return in_words(pattern(found, self.adjudication.desk.text(found)))
