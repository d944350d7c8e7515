"""The adjudicating screen: one passage after another on which annotators differ, and one key that decides.

Everything shown as saved is in gold's journal; what is decided, undone or noted goes there at once. What can be decided,
and what comes of it, is `annotator.adjudication`'s to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.content import Content
from textual.widgets import Static

from annotator.adjudication.adjudicator import ActionResult, Adjudication, PassageEdit
from annotator.adjudication.decisions import Choice, Decision, Resolution
from annotator.adjudication.describe import (
    differs,
    in_texts,
    reopened,
    single_in_words,
    taken_in_words,
    uncompared_in_words,
)
from annotator.adjudication.lazy_rows import LazyRows
from annotator.adjudication.passage_status import PassageStatus
from annotator.adjudication.passages import KIND_NAMES, Passage
from annotator.adjudication.similar import AffectedSpan, Alike, Similarity, SimilarPassage, SimilarPassages
from annotator.adjudication.stepped_work import Steps
from annotator.errors import AnnotatorError
from annotator.guideline import add_rule
from annotator.journal.columns import Ints
from annotator.span_index import SpanIndex
from annotator.text.sanitize import one_line, plural
from annotator.text.wrap import cut
from annotator.tui.actions import bar_entries, bindings, key_of
from annotator.tui.adjudicate.edit_screen import EditPassageScreen
from annotator.tui.adjudicate.passage_lists import (
    AffectedScreen,
    FilterScreen,
    PassagesScreen,
    SimilarScreen,
    TypingScreen,
)
from annotator.tui.adjudicate.queue import AGREED, FilterOption, Queue, progress
from annotator.tui.adjudicate.stepwise import Stepwise
from annotator.tui.adjudicate.versions_pane import VersionRow, VersionsPane
from annotator.tui.adjudicate.wordings import at_first, known_text, name_of_passage, spans_in_words
from annotator.tui.annotate.work_screen import WorkScreen
from annotator.tui.widgets.article import ArticlePane
from annotator.tui.widgets.paint import Focus, drawn_span
from annotator.tui.widgets.status_line import KeyBar, StatusLine

if TYPE_CHECKING:
    from annotator.project import Memory, ProjectFolder
    from annotator.tui.actions import Action
    from annotator.tui.theme import Palette

_SAVED = 24
"""Cells that the status line has for who decides and when it was saved."""
_ALIKE = 40
"""Cells for how many others are like what was decided."""
_COMPARING = "comparing all passages"


class AdjudicateScreen(WorkScreen):
    """The passages of a project, one at a time.

    Attributes:
        adjudication: decides, undoes, redoes.
        queue: which passages are gone through, and how annotators are called.
        work: what takes more than a moment.
        shown: those passages, by article and place.
        place: which of them is at hand.
    """

    def __init__(
        self,
        project: ProjectFolder,
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
        self.project, self.palette, self.memory = project, palette, memory
        self.adjudication, self.session = adjudication, adjudication.session
        self.actions, self._edit_actions = actions
        self.queue = Queue(blind=blind, seed=seed)
        self.shown = adjudication.statuses.rows(np.zeros(0, dtype=np.bool_))
        self.place = 0
        self.work = Stepwise(self, self.say)
        self._similarity = Similarity(adjudication)
        self._last: tuple[Passage, Resolution] | None = None
        self._text_shown: tuple[str, str | None] | None = None
        self._agreed: tuple[str, SpanIndex] = ("", SpanIndex())
        """Of which article, and what all agree on there."""
        self._bindings = BindingsMap.merge([BindingsMap(bindings(self.actions))])

    def compose(self) -> ComposeResult:
        yield Static(Content(""), id="heading")
        yield ArticlePane(self.palette)
        yield VersionsPane(self.palette)
        yield StatusLine(self.palette)
        words = {"take": ("1…", "take")}
        yield KeyBar(self.palette, bar_entries(self.actions, words))

    def begin(self) -> None:
        """Begin with the next open passage after the one that was decided last."""
        self.pane = self.query_one(ArticlePane)
        self.versions_pane = self.query_one(VersionsPane)
        self.saving.start()
        self.work.run(
            "bringing gold in line with the journals", self.adjudication.beginning(), self._begun, may_stop=False
        )

    def _begun(self, failure: str | None) -> None:
        self.failure = failure
        self.message = self._at_first()
        self.refresh_shown()
        place = self._place_of(self.adjudication.last)
        self.go_to_open(-1 if place is None else place)

    def _at_first(self) -> str:
        """What the person should know before beginning; empty if nothing."""
        statuses, named = self.adjudication.statuses, not self.queue.blind
        return at_first(self.session.journal, statuses, uncompared_in_words(statuses, self._is_present, named=named))

    def _is_present(self, sha256: str, article: str) -> bool:
        return self.project.unchanged_text(sha256, article) is not None

    def on_resize(self) -> None:
        """What fits into the heading and on the status line depends on their width."""
        if self.is_mounted and hasattr(self, "pane"):
            self.show()
            self.call_after_refresh(self.reveal)

    # --- which passage -------------------------------------------------------------------------------------------

    @property
    def here(self) -> PassageStatus | None:
        """The status of the passage at hand; `None` if none fits the filter."""
        return self.shown[self.place] if self.shown else None

    @property
    def passage(self) -> Passage | None:
        """The passage at hand."""
        return self.here.passage if self.here is not None else None

    @property
    def number(self) -> int | None:
        """The number of the passage at hand among all."""
        return int(self.shown.numbers[self.place]) if len(self.shown) else None

    def _place_of(self, number: int | None) -> int | None:
        """Where a passage is among those shown."""
        places = np.flatnonzero(self.shown.numbers == (-1 if number is None else number))
        return int(places[0]) if len(places) else None

    def refresh_shown(self, keep: int | None = None) -> None:
        """Look at what fits the filter again, staying at a passage if it still does."""
        self.shown = self.queue.passages(self.adjudication.statuses, self._similarity.survey)
        place = self._place_of(keep)
        self.place = max(min(self.place if place is None else place, len(self.shown) - 1), 0)

    def go_to(self, place: int) -> None:
        """Show another passage."""
        self.place = place
        self.show()
        self.reveal()
        self.call_after_refresh(self.reveal)  # the versions may take another height now

    def go_to_open(self, after: int) -> None:
        """Show the next passage that is not decided; where there is none, say so and stay."""
        statuses = self.adjudication.statuses
        place = self.queue.next_open(statuses, self.shown.numbers, after)
        if place is None:
            if self.shown and not statuses.waiting.any():
                single = single_in_words(statuses)
                told = f"everything is decided{f' ({single})' * bool(single)}: annotator export writes the gold"
                self.message += f"{'; ' * bool(self.message)}{told}"
            elif self.shown and self.queue.chosen.get("show") is None:
                self.message += f"{'; ' * bool(self.message)}all of these are decided ({self._key('filter')}: filter)"
            place = self.place
        self.go_to(place)

    def go_to_passage(self, number: int | None) -> bool:
        """Show a passage, letting go of a filter that hides it; whether there is such a passage."""
        for attempt in range(3):
            place = self._place_of(number)
            if place is not None:
                self.go_to(place)
                return True
            self.queue.chosen.clear()
            if attempt:
                self.queue.chosen["show"] = AGREED
            self.refresh_shown()
        self.queue.chosen.clear()
        self.refresh_shown()
        return False

    def action_next(self) -> None:
        self._step(1, "this is the last passage")

    def action_previous(self) -> None:
        self._step(-1, "this is the first passage")

    def _step(self, step: int, at_the_end: str) -> None:
        if 0 <= self.place + step < len(self.shown):
            self.message = ""
            self.go_to(self.place + step)
        else:
            self.say(at_the_end)

    def action_next_open(self) -> None:
        self.message = ""
        self.go_to_open(self.place)

    def action_later(self) -> None:
        passage, number = self.passage, self.number
        if passage is not None and number is not None:
            self.queue.later.pop(number, None)
            self.queue.later[number] = None
            self.message = f"{name_of_passage(passage)} comes again after the others"
            self.go_to_open(self.place)

    def action_scroll_up(self) -> None:
        self._scroll(-1)

    def action_scroll_down(self) -> None:
        self._scroll(1)

    def _scroll(self, direction: int) -> None:
        self.pane.scroll_to_row(self.pane.top + direction * max(self.pane.size.height // 2, 1))
        self.pane.refresh()

    def action_list(self) -> None:

        def picked(place: int | None) -> None:
            if place is not None:
                self.message = ""
                self.go_to(place)

        self.app.push_screen(PassagesScreen(self.shown, self._searched, self.place, self.palette), picked)

    def _searched(self, numbers: Ints) -> Iterator[PassageStatus]:
        """What a list is searched by."""
        statuses = self.adjudication.statuses
        return map(statuses.of_sketch, numbers.tolist(), statuses.passages.cut.sketches(numbers))

    def action_filter(self) -> None:
        queue = self.queue

        def picked(option: FilterOption | None) -> None:
            if option is None:
                return
            here = self.number
            queue.choose(option)
            self.place = 0
            self.refresh_shown(here)
            self.message = f"shown: {queue.in_words}" if queue.in_words else "everything is shown"
            here_is_open = self.here is not None and self.here.open
            self.go_to_open(self.place - 1 if here_is_open else self.place)

        def surveyed(_: None) -> None:
            options = queue.options(self.adjudication.statuses, self._similarity.survey)
            self.message = before
            self.show()
            self.app.push_screen(FilterScreen(options, queue.chosen, self.palette), picked)

        before = self.message
        self.work.run(_COMPARING, self._similarity.survey.steps(), surveyed)

    # --- deciding ------------------------------------------------------------------------------------------------

    def action_take(self, digit: str) -> None:
        number = int(digit)
        if self.passage is None:
            return
        versions = [version for version in self.queue.versions(self.passage) if version.spans]
        if 0 < number <= len(versions):
            self._choose("version", versions[number - 1].annotators[0])
        else:
            none = f": {self._key('none')} takes none" if number == len(versions) + 1 else ""
            self.say(f"there is no version {number} here{none}")

    def action_union(self) -> None:
        self._choose("union")

    def action_intersection(self) -> None:
        self._choose("intersection")

    def action_none(self) -> None:
        self._choose("none")

    def _choose(self, choice: Choice, annotator: str | None = None) -> None:
        self._decide(lambda here: self.adjudication.resolution(here.passage, choice, annotator))

    def action_again(self) -> None:
        """Decide as before annotators changed what was decided on."""
        if self.here is None:
            self.say("nothing was decided here before: choose a version")
        self._decide(self.adjudication.resolution_as_before)

    def _decide(self, resolve: Callable[[PassageStatus], Resolution]) -> None:
        here = self.here
        if here is None:
            return
        passage, number = here.passage, self.number
        try:
            resolution = resolve(here)
            result = self.adjudication.decide([(passage, resolution)])
        except AnnotatorError as error:
            self.say(str(error))
            return
        self._last = passage, resolution
        self.queue.later.pop(-1 if number is None else number, None)
        # With the last one the passage stays, and it says itself what was decided.
        left = bool(self.adjudication.statuses.waiting.any())
        told = self._in_words(resolution, passage, self.app.size.width - _SAVED - _ALIKE) if left else ""
        self._after(result, told, advance=True)
        if left:
            counted = partial(self._tell_alike, passage, resolution, self.message)
            self.work.run(_COMPARING, self._similarity.open_like(passage), counted, waited_for=False)

    def _tell_alike(self, passage: Passage, resolution: Resolution, told: str, alike: Alike) -> None:
        """Say beside what was decided how many others are like it, unless something else is said by now."""
        if self.message != told:
            return
        count, same = len(alike.numbers), int(alike.same.sum())
        like = f" · {self._key('alike')}: {count:,} alike" if count else ""
        if same:
            like += f", {same:,} word for word"
        room = self.app.size.width - _SAVED
        before = self._in_words(resolution, passage, room - _ALIKE)
        self.message = self._in_words(resolution, passage, room - len(like)) + like + told.removeprefix(before)
        self.show()

    def _after(self, result: ActionResult, message: str, *, advance: bool) -> None:
        """Show what came of an action, and go on."""
        self.session.touch()
        self.failure = result.failure
        self.message = message
        self.refresh_shown(self._number_of(result))
        if advance:
            self.go_to_open(self.place)
        else:
            self.show()
            self.reveal()

    def _number_of(self, result: ActionResult) -> int | None:
        """The number of the first passage that an action was about; `None` if there is no such passage any more."""
        if not result.passages:
            return None
        return self.adjudication.statuses.number(result.articles[0], result.passages[0])

    def action_alike(self) -> None:
        if self._last is None:
            self.say("decide a passage first")
            return
        before = self.message
        self.work.run(_COMPARING, self._similarity.resolutions_like(*self._last), partial(self._offer_alike, before))

    def _offer_alike(self, before: str, similar: SimilarPassages) -> None:
        if self._last is None or not similar.found:
            self.say("no other open passage is like the last one")
            return

        def answered(chosen: LazyRows[SimilarPassage] | None) -> None:
            if not chosen:
                if chosen is not None:
                    self.say("nothing was ticked, so nothing is decided")
                return
            message = f"{len(chosen)} decided alike; {self._key('undo')} takes all of them back"
            resolutions = ((one.passage, one.resolution) for one in chosen)
            self.work.run(
                f"deciding {len(chosen):,} alike",
                self.adjudication.deciding(resolutions, len(chosen)),
                lambda result: self._after(result, message, advance=True),
                may_stop=False,
            )

        self.message = before
        self.show()
        about = self._similarity.pattern(self._last[0]).in_words()
        self.app.push_screen(SimilarScreen(similar, about, self.palette), answered)

    def action_undo(self) -> None:
        self._take_back(self.adjudication.undoing(), "undid", "there is nothing to undo")

    def action_redo(self) -> None:
        self._take_back(self.adjudication.redoing(), "redid", "there is nothing to redo")

    def _take_back(self, how: Steps[ActionResult | None], word: str, nothing: str) -> None:
        self.work.run(f"{word[:-2]}oing", how, partial(self._took_back, word, nothing), may_stop=False)

    def _took_back(self, word: str, nothing: str, result: ActionResult | None) -> None:
        if result is None:
            self.say(nothing)
            return
        count = len(result.passages)
        one = "the note" if result.noted else "the decision on this passage"
        what = one if count == 1 else f"{count} decisions made in one go"
        self._last = None
        self._after(result, f"{word} {what}", advance=False)
        if not self.go_to_passage(self._number_of(result)):
            self.say(f"{word} a decision on spans that have changed since")

    def action_edit(self) -> None:
        passage = self.passage
        if passage is None:
            return
        try:
            edit = PassageEdit(self.adjudication, passage)
            self.failure = edit.begin()
        except AnnotatorError as error:
            self.say(str(error))
            return

        def ended(result: ActionResult, decided: bool) -> None:
            self._last = None
            message = f"{name_of_passage(passage)}: {'edited' if decided else 'nothing was decided'}"
            if len(result.passages) > 1:
                message += f"; {len(result.passages) - 1} more passages changed with it"
            self._after(result, message, advance=decided)

        self.app.push_screen(
            EditPassageScreen(
                self.project, self.adjudication.session, edit, self._edit_actions, self.palette, self.memory, ended
            )
        )

    # --- notes and rules -----------------------------------------------------------------------------------------

    def _may_write(self) -> bool:
        try:
            self.adjudication.check_writable()
        except AnnotatorError as error:
            self.say(str(error))
            return False
        return True

    def action_note(self) -> None:
        here = self.here
        if here is None or not self._may_write():
            return
        passage = here.passage
        before = here.decision.note or "" if here.decision is not None else ""

        def noted(text: str | None) -> None:
            if text is None or text == before:
                return
            try:
                result = self.adjudication.note(passage, text or None)
            except AnnotatorError as error:
                self.say(str(error))
                return
            self.failure = result.failure
            self.refresh_shown(self._number_of(result))
            self.say(f"noted of {name_of_passage(passage)}" if text else "the note is gone")

        about = f"{name_of_passage(passage)}: kept with the decision, whether made already or not."
        self.app.push_screen(TypingScreen("A note on the passage", about, before), noted)

    def action_rule(self) -> None:
        passage = self.passage
        if passage is None or not self._may_write():
            return
        self.work.run(_COMPARING, self._similarity.affected_by_rule(passage), partial(self._write_rule, passage))

    def _write_rule(self, passage: Passage, affected: Sequence[AffectedSpan]) -> None:
        count = len(affected)
        place = self.project.settings.guideline
        try:
            had_guideline = self.project.guideline_file() is not None
        except AnnotatorError as error:
            self.say(str(error))
            return

        def written(text: str | None) -> None:
            if not text:
                return
            try:
                add_rule(self.project, text, passage, self.session.journal.annotator, self.adjudication.text(passage))
            except AnnotatorError as error:
                self.say(str(error))
                return
            before = (
                "; the file as it was: .bak beside it" if had_guideline else ", which begins with the default guideline"
            )
            self.say(f"the rule is in {one_line(place, 60)}{before}")
            if count:
                self._list_affected("Written. ", affected)

        about = f"Goes to {place}, dated, with the passage {name_of_passage(passage)}. It would touch {plural(count, 'other span')}."
        self.app.push_screen(TypingScreen("A rule for the guideline", about), written)

    def action_touched(self) -> None:
        if self.passage is not None:
            affected = self._similarity.affected_by_rule(self.passage)
            self.work.run(_COMPARING, affected, partial(self._list_affected, ""))

    def _list_affected(self, before: str, found: Sequence[AffectedSpan]) -> None:

        def picked(place: int | None) -> None:
            if place is not None:
                self.message = ""
                self.go_to_passage(found[place].number)

        self.app.push_screen(AffectedScreen(found, before, self.palette), picked)

    # --- showing -------------------------------------------------------------------------------------------------

    def show(self) -> None:
        if not hasattr(self, "pane"):
            return
        self.take_notice()
        here = self.here
        self.query_one("#heading", Static).update(Content(cut(self._heading(here), self.app.size.width - 2)))
        if here is None:
            self.pane.show("", SpanIndex(), Focus())
            self._text_shown = None
            self.versions_pane.show(self._told_of_nothing(), [], "")
        else:
            self._show_passage(here)
        self.show_status("", self.saving.who_and_when)

    def _told_of_nothing(self) -> list[str]:
        if len(self.adjudication.statuses.disputed):
            return [f"Nothing fits: {self._key('filter')} chooses what is gone through."]
        return [
            "There is nothing to decide.",
            "Only articles that two or more annotators marked done",
            "can differ, and where there are some they agree.",
            "`annotator status` shows who has finished what.",
        ]

    def _heading(self, here: PassageStatus | None) -> str:
        if here is None and not self.adjudication.statuses.disputed:
            return "nothing to decide"
        found = progress(self.adjudication.statuses, self.shown.numbers)
        if self.queue.in_words:
            found += f" [{self.queue.in_words}]"
        if here is None:
            return f"{found}: nothing fits"
        passage = here.passage
        labels = " / ".join(one_line(label, 20) for label in passage.labels)
        kind = KIND_NAMES[passage.kind]
        about = f"{kind} · {labels} · {passage.article}"
        statuses = self.adjudication.statuses
        if here.open and self.number is not None and statuses.passages.cut.uncompared[self.number]:
            about = in_texts(statuses, passage.article, self._is_present, named=not self.queue.blind)
        return f"{self.place + 1}/{len(self.shown)} · {found} · {about}"

    def _show_passage(self, here: PassageStatus) -> None:
        passage = here.passage
        text = self.adjudication.text(passage)
        spans = SpanIndex([drawn_span(*span.place, str(number)) for number, span in enumerate(passage.spans)])
        # A resize keeps the cursor in view, so it is where the passage begins; beside an empty selection it is not drawn.
        focus = Focus(
            cursor=passage.start,
            selection=(passage.start, passage.start),
            settled=self._agreed_around(passage),
        )
        whole = text if text is not None else known_text(passage)
        if self._text_shown != (passage.article, passage.sha256):
            self._text_shown = (passage.article, passage.sha256)
            self.pane.show(whole, spans, focus)
        else:
            self.pane.spans, self.pane.place = spans, focus
            self.pane.refresh()
        self.versions_pane.show(self._sentences(here, text), self._version_rows(here), whole)

    def _agreed_around(self, passage: Passage) -> SpanIndex:
        """What all agree on in the article, drawn faintly around the passage."""
        if self._agreed[0] != passage.article:
            statuses = self.adjudication.statuses.of_article(passage.article)
            agreed = (status.passage for status in statuses if status.passage.kind == "agreed")
            places = sorted(span.place for one in agreed for span in one.taken)
            index = SpanIndex(drawn_span(*place, f"agreed:{i}") for i, place in enumerate(places))
            self._agreed = passage.article, index
        return self._agreed[1]

    def _sentences(self, here: PassageStatus, text: str | None) -> list[str]:
        """What differs, what changed, what was decided, what was noted."""
        passage = here.passage

        def name_of(annotator: str) -> str:
            return self.queue.name(passage, annotator)

        difference = differs(passage, text, name_of)
        found = [f"{difference[:1].upper()}{difference[1:]}."]
        if here.before:
            was = "; ".join(self._decided(before, passage) for before in here.before[:2])
            why = reopened(here, self.adjudication.cause(here), name_of)
            found.append(f"Open again, {why}. Before: {was}. {self._key('again')} decides as before.")
        if here.held:
            was = "; ".join(self._decided(decision, passage) for decision in here.held[:2])
            found.append(f"Decided on spans of somebody too who has no journal here: {was}.")
        if here.open and passage.taken:
            found.append(f"Until it is decided gold has {taken_in_words(passage)}, as the rule takes it.")
        if here.decision is not None:
            if here.decided:
                found.append(f"Decided: {self._decided(here.decision, passage)}.")
            if here.decision.note:
                found.append(f"Note: {here.decision.note}")
        if text is None:
            found.append("The article's text is not in the project; shown is what the spans tell of it.")
        return found

    def _version_rows(self, here: PassageStatus) -> list[VersionRow]:
        taken = sorted((r["start"], r["end"], r["label"]) for r in self.adjudication.decided_spans(here))
        rows = []
        for number, version in enumerate(self.queue.versions(here.passage), 1):
            who = ", ".join(self.queue.name(here.passage, name) for name in version.annotators)
            key = self._key("none") if not version.spans else str(number) if number < 10 else ""
            is_taken = here.decided and sorted(version.places) == taken
            rows.append(VersionRow(key if len(key) < 3 else "", who, version.places, is_taken))
        if here.decided and taken and not any(row.taken for row in rows):
            rows.append(VersionRow("", "decided", taken, True))
        return rows

    def reveal(self) -> None:
        """Bring the passage into view."""
        if self.passage is not None and self.pane.size.height:
            self.pane.center(self.passage.start, self.passage.end)
            self.pane.refresh()

    def _in_words(self, resolution: Resolution, passage: Passage, room: int = 120) -> str:
        """A resolution, in about so many cells."""
        if not resolution.spans:
            return "none of them"
        words = {"version": "", "union": "all of it: ", "intersection": "what all have: ", "edit": "edited: "}
        found = words.get(resolution.choice, "")
        if resolution.choice == "version" and resolution.chosen:
            found = f"as {', '.join(self.queue.name(passage, name) for name in resolution.chosen)}: "
        return found + spans_in_words(resolution.spans, room - len(found))

    def _decided(self, decision: Decision, passage: Passage) -> str:
        """A decision in words, with who made it and when."""
        resolution = self.adjudication.resolution_of(decision)
        if not set(decision.chosen) <= {name for version in passage.versions for name in version.annotators}:
            resolution = resolution._replace(chosen=())
        return f"{self._in_words(resolution, passage)} (by {decision.by}, {one_line(decision.at[:10], 10)})"

    def _key(self, action: str) -> str:
        """The key of an action, as it is shown."""
        return key_of(self.actions, action)

    # --- keys and the mouse --------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return not self.work.waited_for and super().check_action(action, parameters)

    def takes_key(self, event: ArticlePane.Typed) -> bool:
        if self.work.waited_for:  # keys would be for what is shown at its end
            if event.key == "escape" and self.work.stop():
                self.say("stopped")
            return True
        if event.key in set("123456789"):
            self.action_take(event.key)
            return True
        return False

    def on_versions_pane_picked(self, event: VersionsPane.Picked) -> None:
        """A click on a version takes it; on one that has nothing, none."""
        if self.work.waited_for:
            return
        versions = [] if self.passage is None else self.queue.versions(self.passage)
        if event.number < len(versions) and not versions[event.number].spans:
            self.action_none()
        else:
            self.action_take(str(event.number + 1))

    def on_status_line_clicked(self) -> None:
        self.action_list()
