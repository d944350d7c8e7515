"""The running application, and short ways to ask what its user would see."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from itertools import combinations
from typing import Any

import orjson
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widget import Widget

from annotator.project import ProjectFolder
from annotator.tui.agreement.screen import AgreementScreen
from annotator.tui.annotate.screen import AnnotateScreen
from annotator.tui.app import AnnotatorApp
from annotator.tui.dialogs.help import HelpScreen
from annotator.tui.widgets.status_line import KeyBar, StatusLine


class Driven:
    """The running application and short ways to ask what its user would see."""

    def __init__(self, app: AnnotatorApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def screen(self) -> AnnotateScreen:
        """The annotating screen, whatever is open over it."""
        return next(s for s in self.app.screen_stack if isinstance(s, AnnotateScreen))

    @property
    def text(self) -> str:
        """The article at hand."""
        return self.screen.article.text

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until all is drawn."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def settle(self) -> None:
        """Wait until what waits for a width to stay has been done."""
        for _ in range(300):
            await self.pilot.pause()
            if self.screen.guideline.settling is None:
                break
            await asyncio.sleep(0.02)
        await self.pilot.pause()

    async def go(self, words: str, nth: int = 0) -> int:
        """Put the cursor on the first character of some words; returns where that is."""
        offset = -1
        for _ in range(nth + 1):
            offset = self.text.index(words, offset + 1)
        self.screen.caret.go(offset)
        self.screen.chosen = self.screen.fresh = None
        self.screen.show()
        await self.pilot.pause()
        return offset

    def spans(self) -> list[tuple[str, str]]:
        """`(label, text)` of the spans of the article at hand, in reading order."""
        return [(span.label, span.text) for span in self.screen.session.spans]

    def shown(self) -> list[str]:
        """The screen, row by row, as text."""
        return shown_rows(self.app)

    def dialog(self) -> list[str]:
        """What stands inside the frame of the dialog that is open, row by row."""
        x, y, width, height = self.app.screen.query_one(".dialog").region
        return [row[x + 1 : x + width - 1].strip() for row in self.shown()[y + 1 : y + height - 1]]

    def status(self) -> str:
        """The title line and the status line."""
        rows = self.shown()
        return " ".join(f"{rows[0]} {rows[-2]}".split())

    def below_title(self) -> list[str]:
        """The rows below the title line, as text."""
        return self.shown()[1:]


def shown_rows(app: AnnotatorApp) -> list[str]:
    """The screen, row by row, as text."""
    width, height = app.size
    rows = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip)[:width] for strip in rows[:height]]


def check_layout(app: AnnotatorApp) -> None:
    """What holds on every screen, whatever it shows."""
    screen = app.screen
    width, height = app.size
    rows = shown_rows(app)
    assert len(rows) == height
    assert all(cell_len(row) == width for row in rows)
    drawn = [widget for widget in screen.walk_children(Widget) if widget.display and widget.region.area]
    for widget in drawn:
        scrolled = isinstance(widget.parent, Widget) and widget.parent.max_scroll_y > 0
        assert scrolled or screen.region.contains_region(widget.region), f"{widget} sticks out"
    for parent in {widget.parent for widget in drawn}:
        siblings = [widget for widget in drawn if widget.parent is parent and not widget.styles.has_rule("layer")]
        for one, other in combinations(siblings, 2):
            assert not one.region.overlaps(other.region), f"{one} lies over {other}"
    for bar in screen.query(KeyBar):
        y = bar.region.y
        assert rows[y][bar.region.x :].strip(), "the keys are in view"
    if list(screen.query(StatusLine)):
        assert rows[-1].strip()
        assert rows[-2].strip()
    for dialog in screen.query(".dialog"):
        assert screen.region.contains_region(dialog.region)
        whole = dialog.max_scroll_y == 0 or height < 24 or isinstance(screen, HelpScreen)
        assert whole, "all of a dialog but the list of keys fits a terminal of 80x24"


Drive = Callable[..., AbstractAsyncContextManager[Driven]]


def records(project: ProjectFolder, annotator: str) -> list[dict[str, Any]]:
    """The lines of a journal as they stand in the file."""
    return [orjson.loads(line) for line in project.journal_path(annotator).read_bytes().splitlines()]


def add_mo(project: ProjectFolder) -> None:
    """A third annotator: lee's work without every fifth span, and with some quotations called claims."""
    lines = []
    for number, record in enumerate(records(project, "lee")):
        if record["op"] == "put" and number % 5 == 0:
            continue
        if record["op"] == "put" and record["label"] == "quote" and number % 3 == 0:
            record["label"] = "claim"
        lines.append(orjson.dumps(record | {"annotator": "mo"}) + b"\n")
    project.journal_path("mo").write_bytes(b"".join(lines))


async def measured(driven: Driven) -> AgreementScreen:
    """The agreement screen, once it has found or given up what it was asked for."""
    screen = driven.app.screen
    assert isinstance(screen, AgreementScreen)
    for _ in range(600):
        await driven.pilot.pause()
        if driven.app._exception is not None:
            break  # it is raised where the application is left
        if not screen.busy:
            await driven.pilot.pause()
            return screen
        await asyncio.sleep(0.05)
    raise AssertionError("it is measured for longer than half a minute")
