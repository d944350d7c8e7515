"""One group of a board: what is offered is taken, put apart, changed; each answer is on the disk when it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from annotator.boards.group import Member
from annotator.boards.group_session import GroupOutcome
from annotator.boards.slots import NAME
from annotator.boards.work_board import WorkBoard, WorkRow
from annotator.errors import AnnotatorError
from annotator.text.sanitize import one_line, plural, whole_parts
from annotator.text.wrap import cut
from annotator.tui.boards.group_view import GroupView, ShownGroup, shown_group, told_of_values
from annotator.tui.dialogs import Dialog, Form, typed
from annotator.tui.dialogs.lists import FilteredScreen, matching
from annotator.tui.theme import Palette
from annotator.tui.widgets.field import Field
from annotator.tui.widgets.status_line import KeyBar

_NOTED = {"quotation": ("speaker_name", "said"), "quantity": (NAME, "counted", "unit")}
"""Attributes of a group that are asked for, by kind."""


class BoardPlace(NamedTuple):
    """Where a member stands, to go there."""

    article: str
    sha256: str
    start: int
    end: int


class GroupScreen(Dialog[BoardPlace]):
    """Answers the place that the person wants to go to."""

    AUTO_FOCUS = "GroupView"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]
    BINDINGS: ClassVar = [
        Binding("enter", "take", "The same: take what is ticked"),
        Binding("x,delete", "refuse", "Apart: never offer it again"),
        Binding("s", "take_out", "Take the chosen one out of the group"),
        Binding("j", "join", "Join with another group"),
        Binding("e", "note", "Note speaker, date or name for all"),
        Binding("space", "tick", "Tick or untick"),
        Binding("asterisk,ctrl+a", "tick_all", "Tick all, or what is sure"),
        Binding("up", "go(-1)", "Up"),
        Binding("down", "go(1)", "Down"),
        Binding("full_stop,right", "turn(1)", "Next group"),
        Binding("comma,left", "turn(-1)", "Group before"),
        *(Binding(str(digit), f"visit({digit})", f"Go to article {digit}") for digit in range(1, 10)),
        Binding("u,ctrl+z", "undo", "Undo"),
        Binding("ctrl+y", "redo", "Redo"),
        Binding("ctrl+s", "save_again", "Save now"),
        Binding("b,B,escape", "back", "Back"),
    ]

    def __init__(
        self, board: WorkBoard, row: WorkRow, palette: Palette, order: Sequence[WorkRow] | None = None
    ) -> None:
        """Make the screen.

        Args:
            board: which decides.
            row: the group to begin with.
            palette: the colours.
            order: the groups to go through, which stays as it is whatever is decided; all of the board's without it.
        """
        super().__init__()
        self.palette = palette
        self.board = board
        self._order = list(board.rows if order is None else order)
        self._at = next((place for place, other in enumerate(self._order) if other.key == row.key), -1)
        self._attributes: dict[str, str] = {}
        """Noted of an offer, for when it is taken."""
        self._said = ""
        self._take_row(row)

    def _take_row(self, row: WorkRow) -> None:
        """Show another group, or what has become of one."""
        opened = self.board.opened(row)
        self.shown: ShownGroup = shown_group(self.board, opened)
        self.chosen = 0
        self.ticked = {number for number in range(len(opened.members)) if number not in opened.unsure}
        self._attributes = {}

    @property
    def row(self) -> WorkRow:
        """The group at hand."""
        return self.shown.row

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog full"):
            yield Static(Content(""), id="told")
            yield Static(Content(""), id="reason")
            yield GroupView(self.palette)
            yield KeyBar(self.palette, ())

    def begin(self) -> None:
        self.view = self.query_one(GroupView)
        self.show()

    def on_resize(self) -> None:
        if hasattr(self, "view"):
            self.show()

    def show(self) -> None:
        """Draw all of it."""
        row, board = self.row, self.board
        own = row if row.group is None else row._replace(members=row.members[: row.decided])
        title = [
            row.status if row.group is not None else f"offered: {row.status}",
            plural(len(board.outlets_of(own)), "outlet"),
            *(f"{name} {one_line(value, 40)}" for name, value in (row.attributes | self._attributes).items()),
        ]
        if (more := len(row.members) - sum(len(lane.members) for lane in self.shown.lanes)) > 0:
            title.append(f"{plural(more, 'more member')} not drawn")
        if self.shown.verdict is not None:
            title.append(told_of_values(self.shown.verdict))
        kind = "The same quotation" if row.kind == "quotation" else "The same quantity"
        self.query_one("#told", Static).update(Content(whole_parts([kind, *title], self.app.size.width - 4)))
        conflicts = board.conflicts.get(row.group.id, []) if row.group is not None else []
        below = "; ".join(filter(None, [self._unsaved(), self._said, *conflicts, row.reason]))
        self.query_one("#reason", Static).update(Content(one_line(below) or " "))
        self.view.show(self.shown, self.ticked, self.chosen)
        same = "add the ticked" if row.group is not None else "same"
        keys = [("Enter", same, "take"), ("x", "apart", "refuse"), ("s", "take out", "take_out"), ("j", "join", "join"),
                ("e", "note", "note"), ("Space", "tick", "tick"), ("1-9", "go there", f"visit({self.chosen + 1})"),
                ("u", "undo", "undo"), (".", "next", "turn(1)"), ("F1", "keys", "app.keys_here"), ("Esc", "back", "back")]  # fmt: skip
        self.query_one(KeyBar).offer([(key, name, call, None) for key, name, call in keys])

    def _unsaved(self) -> str:
        file = self.board.session.file
        return f"NOT SAVED: {file.not_saved_because}: Ctrl+S tries again" if file.unsaved else ""

    # --- deciding ------------------------------------------------------------------------------------------------

    def _perform(self, what: Callable[[], GroupOutcome | None], nothing: str = "") -> None:
        """Do something, say what came of it, and show what the group has become."""
        row = self.row
        try:
            if (reason := self.board.session.file.read_only) is not None:
                outcome: GroupOutcome | None = GroupOutcome(f"nothing can be changed: {reason}")
            else:
                outcome = what()
        except AnnotatorError as error:
            outcome = GroupOutcome(str(error))
        self._said = nothing if outcome is None else outcome.failure or outcome.message
        now = self.board.find_again(row)
        if now is None and row.kind == "quantity" and row.group is None:
            now = row  # a number in no slot yet
        if now is None:
            self._go_on(1)
            return
        chosen = self.chosen
        self._take_row(now)
        self.chosen = min(chosen, len(self.shown.lanes) - 1)
        self.show()

    def _go_on(self, step: int) -> bool:
        """Show the next group in the order that is still one, or the one before; leave if this one is none and no other is."""
        place = self._at + step
        while 0 <= place < len(self._order):
            row = self.board.find_again(self._order[place])
            if row is not None:
                self._at = place
                self._take_row(row)
                self.show()
                return True
            place += step
        if self.board.find_again(self.row) is None:
            self.action_back()
        return False

    def action_take(self) -> None:
        """Take what is ticked; a slot that nobody named is named first."""
        row = self.row
        if row.kind == "quantity" and row.group is None and not self._attributes.get(NAME) and len(self.ticked) > 1:

            def named(attributes: dict[str, str] | None) -> None:
                if attributes is not None:
                    self._perform(lambda: self.board.take(row, self.ticked, attributes))

            self.app.push_screen(GroupNoteScreen("What the slot is called", row, self._attributes), named)
            return
        self._perform(lambda: self.board.take(row, self.ticked, self._attributes))

    def action_refuse(self) -> None:
        self._perform(lambda: self.board.refuse(self.row, self._member))

    def action_take_out(self) -> None:
        """Take the chosen one out; of an offer, untick it."""
        if self.row.group is None or not self.shown.lanes[self.chosen].decided:
            self.ticked -= set(self.shown.lanes[self.chosen].members)
            self._said = "unticked: Enter takes the others, x keeps that all are apart"
            self.show()
            return
        self._perform(lambda: self.board.take_out(self.row, self._member))

    def action_join(self) -> None:
        """Ask for the group that is the same as this one."""
        others = [row for row in self.board.rows if row.key != self.row.key and row.group is not self.row.group]

        def answered(other: int | None) -> None:
            if other is not None:
                row = self.row
                self._perform(lambda: self.board.join(row, others[other]))

        if others:
            self.app.push_screen(JoinScreen(self.board, others, self.palette), answered)
        else:
            self._say("there is no other group")

    def action_note(self) -> None:
        row = self.row

        def noted(attributes: dict[str, str] | None) -> None:
            if attributes is None:
                return
            if row.group is None:
                self._attributes = attributes
                self._say("noted: Enter takes the group with it")
            else:
                self._perform(lambda: self.board.note(row, attributes))

        self.app.push_screen(GroupNoteScreen("What is noted of all", row, self._attributes), noted)

    def action_undo(self) -> None:
        self._perform(self.board.undo, "nothing to undo")

    def action_redo(self) -> None:
        self._perform(self.board.redo, "nothing to redo")

    def action_save_again(self) -> None:
        failure = self.board.session.save_again()
        self._say(f"NOT SAVED: {failure}" if failure else "everything is saved")

    @property
    def _member(self) -> int:
        return self.shown.lanes[self.chosen].members[0]

    # --- looking -------------------------------------------------------------------------------------------------

    def _say(self, said: str) -> None:
        self._said = said
        self.show()

    def action_go(self, lanes: int) -> None:
        self.chosen = max(0, min(self.chosen + lanes, len(self.shown.lanes) - 1))
        self.view.show(self.shown, self.ticked, self.chosen)

    def action_tick(self) -> None:
        lane = self.shown.lanes[self.chosen]
        if lane.decided:
            self._say("that is in the group: s takes it out")
            return
        self.ticked ^= set(lane.members)
        self.action_go(1)

    def action_tick_all(self) -> None:
        every = set(range(len(self.row.members)))
        self.ticked = every - self.row.unsure if self.ticked == every else every
        self.show()

    def action_turn(self, groups: int) -> None:
        """Go to the next group, or the one before."""
        said, self._said = self._said, ""
        if not self._go_on(groups):
            self._said = said
            self._say("this is the last group" if groups > 0 else "this is the first group")

    def action_visit(self, digit: int) -> None:
        """Go to the article of a lane."""
        if digit <= len(self.shown.lanes):
            member: Member = self.row.members[self.shown.lanes[digit - 1].members[0]]
            self.dismiss(BoardPlace(member.article, member.sha256, member.start, member.end))

    def action_back(self) -> None:
        self.dismiss(None)

    def on_group_view_clicked(self, event: GroupView.Clicked) -> None:
        """A click chooses a lane, on its tick it ticks too; a click on the chosen lane goes there."""
        again = event.lane == self.chosen and not event.on_tick
        self.chosen = event.lane
        if event.on_tick:
            self.action_tick()
        elif again:
            self.action_visit(event.lane + 1)
        self.show()


class GroupNoteScreen(Form[dict[str, str]]):
    """A field for each attribute of a group; an empty one takes it away."""

    def __init__(self, heading: str, row: WorkRow, noted: Mapping[str, str]) -> None:
        super().__init__()
        self.heading = heading
        self._noted = {**row.attributes, **noted}
        self._names = list(dict.fromkeys([*_NOTED.get(row.kind, ()), *self._noted]))

    def fields(self) -> ComposeResult:
        for i, name in enumerate(self._names):
            yield Static(Content(one_line(name, 40)))
            yield Field(self._noted.get(name, ""), name_id=f"a{i}")

    def on_input_submitted(self) -> None:
        found = {}
        for i, name in enumerate(self._names):
            value = typed(self.query_one(f"#a{i}", Input).value, self._noted.get(name, ""))
            if value:
                found[name] = value
        self.dismiss(found)


class JoinScreen(FilteredScreen[int]):
    """Answers the group, by number, that another is to be joined with."""

    heading = "Which group is the same?"

    def __init__(self, board: WorkBoard, rows: Sequence[WorkRow], palette: Palette) -> None:
        super().__init__(
            palette, placeholder="words of it, or an outlet", hint="Enter joins, Esc leaves both as they are."
        )
        self._rows = rows
        self._lines = [f"{row.status} {row.name} {' '.join(board.outlets_of(row))}".casefold() for row in rows]

    def fitting(self, typed: str) -> Sequence[int]:
        return matching(self._lines, typed)

    def paint(self, item: int, width: int, style: Style) -> list[Segment]:
        row = self._rows[item]
        return [Segment(f" {row.status:<8} {cut(row.name, width - 11)}", style)]


__all__ = ["BoardPlace", "GroupNoteScreen", "GroupScreen", "JoinScreen"]
