"""What the parts of the annotating screen know of the whole: its state, and what other parts and the screen do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual.screen import Screen
from textual.widget import Widget

from annotator.model import Span
from annotator.session import Outcome
from annotator.tui.memory import remember_theme
from annotator.tui.theme import LOOKS, Palette, textual_theme
from annotator.tui.widgets.article import ArticlePane

if TYPE_CHECKING:
    from textual.app import App

    from annotator.project import Project
    from annotator.session import Session
    from annotator.span_index import SpanIndex
    from annotator.tui.adjudicate.screen import AdjudicateScreen
    from annotator.tui.annotate.screen import AnnotateScreen
    from annotator.tui.theme import Palette
    from annotator.tui.widgets.caret import Caret
    from annotator.tui.widgets.hint_letters import Marks
    from annotator.tui.widgets.panel import SpanPanel


class Part:
    """The parts are mixed into `AnnotateScreen`; what is only named here is done by it or by another part."""

    app: App[None]
    caret: Caret
    pane: ArticlePane
    panel: SpanPanel
    project: Project
    session: Session
    palette: Palette
    chosen: str | None
    """The id of the span that Tab or a click chose; keys act on it."""
    fresh: str | None
    """The id of the span made last, as long as the cursor has not moved; it is the one at hand."""
    proposals: SpanIndex
    """Suggestions shown now, as spans that are in no journal."""
    marks: Marks
    """What a search found, or what is about to be tagged."""
    message: str

    def show(self) -> None:
        """Bring every widget in line with the state."""
        raise NotImplementedError

    def say(self, message: str) -> None:
        """Put a sentence on the status line."""
        raise NotImplementedError

    def perform(self, what: Callable[[], Outcome | None], nothing: str = "") -> Outcome | None:
        """Do something that may change spans, and show what came of it."""
        raise NotImplementedError

    def span_here(self) -> Span | None:
        """The chosen span, else the innermost one at the cursor."""
        raise NotImplementedError

    def choose(self, span: Span) -> None:
        """Choose a span or a suggestion and bring it into view."""
        raise NotImplementedError

    def proposal_here(self) -> Span | None:
        """The chosen suggestion, else the innermost one at the cursor if no span was chosen."""
        raise NotImplementedError

    def correct_proposal(self, proposal: Span, label: str) -> None:
        """Tag what was suggested, with the label that the person gave."""
        raise NotImplementedError

    def refuse_proposal(self, proposal: Span) -> None:
        """Take a suggestion away for good."""
        raise NotImplementedError

    def spans_changed(self, *, anew: bool = False) -> None:
        """Bring what depends on the spans in line with them."""
        raise NotImplementedError

    def let_go_of_marks(self) -> bool:
        """Take the marks away; whether there were any."""
        raise NotImplementedError


class Looks(Part):
    """Part of `AnnotateScreen` and of `AdjudicateScreen`."""

    def action_theme(self, name: str) -> None:
        """Draw everything in another theme, now and the next time."""
        look = LOOKS[name]
        palette = Palette(look, self.palette.labels.values(), self.palette.depth)
        screen = cast("AnnotateScreen | AdjudicateScreen", self)
        for widget in (self.app, screen, *screen.query("*")):
            if isinstance(getattr(widget, "palette", None), Palette):
                widget.palette = palette
        self.app.register_theme(textual_theme(look))
        self.app.theme = look.name
        remember_theme(screen.memory, self.project, name)
        for widget in screen.query("*"):
            widget.refresh()
        self.say(f"the theme is {name}")

    def action_palette(self) -> None:
        """Find any action by its name, and run it."""
        from annotator.tui.dialogs.palette import PaletteScreen

        screen = cast("AnnotateScreen | AdjudicateScreen", self)

        async def chosen(call: str | None) -> None:
            if call is not None:
                await self.app.run_action(call, default_namespace=screen)

        self.app.push_screen(PaletteScreen(screen.actions, self.palette), chosen)

    def action_help(self) -> None:
        """Show all keys."""
        from annotator.tui.dialogs.help import HelpScreen

        screen = cast("AnnotateScreen | AdjudicateScreen", self)
        self.app.push_screen(HelpScreen(screen.actions, self.palette))


def is_there(screen: Screen[Any]) -> bool:
    """Whether all of a screen's widgets are, and none is being taken away."""
    leaving = screen._closing or screen._pruning or screen.app._exit
    return screen.is_mounted and bool(screen.children) and not leaving


_PATIENCE = 100
"""Times 10 ms that keys typed ahead wait for the dialog that they are meant for."""


class Keys(Part):
    """Finds what a key does; part of `AnnotateScreen`.

    Textual looks a key up only after it has travelled from the focused widget to the application, and by then the next
    key may be on its way to a widget that the first one is about to replace. A burst of keys, as a slow line delivers
    them, would then tag instead of being typed into a note. So the article's keys are looked up here, one after another.
    """

    async def on_article_pane_typed(self, event: ArticlePane.Typed) -> None:
        """Do what the key does here, or pass it on to what was opened by a key before it."""
        screen = cast("AnnotateScreen", self)
        if not is_there(screen):
            return  # what was typed ahead of a signal to end does not hold the end up
        if screen.app.screen is not screen:
            await pass_on(event, screen.app.screen)
        elif screen.search_line is not None and screen.search_line.display:
            screen.search_line.post_message(events.Key(event.key, event.character))
        elif screen.hints is not None and not event.key.startswith("ctrl+"):
            screen.hint_key(event.key, event.character)
        else:
            screen.hints = None
            for namespace in (screen, screen.app):
                for binding in namespace._bindings.key_to_bindings.get(event.key, ()):
                    await screen.app.run_action(binding.action, default_namespace=namespace)
                    return


async def pass_on(event: ArticlePane.Typed, dialog: Screen[object]) -> None:
    """Hand a key that was typed ahead to the dialog that it is meant for."""
    for _ in range(_PATIENCE):
        if dialog.focused is not None or not dialog.is_current:
            break
        await asyncio.sleep(0.01)
    target: Widget = dialog.focused or dialog
    target.post_message(events.Key(event.key, event.character))
