"""The list of spans of an article's earlier text, with where each would stand in the new one: ticked ones are moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from annotator.realign import Move
from annotator.text.sanitize import one_line
from annotator.text.wrap import cell_length
from annotator.tui.dialogs.lists import TICK, TickedScreen
from annotator.tui.theme import Palette
from annotator.tui.widgets.compare import Compare
from annotator.tui.widgets.picklist import PickList
from annotator.tui.widgets.status_line import KeyBar

_ALIKE = 10
"""Characters before the first difference of two wordings that a line shows at least."""
_WORD = 11
"""Cells for how it was found."""
_KEYS = (
    ("Enter", "do it", "accept", None),
    ("Space", "tick", "tick", None),
    ("a", "all sure", "all_sure", None),
    ("Tab", "unsure", "unsure(1)", None),
    ("x", "remove", "remove", None),
    ("Esc", "leave", "dismiss(None)", None),
)

MoveAnswer = Literal["move", "remove"]


class DecidedMoves(NamedTuple):
    """What the person wants done."""

    moved: list[Move]
    removed: list[Move]


class ReanchorScreen(TickedScreen[DecidedMoves]):
    """Ticks say what is moved; only what was found for certain is ticked beforehand. Nothing happens before Enter."""

    BINDINGS: ClassVar = [
        Binding("a", "all_sure", "All sure"),
        Binding("x,delete", "remove", "Remove"),
        Binding("tab", "unsure(1)", "Next unsure"),
        Binding("shift+tab", "unsure(-1)", "Unsure before"),
    ]

    def __init__(self, moves: Sequence[Move], present: str, palette: Palette) -> None:
        super().__init__()
        self.palette = palette
        self._moves, self._present, self.count = moves, present, len(moves)
        self._choice: dict[int, MoveAnswer] = {i: "move" for i, move in enumerate(moves) if move.sure and move.found}

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog full"):
            yield Static(Content(""), id="heading", classes="title")
            yield PickList(self.palette, self.paint)
            yield Compare(self.palette)
            yield KeyBar(self.palette, _KEYS)

    def begin(self) -> None:
        self.compare = self.query_one(Compare)
        unsure = self._unsure()
        self.list_all(unsure[0] if unsure else 0)

    # --- what is chosen ------------------------------------------------------------------------------------------

    def _unsure(self) -> list[int]:
        return [i for i, move in enumerate(self._moves) if not move.sure]

    def _heading(self) -> str:
        sure = sum(move.sure for move in self._moves)
        lost = sum(move.found is None for move in self._moves)
        counts = ((sure, "sure"), (len(self._moves) - sure - lost, "to look at"), (lost, "not found"))
        found = ", ".join(f"{count:,} {word}" for count, word in counts if count)
        ticked = [sum(choice == word for choice in self._choice.values()) for word in ("move", "remove")]
        will = f"{ticked[0]:,} ticked" + (f", {ticked[1]:,} to remove" if ticked[1] else "")
        count = len(self._moves)
        return f"{count:,} span{'s' * (count != 1)} of an earlier text: {found} · {will}"

    def follow(self) -> None:
        self.query_one("#heading", Static).update(Content(self._heading()))
        here = self.list.highlighted
        if here is None:
            return
        move = self._moves[here]
        before = (move.before, move.span.range) if move.before is not None else move.span.text
        after = (self._present, move.found) if move.found is not None else f"not found: {move.why}"
        self.compare.show(move.span.label, before, after, move.why if move.found is not None else "")

    def _choose(self, item: int, choice: MoveAnswer) -> None:
        """Tick an item so, or untick it if it was."""
        if choice == "move" and self._moves[item].found is None:
            self.app.bell()
            return
        if self._choice.get(item) == choice:
            del self._choice[item]
        else:
            self._choice[item] = choice
        self.changed()

    # --- keys ----------------------------------------------------------------------------------------------------

    def tick(self, item: int) -> None:
        self._choose(item, "move")

    def action_remove(self) -> None:
        if self.list.highlighted is not None:
            self._choose(self.list.highlighted, "remove")

    def action_all_sure(self) -> None:
        """Tick all that were found for certain; if they are, none of them."""
        sure = [i for i, move in enumerate(self._moves) if move.sure and move.found]
        if all(self._choice.get(i) == "move" for i in sure):
            self._choice = {i: choice for i, choice in self._choice.items() if i not in set(sure)}
        else:
            self._choice |= dict.fromkeys(sure, "move")
        self.changed()

    def action_unsure(self, step: int) -> None:
        """Highlight the next or the previous that is not sure, going around at the ends."""
        here, unsure = self.list.highlighted, self._unsure()
        if here is None or not unsure:
            return
        beyond = [i for i in unsure if (i > here if step > 0 else i < here)] or unsure
        self.action_go((beyond[0] if step > 0 else beyond[-1]) - here)

    def action_accept(self) -> None:
        self.dismiss(
            DecidedMoves(
                [move for i, move in enumerate(self._moves) if self._choice.get(i) == "move"],
                [move for i, move in enumerate(self._moves) if self._choice.get(i) == "remove"],
            )
        )

    # --- drawing -------------------------------------------------------------------------------------------------

    def paint(self, item: int, width: int, style: Style) -> list[Segment]:
        move = self._moves[item]
        tick = "   " if move.found is None else "[ ]"
        tick = {"move": "[✓]", "remove": "[x]"}.get(self._choice.get(item, ""), tick)
        word = "sure" if move.sure else "look" if move.found is not None else "not found"
        if self._choice.get(item) == "remove":
            word = "remove"
        key = style if item == self.list.highlighted else self.palette.mark(move.span.label, self.palette.look.bar)
        left = [
            Segment(f" {tick:<{TICK - 1}}", style),
            Segment(f"{self.palette.key(move.span.label)} ", key),
            Segment(f"{word:{_WORD}}", style + Style(dim=move.sure, bold=not move.sure)),
        ]
        room = max(width - TICK - 2 - _WORD, 1)
        old = one_line(move.span.text[:400], 400)
        new = one_line(self._present[slice(*move.found)][:400], 400) if move.found is not None else move.why
        if new == old:
            return [*left, Segment(_cut(old, room), style)]
        if move.found is not None:
            old, new = _from_the_difference(old, new)
        old = _cut(old, max((room - 3) // 2, 1))
        return [
            *left,
            Segment(old, style),
            Segment(" → " if move.found is not None else " · ", style),
            Segment(_cut(new, room - cell_length(old) - 3), style + Style(bold=move.found is not None)),
        ]


def _from_the_difference(old: str, new: str) -> tuple[str, str]:
    """Two lines that differ, both without most of what they begin with alike."""
    alike = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = old.rfind(" ", 0, max(alike - _ALIKE, 0)) + 1
    return (old, new) if start == 0 else ("…" + old[start:], "…" + new[start:])


def _cut(text: str, room: int) -> str:
    """The beginning of a line in at most so many cells, `…` where more follows."""
    cut = text
    while cell_length(cut) > max(room, 1):
        cut = cut[: min(len(cut) - 2, room - 1)].rstrip() + "…"
    return cut
