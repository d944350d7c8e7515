"""What is around deciding on the adjudicating screen: going, lists, notes, rules, looks, help."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from annotator.adjudication.adjudicator import Adjudication
from annotator.adjudication.items import Item
from annotator.adjudication.similar import touched
from annotator.guideline import add_rule
from annotator.model import AnnotatorError
from annotator.text.sanitize import one_line, plural
from annotator.tui.annotate.context import Part
from annotator.tui.screens.adjudicate_deciding import named

if TYPE_CHECKING:
    from annotator.tui.adjudicate.queue import Line
    from annotator.tui.adjudicate.screen import AdjudicateScreen


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
        from annotator.tui.screens.adjudicate_typing import TypingScreen

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
        from annotator.tui.screens.adjudicate_typing import TypingScreen

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
