"""A group drawn: of quotations a lane an outlet, words aligned under the fullest wording; of numbers each with its sentence."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from annotator.boards.lanes import Lane
from annotator.boards.slots import Verdict
from annotator.boards.work_board import WorkBoard, WorkRow
from annotator.report.boards import blocks
from annotator.report.slot_report import RELATIONS, said_sum
from annotator.report.wording import short
from annotator.text.sanitize import one_line
from annotator.text.wrap import cell_length, fit
from annotator.tui.theme import Palette
from annotator.tui.widgets.scroll import RowView

_TICK = 7
"""Cells for a tick and the digit that goes to the article."""
_WIDE = 96
"""From so many cells on, names and attributions have more room."""
_MOST = 200
"""Members that are drawn."""
_LEAST = 24
"""Cells of a wording; where there are fewer, nobody's attribution is beside it."""


class GroupLane(NamedTuple):
    """A line of a group that can be chosen: one wording, or one number.

    Attributes:
        members: of the row, by number.
        outlet: who published it.
        beside: who is said to speak, or as of when a value holds.
        decided: whether it is in the group.
        unsure: whether it only perhaps belongs there.
    """

    members: tuple[int, ...]
    outlet: str
    beside: str
    decided: bool
    unsure: bool


class ShownGroup(NamedTuple):
    """A row of a board with what is drawn of it."""

    row: WorkRow
    lanes: list[GroupLane]
    wordings: list[Lane]
    """Of quotations, as many as lanes."""
    sentences: list[tuple[str, str, str]]
    """Of numbers: what is before, the number, what is behind it."""
    verdict: Verdict | None
    sums: list[str]


def shown_group(board: WorkBoard, row: WorkRow) -> ShownGroup:
    """What is drawn of a row: its first members, where there are very many."""
    drawn = row.members[:_MOST]
    if row.kind == "quotation":
        wordings = board.lanes(row._replace(members=drawn, fullest=row.fullest if row.fullest < _MOST else 0))
        lanes = [
            GroupLane(
                tuple(one.members), one.outlet, one.attribution.speaker or one_line(one.attribution.beside),
                all(number < row.decided for number in one.members), one.unsure,
            )
            for one in wordings
        ]  # fmt: skip
        return ShownGroup(row, lanes, wordings, [], None, [])
    lanes, sentences = [], []
    for number, member in enumerate(drawn):
        figure = board.figure(member)
        said = "" if figure is None else figure.quantity.as_of
        lanes.append(GroupLane((number,), board.outlet(member), said, number < row.decided, number in row.unsure))
        version = board.texts.articles.version(member.article, member.sha256)
        low, high = (member.start, member.end) if figure is None else figure.sentence
        text = "" if version is None else version.text
        sentences.append((text[low : member.start], member.text, text[member.end : high]))
    slot = board.judged(row)
    if slot is None:
        return ShownGroup(row, lanes, [], sentences, None, [])
    sums = [*(one.said(slot.members) for one in slot.verdict.sums), *map(said_sum, board.sums(row))]
    return ShownGroup(row, lanes, [], sentences, slot.verdict, list(dict.fromkeys(sums)))


