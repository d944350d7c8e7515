"""What all dialogs share: an answer is given once, however often its key was pressed before the dialog was gone."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType


class Dialog(ModalScreen[ScreenResultType]):
    """A screen over the others that gives an answer."""

    _answered = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys act on what is there: not before all widgets are, nor when they are being taken away."""
        there = self.is_mounted and bool(self.children) and not (self._closing or self._pruning or self.app._exit)
        return there and super().check_action(action, parameters)

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Answer and close. Later answers are none: Textual would close what is then on top, the article itself."""
        if self._answered or not self.is_current:
            return AwaitComplete()
        self._answered = True
        return super().dismiss(result)
