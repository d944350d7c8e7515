"""The tutorial: the annotating screen on a bundled text, with a line that says what to do and sees whether it was done."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from rich.segment import Segment
from textual.app import ComposeResult
from textual.strip import Strip
from textual.widget import Widget

from annotator.errors import AnnotatorError
from annotator.model import DEFAULT_LABELS, Label
from annotator.settings import Settings
from annotator.text.sanitize import one_line
from annotator.text.wrap import Rows, cell_length
from annotator.tui.actions import Action, all_actions
from annotator.tui.annotate.screen import AnnotateScreen
from annotator.tui.theme import Palette
from annotator.tui.tutorial.steps import END, Scratch, ScreenState, Step, Target, steps, with_keys
from annotator.tui.widgets.drawn_rows import DrawnRows
from annotator.tui.widgets.hint_letters import Marks
from annotator.tui.widgets.paint import Focus

ROWS = 2
"""Rows for what to do, below the heading."""


class TutorialBox(DrawnRows, Widget):
    """A heading with the way out, and what to do or what went wrong."""

    DEFAULT_CSS = f"TutorialBox {{ height: {ROWS + 1}; dock: top; }}"

    def __init__(self, palette: Palette) -> None:
        super().__init__(id="tutorial")
        self.palette = palette
        self._shown = ("", "", "", False)

    def show(self, heading: str, way_out: str, text: str, *, wrong: bool = False) -> None:
        """Show a step.

        Args:
            heading: which step it is.
            way_out: the keys that skip and leave; left out where there is no room for both.
            text: what to do.
            wrong: the text says what came out instead.
        """
        shown = (one_line(heading), one_line(way_out), one_line(text, 400), wrong)
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def on_resize(self) -> None:
        self.refresh()

    def render_line(self, y: int) -> Strip:
        heading, way_out, text, wrong = self._shown
        width = self.size.width
        plain = self.palette.bar
        accent = self.palette.accent
        if y == 0:
            gap = width - cell_length(heading) - cell_length(way_out) - 2
            line = f" {heading}{' ' * gap}" if gap > 0 else f" {heading}"
            out = [Segment(way_out, plain)] if gap > 0 else []
            return Strip([Segment(line, accent), *out]).adjust_cell_length(width, plain)
        rows = Rows(text, max(width - 4, 8))
        line = text[slice(*rows.visible(y - 1))].rstrip() if y <= min(len(rows), ROWS) else ""
        if y == ROWS and len(rows) > ROWS:
            line = line[:-1] + "…"
        style = accent if wrong else plain
        sign = ("✗" if wrong else "▸") if y == 1 else " "
        return Strip([Segment(f" {sign} ", accent), Segment(line, style)]).adjust_cell_length(width, plain)


_SKIP = Action("tutorial_skip", "ctrl+n", "Skip this step", "Have this step of the tutorial done, and go on.", "Help")
_ELSEWHERE = frozenset({"tutorial", "theme"})
"""Actions that the tutorial leaves out."""


def tutorial_actions(settings: Settings) -> tuple[list[Action], str]:
    """The table of actions with the default labels and the project's keys, and what is to be said of it."""
    told = ""
    if _named(settings.labels) != _named(DEFAULT_LABELS):
        told = "the four default labels here, not your project's"
    try:
        table = all_actions(DEFAULT_LABELS, settings.keys)
    except AnnotatorError:  # keys that go with the project's labels, but not with these
        table = all_actions(DEFAULT_LABELS)
        told = "the default labels and keys here, not your project's"
    table = [action for action in table if action.id not in _ELSEWHERE]
    free = [a._replace(keys=",".join(key for key in a.key_list if key != _SKIP.keys)) for a in table]
    return [*free, _SKIP], told


def _named(labels: Sequence[Label]) -> list[tuple[str, str, str | None]]:
    return [(label.name, label.key, label.object) for label in labels]


