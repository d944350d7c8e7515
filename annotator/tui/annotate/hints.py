"""Hints on the annotating screen: letters on places in view, typed to tag what is there, or to go there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from rich.segment import Segment

from annotator.model import Range
from annotator.text.sanitize import one_line
from annotator.tui.actions import shown_key
from annotator.tui.annotate.context import ArticleContext
from annotator.tui.annotate.sweep import Sweep
from annotator.tui.widgets.hint_letters import cells_of, short_codes, two_letters

if TYPE_CHECKING:
    from annotator.model import Span
    from annotator.span_index import SpanIndex
    from annotator.tui.annotate.cursor import Cursor
    from annotator.tui.annotate.resizing import Resizing

BarEntry = tuple[str, str, str, str | None]
"""A key, its title, what it does and its label, as the key bar has them."""


class LetterMode(Protocol):
    """What letters are shown for, as long as they are."""

    stays: bool
    """Whether it goes on after a letter, also without Shift."""

    @property
    def outlines(self) -> SpanIndex | None:
        """What the letters would tag; `None` where they tag nothing."""
        ...

    @property
    def codes(self) -> Mapping[str, Range]:
        """What can be typed now, and the place that it stands for."""
        ...

    @property
    def named(self) -> str:
        """The mode, as the status line names it."""
        ...

    @property
    def question(self) -> str:
        """What to say while nothing was typed yet."""
        ...

    @property
    def bar(self) -> Sequence[BarEntry]:
        """The keys of the mode; a click does `hints.press`."""
        ...

    def drawn(self, typed: str) -> dict[int, Segment]:
        """The letters still to be typed, by offset."""
        ...

    def take(self, code: str) -> None:
        """Act on a place."""
        ...

    @property
    def own(self) -> Collection[str]:
        """The keys that do something else in this mode."""
        ...

    def press(self, key: str) -> None:
        """Do what one of these keys does."""
        ...


class Hints:
    """While a mode is on, keys choose one of its letters; a wrong one changes nothing."""

    def __init__(self, context: ArticleContext, cursor: Cursor, resizing: Resizing) -> None:
        self.screen, self._cursor, self._resizing = context, cursor, resizing
        self.mode: LetterMode | None = None
        self._typed = ""

    @property
    def places(self) -> Mapping[str, Range] | None:
        """What can be typed, while hints are shown."""
        return None if self.mode is None else self.mode.codes

    # --- the modes -----------------------------------------------------------------------------------------------

    def objects(self, name: str) -> None:
        """A capital label key: a letter on every object in view that is not tagged so; the letter tags it and ends."""
        label = self.screen.palette.labels[name]
        if label.object is None:
            self.screen.say(f"{name} takes no object: select the text, then {label.key}")
            return
        self._begin(Sweep(self.screen, self._cursor, name), f"no untagged {label.object} in view")

    def sweep(self) -> None:
        """Letters on every untagged object in view, of all labels, until Esc."""
        self._begin(Sweep(self.screen, self._cursor))

    def go_to_word(self) -> None:
        self._begin(Words(self.screen, "GO TO", lambda place: self.screen.caret.go(place[0])), "no word in view")

    def extend_to_word(self) -> None:
        """Letters on words, up to which the selection goes; with a span chosen, its end."""
        if self._resizing.span is not None:
            self._begin(WordEnds(self.screen, self._resizing), "no word in view", chosen=self.screen.chosen)
            return

        def extend(place: Range) -> None:
            caret = self.screen.caret
            anchor = caret.anchor if caret.anchor is not None else caret.offset
            caret.select(anchor, place[1] if place[1] > anchor else place[0])

        self._begin(Words(self.screen, "SELECT UP TO", extend), "no word in view")

    def split(self, span: Span) -> None:
        """Letters on the words of a span; it is cut in two before one of them."""

        def cut(place: Range) -> None:
            self.screen.perform(lambda: self.screen.session.split(span, place[0]))

        mode = Words(self.screen, "SPLIT BEFORE", cut, within=(span.start + 1, span.end))
        self._begin(mode, "no second word of the span is in view", chosen=self.screen.chosen)

    def _begin(self, mode: LetterMode, none: str = "", *, chosen: str | None = None) -> None:
        """Show letters; `none` says that there is nothing for them, and then there is no mode either.

        Args:
            mode: what the letters are for.
            none: what to say where there are no places.
            chosen: the id of the span that stays chosen meanwhile.
        """
        self.screen.session.touch()
        if none and not mode.codes:
            self.screen.say(none)
            return
        self.mode, self._typed = mode, ""
        self.screen.chosen = chosen
        self.screen.offer_keys(mode.bar)
        self.screen.say(mode.question)

    def end(self) -> None:
        """Take the letters away; what is shown is brought in line by whoever goes on."""
        if self.mode is not None:
            self.mode, self._typed = None, ""
            self.screen.offer_keys(None)

    # --- what is shown -------------------------------------------------------------------------------------------

    def drawn(self) -> dict[int, Segment]:
        """The letters to draw, by offset."""
        return {} if self.mode is None else self.mode.drawn(self._typed)

    @property
    def outlines(self) -> SpanIndex | None:
        """What the letters would tag."""
        return None if self.mode is None else self.mode.outlines

    @property
    def named(self) -> str:
        """The mode, as the status line names it; empty if there is none."""
        return "" if self.mode is None else self.mode.named

    # --- keys and the mouse --------------------------------------------------------------------------------------

    def press(self, key: str) -> None:
        """A key of the mode was clicked in the key bar."""
        self.key(key, None)

    def click(self, offset: int) -> bool:
        """A click takes the innermost object there, or ends the mode; whether it took one."""
        mode = self.mode
        if mode is None:
            return False
        here = [(end - start, code) for code, (start, end) in self._ranges(mode) if start <= offset < end]
        if mode.outlines is None or not here:
            self.end()
            return False
        self._take(min(here)[1], stay=True)
        return True

    def _ranges(self, mode: LetterMode) -> list[tuple[str, Range]]:
        return [(code, (place[0], place[1])) for code, place in mode.codes.items()]

    def takes(self, key: str) -> bool:
        """Whether a key belongs to the mode: all but those with ctrl and function keys, which end it."""
        if self.mode is None:
            return False
        return key in self.mode.own or not (key.startswith("ctrl+") or (key[0] == "f" and key[1:].isdecimal()))

    def key(self, key: str, character: str | None) -> None:
        """Do what a key does while letters are shown."""
        mode = self.mode
        assert mode is not None
        typed = self._typed + (character or "")
        if key == "escape":
            self.end()
            self.screen.say("")
        elif key == "backspace":
            self._typed = self._typed[:-1]
            self.screen.say(mode.question)
        elif key in mode.own:
            self._typed = ""
            mode.press(key)
        elif not character or not any(code.startswith((typed, typed.lower())) for code in mode.codes):
            self.screen.say(self._wrong(key, typed))
        elif (code := typed if typed in mode.codes else typed.lower()) in mode.codes:
            self._take(code, stay=code != typed and mode.outlines is not None)
        else:
            self._typed = typed
            self.screen.say("")

    def _wrong(self, key: str, typed: str) -> str:
        """What to say of a key that means nothing here."""
        if not typed[len(self._typed) :].strip():
            return f"{shown_key(key)} does nothing here"
        back = f", Backspace takes {one_line(self._typed)} back" if self._typed else ""
        return f"no hint is ‹{one_line(typed)}›{back}"

    def _take(self, code: str, *, stay: bool) -> None:
        """Act on a place, and end the mode first where it is to end."""
        mode, self._typed = self.mode, ""
        assert mode is not None
        self.screen.message = ""
        if not (stay or mode.stays):
            self.end()
        mode.take(code)
        self.screen.show()


class Words:
    """Two letters on every word in view; on the words of a range one, where that will do."""

    outlines = None
    stays = False
    question = "type the letters on a word"
    bar: Sequence[BarEntry] = (("Esc", "ends", "do('hints.press', 'escape')", None),)

    def __init__(
        self, context: ArticleContext, name: str, go: Callable[[Range], object], within: Range | None = None
    ) -> None:
        from annotator.text.segments import words

        start, end = context.pane.in_view()
        if within is not None:
            start, end = max(start, within[0]), min(end, within[1])
        found = [place for place in words(context.caret.text, start, end) if start <= place[0] < end]
        self.codes = two_letters(found) if within is None else dict(zip(short_codes(len(found)), found, strict=False))
        self.named = name
        self._cells = cells_of(self.codes, context.caret.text)
        self._go, self._style = go, context.palette.hint

    def drawn(self, typed: str) -> dict[int, Segment]:
        """See `LetterMode`."""
        return {
            at: Segment(letter, self._style)
            for code, cells in self._cells.items()
            if code.startswith((typed, typed.lower()))
            for at, letter in list(zip(cells, code, strict=False))[len(typed) :]
        }

    def take(self, code: str) -> None:
        """Go there."""
        self._go(self.codes[code])

    own: Collection[str] = ()

    def press(self, key: str) -> None:
        """No key does anything else here."""


class WordEnds(Words):
    """Two letters on every word in view, to which an end of the chosen span goes."""

    question = "type the letters on a word; inside the span the second with Shift moves its other end"

    def __init__(self, context: ArticleContext, resizing: Resizing) -> None:
        super().__init__(context, "RESIZE TO", lambda _: None)
        self._resizing = resizing
        self._others = {code[0] + code[1].upper(): place for code, place in self.codes.items() if code.islower()}
        self.codes |= self._others

    def take(self, code: str) -> None:
        """Move the end that the last letter means."""
        self._resizing.to_word(self.codes[code], other=code in self._others)
