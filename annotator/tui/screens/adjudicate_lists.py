"""Lists over the adjudicating screen: passages, filters, passages that may get the same answer, spans a rule touches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from annotator.gold.adjudicate.alike import Alike, Touched
from annotator.gold.adjudicate.items import KINDS, Item
from annotator.gold.adjudicate.standing import Standing
from annotator.text.display import one_line
from annotator.tui.screens.adjudicate_view import Line
from annotator.tui.screens.dialog import Dialog
from annotator.tui.screens.filtered import FilteredScreen
from annotator.tui.theme import Palette
from annotator.tui.widgets.lines import KeyBar
from annotator.tui.widgets.page import fit
from annotator.tui.widgets.picklist import PickList

_KIND = 12
_TICK = 5


def mark_of(standing: Standing) -> str:
    """One character for how a passage stands."""
    if standing.decided or standing.item.kind == "agreed":
        return "✓"
    return "↺" if standing.reopened else "·"


def wording_of(item: Item) -> str:
    """The wording that a list shows of a passage: its longest span's, on one line."""
    node = max(item.nodes, key=lambda node: node.end - node.start)
    return one_line((node.text or "")[:400], 400)


class PassagesScreen(FilteredScreen[int]):
    """Choose a passage; answers its place in the list."""

    def __init__(self, standings: Sequence[Standing], here: int, palette: Palette) -> None:
        super().__init__(
            palette,
            placeholder="type a part of a wording, a label, a kind, an article, or: open, decided",
            hint="Enter goes there. ✓ decided  · open  ↺ open again",
        )
        self._standings, self._here = standings, here

    def heading(self) -> str:
        """How many there are."""
        return f"{len(self._standings):,} passages"

    def first(self) -> int | None:
        """The passage at hand."""
        return self._here if self._standings else None

    def fitting(self, typed: str) -> Sequence[int]:
        """Those of which every word typed is in what the line says."""
        words = typed.split()
        return [i for i, s in enumerate(self._standings) if all(word in self._searchable(s) for word in words)]

    def _searchable(self, standing: Standing) -> str:
        item = standing.item
        state = "open" if standing.open else "decided"
        words = (item.article, *item.labels, KINDS[item.kind], state, *(n.text or "" for n in item.nodes))
        return " ".join(words).casefold()

    def pick(self, item: int) -> None:
        """Go there."""
        self.dismiss(item)

    def paint(self, item: int, width: int, style: Style) -> list[Segment]:
        """State, label, kind, article, wording."""
        standing = self._standings[item]
        about = standing.item
        label = about.labels[0]
        key = style if item == self.list.highlighted else self.palette.mark(label, self.palette.look.bar)
        room = 16 if width >= 70 else 8
        rest = max(width - 6 - _KIND - room - 2, 1)
        return [
            Segment(f" {mark_of(standing)} ", style),
            Segment(f"{self.palette.key(label)} ", key),
            Segment(f"{fit(KINDS[about.kind], _KIND)} {fit(about.article, room)} ", style),
            Segment(fit(wording_of(about), rest), style),
        ]


class FilterScreen(FilteredScreen[Line]):
    """Choose what alone is gone through; answers the line."""

    def __init__(self, lines: Sequence[Line], chosen: Sequence[str], palette: Palette) -> None:
        super().__init__(
            palette, placeholder="type a part of a name", hint="Enter shows that alone (again: the others too)."
        )
        self._lines, self._chosen = lines, chosen

    def heading(self) -> str:
        """What it is for."""
        return "Go through"

    def fitting(self, typed: str) -> Sequence[int]:
        """Those of which every word typed is in the name."""
        words = typed.split()
        return [i for i, line in enumerate(self._lines) if all(word in line.shown.casefold() for word in words)]

    def pick(self, item: int) -> None:
        """Take it."""
        self.dismiss(self._lines[item])

    def paint(self, item: int, width: int, style: Style) -> list[Segment]:
        """Whether it is chosen, its name, how far it is."""
        line = self._lines[item]
        mark = "●" if line.shown in self._chosen else " "
        counts = f"{line.decided:,} of {line.of:,} decided"
        return [Segment(f" {mark} {fit(line.shown, max(width - 26, 8))} {counts:>20} ", style)]


