"""What all dialogs share: an answer is given once, however often its key was pressed before the dialog was gone."""

from __future__ import annotations

from typing import ClassVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.screen import ModalScreen, ScreenResultType

from annotator.tui.annotate.context import is_ready


class Dialog(ModalScreen[ScreenResultType]):
    """A screen over the others that gives an answer."""

    BINDINGS: ClassVar = [Binding("ctrl+q", "leave_program", "Quit", show=False)]
    HOLDS_TYPING: ClassVar = False
    """Whether leaving the program from here would lose what was typed and not confirmed."""

    _answered = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys act on what is there."""
        return is_ready(self) and super().check_action(action, parameters)

    async def action_leave_program(self) -> None:
        """Ctrl+Q leaves from here too, unless words would be lost by it."""
        if not self.HOLDS_TYPING:
            await self.app.action_quit()

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Answer and close. Later answers are none: Textual would close what is then on top, the article itself."""
        if self._answered or self.app.screen is not self:
            return AwaitComplete()
        self._answered = True
        return super().dismiss(result)
