"""How far the annotators agree, from the journals as they are now; passages and articles lead to their places.

Reading and measuring go on in a thread, which also loads all that measures, and gamma in another; Escape stops them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from annotator.errors import AnnotatorError
from annotator.project import ProjectFolder
from annotator.text.load import FileStamp, file_stamp
from annotator.text.sanitize import one_line, plural
from annotator.tui.agreement.pages import LineWriter, Place, Written
from annotator.tui.background import BackgroundWork, Ended, WorkProgress
from annotator.tui.dialogs import Dialog
from annotator.tui.theme import Palette
from annotator.tui.widgets.report_view import ReportPage, Tabs
from annotator.tui.widgets.status_line import KeyBar

if TYPE_CHECKING:
    from annotator.agreement.gamma import Gamma
    from annotator.report.advice import About
    from annotator.tui.agreement.worker import Measured

PAGES = ("Overview", "Labels", "Annotators", "Passages", "Articles", "Scores")
_OVERVIEW, _PASSAGES, _ARTICLES, _SCORES = 0, 3, 4, 5
_KEYS = (
    ("Enter", "go there", "go", None),
    ("Tab", "next page", "turn(1)", None),
    ("r", "read again", "reload", None),
    ("Esc", "back", "leave", None),
)
_GAMMA = ("g", "gamma", "gamma", None)
_LOOK = 2.0
"""Seconds between two looks at the files."""


@dataclass
class Kept:
    """What is found again when the screen is opened again: the numbers, and where the person was in them."""

    measured: Measured | None = None
    gamma: Gamma | None = None
    """Of the same numbers."""
    stamps: dict[Path, FileStamp] = field(default_factory=dict)
    """Of the files as they were just before they were read."""
    page: int = 0
    cause: About | None = None
    """Whose passages are shown on their page in place of the worst ones."""
    targets: dict[tuple[int, About | None], int | None] = field(default_factory=dict)
    tops: dict[tuple[int, About | None], int] = field(default_factory=dict)


class AgreementScreen(Dialog[Place]):
    """Six pages; answers the place that the person wants to go to."""

    AUTO_FOCUS = "#rows"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]
    BINDINGS: ClassVar = [
        Binding("escape,q", "leave", "Back"),
        Binding("enter", "go", "Go there"),
        Binding("g", "gamma", "Measure gamma"),
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

    def __init__(self, project: ProjectFolder, openable: Collection[str], palette: Palette, kept: Kept) -> None:
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
        self._measuring: BackgroundWork | None = None
        self._measuring_gamma: BackgroundWork | None = None
        self._no_gamma: str | None = None
        """Why it could not be measured."""
        self._wrong: str | None = None
        self._said = ""
        self._reading: dict[Path, FileStamp] = {}
        self._written: Written | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog full"):
            yield Static(Content(""), id="told")
            yield Tabs(self.palette, PAGES)
            yield ReportPage(self.palette)
            yield KeyBar(self.palette, _KEYS)

    def begin(self) -> None:
        """Show what was found before if the files are as they were; else read them."""
        self.page = self.query_one(ReportPage)
        if self._kept.measured is None or self._kept.stamps != self._stamps():
            self.action_reload()
        self.set_interval(_LOOK, self._look_at_files)

    def on_resize(self) -> None:
        """Write the page anew for its width."""
        self.call_after_refresh(self._show)

    @property
    def busy(self) -> bool:
        """Whether files are being read or measured."""
        return self._measuring is not None

    @property
    def busy_with_gamma(self) -> bool:
        """Whether gamma is being measured."""
        return self._measuring_gamma is not None

    # --- reading and measuring -----------------------------------------------------------------------------------

    def _stamps(self) -> dict[Path, FileStamp]:
        return {path: file_stamp(path) for path in self._project.journals()}

    def _look_at_files(self) -> None:
        if not self.busy and not self._said and self._stamps() != (self._reading or self._kept.stamps):
            self._said = "The files have changed since: r reads them again."
            self._title()

    def action_reload(self) -> None:
        self._stop()
        self._wrong, self._said = None, ""
        self._reading = self._stamps()
        paths, labels = list(self._reading), list(self._project.labels())

        def do(tell: Callable[[str], None], stopped: Callable[[], bool]) -> Measured:
            tell("loading numpy")
            from annotator.tui.agreement.worker import measure

            return measure(paths, labels, tell, stopped)

        self._measuring = self._started(do)
        self._show()

    def action_gamma(self) -> None:
        """Measure gamma beside the screen, once, and show the page that it comes to."""
        measured = self._kept.measured
        if measured is None or self.busy:
            self._say("Gamma is measured of what is shown, and nothing is yet.")
            return
        if self._kept.gamma is None and not self.busy_with_gamma:

            def do(tell: Callable[[str], None], stopped: Callable[[], bool]) -> Gamma:
                from annotator.tui.agreement.worker import measure_gamma

                return measure_gamma(measured.analysis, tell, stopped)

            self._measuring_gamma = self._started(do)
        self.action_open(_SCORES)

    def _started(self, do: Callable[[Callable[[str], None], Callable[[], bool]], object]) -> BackgroundWork:
        work = BackgroundWork(do, self.post_message)
        work.start()
        return work

    def _stop(self) -> None:
        """Nobody wants what is being measured any longer."""
        for work in (self._measuring, self._measuring_gamma):
            if work is not None:
                work.stop.set()
        self._measuring = self._measuring_gamma = None

    def on_work_progress(self, event: WorkProgress) -> None:
        event.work.doing = event.doing
        if event.work is self._measuring:
            self._title()
        elif event.work is self._measuring_gamma:
            self._show_gamma()

    def on_ended(self, event: Ended) -> None:
        """Show what was found, or what is wrong."""
        result = event.result
        if event.work not in {self._measuring, self._measuring_gamma}:
            return  # told to stop meanwhile
        if isinstance(result, Exception) and not isinstance(result, AnnotatorError):
            raise result
        wrong = str(result) if isinstance(result, AnnotatorError) else None
        if event.work is self._measuring:
            self._measuring, self._wrong = None, wrong
            self._kept.stamps, self._kept.gamma = self._reading, None
            self._kept.measured = None if wrong is not None else cast("Measured", result)
            self._show()
        else:
            self._measuring_gamma, self._no_gamma = None, wrong
            self._kept.gamma = None if wrong is not None else cast("Gamma", result)
            self._show_gamma()

    def _show_gamma(self) -> None:
        if self._kept.page == _SCORES:
            self._remember()
            self._show()

    # --- showing -------------------------------------------------------------------------------------------------

    def _say(self, told: str) -> None:
        """Put a sentence in the place of the title, until something else is done."""
        self.query_one("#told", Static).update(Content(one_line(told)))

    def _title(self) -> None:
        measured = self._kept.measured
        if self._measuring is not None:
            told = f"Agreement: {self._measuring.doing} … Esc stops"
        elif self._said:
            told = self._said
        elif measured is not None:
            table = measured.analysis.sums.table
            people, count = int(table.done.any(axis=0).sum()), len(table.articles)
            told = f"Agreement of {people} annotators in {plural(count, 'article')} that two or more finished"
        else:
            told = "Agreement"
        self._say(told)

    def _show(self) -> None:
        self._title()
        kept, width = self._kept, self.page.size.width
        if kept.measured is not None and kept.cause not in kept.measured.passages:
            kept.cause = None  # nobody differs so any longer
        self.query_one(Tabs).show(kept.page)
        if not width:
            return
        write = LineWriter(self.palette, width - 2)  # the bar beside what is highlighted, and the scroll bar
        if self._wrong is not None:
            told = write.paragraph(f"{self._wrong[:1].upper()}{self._wrong[1:]}.")
            self._written = Written(told, [])
        elif kept.measured is not None:
            work = self._measuring_gamma
            gamma = f"Measuring: {work.doing} …" if work is not None else kept.gamma or self._no_gamma
            self._written = _page(kept, kept.measured, gamma, write)
        else:
            self._written = Written([], [])
        go = ("Enter", "its passages", "go", None) if kept.page == _OVERVIEW else _KEYS[0]
        keys = (go, *_KEYS[1:]) if self._written.places else _KEYS[1:]
        offered = kept.page == _SCORES and kept.gamma is None and not self.busy_with_gamma and kept.measured is not None
        self.query_one(KeyBar).offer((_GAMMA, *keys) if offered else keys)
        here = kept.page, kept.cause
        self.page.show(self._written.lines, kept.targets.get(here), kept.tops.get(here, 0))

    def _remember(self) -> None:
        here = self._kept.page, self._kept.cause
        self._kept.targets[here], self._kept.tops[here] = self.page.target, self.page.top

    # --- keys and the mouse --------------------------------------------------------------------------------------

    def action_turn(self, step: int) -> None:
        self.action_open((self._kept.page + step) % len(PAGES))

    def action_open(self, page: int, cause: About | None = None) -> None:
        self._remember()
        self._kept.page, self._kept.cause = page, cause
        self._show()

    def action_move(self, step: int) -> None:
        self.page.move(step)

    def action_page(self, pages: int) -> None:
        self.page.page(pages)

    def action_edge(self, side: int) -> None:
        self.page.edge(side)

    def action_go(self) -> None:
        """Show the passages of the highlighted line, or go to the highlighted place, if its article is at hand."""
        if self._written is None or self.page.target is None:
            self._say(f"Pages {_OVERVIEW + 1}, {_PASSAGES + 1} and {_ARTICLES + 1} have places to go to.")
            return
        place = self._written.places[self.page.target]
        if not isinstance(place, Place):
            self.action_open(_PASSAGES, place.about)
            return
        if place.article not in self._openable:
            self._say(
                f"{place.article} is not among the articles that are open here: start annotator without naming any."
            )
            return
        self._leave(place)

    def action_leave(self) -> None:
        """Back from the passages of a line to the line, and else out of the screen."""
        if self._kept.cause is not None:
            self.action_open(_OVERVIEW)
        else:
            self._leave(None)

    def _leave(self, place: Place | None) -> None:
        self._stop()
        self._remember()
        self.dismiss(place)

    def on_report_page_picked(self) -> None:
        self.action_go()

    def on_tabs_clicked(self, event: Tabs.Clicked) -> None:
        self.action_open(event.page)


def _page(kept: Kept, measured: Measured, gamma: Gamma | str | None, write: LineWriter) -> Written:
    from annotator.tui.agreement import pages

    if kept.page == _SCORES:
        return pages.scores_page(measured, gamma, write)
    if kept.page == _PASSAGES:
        cause = next((one for one in measured.first if one.about == kept.cause), None)
        return pages.passages_page(measured, write, cause)
    writers = {0: pages.overview, 1: pages.labels_page, 2: pages.annotators_page, _ARTICLES: pages.articles_page}
    return writers[kept.page](measured, write)
