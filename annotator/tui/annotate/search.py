"""Search, and `*`: finding wordings in the article at hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from annotator.text.sanitize import one_line
from annotator.tui.annotate.context import Part
from annotator.tui.widgets.field import Field
from annotator.tui.widgets.hint_letters import Marks, Range

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widgets import Input


def found_by(pattern: str, text: str) -> list[Range]:
    """Where the words of a search stand: white space matches any, straight marks match curly ones.

    Case matters only where a capital was typed.
    """
    words = pattern.split()
    if not words:
        return []
    flags = 0 if any(c.isupper() for c in pattern) else re.IGNORECASE
    pattern = r"\s+".join(map(re.escape, words)).replace("'", "['‘’‚]").replace('"', '["“”„]')
    return [m.span() for m in re.finditer(pattern, text, flags)]


def same_wordings(text: str, wording: str) -> list[Range]:
    """Where exactly this wording stands as whole words, without overlaps."""
    before = r"(?<!\w)" if wording[:1].isalnum() else ""
    after = r"(?!\w)" if wording[-1:].isalnum() else ""
    return [m.span() for m in re.finditer(before + re.escape(wording) + after, text)]


class Finding(Part):
    """Search and same wordings; part of `AnnotateScreen`."""

    search_line: SearchInput | None = None
    """Made with the first search."""
    pattern = ""
    _about_to_tag: tuple[str, list[Range]] | None = None

    async def action_search(self) -> None:
        """Open the line in which a search is typed."""
        if self.search_line is None:
            self.search_line = SearchInput(placeholder="search", name_id="search")
            await cast("Screen[None]", self).mount(self.search_line, after="#status")
        line = self.search_line
        line.value = ""
        line.show(True)
        line.focus()
        self.say("search: Enter goes to the next match, F3 to the one after, Esc leaves")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Mark what matches so far, and go to the first match from here."""
        if event.input is not self.search_line or not event.value:
            return
        self.pattern = event.value
        self._mark_matches()
        place = self.marks.after(self.caret.offset - 1)
        if place is not None:
            self.pane.reveal_range(*place)
        self.say(self._counted())

    def on_field_cut(self) -> None:
        """Say that a paste was too long."""
        from annotator.tui.widgets.field import CUT

        self.say(CUT)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the match; an empty line searches for the same again."""
        if self.search_line is None or event.input is not self.search_line:
            return
        self.search_line.action_leave()
        if self.pattern:
            self._mark_matches()
            self._go_to(self.marks.after(self.caret.offset - 1 if event.value else self.caret.offset))

    def action_search_next(self) -> None:
        """Go to the next match."""
        self._go_to(self.marks.after(self.caret.offset))

    def action_search_previous(self) -> None:
        """Go to the match before."""
        self._go_to(self.marks.before(self.caret.offset))

    def _mark_matches(self) -> None:
        self._about_to_tag = None
        self.marks = Marks(found_by(self.pattern, self.caret.text))

    def _counted(self) -> str:
        count = len(self.marks)
        return f"{count or 'no'} match{'es' * (count != 1)} of ‹{one_line(self.pattern, 30)}›"

    def _go_to(self, place: Range | None) -> None:
        self.session.touch()
        if place is None:
            self.say(self._counted() if self.pattern else "nothing to go to: / searches")
            return
        self.chosen = None
        self.caret.go(place[0])
        self.pane.reveal_range(*place)
        self.say(f"{self.marks.ranges.index(place) + 1} of {self._counted()}")

    def action_same(self) -> None:
        """Tag every same wording: the first press counts and marks them, the second tags them."""
        if self._about_to_tag is not None:
            label, places = self._about_to_tag
            self.let_go_of_marks()
            self.perform(lambda: self.session.tag(places, label))
            return
        span = self.span_here()
        if span is None:
            self.say("no span here: * tags the same wording as the span at the cursor")
            return
        places = [
            place
            for place in same_wordings(self.caret.text, span.text)
            if self.session.spans.exact(*place, span.label) is None
        ]
        if not places:
            self.say(f"‹{one_line(span.text, 30)}› stands nowhere else untagged")
            return
        self.marks = Marks(places)
        self._about_to_tag = (span.label, places)
        self.say(f"{len(places)} more ‹{one_line(span.text, 30)}›: * again tags them as {span.label}, Esc leaves")

    def let_go_of_marks(self) -> bool:
        """Take the marks away; whether there were any."""
        had = bool(len(self.marks))
        self.marks = Marks()
        self._about_to_tag = None
        return had


class SearchInput(Field):
    """The line in which a search is typed; it takes the place of the key bar."""

    BINDINGS = [("escape", "leave", "Leave")]

    def action_leave(self) -> None:
        """Give the keys back to the article."""
        self.screen.query_one("#article").focus()
        self.show(False)

    def show(self, shown: bool) -> None:
        """Take the place of the key bar, or give it back."""
        self.display = shown
        self.screen.query_one("#keys").display = not shown
