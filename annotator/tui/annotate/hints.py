"""Hints on the annotating screen: a letter on every object in view, typed to tag it; two on every word, to go there."""

from __future__ import annotations

from collections.abc import Callable

from annotator.tui.annotate.context import Part
from annotator.tui.widgets.hint_letters import Range, drawn, one_letter, two_letters


class Hinting(Part):
    """While hints are shown, keys choose one of them; part of `AnnotateScreen`."""

    hints: dict[str, Range] | None = None
    """What can be typed, while hints are shown."""
    typed = ""
    _take: Callable[[Range], None]
    _may_stay = False
    """Whether a capital letter means: take this one, and keep the others."""

    def action_hint(self, name: str) -> None:
        """A capital label key: a letter on every object in view that is not tagged so; the letter tags it."""
        from annotator.text.segments import objects

        label = self.palette.labels[name]
        if label.object is None:
            self.say(f"{name} takes no object: select the text, then {label.key}")
            return
        start, end = self.pane.in_view()
        places = [
            place
            for place in objects(self.caret.text, label.object, start, end, dates=self.project.settings.dates)
            if start <= place[0] < end and self.session.spans.exact(*place, name) is None
        ]

        def tag(place: Range) -> None:
            # The cursor stays: what is tagged is in view, and the text must not move under the next letter.
            self.caret.anchor = None
            self.perform(lambda: self.session.tag([place], name))

        hints = one_letter(places)
        question = f"{name}: which one? Shift keeps the others, Esc leaves"
        self._begin(hints, tag, f"no untagged {label.object} in view", question)
        self._may_stay = all(code.islower() for code in hints)

    def action_hint_word(self) -> None:
        """Two letters on every word in view; they take the cursor there."""
        self._begin(two_letters(self._words()), self._go, "no word in view", "go where? Esc leaves")

    def action_hint_extend(self) -> None:
        """Two letters on every word in view; they extend the selection to the end of the word."""

        def extend(place: Range) -> None:
            anchor = self.caret.anchor if self.caret.anchor is not None else self.caret.offset
            forward = place[1] > anchor
            self.caret.select(anchor, place[1] if forward else place[0])

        self._begin(two_letters(self._words()), extend, "no word in view", "select up to where? Esc leaves")

    def _words(self) -> list[Range]:
        from annotator.text.segments import words

        start, end = self.pane.in_view()
        return [place for place in words(self.caret.text, start, end) if start <= place[0] < end]

    def _go(self, place: Range) -> None:
        self.caret.go(place[0])

    def _begin(self, hints: dict[str, Range], take: Callable[[Range], None], none: str, question: str) -> None:
        self.session.touch()
        if not hints:
            self.say(none)
            return
        self.hints, self.typed, self._take, self._may_stay = hints, "", take, False
        self.chosen = None
        self.say(question)

    def hints_drawn(self) -> dict[int, str]:
        """The letters to draw, by offset."""
        return {} if self.hints is None else drawn(self.hints, self.typed)

    def hint_key(self, key: str, character: str | None) -> None:
        """While hints are shown every key belongs to them."""
        assert self.hints is not None
        typed = self.typed + character if character else ""
        if typed in self.hints:
            self._take_hint(typed, stay=False)
        elif self._may_stay and typed.lower() in self.hints:
            self._take_hint(typed.lower(), stay=True)
        elif typed and any(code.startswith(typed) for code in self.hints):
            self.typed = typed
            self.show()
        else:
            self.hints = None
            self.say("" if key == "escape" else "no hint has that letter")

    def _take_hint(self, code: str, *, stay: bool) -> None:
        """Act on a hint; `stay` keeps the others, with the letters they have, for the next key."""
        assert self.hints is not None
        rest = {other: place for other, place in self.hints.items() if other != code}
        place = self.hints[code]
        self.hints = None
        self.message = ""
        self._take(place)
        if stay and rest:
            self.hints = rest
        self.show()
