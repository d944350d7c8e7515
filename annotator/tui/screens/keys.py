"""Keys on the annotating screen: each acts when those before it have acted, however fast they come."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from textual import events
from textual.screen import Screen
from textual.widget import Widget

from annotator.tui.annotate.context import Part
from annotator.tui.screens.there import is_there
from annotator.tui.widgets.article import ArticlePane

if TYPE_CHECKING:
    from annotator.tui.annotate.screen import AnnotateScreen

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
