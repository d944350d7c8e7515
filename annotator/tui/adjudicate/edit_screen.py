"""The annotating screen over gold's spans of one article: a passage is edited there, and so decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from annotator.adjudication.adjudicator import ActionResult, PassageEdit
from annotator.model import Span
from annotator.project import ArticleFile
from annotator.tui.actions import key_of
from annotator.tui.annotate.screen import AnnotateScreen
from annotator.tui.annotate.tagging import Tagging

if TYPE_CHECKING:
    from annotator.adjudication.gold_records import GoldSession
    from annotator.project import Memory, ProjectFolder
    from annotator.tui.actions import Action
    from annotator.tui.annotate.context import ArticleContext
    from annotator.tui.annotate.problems import Problems
    from annotator.tui.annotate.suggestions import Suggestions
    from annotator.tui.theme import Palette


class PassageTagging(Tagging):
    """Tagging in which a selection over the passage's one span of a label gives that span its boundaries."""

    def __init__(self, screen: ArticleContext, suggestions: Suggestions, problems: Problems, passage: str) -> None:
        super().__init__(screen, suggestions, problems)
        self._passage = passage

    def tag(self, name: str) -> None:
        """A label key; where the selection overlaps the passage's one span of the label, that span gets its boundaries."""
        screen, session = self.screen, self.screen.session
        selection = self.selected()
        if selection is not None and screen.chosen is None:
            start, end = selection
            over = [span for span in session.spans.overlapping(start, end) if self._is_of_passage(span, name)]
            if len(over) == 1:
                if screen.perform(lambda: session.change(over[0], start=start, end=end)) is not None:
                    screen.caret.anchor = None
                    screen.show()
                return
        super().tag(name)

    def _is_of_passage(self, span: Span, label: str) -> bool:
        return span.label == label and span.more.get("decides") == self._passage


class EditPassageScreen(AnnotateScreen):
    """Gold's spans of an article, to be edited; what is there when `d` is pressed is decided."""

    GUIDELINE_FROM_THE_START = False
    learns = False

    def __init__(
        self,
        project: ProjectFolder,
        session: GoldSession,
        edit: PassageEdit,
        actions: list[Action],
        palette: Palette,
        memory: Memory,
        ended: Callable[[ActionResult, bool], None],
    ) -> None:
        """Make the screen for an edit that has begun; `ended` is called with what came of it, and whether it is decided."""
        file = ArticleFile(edit.passage.article, project.seeds / f"{edit.passage.article}.txt")
        super().__init__(project, session, [file], actions, palette, memory)
        self.tagging = self.arming.tagging = PassageTagging(self, self.suggestions, self.problems, edit.passage.id)
        self._edit, self._ended = edit, ended
        self._over = False

    # The text is that of the passage, whatever the article's file has by now.

    def turn_to(self, file: ArticleFile) -> None:
        """The session is turned to the passage already."""

    def look_at_file(self) -> bool:
        """What becomes of the file does not matter here."""
        return False

    def offer(self) -> str:
        """Nothing is offered here."""
        return ""

    def go_past_unreadable(self, order: Iterable[int], none: str, *, told: str = "", offset: int = 0) -> bool:
        """Begin at the passage, the first of its spans chosen."""
        passage = self._edit.passage
        opened = super().go_past_unreadable(order, none, told=told, offset=passage.start)
        spans = self.session.spans.overlapping(passage.start, passage.end)
        first = next((span for span in spans if span.label in passage.labels), None)
        if first is not None:
            self.choose(first)
        self.say(f"{self._ways_back()} deciding")
        return opened

    def keep_place(self) -> None:
        """The place in the annotator's own work is another one."""
        self.session.leave()

    def action_done(self) -> None:
        """What is there is the decision."""
        self._end(self._edit.decide, decided=True)

    def action_leave_passage(self) -> None:
        self._end(self._edit.leave, decided=False)

    def _end(self, how: Callable[[], ActionResult], *, decided: bool) -> None:
        if self._over:
            return
        self._over = True
        result = how()
        self.app.pop_screen()
        self._ended(result, decided)

    def action_quit(self) -> None:
        """Leave the program; what was begun here is found again by the next edit."""
        if not self._over:
            self._over = True
            self.failure = self._edit.leave().failure
        super().action_quit()

    def on_status_line_clicked(self) -> None:
        self.say(f"one passage is edited here: {self._ways_back()}")

    def _ways_back(self) -> str:
        decide, back = key_of(self.actions, "done"), key_of(self.actions, "leave_passage")
        return f"{decide} decides what stands here, {back} goes back without"
