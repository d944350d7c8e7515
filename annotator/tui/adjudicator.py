"""The application on the disagreements of a project: who decides, and leaving."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import ClassVar

from textual.screen import Screen

from annotator.adjudication.adjudicator import Adjudication
from annotator.model import AnnotatorError, check_annotator_name
from annotator.project import Memory, Project
from annotator.tui.adjudicate.screen import AdjudicateScreen
from annotator.tui.annotate.screen import AnnotateScreen
from annotator.tui.app import AnnotatorApp
from annotator.tui.screens.adjudicate_actions import adjudicating_actions, editing_actions

DECIDER = "decider"
"""Under this name it is remembered who decided last."""


class AdjudicatorApp(AnnotatorApp):
    """The adjudicating screen and what opens over it."""

    CSS_PATH: ClassVar = [*AnnotatorApp.CSS_PATH, "adjudicate/screen.tcss"]

    def __init__(
        self,
        project: Project,
        opened: Callable[[str], Adjudication],
        decider: str | None = None,
        *,
        blind: bool = False,
        seed: int = 0,
        memory: Memory | None = None,
    ) -> None:
        """Make the application.

        Args:
            project: whose gold it is.
            opened: the adjudication of a decider; may raise `AnnotatorError`.
            decider: who decides; asked for if `None`.
            blind: show letters in place of names, versions in an order of chance.
            seed: decides that order.
            memory: what is remembered of this user.

        Raises:
            AnnotatorError: if the settings' keys cannot be.
        """
        super().__init__(project, [], decider, memory=memory)
        keys = project.settings.keys
        self._deciding, self._editing = adjudicating_actions(keys), editing_actions(self.actions, keys)
        self._opened, self._blind, self._seed = opened, blind, seed

    def _ask_who(self) -> None:
        from annotator.tui.dialogs.who import WhoScreen

        about = "Decisions go to annotations/gold.jsonl under your name."
        self.push_screen(WhoScreen(self._proposal(), "Who decides?", about), self._named)

    def _proposal(self) -> str:
        name = self.memory.get(self.project, DECIDER)
        with contextlib.suppress(AnnotatorError):
            if isinstance(name, str):
                return check_annotator_name(name)
        return super()._proposal()

    def _annotating(self, annotator: str) -> Screen[None]:
        adjudication = self._opened(annotator)
        self._session = adjudication.desk.session
        self.memory.put(self.project, DECIDER, annotator)
        self._look_aside(self._session.journal)
        return AdjudicateScreen(
            self.project,
            adjudication,
            (self._deciding, self._editing),
            self.palette,
            self.memory,
            blind=self._blind,
            seed=self._seed,
        )

    def action_tutorial(self) -> None:
        """The tutorial teaches annotating; it is not for deciding."""

    def _screen_that_leaves(self) -> AnnotateScreen | AdjudicateScreen | None:
        kinds = (AnnotateScreen, AdjudicateScreen)
        return next((screen for screen in reversed(self.screen_stack) if isinstance(screen, kinds)), None)

    async def action_quit(self) -> None:
        """Leave, by way of the screen that asks where something is unsaved."""
        screen = self._screen_that_leaves()
        if screen is None:
            self.exit()
        else:
            screen.action_quit()

    def action_help_quit(self) -> None:
        """Ctrl+C copies in most terminals and leaves in many programs: say what leaves here."""
        screen = self._screen_that_leaves()
        if screen is not None:
            screen.say("Ctrl+Q leaves; everything shown as saved is saved")