class AlikeScreen(Dialog[list[Alike]]):
    """Passages that may get the same answer, ticked where their wording is the same too; nothing happens before Enter."""

    AUTO_FOCUS = "#rows"
    HOLDS_TYPING = True
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]
    BINDINGS: ClassVar = [
        Binding("escape", "dismiss(None)", "Leave"),
        Binding("enter", "accept", "Do it"),
        Binding("space", "tick", "Tick"),
        Binding("a", "all", "All"),
        Binding("up", "go(-1)", "Up"),
        Binding("down", "go(1)", "Down"),
        Binding("pageup", "page(-1)", "Page up"),
        Binding("pagedown", "page(1)", "Page down"),
        Binding("home", "edge(-1)", "First"),
        Binding("end", "edge(1)", "Last"),
    ]
    _KEYS = (
        ("Enter", "do it", "accept", None),
        ("Space", "tick", "tick", None),
        ("a", "all or none", "all", None),
        ("Esc", "leave", "dismiss(None)", None),
    )

    def __init__(self, found: Sequence[Alike], about: str, palette: Palette) -> None:
        """Make the list.

        Args:
            found: the passages with their answers.
            about: what they have in common.
            palette: the colours.
        """
        super().__init__()
        self.palette = palette
        self._found, self._about = found, about
        self._ticked = {i for i, one in enumerate(found) if one.same}

    def compose(self) -> ComposeResult:
        """Title, list, keys."""
        with Vertical(classes="dialog wide"):
            yield Static(Content(""), id="heading", classes="title")
            yield PickList(self.palette, self._paint)
            yield KeyBar(self.palette, self._KEYS)

    def on_mount(self) -> None:
        """List all."""
        if self.app._exit or not self.children:
            return  # closed again before it was open
        self.list = self.query_one(PickList)
        self.list.show(range(len(self._found)), 0)
        self._told()

    def _told(self) -> None:
        same = sum(one.same for one in self._found)
        others = len(self._found) - same
        parts = [f"{same:,} of the same wording"] if same else []
        parts += [f"{others:,} of the same kind"] if others else []
        told = f"The same answer for {len(self._ticked):,} ticked ({self._about}): {', '.join(parts)}"
        self.query_one("#heading", Static).update(Content(one_line(told)))

    def action_tick(self) -> None:
        """Tick the highlighted one, or not."""
        if self.list.highlighted is not None:
            self._ticked ^= {self.list.highlighted}
            self.list.move(1)
            self.list.refresh()
            self._told()

    def action_all(self) -> None:
        """Tick all; if all are, none."""
        everything = set(range(len(self._found)))
        self._ticked = set() if self._ticked == everything else everything
        self.list.refresh()
        self._told()

    def action_go(self, lines: int) -> None:
        """Highlight another line."""
        self.list.move(lines)

    def action_page(self, pages: int) -> None:
        """Highlight a line a page away."""
        self.list.move(pages * self.list.page)

    def action_edge(self, side: int) -> None:
        """Highlight the first or the last line."""
        self.list.move(side * len(self._found))

    def action_accept(self) -> None:
        """Answer those that are ticked."""
        self.dismiss([one for i, one in enumerate(self._found) if i in self._ticked])

    def on_pick_list_picked(self, event: PickList.Picked) -> None:
        """A click highlights a line; on its tick, it ticks too."""
        self.list.move(event.item - (self.list.highlighted or 0))
        if event.cell < _TICK:
            self.action_tick()
            self.list.move(event.item - (self.list.highlighted or 0))

    async def on_key_bar_clicked(self, event: KeyBar.Clicked) -> None:
        """A click on a key does what the key does."""
        await self.run_action(event.action)

    def _paint(self, item: int, width: int, style: Style) -> list[Segment]:
        """Tick, article, wording, what it becomes."""
        one = self._found[item]
        was = wording_of(one.item)
        drafts = one.answer.drafts
        now = " + ".join(one_line(draft.text[:200], 200) for draft in drafts) if drafts else "none"
        room = max(width - _TICK - 14, 2)
        return [
            Segment(" [✓] " if item in self._ticked else " [ ] ", style),
            Segment(f"{fit(one.item.article, 12)} ", style),
            Segment(fit(was, room // 2 - 3), style),
            Segment(" → ", style),
            Segment(fit(now, max(room - room // 2, 1)), style + Style(bold=True)),
        ]


class TouchedScreen(FilteredScreen[int]):
    """Spans that a rule would touch; answers the place of one to go to."""

    def __init__(self, found: Sequence[Touched], told: str, palette: Palette) -> None:
        hint = "Enter goes there. Found by label, kind and the wording in dispute; ✓ decided or agreed."
        super().__init__(palette, placeholder="type a part of a wording or an article", hint=hint)
        self._found, self._told = found, told

    def heading(self) -> str:
        """How many there are."""
        count = len(self._found)
        return one_line(f"{self._told}This rule would touch {count:,} other span{'s' * (count != 1)}")

    def fitting(self, typed: str) -> Sequence[int]:
        """Those of which every word typed is in the line."""
        words = typed.split()
        lines = [f"{one.article} {one.label} {one.text} {one.how}".casefold() for one in self._found]
        return [i for i, line in enumerate(lines) if all(word in line for word in words)]

    def pick(self, item: int) -> None:
        """Go there."""
        self.dismiss(item)

    def paint(self, item: int, width: int, style: Style) -> list[Segment]:
        """State, label, how it was found, article, wording."""
        one = self._found[item]
        key = style if item == self.list.highlighted else self.palette.mark(one.label, self.palette.look.bar)
        return [
            Segment(" ✓ " if one.decided else " · ", style),
            Segment(f"{self.palette.key(one.label)} ", key),
            Segment(f"{fit(one.how, 22)} {fit(one.article, 12)} ", style),
            Segment(fit(one.text[:400], max(width - 42, 1)), style),
        ]
