"""A line to type into, safe to paste anything into, with completion from what was used before."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Input

from annotator.text.sanitize import display, thinned

MAX_LENGTH = 2_000
"""Code points of a field; what a paste brings beyond is cut, and that is said."""


def as_line(value: str) -> str:
    """A value as a field shows it: harmless."""
    return thinned(display(value))


CUT = f"The paste was cut: a field holds {MAX_LENGTH:,} characters."


class _Completion(Suggester):
    """The first of the values that goes on from what was typed, in upper or lower case."""

    def __init__(self, values: Sequence[str]) -> None:
        super().__init__(use_cache=False)
        self._values = values

    async def get_suggestion(self, value: str) -> str | None:
        typed = value.casefold()
        for known in self._values:
            if len(known) > len(value) and known.casefold().startswith(typed):
                return known
        return None


class StillInput(Input):
    """An input whose cursor does not blink: nothing here is animated, and a quiet screen sends nothing over SSH."""

    cursor_blink = reactive(False, init=False)

    async def _on_key(self, event: events.Key) -> None:
        """Do a key that types nothing at once: by Textual's way it would come after what is typed behind it."""
        # Whoever types is here already: to be focused after that must not select what was typed.
        self.select_on_focus = False
        if event.is_printable:
            await super()._on_key(event)
            return
        for node in self.ancestors_with_self:
            for binding in node._bindings.key_to_bindings.get(event.key, ()):
                if await self.app.run_action(binding.action, default_namespace=node):
                    event.stop()
                    event.prevent_default()
                    return
            if isinstance(node, ModalScreen):
                break
        await super()._on_key(event)


class Field(StillInput):
    """An input that takes as much of a paste as there is room for, as one line, and says if that was not all."""

    class Cut(Message):
        """A paste was longer than the room for it."""

    def __init__(
        self, value: str = "", *, used: Sequence[str] = (), placeholder: str = "", select: bool = True, name_id: str
    ) -> None:
        """Make a field.

        Args:
            value: what it holds at first.
            used: values to propose, the likeliest first; up and down go through them.
            placeholder: shown while it is empty.
            select: whether typing replaces what it holds, as long as nobody moved in it.
            name_id: its id.
        """
        self._used = [as_line(value) for value in used if value and len(value) <= MAX_LENGTH]
        super().__init__(
            as_line(value),
            placeholder=placeholder,
            id=name_id,
            max_length=MAX_LENGTH,
            select_on_focus=select,
            suggester=_Completion(self._used) if self._used else None,
        )
        self._place = -1

    def _on_paste(self, event: events.Paste) -> None:
        # Textual's own would refuse a text that is too long as a whole, in silence, and drop all but its first line.
        event.prevent_default()
        event.stop()
        room = MAX_LENGTH - len(self.value) + len(self.selected_text)
        text = as_line(event.text[: room + 1].replace("\r\n", " ").replace("\n", " ").replace("\r", " "))
        self.replace(text[:room], *sorted(self.selection))
        if len(event.text) > room:
            self.post_message(self.Cut())

    def on_key(self, event: events.Key) -> None:
        """Up and down put the values used before into the field, one after the other."""
        if event.key not in {"up", "down"} or not self._used:
            return
        event.stop()
        event.prevent_default()
        step = 1 if event.key == "down" else -1
        self._place = (self._place + step) % len(self._used) if self._place >= 0 or step > 0 else len(self._used) - 1
        self.value = self._used[self._place]
        self.cursor_position = len(self.value)
