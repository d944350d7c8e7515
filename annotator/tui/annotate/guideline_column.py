"""The guideline beside the article: opened at the label at hand, closed, left for the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError
from annotator.project import default_guideline
from annotator.text.sanitize import one_line

if TYPE_CHECKING:
    from textual.timer import Timer

    from annotator.project import ProjectFolder
    from annotator.tui.annotate.context import ArticleContext
    from annotator.tui.annotate.suggestions import Suggestions


WIDE = 170
"""From so many columns on it is a third column, beside the text and the panel."""
SETTLED = 0.1
"""Seconds without another change after which a width is taken to stay."""
_KEY = "guideline"
"""Under this name it is remembered that it was closed where it is a third column."""


class Guideline:
    """Shows the guideline and takes it away. On a wide screen it is there from the start, until somebody closes it."""

    def __init__(self, context: ArticleContext, suggestions: Suggestions) -> None:
        self.screen, self._suggestions = context, suggestions
        self._by_itself = False
        """Nobody asked for it: it is shown because there is room."""
        self.settling: Timer | None = None
        """Runs while the width has changed just now."""

    async def switch(self) -> None:
        """Show the guideline beside the text, at the section of the label at hand; shown, take it away."""
        from annotator.tui.widgets.guideline_pane import GuidelinePane

        screen = self.screen.pane.screen
        if screen.query("#guideline"):
            await self.close()
            return
        here = self.screen.span_here() or self._suggestions.here()
        self._remember("open")
        await self._open(here.label if here else "")
        for pane in screen.query(GuidelinePane):  # none if it was closed again meanwhile
            screen.set_focus(pane)

    def fit(self) -> None:
        """After the width changed: show it where there is room, and take it away again where it would hide the panel.

        Once the width stays: each time costs a layout of its own, and a window that is dragged changes it many times.
        """
        if self.settling is not None:
            self.settling.stop()
        self.settling = self.screen.set_timer(SETTLED, self._fit)

    async def _fit(self) -> None:
        self.settling = None
        there = bool(self.screen.pane.screen.query("#guideline"))
        closed = self.screen.memory.get(self.screen.project, _KEY) == "closed"
        if self._is_wide and not (there or closed):
            await self._open("")
            self._by_itself = True
        elif there and self._by_itself and not self._is_wide:
            await self._take_away()

    async def _open(self, section: str) -> None:
        from annotator.tui.widgets.guideline_pane import GuidelineSide

        context, screen = self.screen, self.screen.pane.screen
        text, notice = guideline_of(context.project)
        screen.add_class("-guideline")
        await screen.query_one("#main").mount(GuidelineSide(context.palette, text, notice, section))

    @property
    def _is_wide(self) -> bool:
        return self.screen.app.size.width >= WIDE

    def _remember(self, state: str) -> None:
        if self._is_wide:
            self.screen.memory.put(self.screen.project, _KEY, state)

    async def _take_away(self) -> None:
        screen = self.screen.pane.screen
        self._by_itself = False
        await screen.query("#guideline").remove()
        screen.remove_class("-guideline")

    async def close(self) -> None:
        self._remember("closed")
        await self._take_away()
        self.screen.pane.screen.set_focus(self.screen.pane)

    async def leave(self) -> None:
        """Back to the article, the guideline beside it; where there is no room for both, it closes."""
        pane = self.screen.pane
        if pane.display and pane.size.width:
            pane.screen.set_focus(pane)
        else:
            await self.close()


def guideline_of(project: ProjectFolder) -> tuple[str, str]:
    """The project's guideline, or the default one, and a line to put above it."""
    try:
        own = project.guideline()
    except (AnnotatorError, OSError) as error:
        return default_guideline(), f"{one_line(str(error))}. This is the default one."
    if own is not None:
        return own, ""
    place = one_line(project.settings.guideline, 80)
    return default_guideline(), f"The default guideline; write {place} to have one of your own."
