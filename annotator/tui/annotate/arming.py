"""A label that is armed: every drag of the mouse tags with it at once, until it is let go of."""

from __future__ import annotations

from annotator.tui.actions import Action, key_of
from annotator.tui.annotate.context import ArticleContext
from annotator.tui.annotate.tagging import Tagging


class Arming:
    """Arms a label, by key or by a click on it in the key bar."""

    def __init__(self, context: ArticleContext, tagging: Tagging) -> None:
        self.screen, self.tagging = context, tagging
        self.label: str | None = None
        self.asks = False
        """Whether the next key says which label."""

    def named(self, mode: str) -> str:
        """The modes, as the status line names them: the armed label, if there is one, and another."""
        if self.label is None:
            return mode
        more = f" · {mode}" if mode else "" if self.screen.message else ": Esc ends"
        return f"ARMED {self.label}{more}"

    def ask(self) -> None:
        """The key that arms: the next key says which label; with a label armed, let go of it."""
        if self.disarm() or not self.screen.may_change():
            return
        self.asks = True
        keys = " ".join(f"{label.key} {name}" for name, label in self.screen.palette.labels.items())
        self.screen.say(f"arm which label? {keys}")

    def answer(self, character: str | None) -> None:
        """The key after it."""
        self.asks = False
        labels = self.screen.palette.labels
        name = next((name for name, label in labels.items() if label.key == character), None)
        if name is None:
            self.screen.say("no label is armed")
        else:
            self._arm(name)

    def _arm(self, name: str) -> None:
        self.label = name
        self.screen.say("")

    def disarm(self) -> bool:
        """Let go of the label; whether there was one."""
        name, self.label = self.label, None
        if name is not None:
            again = key_of(self.screen.actions, "arm")
            self.screen.say(f"{name} is no longer armed: {again} and a label's key arm one again")
        return name is not None

    def click(self, call: str) -> bool:
        """A click on a label in the key bar arms it where there is nothing to tag, or lets go of it; whether it did."""
        context = self.screen
        clicked = next((action for action in context.actions if action.id == "tag" and action.call == call), None)
        if clicked is None or context.chosen is not None or context.caret.selection is not None:
            return False
        self._take(clicked)
        return True

    def _take(self, clicked: Action) -> None:
        if clicked.parameter == self.label:
            self.disarm()
        elif self.screen.may_change():
            self._arm(clicked.parameter)

    def tag(self) -> None:
        """What was dragged over is tagged, if a label is armed."""
        if self.label is not None:
            self.tagging.tag(self.label)
