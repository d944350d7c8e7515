"""Search, and `*`: finding wordings in the article at hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.model import Range
from annotator.text.find import found_by, same_wordings
from annotator.text.sanitize import one_line
from annotator.tui.annotate.context import ArticleContext
from annotator.tui.widgets.hint_letters import Marks

if TYPE_CHECKING:
    from annotator.tui.annotate.search_line import SearchLine


class ArticleSearch:
    """Marks what a search or `*` found, and goes from one to the next."""

    def __init__(self, context: ArticleContext) -> None:
        self.screen = context
        self.line: SearchLine | None = None
        """Made with the first search."""
        self.pattern = ""
        self._about_to_tag: tuple[str, list[Range]] | None = None

    @property
    def is_typed(self) -> bool:
        """Whether a search is being typed."""
        return self.line is not None and self.line.display

    async def open(self) -> None:
        if self.line is None:
            from annotator.tui.annotate.search_line import SearchLine

            self.line = SearchLine(self.look_for, self.submit, self.screen.say)
            await self.screen.show_search_line(self.line)
        self.line.value = ""
        self.line.show(True)
        self.line.screen.set_focus(self.line)
        self.screen.say("search: Enter goes to the next match, F3 to the one after, Esc leaves")

    def look_for(self, pattern: str) -> None:
        """Mark what matches so far, and bring the first match from here into view."""
        self.pattern = pattern
        self._mark_matches()
        place = self.screen.marks.after(self.screen.caret.offset - 1)
        if place is not None:
            self.screen.pane.reveal_range(*place)
        self.screen.say(self._counted())

    def submit(self, typed: str) -> None:
        """Go to the match; an empty line searches for the same again."""
        if self.pattern:
            self._mark_matches()
            here = self.screen.caret.offset
            self._go_to(self.screen.marks.after(here - 1 if typed else here))

    def next(self) -> None:
        self._go_to(self.screen.marks.after(self.screen.caret.offset))

    def previous(self) -> None:
        self._go_to(self.screen.marks.before(self.screen.caret.offset))

    def _mark_matches(self) -> None:
        self.mark(found_by(self.pattern, self.screen.caret.text))

    def _counted(self) -> str:
        count = len(self.screen.marks)
        return f"{count or 'no'} match{'es' * (count != 1)} of ‹{one_line(self.pattern, 30)}›"

    def _go_to(self, place: Range | None) -> None:
        context = self.screen
        context.session.touch()
        if place is None:
            context.say(self._counted() if self.pattern else "nothing to go to: / searches")
            return
        context.chosen = None
        context.caret.go(place[0])
        context.pane.reveal_range(*place)
        context.say(f"{context.marks.ranges.index(place) + 1} of {self._counted()}")

    def tag_same(self) -> None:
        """Tag every same wording: the first press counts and marks them, the second tags them."""
        context = self.screen
        if self._about_to_tag is not None:
            label, places = self._about_to_tag
            self.clear()
            wording = one_line(context.caret.text[slice(*places[0])], 30)
            told = f"tagged {len(places)} more ‹{wording}› as {label}"
            context.perform(lambda: replace(context.session.tag(places, label), message=told))
            return
        span = context.span_here()
        if span is None:
            context.say("no span here: * tags the same wording as the span at the cursor")
            return
        places = [
            place
            for place in same_wordings(context.caret.text, span.text)
            if context.session.spans.exact(*place, span.label) is None
        ]
        if not places:
            context.say(f"‹{one_line(span.text, 30)}› stands nowhere else untagged")
            return
        self.mark(places)
        self._about_to_tag = (span.label, places)
        context.say(f"{len(places)} more ‹{one_line(span.text, 30)}›: * again tags them as {span.label}, Esc leaves")

    def mark(self, places: list[Range]) -> None:
        self.screen.marks = Marks(places)
        self._about_to_tag = None

    def clear(self) -> bool:
        """Take the marks away; whether there were any."""
        had = bool(len(self.screen.marks))
        self.mark([])
        return had
