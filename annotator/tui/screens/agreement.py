"""How far the annotators agree, from the journals as they are now; passages and articles lead to their places.

Reading and measuring go on in a thread, which also loads all that measures; Escape stops it.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from annotator.model import AnnotatorError
from annotator.project import Project
from annotator.text.display import one_line
from annotator.tui.agreement.writing import Place, Writer, Written
from annotator.tui.screens.changed import Stamp, stamp_of
from annotator.tui.screens.dialog import Dialog
from annotator.tui.theme import Palette
from annotator.tui.widgets.lines import KeyBar
from annotator.tui.widgets.page import Page, Tabs

if TYPE_CHECKING:
    from annotator.tui.agreement.measure import Measured

PAGES = ("Overview", "Labels", "Annotators", "Passages", "Articles")
_PASSAGES, _ARTICLES = 3, 4
_KEYS = (
    ("Enter", "go there", "go", None),
    ("Tab", "next page", "turn(1)", None),
    ("r", "read again", "reload", None),
    ("Esc", "back", "leave", None),
)
_OFTEN = 0.1
"""Seconds between two messages about how far it is."""
_LOOK = 2.0
"""Seconds between two looks at the files."""


@dataclass
class Kept:
    """What is found again when the screen is opened again: the numbers, and where the person was in them."""

    measured: Measured | None = None
    stamps: dict[Path, Stamp] = field(default_factory=dict)
    """Of the files as they were just before they were read."""
    page: int = 0
    targets: dict[int, int | None] = field(default_factory=dict)
    tops: dict[int, int] = field(default_factory=dict)


class AgreementScreen(Dialog[Place]):
    """Five pages; answers the place that the person wants to go to."""

    AUTO_FOCUS = "#rows"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]
    BINDINGS: ClassVar = [
        Binding("escape,q", "leave", "Back"),
        Binding("enter", "go", "Go there"),
        Binding("r,f5", "reload", "Read again"),
        Binding("tab,right,l", "turn(1)", "Next page"),
        Binding("shift+tab,left,h", "turn(-1)", "Page before"),
        Binding("up,k", "move(-1)", "Up"),
        Binding("down,j", "move(1)", "Down"),
        Binding("pageup", "page(-1)", "Page up"),
        Binding("pagedown,space", "page(1)", "Page down"),
        Binding("home", "edge(-1)", "First"),
        Binding("end", "edge(1)", "Last"),
        *(Binding(str(i + 1), f"open({i})", name) for i, name in enumerate(PAGES)),
    ]

    class Told(Message):
        """How far the thread is."""

        def __init__(self, run: int, doing: str) -> None:
            super().__init__()
            self.run, self.doing = run, doing

    class Ended(Message):
        """The thread is done."""

        def __init__(self, run: int, result: Measured | Exception) -> None:
            super().__init__()
            self.run, self.result = run, result

    def __init__(self, project: Project, openable: Collection[str], palette: Palette, kept: Kept) -> None:
        """Make the screen.

        Args:
            project: whose journals are read.
            openable: ids of the articles that can be gone to.
            palette: the colours.
            kept: what an earlier opening found; what this one finds is put there.
        """
        super().__init__()
        self.palette = palette
        self._project, self._openable, self._kept = project, openable, kept
        self._run = 0
        self._stop = threading.Event()
        self._doing: str | None = None
        self._wrong: str | None = None
        self._said = ""
        self._reading: dict[Path, Stamp] = {}
        self._written: Written | None = None

    def compose(self) -> ComposeResult:
        """Title, tabs, a page, what is to be said, keys."""
        with Vertical(classes="dialog full"):
            yield Static(Content(""), id="told")
            yield Tabs(self.palette, PAGES)
            yield Page(self.palette)
            yield KeyBar(self.palette, _KEYS)

    def on_mount(self) -> None:
        """Show what was found before if the files are as they were; else read them."""
        self.page = self.query_one(Page)
        if self._kept.measured is None or self._kept.stamps != self._stamps():
            self.action_reload()
        self.set_interval(_LOOK, self._look_at_files)

    def on_resize(self) -> None:
        """Write the page anew for its width."""
        self.call_after_refresh(self._show)

    @property
    def busy(self) -> bool:
        """Whether files are being read or measured."""
        return self._doing is not None

    # --- reading and measuring -----------------------------------------------------------------------------------

    def _stamps(self) -> dict[Path, Stamp]:
        return {path: stamp_of(path) for path in self._project.journals()}

    def _look_at_files(self) -> None:
        if not self.busy and not self._said and self._stamps() != (self._reading or self._kept.stamps):
            self._said = "The files have changed since: r reads them again."
            self._title()

    def action_reload(self) -> None:
        """Read the files again and measure anew."""
        self._stop.set()
        self._stop, self._run = threading.Event(), self._run + 1
        self._doing, self._wrong, self._said = "beginning", None, ""
        self._reading = self._stamps()
        work = _Work(self._run, list(self._reading), list(self._project.labels()), self._stop, self.post_message)
        threading.Thread(target=work.run, daemon=True, name="agreement").start()
        self._show()

    def on_agreement_screen_told(self, event: Told) -> None:
        """Say how far it is."""
        if event.run == self._run and self.busy:
            self._doing = event.doing
            self._title()

    def on_agreement_screen_ended(self, event: Ended) -> None:
        """Show what was found, or what is wrong."""
        if event.run != self._run:
            return
        self._doing = None
        self._kept.stamps = self._reading
        if isinstance(event.result, AnnotatorError):
            self._wrong, self._kept.measured = str(event.result), None
        elif isinstance(event.result, Exception):
            raise event.result
        else:
            self._kept.measured = event.result
        self._show()

    # --- showing -------------------------------------------------------------------------------------------------

    def _say(self, told: str) -> None:
        """Put a sentence in the place of the title, until something else is done."""
        self.query_one("#told", Static).update(Content(one_line(told)))

    def _title(self) -> None:
        measured = self._kept.measured
        if self._doing is not None:
            told = f"Agreement: {self._doing} … Esc stops"
        elif self._said:
            told = self._said
        elif measured is not None:
            table = measured.analysis.sums.table
            people, count = int(table.done.any(axis=0).sum()), len(table.articles)
            told = (
                f"Agreement of {people} annotators in {count:,} article{'s' * (count != 1)} that two or more finished"
            )
        else:
            told = "Agreement"
        self._say(told)

    def _show(self) -> None:
        self._title()
        kept, width = self._kept, self.page.size.width
        self.query_one(Tabs).show(kept.page)
        if not width:
            return
        write = Writer(self.palette, width - 2)  # the bar beside what is highlighted, and the scroll bar
        if self._wrong is not None:
            told = write.paragraph(f"{self._wrong[:1].upper()}{self._wrong[1:]}.")
            self._written = Written(told, [])
        elif kept.measured is not None:
            self._written = _page(kept.page, kept.measured, write)
        else:
            self._written = Written([], [])
        self.query_one(KeyBar).offer(_KEYS if self._written.places else _KEYS[1:])
        self.page.show(self._written.lines, kept.targets.get(kept.page), kept.tops.get(kept.page, 0))

    def _remember(self) -> None:
        self._kept.targets[self._kept.page] = self.page.target
        self._kept.tops[self._kept.page] = self.page.top

    # --- keys and the mouse --------------------------------------------------------------------------------------

    def action_turn(self, step: int) -> None:
        """Show the next page, or the one before, going around at the ends."""
        self.action_open((self._kept.page + step) % len(PAGES))

    def action_open(self, page: int) -> None:
        """Show a page."""
        self._remember()
        self._kept.page = page
        self._show()

    def action_move(self, step: int) -> None:
        """Highlight the next place, or scroll."""
        self.page.move(step)

    def action_page(self, pages: int) -> None:
        """Scroll by a page."""
        self.page.page(pages)

    def action_edge(self, side: int) -> None:
        """Go to the first or the last line."""
        self.page.edge(side)

    def action_go(self) -> None:
        """Go to the highlighted place, if its article is at hand."""
        if self._written is None or self.page.target is None:
            self._say(f"Pages {_PASSAGES + 1} and {_ARTICLES + 1} have places to go to.")
            return
        place = self._written.places[self.page.target]
        if place.article not in self._openable:
            self._say(f"{place.article} is not among the articles that are open here.")
            return
        self._leave(place)

    def action_leave(self) -> None:
        """Back to where the person was."""
        self._leave(None)

    def _leave(self, place: Place | None) -> None:
        self._stop.set()
        self._remember()
        self.dismiss(place)

    def on_page_picked(self) -> None:
        """A click goes to the place."""
        self.action_go()

    def on_tabs_clicked(self, event: Tabs.Clicked) -> None:
        """A click on a name shows the page."""
        self.action_open(event.page)

    async def on_key_bar_clicked(self, event: KeyBar.Clicked) -> None:
        """A click on a key does what the key does."""
        await self.run_action(event.action)


def _page(page: int, measured: Measured, write: Writer) -> Written:
    from annotator.tui.agreement import overview, places, tables

    pages = (
        overview.overview,
        tables.labels_page,
        tables.annotators_page,
        places.passages_page,
        places.articles_page,
    )
    return pages[page](measured, write)


@dataclass
class _Work:
    """What the thread does; it posts messages, and touches nothing else."""

    number: int
    paths: list[Path]
    labels: list[str]
    stop: threading.Event
    post: Callable[[Message], bool]
    _step: str = ""
    _last: float = 0.0

    def run(self) -> None:
        """Load what measures, measure, and tell the end."""
        result: Measured | Exception
        try:
            self._tell("loading numpy")
            from annotator.tui.agreement.measure import Stopped, measure

            try:
                result = measure(self.paths, self.labels, self._tell, self.stop.is_set)
            except Stopped:
                return
        except Exception as error:  # told where the screen is
            result = error
        self._post(AgreementScreen.Ended(self.number, result))

    def _tell(self, doing: str) -> None:
        step = doing.partition(" ")[0]
        if step != self._step or monotonic() - self._last >= _OFTEN:
            self._step, self._last = step, monotonic()
            self._post(AgreementScreen.Told(self.number, doing))

    def _post(self, message: Message) -> None:
        if not self.stop.is_set():
            with contextlib.suppress(RuntimeError):  # the application has ended
                self.post(message)
