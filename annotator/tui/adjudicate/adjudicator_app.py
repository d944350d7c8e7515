"""The application around the adjudicating screen: who decides, and what gold's journal still waits for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual.screen import Screen

from annotator.adjudication.adjudicator import Adjudication
from annotator.engine import Step
from annotator.project import Memory, ProjectFolder
from annotator.session import Session
from annotator.tui.actions import adjudicating_actions, editing_actions
from annotator.tui.adjudicate.screen import AdjudicateScreen
from annotator.tui.annotate.screen import AnnotateScreen
from annotator.tui.app import AnnotatorApp

DECIDER = "decider"
"""Under this name it is remembered who decided last."""


class AdjudicatorApp(AnnotatorApp):
    """The adjudicating screen and what opens over it."""

    CSS_PATH: ClassVar = [*AnnotatorApp.CSS_PATH, Path(__file__).with_name("screen.tcss")]
    WORK_SCREENS: ClassVar = (AnnotateScreen, AdjudicateScreen)
    REMEMBERED: ClassVar = (DECIDER, "annotator")

    def __init__(
        self,
        project: ProjectFolder,
        opened: Callable[[str, Step | None], Adjudication],
        decider: str | None = None,
        *,
        blind: bool = False,
        seed: int = 0,
        memory: Memory | None = None,
    ) -> None:
        super().__init__(project, [], decider, memory=memory)
        keys = project.settings.keys
        self._deciding, self._editing = adjudicating_actions(keys), editing_actions(self.actions, keys)
        self._opened, self._blind, self._seed = opened, blind, seed
        self._adjudication: Adjudication | None = None

    def open_for(self, annotator: str, step: Step | None = None) -> None:
        if self._adjudication is None:
            self._adjudication = self._opened(annotator, step)
            self._session = self._adjudication.session

    def _annotating(self, annotator: str) -> Screen[None]:
        self.open_for(annotator)
        assert self._adjudication is not None
        assert self._session is not None
        self.call_after_refresh(self.memory.put, self.project, DECIDER, annotator)
        self._look_aside(self._session.journal)
        return AdjudicateScreen(
            self.project,
            self._adjudication,
            (self._deciding, self._editing),
            self.palette,
            self.memory,
            blind=self._blind,
            seed=self._seed,
        )

    def _who_screen(self, name: str, login: str) -> Screen[str]:
        from annotator.tui.adjudicate.who_decides import WhoDecides

        return WhoDecides(self.project, self.articles, self.palette, name, login, self.open_for)

    def _told_at_the_end(self, session: Session) -> list[str]:
        from annotator.tui.closing import after_deciding

        return [] if self._adjudication is None else after_deciding(self.project, self._adjudication)

    def action_tutorial(self) -> None:
        """The tutorial teaches annotating; it is not for deciding."""
