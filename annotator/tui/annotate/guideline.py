"""The guideline beside the article: opened at the label at hand, closed, left for the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import AnnotatorError
from annotator.project import default_guideline
from annotator.text.sanitize import one_line

if TYPE_CHECKING:
    from annotator.project import ProjectFolder
    from annotator.tui.annotate.context import ArticleContext
    from annotator.tui.annotate.suggestions import Suggestions


class Guideline:
    """Shows the guideline and takes it away."""

    def __init__(self, context: ArticleContext, suggestions: Suggestions) -> None:
        self.screen, self._suggestions = context, suggestions

    async def switch(self) -> None:
        """Show the guideline beside the text, at the section of the label at hand; shown, take it away."""
        from annotator.tui.widgets.guideline_pane import GuidelinePane, GuidelineSide

        context, screen = self.screen, self.screen.pane.screen
        if screen.query(GuidelineSide):
            await self.close()
            return
        here = context.span_here() or self._suggestions.here()
        text, notice = guideline_of(context.project)
        screen.add_class("-guideline")
        side = GuidelineSide(context.palette, text, notice, here.label if here else "")
        await screen.query_one("#main").mount(side)
        for pane in side.query(GuidelinePane):  # none if it was closed again meanwhile
            pane.focus()

    async def close(self) -> None:
        screen = self.screen.pane.screen
        await screen.query("#guideline").remove()
        screen.remove_class("-guideline")
        self.screen.pane.focus()

    async def leave(self) -> None:
        """Back to the article, the guideline beside it; where there is no room for both, it closes."""
        pane = self.screen.pane
        if pane.display and pane.size.width:
            pane.focus()
        else:
            await self.close()


def guideline_of(project: ProjectFolder) -> tuple[str, str]:
    """The project's guideline, or the default one, and a line to put above it."""
    try:
        own = project.guideline()
    except (AnnotatorError, OSError) as error:
        return default_guideline(), f"{one_line(str(error))} This is the default one."
    if own is not None:
        return own, ""
    place = one_line(project.settings.guideline, 80)
    return default_guideline(), f"The default guideline; write {place} to have one of your own."