class TutorialScreen(AnnotateScreen):
    """Fifteen steps on a text of its own, in a folder that is gone afterwards."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-wide")]
    GUIDELINE_FROM_THE_START = False
    learns = False

    def __init__(self, settings: Settings, palette: Palette) -> None:
        """Make the screen.

        Args:
            settings: of the project whose keys are used.
            palette: whose look and depth of colour are used.

        Raises:
            AnnotatorError: if there is no place for the temporary folder.
        """
        self._scratch = scratch = Scratch()
        actions, self._told = tutorial_actions(settings)
        own = Palette(palette.look, DEFAULT_LABELS, palette.depth)
        super().__init__(scratch.project, scratch.session, scratch.project.articles(), actions, own, scratch.memory)
        self._steps: list[Step] = []
        self._place = 0
        self._before = ScreenState((), 0)
        self._mark = Marks()
        self._just_done = False
        self._escaped: ScreenState | None = None
        self._left = False

    def compose(self) -> ComposeResult:
        yield TutorialBox(self.palette)
        yield from super().compose()

    def on_unmount(self) -> None:
        self._scratch.close()

    def _about_the_journal(self) -> str:
        return self._told

    # --- the steps -----------------------------------------------------------------------------------------------

    @property
    def step(self) -> Step | None:
        """What is to be done now; `None` at the end."""
        return self._steps[self._place] if self._place < len(self._steps) else None

    def _seen(self) -> ScreenState:
        state = self.session.state(self.article.id)
        pattern = "" if self.search.is_typed else self.search.pattern  # only what was searched for, not half a word
        is_done = state is not None and state.state == "done"
        refused = frozenset(Target(*place) for place in self.session.refused)
        letters = self.hints.mode is not None
        return ScreenState(tuple(self.session.spans), self.caret.offset, pattern, is_done, letters, refused)

    def _turn(self) -> None:
        """Go on to the next step, from the state as it is."""
        self._place += 1
        self._just_done = True
        self._start_step()

    def _start_step(self) -> None:
        self._before = self._seen()
        step = self.step
        self._mark = Marks([step.target.range] if step is not None and step.target is not None else [])
        if step is not None and step.offers:
            self.call_later(self._offer, step)

    def _offer(self, step: Step) -> None:
        """Offer a step's target, as if it had been learned from other articles."""
        from annotator.suggest.second_look import SecondOffer

        if self.step is step and step.target is not None:
            like = "like 6 that you tagged: ‹The last train leaves at noon.›"
            target = step.target
            self.second_look.present(
                [SecondOffer(target.start, target.end, target.label, "tag", 0.91, "learned:claim@tutorial", like)]
            )

    def focus_now(self) -> Focus:
        """As ever, and with what the step is about marked while nothing else is."""
        focus = super().focus_now()
        return focus if len(focus.marks) else focus._replace(marks=self._mark)

    def show(self) -> None:
        """Look whether the step is done, and bring every widget in line with the state."""
        if not self._steps:
            self._steps = steps(self.article.text)
            self._start_step()
        place = self._place
        while (step := self.step) is not None and step.check(self._before, self._seen()) is None:
            self._turn()
        super().show()
        if self._place != place and step is not None and step.target is not None:
            self.pane.reveal_range(*step.target.range)
        self._tell(step)

    def _tell(self, step: Step | None) -> None:
        box = self.query_one(TutorialBox)
        out = with_keys("{tutorial_skip} skips, {escape} {escape} leaves", self.actions)
        if step is None:
            box.show(
                "Tutorial ✓ the end", with_keys("{escape} {escape} leaves", self.actions), with_keys(END, self.actions)
            )
            return
        wrong = step.check(self._before, self._seen())
        heading = f"Tutorial {self._place + 1}/{len(self._steps)}: {step.title}"
        if self._just_done and self._seen() == self._before:
            heading = f"✓ {heading}"
        else:
            self._just_done = False
        box.show(heading, out, with_keys(wrong or step.text, self.actions), wrong=bool(wrong))

    def action_tutorial_skip(self) -> None:
        step, place = self.step, self._place
        if step is None:
            self.say("there is nothing left to skip")
            return
        self.search.clear()
        self.chosen = None
        if step.target is not None:
            self.caret.go(step.target.start)
        if step.solve is not None:
            self.perform(partial(step.solve, self.session))
        if self._place == place:  # not seen to be done, as where the cursor has been before
            self._turn()
        self.show()

    # --- leaving -------------------------------------------------------------------------------------------------

    def keep_place(self) -> None:
        """There is nothing to come back to."""

    def action_escape(self) -> None:
        """Let go of what is chosen; twice in a row leaves."""
        if self._escaped == self._seen():
            self.action_quit()
            return
        super().action_escape()
        self.say(with_keys("{escape} again leaves the tutorial", self.actions))
        self._escaped = self._seen()

    def action_quit(self) -> None:
        """Back to where the tutorial was opened; nothing of it is kept. Keys typed ahead leave it once."""
        if self.app.screen is self and not self._left:  # dismissed from behind a dialog, it would take that away
            self._left = True
            self.dismiss()