class GroupView(RowView):
    """The lanes of a group; one is chosen, and those that would be taken are ticked."""

    can_focus = True

    @dataclass
    class Clicked(Message):
        """A lane was clicked."""

        lane: int
        on_tick: bool

    def __init__(self, palette: Palette, *, name_id: str = "group") -> None:
        super().__init__(id=name_id)
        self.palette = palette
        self._shown: ShownGroup | None = None
        self._ticked: Collection[int] = ()
        self._chosen: int | None = None
        self._lines: list[tuple[int | None, list[Segment]]] = []

    def show(self, shown: ShownGroup | None, ticked: Collection[int] = (), chosen: int | None = None) -> None:
        """Show a group, with these members ticked and this lane chosen; nothing without one."""
        self._shown, self._ticked, self._chosen = shown, ticked, chosen
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        width = self.size.width
        self._lines = [] if self._shown is None or width < _TICK + _LEAST else list(self._drawn(self._shown, width - 1))
        self.set_row_count(len(self._lines))
        self.refresh()
        if self._chosen is not None:
            rows = [y for y, (lane, _) in enumerate(self._lines) if lane == self._chosen]
            if rows and not any(self.top <= y < self.top + self.size.height for y in rows):
                self.scroll_to_row(rows[0] - self.size.height // 2)

    def render_line(self, y: int) -> Strip:
        plain_style = self.palette.plain
        at = y + self.top
        lane, segments = self._lines[at] if at < len(self._lines) else (None, [])
        chosen = lane is not None and lane == self._chosen
        style = self.palette.chosen(plain_style, bold=False) if chosen else plain_style
        if chosen:
            segments = [Segment(text, self._on_chosen(style or Style())) for text, style, _ in segments]
        return Strip(segments).adjust_cell_length(self.size.width, style)

    def _on_chosen(self, style: Style) -> Style:
        if style == self.palette.faint:  # on the ground of what is chosen it could not be read
            style = self.palette.plain
        return self.palette.chosen(style, bold=bool(style.bold))

    def on_click(self, event: events.Click) -> None:
        at = event.y + self.top
        if at < len(self._lines) and (lane := self._lines[at][0]) is not None:
            self.post_message(self.Clicked(lane, event.x < _TICK - 2))

    # --- drawing -------------------------------------------------------------------------------------------------

    def _drawn(self, shown: ShownGroup, width: int) -> list[tuple[int | None, list[Segment]]]:
        name = 16 if width >= _WIDE else 11
        beside = min(30 if width >= _WIDE else 18, max(width - _TICK - name - 2 - _LEAST, 0))
        room = width - _TICK - name - 1 - (beside + 1 if beside else 0)
        lines: list[tuple[int | None, list[Segment]]] = []
        if shown.wordings:
            for number, block in enumerate(blocks(shown.wordings, room)):
                lines += [(None, [])] if number else []
                lines += self._block(shown, block, number == 0, name, room, beside)
        else:
            for lane, sentence in enumerate(shown.sentences):
                segments = [*self._head(shown, lane, name), *self._sentence(shown, lane, sentence, room)]
                lines.append((lane, [*segments, *self._beside(shown.lanes[lane], beside)]))
        for said in shown.sums:
            lines.append((None, [Segment(f"{' ' * (_TICK + name + 1)}{fit(said, room)}", self.palette.plain)]))
        return lines

    def _block(
        self, shown: ShownGroup, block: Sequence[Sequence[str]], first: bool, name: int, room: int, beside: int
    ) -> list[tuple[int | None, list[Segment]]]:
        widths = [max(map(cell_length, column)) for column in block]
        lines: list[tuple[int | None, list[Segment]]] = []
        for lane, one in enumerate(shown.lanes):
            words = [
                Segment(fit(column[lane], width) if column[lane] else " " * width, self._word(column[lane], lane == 0))
                for column, width in zip(block, widths, strict=True)
            ]
            spaced = chain.from_iterable((word, Segment(" ", self.palette.plain)) for word in words)
            strip = Strip(spaced).adjust_cell_length(room, self.palette.plain)
            head = self._head(shown, lane, name)
            lines.append((lane, [*head, *strip, *(self._beside(one, beside) if first else ())]))
        return lines

    def _word(self, text: str, fullest: bool) -> Style:
        """What is wrong stands out, what is left out hardly; the marks say the same without colour."""
        look = self.palette.look
        if text.startswith("[!"):
            return self.palette.warning(look.ground)
        if text.startswith("["):
            return self.palette.flat(look.notice, look.ground, bold=True)
        if text.startswith(("·", "(…")):
            return self.palette.faint
        return self.palette.plain + Style(bold=fullest or None)

    def _head(self, shown: ShownGroup, lane: int, name: int) -> list[Segment]:
        one = shown.lanes[lane]
        tick = " = " if one.decided else "[✓]" if all(number in self._ticked for number in one.members) else "[ ]"
        digit = str(lane + 1) if lane < 9 else " "
        perhaps = one.unsure and not one.decided
        outlet = fit(f"{'?' * perhaps}{short(one.outlet, name - perhaps)}", name)
        return [
            Segment(f" {tick} ", self.palette.plain),
            Segment(f"{digit} ", self.palette.flat(self.palette.look.accent, self.palette.look.ground, bold=True)),
            Segment(f"{outlet} ", self.palette.plain),
        ]

    def _sentence(self, shown: ShownGroup, lane: int, parts: tuple[str, str, str], room: int) -> list[Segment]:
        before, number, after = map(one_line, parts)
        ahead, behind = " " * parts[0][-1:].isspace(), " " * parts[2][:1].isspace()
        mark = ""
        if shown.verdict is not None and lane < shown.row.decided:
            mark = "≠ " if lane in shown.verdict.odd else "Σ " if lane in shown.verdict.together else ""
        left = max((room - cell_length(mark + number)) // 3, 0)
        start = before if len(before) <= left else f"…{before[len(before) - max(left - 2, 0) :]}"
        plain = self.palette.plain
        style = self.palette.warning(self.palette.look.ground) if mark == "≠ " else plain + Style(bold=True)
        drawn = [Segment(f"{start}{ahead}", plain), Segment(f"{mark}{number}", style), Segment(behind, plain)]
        rest = max(room - sum(segment.cell_length for segment in drawn), 1)
        return list(Strip([*drawn, Segment(fit(after, rest), plain)]).adjust_cell_length(room, plain))

    def _beside(self, lane: GroupLane, beside: int) -> list[Segment]:
        if not beside:
            return []
        return [Segment(f" {fit(lane.beside, beside)}" if lane.beside else " " * (beside + 1), self.palette.faint)]


def told_of_values(verdict: Verdict) -> str:
    """What the values of a slot are to each other, in words."""
    if verdict.compared < 2:
        return "one value alone"
    told = RELATIONS[verdict.relation]
    if verdict.together:
        told += "; Σ: said of both sides together"
    return told


__all__ = ["GroupLane", "GroupView", "ShownGroup", "shown_group", "told_of_values"]
