"""All groups of a board: what is offered, what was decided; a line to filter by, and the group that is highlighted below.

Articles and journals are read in a thread; until that is done the screen says how far it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from annotator.boards.group import GroupKind
from annotator.boards.work_board import BoardTexts, WorkBoard, WorkRow, read_board
from annotator.engine import Step
from annotator.errors import AnnotatorError
from annotator.text.sanitize import one_line
from annotator.text.wrap import fit
from annotator.tui.background import BackgroundWork, Ended, Stopped, WorkProgress
from annotator.tui.boards.group_screen import BoardPlace, GroupScreen
from annotator.tui.boards.group_view import GroupView, shown_group
from annotator.tui.dialogs.lists import ListScreen, matching
from annotator.tui.theme import Palette
from annotator.tui.widgets.field import CUT, Field
from annotator.tui.widgets.picklist import PickList
from annotator.tui.widgets.status_line import KeyBar

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.boards.group_session import GroupSession
    from annotator.project import ProjectFolder

KINDS: dict[GroupKind, str] = {"quotation": "quotations", "quantity": "numbers"}
WORDS: dict[GroupKind, str] = {"quotation": "quotation", "quantity": "number"}
_STATUS = 9
_OUTLETS = 21


@dataclass
class KeptBoards:
    """What is found again when boards are opened again.

    Attributes:
        project: whose boards.
        session: which decides; it is closed with the program.
        files: whose spans are read; without any all journals, or gold.
        kind: of the board that was looked at last.
        boards: what was read, by kind.
        read_at: how the files were then.
        here: the row that was highlighted.
    """

    project: ProjectFolder
    session: GroupSession
    files: Sequence[Path] = ()
    kind: GroupKind = "quotation"
    boards: dict[GroupKind, WorkBoard] = field(default_factory=dict)
    read_at: dict[GroupKind, object] = field(default_factory=dict)
    here: WorkRow | None = None

    def files_now(self) -> object:
        """What tells whether articles or journals have changed."""
        found = []
        for path in (self.project.seeds, *(self.files or (*self.project.golds(), *self.project.journals()))):
            with suppress(OSError):
                state = path.stat()
                found.append((path, state.st_size, state.st_mtime_ns))
        return found


class Tells:
    """A listener that has a thread say how far it is, and ends it when nobody wants to know."""

    def __init__(self, tell: Callable[[str], None], stopped: Callable[[], bool]) -> None:
        self._tell, self._stopped = tell, stopped

    def read(self, *_: object) -> None:
        """Lines passed over are told by `check`."""

    @contextmanager
    def progress(self, what: str, length: int, /) -> Iterator[Step]:
        """Something begins; see `annotator.listener.Listener`."""
        done = 0
        self._tell(what)

        def step(more: int) -> None:
            nonlocal done
            if self._stopped():
                raise Stopped
            done += more
            self._tell(f"{what} {100 * done // max(length, 1)} %")

        yield step


class FilterLine(Field):
    """The line that says which groups are listed."""

    BINDINGS: ClassVar = [
        Binding("tab,shift+tab", "screen.to_list", "To the list"),
        Binding("escape", "screen.list_all", "All groups again"),
    ]


class GroupList(PickList):
    """The groups."""

    BINDINGS: ClassVar = [
        Binding("enter", "screen.open", "Open"),
        Binding("u,ctrl+z", "screen.undo", "Undo"),
        Binding("ctrl+y", "screen.redo", "Redo"),
        Binding("n", "screen.kind", "Quotations or numbers"),
        Binding("home", "screen.edge(-1)", "First"),
        Binding("end", "screen.edge(1)", "Last"),
        Binding("slash,tab,shift+tab", "screen.type", "Filter"),
        Binding("b,B", "screen.dismiss(None)", "Back"),
    ]


class BoardScreen(ListScreen[BoardPlace | str]):
    """Answers the place that the person wants to go to, or what to say in the article."""

    AUTO_FOCUS = "GroupList"

    def __init__(self, kept: KeptBoards, palette: Palette, place: BoardPlace | None = None) -> None:
        """Make the screen.

        Args:
            kept: what an earlier opening read; what this one reads is put there.
            palette: the colours.
            place: open the group that is there at once, if there is one.
        """
        super().__init__()
        self.kept, self.palette = kept, palette
        self._place = place
        self._work: BackgroundWork | None = None
        self._doing = self._said = ""
        self._shown: list[WorkRow] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog full"):
            yield Static(Content(""), id="told")
            yield FilterLine(placeholder="words, an outlet, sure, perhaps or decided", name_id="filter")
            yield GroupList(self.palette, self.paint)
            yield GroupView(self.palette, name_id="preview")
            yield KeyBar(self.palette, ())

    def begin(self) -> None:
        self.line, self.preview = self.query_one(FilterLine), self.query_one("#preview", GroupView)
        self.preview.can_focus = False
        self.query_one(GroupList).empty = "reading …"
        self.show_items(())
        self.on_descendant_focus()
        self._begin_kind()

    def on_descendant_focus(self) -> None:
        """The line is there while something is typed into it, or stands in it; the bar shows what keys do now."""
        is_typed = self.line.has_focus
        self.line.display = is_typed or bool(self.line.value)
        other = "quotes" if self.kept.kind == "quantity" else "numbers"
        keys = [("/", "filter", "type"), ("n", other, "kind"), ("u", "undo", "undo"), ("Enter", "open", "open"),
                ("F1", "keys", "app.keys_here"), ("Esc", "back", "dismiss(None)")]  # fmt: skip
        if is_typed:
            keys = [("Enter", "open", "open"), ("Tab", "to the list", "to_list"), ("F1", "keys", "app.keys_here"), ("Esc", "all", "list_all")]  # fmt: skip
        self.query_one(KeyBar).offer([(key, title, call, None) for key, title, call in keys])

    # --- reading -------------------------------------------------------------------------------------------------

    @property
    def board(self) -> WorkBoard | None:
        """The board of the kind at hand, once it was read."""
        return self.kept.boards.get(self.kept.kind)

    @property
    def busy(self) -> bool:
        """Whether it is still read."""
        return self._work is not None

    def _begin_kind(self) -> None:
        """Show what was read before, and read what has changed since."""
        kept, kind = self.kept, self.kept.kind
        now = kept.files_now()
        if self.board is not None:
            self._ready(last=kept.read_at[kind] == now)
            if kept.read_at[kind] == now:
                return
        kept.read_at[kind] = now
        self._work = BackgroundWork(
            lambda tell, stopped: read_board(kept.project, kind, kept.files, Tells(tell, stopped)), self.post_message
        )
        self._work.start()
        self._title()

    def on_work_progress(self, event: WorkProgress) -> None:
        if event.work is self._work:
            self._doing = event.doing
            self._title()

    def on_ended(self, event: Ended) -> None:
        if event.work is not self._work:
            return
        self._work = None
        result = event.result
        if isinstance(result, AnnotatorError):
            self._said = str(result)
            self._title()
            return
        if not isinstance(result, BoardTexts):
            assert isinstance(result, Exception)
            raise result
        self.kept.boards[self.kept.kind] = WorkBoard(self.kept.project, result, self.kept.session)
        self._ready(last=True)

    def _ready(self, *, last: bool) -> None:
        """List the board, or open the group that was asked for.

        Args:
            last: whether all is as the files are now; what was asked for and is not there, is not there then.
        """
        self._list()
        place, board = self._place, self.board
        if place is None or board is None:
            return
        row = board.row_at(*place)
        if row is None and self.kept.kind == "quantity":
            row = board.seed(*place)
        if row is None and not last:
            return
        self._place = None
        if row is None:
            self.dismiss(f"no other outlet has that {WORDS[self.kept.kind]}: B lists what several have")
        else:
            self._open(row, leave=True)

    # --- showing -------------------------------------------------------------------------------------------------

    def _list(self) -> None:
        board = self.board
        rows = board.rows if board is not None else []
        lines = [self._line(board, row).casefold() for row in rows] if board is not None else []
        self._shown = [rows[i] for i in matching(lines, self.line.value.casefold())]
        here = self.kept.here
        again = board.find_again(here) if here is not None and board is not None else None
        place = next((i for i, row in enumerate(self._shown) if again is not None and row.key == again.key), None)
        self.list.empty = "reading …" if board is None else "nothing fits" if rows else self._empty()
        self.show_items(range(len(self._shown)), place)
        self.follow()

    @staticmethod
    def _line(board: WorkBoard, row: WorkRow) -> str:
        return f"{row.status} {row.name} {' '.join(board.outlets_of(row))} {' '.join(row.attributes.values())}"

    def follow(self) -> None:
        """Show the highlighted group."""
        self._title()
        item, board = self.list.highlighted, self.board
        if item is None or board is None:
            self.preview.show(None)
            return
        row = self.kept.here = self._shown[item]
        ticked = {number for number in range(len(row.members)) if number not in row.unsure}
        self.preview.show(shown_group(board, row), ticked)

    def _title(self) -> None:
        told = [self._said or f"Boards: {KINDS[self.kept.kind]} of several outlets"]
        board = self.board
        if board is not None:
            counts = {
                status: sum(row.status == status for row in board.rows) for status in ("sure", "perhaps", "decided")
            }
            told += [", ".join(f"{count:,} {status}" for status, count in counts.items() if count) or "none"]
            told += [one_line(note, 60) for note in board.texts.notes[:1]]
        if self.busy:
            told.append(f"{self._doing or 'reading'} …")
        self.query_one("#told", Static).update(Content(one_line(" · ".join(told))))

    def _empty(self) -> str:
        if self.kept.kind == "quantity":
            return "no slot yet: press b on a number in an article to name one"
        return "no quotation is in articles of two outlets (source in .meta.json says whose an article is)"

    def paint(self, item: int, width: int, style: Style) -> list[Segment]:
        row, board = self._shown[item], self.board
        outlets = "" if board is None else board.outlets_told(row)
        room = max(width - _STATUS - _OUTLETS - 2, 1)
        return [
            Segment(f" {row.status:<{_STATUS}}", style + Style(bold=row.status == "sure")),
            Segment(f"{fit(outlets, _OUTLETS)} ", style + Style(bold=False)),
            Segment(fit(row.name, room), style + Style(bold=False)),
        ]

    # --- going through them --------------------------------------------------------------------------------------

    def action_type(self) -> None:
        self.line.display = True
        self.set_focus(self.line)

    def action_to_list(self) -> None:
        self.set_focus(self.list)

    def action_list_all(self) -> None:
        """Take away what was typed."""
        self.line.value = ""
        self.set_focus(self.list)

    def action_edge(self, side: int) -> None:
        self.action_go(side * len(self._shown))

    def on_input_changed(self) -> None:
        self._said = ""
        self._list()

    def on_field_cut(self) -> None:
        self._said = CUT
        self._title()

    def on_input_submitted(self) -> None:
        self.action_open()

    def on_pick_list_picked(self, event: PickList.Picked) -> None:
        """A click highlights a group; a click on the highlighted one opens it."""
        again = event.item == self.list.highlighted
        self.set_focus(self.list)
        self.list.move(event.item - (self.list.highlighted or 0))
        self.follow()
        if again:
            self.action_open()

    def action_open(self) -> None:
        if self.list.highlighted is not None:
            self._open(self._shown[self.list.highlighted], leave=False)

    def _open(self, row: WorkRow, *, leave: bool) -> None:
        """Open a group; left without an answer, come back to the list, or leave it too if nobody came by it."""
        board = self.board
        self.set_focus(self.list)  # back from the group keys are keys, not what is typed
        assert board is not None

        def answered(place: BoardPlace | None) -> None:
            self.kept.here = board.find_again(row) or self.kept.here
            if place is not None or leave:
                self.dismiss(place)
            else:
                self._list()

        self.kept.here = row
        self.app.push_screen(GroupScreen(board, row, self.palette, self._shown), answered)

    def action_kind(self) -> None:
        """Show the other board."""
        if self.busy:
            return
        self.kept.kind = "quantity" if self.kept.kind == "quotation" else "quotation"
        self.kept.here, self._said = None, ""
        self.on_descendant_focus()
        self._begin_kind()

    def action_undo(self) -> None:
        self._changed("undo")

    def action_redo(self) -> None:
        self._changed("redo")

    def _changed(self, which: str) -> None:
        board = self.board
        if board is None:
            return
        outcome = board.undo() if which == "undo" else board.redo()
        self._said = f"nothing to {which}" if outcome is None else outcome.failure or outcome.message
        self._list()

    def dismiss(self, result: BoardPlace | str | None = None) -> AwaitComplete:
        """Answer and close, and give up what is under way."""
        if self._work is not None and self.app.screen is self:
            self._work.stop.set()
            self._work = None
        return super().dismiss(result)


__all__ = ["BoardPlace", "BoardScreen", "KeptBoards"]
