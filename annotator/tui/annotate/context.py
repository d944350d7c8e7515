"""What a controller may ask of the screen that holds it, and how keys typed ahead find the screen they are meant for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, Protocol

from textual import events
from textual.screen import Screen
from textual.widget import Widget

from annotator.tui.widgets.article import ArticlePane

if TYPE_CHECKING:
    from textual.app import App
    from textual.timer import Timer

    from annotator.model import Span
    from annotator.project import ProjectFolder
    from annotator.session import Outcome, Session
    from annotator.tui.actions import Action
    from annotator.tui.theme import Palette
    from annotator.tui.widgets.caret import Caret
    from annotator.tui.widgets.hint_letters import Marks


class Context(Protocol):
    """A screen on which a person works, annotating or adjudicating."""

    actions: list[Action]
    palette: Palette
    message: str
    """What the status line says of what was last done."""
    failure: str | None
    """Why what was done last is not saved."""

    @property
    def app(self) -> App[Any]: ...
    @property
    def session(self) -> Session: ...
    def show(self) -> None: ...
    def say(self, message: str) -> None: ...
    def set_timer(self, delay: float, callback: Callable[[], None], /) -> Timer: ...
    def refresh(self) -> object: ...
    def action_quit(self) -> None: ...


class ArticleContext(Context, Protocol):
    """The annotating screen, whose methods these are: a text with a cursor, and what is tagged in it."""

    project: ProjectFolder
    caret: Caret
    pane: ArticlePane
    marks: Marks
    chosen: str | None
    fresh: str | None

    def let_go(self) -> None: ...
    def perform(self, what: Callable[[], Outcome | None], nothing: str = "") -> Outcome | None: ...
    def span_here(self) -> Span | None: ...
    def choose(self, span: Span) -> None: ...
    def may_change(self) -> bool: ...
    def look_at_file(self) -> bool: ...
    async def show_search_line(self, line: Widget) -> None: ...


async def run_call(screen: Screen[Any], call: str, *given: str) -> None:
    """Do what the table of actions names: `target.method` of a controller that the screen holds."""
    target, _, method = call.partition(".")
    result = getattr(getattr(screen, target), method)(*given)
    if isawaitable(result):
        await result


def is_ready(screen: Screen[Any]) -> bool:
    """Whether all of a screen's widgets are mounted, and none is being taken away."""
    leaving = screen._closing or screen._pruning or screen.app._exit
    return screen.is_mounted and bool(screen.children) and not leaving


async def run_key(screen: Screen[Any], event: ArticlePane.Typed) -> None:
    """Do what a key does on a screen.

    Textual looks a key up only after it has travelled from the focused widget to the application, and by then the next
    key may be on its way to a widget that the first one is about to replace. A burst of keys, as a slow line delivers
    them, would then tag instead of being typed into a note. So the article's keys are looked up here, one after another.
    """
    for namespace in (screen, screen.app):
        for binding in namespace._bindings.key_to_bindings.get(event.key, ()):
            await screen.app.run_action(binding.action, default_namespace=namespace)
            return


_PATIENCE = 100
"""Times 10 ms that keys typed ahead wait for the dialog that they are meant for."""


async def pass_on(event: ArticlePane.Typed, dialog: Screen[Any]) -> None:
    """Hand a key that was typed ahead to the dialog that it is meant for."""
    for _ in range(_PATIENCE):
        if dialog.focused is not None or not dialog.is_current:
            break
        await asyncio.sleep(0.01)
    target: Widget = dialog.focused or dialog
    target.post_message(events.Key(event.key, event.character))
