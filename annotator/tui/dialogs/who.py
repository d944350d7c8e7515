"""The start screen: who works here, chosen among those who did before or typed anew; it leads to the tutorial too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, cast

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Input, Static

from annotator.errors import AnnotatorError
from annotator.journal.copies import original_stem
from annotator.journal.storage import JournalLock
from annotator.listener import sizes_of
from annotator.model import ANNOTATOR_NAME
from annotator.text.sanitize import one_line, plural
from annotator.text.wrap import cell_length
from annotator.tui.background import BackgroundWork, Ended, Stopped, WorkProgress
from annotator.tui.dialogs.lists import ListScreen
from annotator.tui.theme import Palette
from annotator.tui.widgets.field import CUT, Field
from annotator.tui.widgets.picklist import ListBox, PickList

if TYPE_CHECKING:
    from annotator.engine import Step
    from annotator.progress import PersonAtWork
    from annotator.project import ArticleFile, ProjectFolder
    from annotator.tui.annotate.screen import GivesUp

_LONGEST_NAME = 24
"""Cells of a name in the list."""
_UNSEEN = 10_000_000
"""Bytes that are read before anybody sees a screen stand still."""
_TELLING = 0.3
"""Seconds of reading from which it can be told how long the rest takes."""


@dataclass(frozen=True)
class People:
    """Who worked in a project.

    Attributes:
        rows: by name, what the person did and when the last of it was, as a moment in ISO 8601.
        progress: how far all of them are, in words.
    """

    rows: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    progress: str = ""


class WhoScreen(ListScreen[str]):
    """Asks for the annotator's name and shows at once what each one leads to; answers a name that can be had."""

    AUTO_FOCUS = "Field"
    BINDINGS: ClassVar = [
        Binding("ctrl+q", "app.quit", "Leave"),
        Binding("escape", "app.quit", "Leave"),
        Binding("f2", "app.tutorial", "Tutorial"),
    ]
    QUESTION: ClassVar = "Who is annotating?"
    HINT: ClassVar = "Enter begins, Esc leaves. F2: a tutorial of two minutes."

    def __init__(
        self,
        project: ProjectFolder,
        articles: list[ArticleFile],
        palette: Palette,
        name: str,
        login: str,
        opens: Callable[[str, Step | None], None],
    ) -> None:
        """Make the screen.

        Args:
            project: where they work.
            articles: what they work on.
            palette: the colours.
            name: who worked here last; empty if nobody is remembered.
            login: proposed to those who are new; empty if it can be no annotator's.
            opens: opens what the person who is named works on, and tells how many bytes more of it were read.
        """
        super().__init__()
        self.palette = palette
        self.project, self.articles = project, articles
        self._remembered, self._login = name, login
        self._people = People(dict.fromkeys(self.names(), ("", None)))
        self._opens = opens
        self._work = BackgroundWork(lambda _, stopped: self.read_people(stopped), self.post_message)
        self._chosen: str | None = None
        """Whose file is being read."""

    def compose(self) -> ComposeResult:
        placeholder = "your name" + (f", such as {self._login}" if self._login else "")
        with ListBox(id="who", classes="dialog"):
            yield Static(Content(self.QUESTION), classes="title")
            yield Static(Content(""), id="progress")
            yield Field(self._remembered, placeholder=placeholder, name_id="name")
            yield Static(Content(""), id="about")
            yield PickList(self.palette, self.paint)
            yield Static(Content(self.HINT), classes="hint")

    def begin(self) -> None:
        self._show_people()
        self._check()
        # Not before: Textual does not measure anew what is changed after it was measured and before it is mounted.
        self.call_after_refresh(self._work.start)

    def on_unmount(self) -> None:
        self._work.stop.set()

    # --- who is there --------------------------------------------------------------------------------------------

    def names(self) -> list[str]:
        """Whose journals there are; none of them is read for it."""
        stems = {original_stem(path.stem) for path in self.project.journals()}
        return sorted(stem for stem in stems if ANNOTATOR_NAME.fullmatch(stem))

    def read_people(self, stopped: Callable[[], bool]) -> People:
        """Read who did what; called in a thread of its own.

        Raises:
            AnnotatorError: if a journal cannot be read.
            Stopped: when `stopped` says so.
        """
        from annotator.journal.columns import read_columns
        from annotator.progress import done_by_someone, people_at_work

        def goes_on(_: int) -> None:
            if stopped():
                raise Stopped

        ids = {article.id for article in self.articles}
        columns = read_columns(self.project.journals(), goes_on)
        work, open_ = people_at_work(columns, ids), len(ids - done_by_someone(columns))
        names = [name for name in sorted(work) if self.project.journal_path(name).is_file()]
        rows = {name: (_told(work[name], len(ids)), work[name].last) for name in names}
        return People(
            rows,
            (f"nobody has done {open_:,} yet" if open_ < len(ids) else "none done yet")
            if open_
            else "each done by someone",
        )

    def on_ended(self, event: Ended) -> None:
        if event.work is not self._work:
            return
        if self._chosen is not None:
            self._opened(event.result)
            return
        if isinstance(event.result, People):
            self._people = event.result
        else:
            self._people = People(self._people.rows, one_line(str(event.result)))
        self._show_people()
        self._check()

    def _show_people(self) -> None:
        people = self._people
        self.list = self.query_one(PickList)
        self.list.display = bool(people.rows)
        self.list.show(range(len(people.rows)))
        told = f"{one_line(self.project.root.name, 24)}: {plural(len(self.articles), 'article')}"
        self.query_one("#progress", Static).update(Content(f"{told}{', ' * bool(people.progress)}{people.progress}"))

    def paint(self, item: int, width: int, style: Style) -> list[Segment]:
        """Name, what the person did, and the day of the last of it as far as there is room."""
        rows = self._people.rows
        taken = min(max(map(cell_length, rows)), _LONGEST_NAME)
        name, (told, last) = [*rows.items()][item]
        name, day = one_line(name, taken), shown_day(last)
        room = width - taken - 4
        told = one_line(told, room) if cell_length(told) > room else told
        day = day if cell_length(told) + len(day) < room else ""
        between = room - cell_length(told) - len(day)
        return [
            Segment(f" {name}{' ' * (taken - cell_length(name))}  ", style + Style(bold=True)),
            Segment(f"{told}{' ' * between}{day} ", style),
        ]

    # --- the name ------------------------------------------------------------------------------------------------

    @property
    def typed(self) -> str:
        """The name as it is in the field."""
        return self.query_one(Field).value.strip()

    def check(self, name: str) -> str:
        """The name, if it can be had here.

        Raises:
            AnnotatorError: saying why not.
        """
        return self.project.check_name(name)

    def about(self, name: str) -> str:
        """What a name that can be had leads to."""
        path = self.file_of(name)
        shown = f"{self.project.annotations.name}/{path.name}"
        if not path.exists():
            return f"a new annotator: {shown} will be made"
        holder = JournalLock(path).held_by()
        if holder is not None:
            return f"{name}'s file is being written by {holder}: it would open for reading only"
        return f"goes on where {name} was: {shown}"

    def _check(self) -> None:
        """Unless somebody was chosen, say what the name in the field leads to, or why it cannot be had, and highlight it in the list."""
        if self._chosen is not None:
            return
        about, name = self.query_one("#about", Static), self.typed
        wrong = False
        try:
            told = self.about(self.check(name)) if name else self._asks()
        except AnnotatorError as error:
            told, wrong = str(error).replace(" with --as NAME", "").replace("use --as ", "use "), True
        about.update(Content(told))
        about.set_class(wrong, "-wrong")
        names = [*self._people.rows]
        self.list.highlight(names.index(name) if name in names else None)

    def _asks(self) -> str:
        return "Type your name, or choose one below." if self._people.rows else "Type your name."

    def on_input_changed(self) -> None:
        self._check()

    def on_field_cut(self) -> None:
        self.show_hint(CUT)

    def follow(self) -> None:
        """Put the name that is highlighted into the field."""
        if self.list.highlighted is not None:
            self._put([*self._people.rows][self.list.highlighted])

    def _put(self, name: str) -> None:
        name_field = self.query_one(Field)
        name_field.value = name
        name_field.cursor_position = len(name)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            self._take(self.check(self.typed))
        except AnnotatorError:
            self._check()

    def on_pick_list_picked(self, event: PickList.Picked) -> None:
        if self._chosen is None:
            self._put([*self._people.rows][event.item])
            self._take(self.typed)

    # --- beginning -----------------------------------------------------------------------------------------------

    def file_of(self, name: str) -> Path:
        """Where the work of somebody is kept."""
        return self.project.journal_path(name)

    def _take(self, name: str) -> None:
        """Answer the name; where reading the file takes longer than an eye waits, say here how far that is, and then."""
        if self._chosen is not None:
            return
        files = [self.file_of(name)]
        if sum(sizes_of(files)) < _UNSEEN:
            self.dismiss(name)
            return
        self._chosen = name
        self.query_one(".hint", Static).update(Content("Esc leaves."))
        self._work.stop.set()
        self._work = BackgroundWork(partial(self._read, name, sum(sizes_of(files))), self.post_message)
        self._work.start()

    def _read(self, name: str, size: int, tell: Callable[[str], None], stopped: Callable[[], bool]) -> None:
        began, done = monotonic(), 0

        def step(more: int) -> None:
            nonlocal done
            if stopped():
                raise Stopped
            done = min(done + more, size)
            passed = monotonic() - began
            left = passed * (size - done) / max(done, 1)
            told = f", {left:.0f} s left" if passed > _TELLING and left >= 1 else ""
            tell(f"reading {self.file_of(name).name}: {done / size:.0%}{told}")

        self._opens(name, step)

    def on_work_progress(self, event: WorkProgress) -> None:
        if event.work is self._work:
            self.query_one("#about", Static).update(Content(event.doing))

    def _opened(self, result: object) -> None:
        if isinstance(result, AnnotatorError):
            cast("GivesUp", self.app).give_up(result)
        elif isinstance(result, Exception):
            raise result
        else:
            self.dismiss(self._chosen)


def _told(work: PersonAtWork, articles: int) -> str:
    """What somebody did, in words."""
    parts = [f"{work.done:,} of {articles:,} done"]
    parts += [f"{count:,} {word}" for count, word in ((work.started, "started"), (work.skipped, "skipped")) if count]
    return ", ".join([*parts, plural(work.spans, "span")])


def shown_day(moment: str | None) -> str:
    """The day of a moment in ISO 8601, where this is; empty if it is none."""
    try:
        day = datetime.fromisoformat(moment or "").astimezone().date()
    except (ValueError, OverflowError):
        return ""
    today = date.today()
    if day == today:
        return "today"
    return "yesterday" if day == today - timedelta(days=1) else f"{day.day} {day:%b %Y}"
