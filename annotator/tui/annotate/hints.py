"""Hints on the annotating screen: a letter on every object in view, typed to tag it; two on every word, to go there."""

from __future__ import annotations

from collections.abc import Callable

from annotator.model import Range
from annotator.tui.annotate.context import ArticleContext
from annotator.tui.widgets.hint_letters import drawn, one_letter, two_letters


class Hints:
    """While hints are shown, keys choose one of them."""

    def __init__(self, context: ArticleContext) -> None:
        self.screen = context
        self.places: dict[str, Range] | None = None
        """What can be typed, while hints are shown."""
        self._typed = ""
        self._take: Callable[[Range], object] = lambda _: None
        self._may_stay = False
        """Whether a capital letter means: take this one, and keep the others."""

    def objects(self, name: str) -> None:
        """A capital label key: a letter on every object in view that is not tagged so; the letter tags it."""
        from annotator.text.segments import objects

        context = self.screen
        label = context.palette.labels[name]
        if label.object is None:
            context.say(f"{name} takes no object: select the text, then {label.key}")
            return
        start, end = context.pane.in_view()
        places = [
            place
            for place in objects(context.caret.text, label.object, start, end, dates=context.project.settings.dates)
            if start <= place[0] < end and context.session.spans.exact(*place, name) is None
        ]

        def tag(place: Range) -> None:
            # The cursor stays: what is tagged is in view, and the text must not move under the next letter.
            context.caret.anchor = None
            context.perform(lambda: context.session.tag([place], name))

        hints = one_letter(places)
        question = f"{name}: which one? Shift keeps the others, Esc leaves"
        self._begin(hints, tag, f"no untagged {label.object} in view", question)
        self._may_stay = all(code.islower() for code in hints)

    def go_to_word(self) -> None:
        hints = two_letters(self._words())
        self._begin(hints, lambda place: self.screen.caret.go(place[0]), "no word in view", "go where? Esc leaves")

    def extend_to_word(self) -> None:
        def extend(place: Range) -> None:
            caret = self.screen.caret
            anchor = caret.anchor if caret.anchor is not None else caret.offset
            caret.select(anchor, place[1] if place[1] > anchor else place[0])

        self._begin(two_letters(self._words()), extend, "no word in view", "select up to where? Esc leaves")

    def _words(self) -> list[Range]:
        from annotator.text.segments import words

        start, end = self.screen.pane.in_view()
        return [place for place in words(self.screen.caret.text, start, end) if start <= place[0] < end]

    def _begin(self, hints: dict[str, Range], take: Callable[[Range], object], none: str, question: str) -> None:
        self.screen.session.touch()
        if not hints:
            self.screen.say(none)
            return
        self.places, self._typed, self._take, self._may_stay = hints, "", take, False
        self.screen.chosen = None
        self.screen.say(question)

    def drawn(self) -> dict[int, str]:
        """The letters to draw, by offset."""
        return {} if self.places is None else drawn(self.places, self._typed)

    def key(self, key: str, character: str | None) -> None:
        """While hints are shown every key belongs to them."""
        assert self.places is not None
        typed = self._typed + character if character else ""
        if typed in self.places:
            self._take_hint(typed, stay=False)
        elif self._may_stay and typed.lower() in self.places:
            self._take_hint(typed.lower(), stay=True)
        elif typed and any(code.startswith(typed) for code in self.places):
            self._typed = typed
            self.screen.show()
        else:
            self.places = None
            self.screen.say("" if key == "escape" else "no hint has that letter")

    def _take_hint(self, code: str, *, stay: bool) -> None:
        """Act on a hint; `stay` keeps the others, with the letters they have, for the next key."""
        assert self.places is not None
        rest = {other: place for other, place in self.places.items() if other != code}
        place = self.places[code]
        self.places = None
        self.screen.message = ""
        self._take(place)
        if stay and rest:
            self.places = rest
        self.screen.show()
