"""What the annotating and the adjudicating screen have in common: keys, the status line, leaving."""

from __future__ import annotations

import asyncio
from inspect import isawaitable
from typing import TYPE_CHECKING

from textual import events
from textual.screen import Screen

from annotator.tui.annotate.context import is_open, is_ready
from annotator.tui.annotate.saving import Saving
from annotator.tui.widgets.frames import ChangedRowsCompositor
from annotator.tui.widgets.status_line import KeyBar, MessageKind, StatusLine

if TYPE_CHECKING:
    from annotator.project import ProjectFolder
    from annotator.session import Session
    from annotator.tui.actions import Action
    from annotator.tui.theme import Palette
    from annotator.tui.widgets.article import ArticlePane

_PATIENCE = 100
"""Times 10 ms that keys typed ahead wait for the dialog that they are meant for."""


class WorkScreen(Screen[None]):
    """A screen on which a person works; a `Context` for its controllers.

    Attributes:
        failure: why what was done last is not saved.
    """

    ALLOW_SELECT = False
    BLANK = True  # widgets cover it
    AUTO_FOCUS = "#article"
    project: ProjectFolder
    session: Session
    pane: ArticlePane
    actions: list[Action]
    palette: Palette

    def __init__(self) -> None:
        super().__init__()
        self._compositor = ChangedRowsCompositor()
        self._message = ""
        self.kind: MessageKind = ""
        self.failure: str | None = None
        self.saving = Saving(self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return is_ready(self) and super().check_action(action, parameters)

    def on_mount(self) -> None:
        if is_open(self):
            self.status, self.key_bar = self.query_one(StatusLine), self.query_one(KeyBar)
            self.begin()

    def begin(self) -> None:
        """Show what is there at first; the widgets are there."""
        raise NotImplementedError

    def on_unmount(self) -> None:
        self.saving.stop()

    def show(self) -> None:
        """Bring every widget in line with the state."""
        raise NotImplementedError

    def take_notice(self) -> None:
        """Have the status line say what the journal has to say."""
        if self.session.journal.notice:
            self.message, self.session.journal.notice = self.session.journal.notice, ""

    @property
    def message(self) -> str:
        """What the status line says of what was last done; its kind is that of what was done, until `say` gives it one."""
        return self._message

    @message.setter
    def message(self, message: str) -> None:
        self._message, self.kind = message, ""

    def show_status(self, mode: str, right: str = "") -> None:
        """Show the mode that keys are in (`MODE: what is to be said of it`), or where the person is, and the message."""
        mode, _, about = mode.partition(": ")
        message = self.saving.unsaved or ": ".join(filter(None, (about, self.message)))
        self.key_bar.show(self.status.show(mode, message, right, kind=self.kind, alarm=self.saving.alarm))

    def say(self, message: str, kind: MessageKind = "") -> None:
        """Put a sentence on the status line."""
        self.message = message
        self.kind = kind
        self.show()

    # --- keys ----------------------------------------------------------------------------------------------------

    async def action_do(self, call: str, *given: str) -> None:
        """Do what the table of actions names: `target.method` of a controller."""
        target, _, method = call.partition(".")
        result = getattr(getattr(self, target), method)(*given)
        if isawaitable(result):
            await result

    async def on_key_bar_clicked(self, event: KeyBar.Clicked) -> None:
        await self.run_action(event.action)

    async def on_article_pane_typed(self, event: ArticlePane.Typed) -> None:
        """Do what the key does here, or pass it on to what was opened by a key before it."""
        try:
            if not is_ready(self):
                return  # what was typed ahead of a signal to end does not hold the end up
            if self.app.screen is not self:
                await self._pass_on(event)
            elif not self.takes_key(event):
                await self._run_key(event)
        finally:
            self.pane.keys_under_way -= 1

    def keys_here(self) -> tuple[str, list[Action]]:
        """Where the keys hold that can be of use now, in words, and their actions."""
        return "The keys of this screen", [action for action in self.actions if action.keys]

    def takes_key(self, event: ArticlePane.Typed) -> bool:
        """Whether a key was taken for something that the table of actions does not know."""
        raise NotImplementedError

    async def _run_key(self, event: ArticlePane.Typed) -> None:
        """Do what the table of actions has for a key.

        Textual looks a key up only after it has travelled from the focused widget to the application, and by then the
        next key may be on its way to a widget that the first one is about to replace. A burst of keys, as a slow line
        delivers them, would then tag instead of being typed into a note. So the article's keys are looked up here, one
        after another.
        """
        for namespace in (self, self.app):
            for binding in namespace._bindings.key_to_bindings.get(event.key, ()):
                await self.app.run_action(binding.action, default_namespace=namespace)
                return

    async def _pass_on(self, event: ArticlePane.Typed) -> None:
        """Hand a key that was typed ahead to the dialog that it is meant for."""
        dialog = self.app.screen
        for _ in range(_PATIENCE):
            if dialog.focused is not None or not dialog.is_current:
                break
            await asyncio.sleep(0.01)
        (dialog.focused or dialog).post_message(events.Key(event.key, event.character))

    # --- leaving -------------------------------------------------------------------------------------------------

    def keep_place(self) -> None:
        """Remember where the person is, where that is not known otherwise."""

    def action_quit(self) -> None:
        """Leave; if something cannot be saved, ask first."""
        self.keep_place()
        self.saving.leave_program()
