"""What the parts of the annotating screen know of the whole: its state, and what other parts and the screen do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.model import Span
from annotator.session import Outcome

if TYPE_CHECKING:
    from textual.app import App

    from annotator.project import Project
    from annotator.session import Session
    from annotator.span_index import SpanIndex
    from annotator.tui.theme import Palette
    from annotator.tui.widgets.article import ArticlePane
    from annotator.tui.widgets.caret import Caret
    from annotator.tui.widgets.hint_letters import Marks
    from annotator.tui.widgets.panel import SpanPanel


class Part:
    """The parts are mixed into `AnnotateScreen`; what is only named here is done by it or by another part."""

    app: App[None]
    caret: Caret
    pane: ArticlePane
    panel: SpanPanel
    project: Project
    session: Session
    palette: Palette
    chosen: str | None
    """The id of the span that Tab or a click chose; keys act on it."""
    fresh: str | None
    """The id of the span made last, as long as the cursor has not moved; it is the one at hand."""
    proposals: SpanIndex
    """Suggestions shown now, as spans that are in no journal."""
    marks: Marks
    """What a search found, or what is about to be tagged."""
    message: str

    def show(self) -> None:
        """Bring every widget in line with the state."""
        raise NotImplementedError

    def say(self, message: str) -> None:
        """Put a sentence on the status line."""
        raise NotImplementedError

    def perform(self, what: Callable[[], Outcome | None], nothing: str = "") -> Outcome | None:
        """Do something that may change spans, and show what came of it."""
        raise NotImplementedError

    def span_here(self) -> Span | None:
        """The chosen span, else the innermost one at the cursor."""
        raise NotImplementedError

    def choose(self, span: Span) -> None:
        """Choose a span or a suggestion and bring it into view."""
        raise NotImplementedError

    def proposal_here(self) -> Span | None:
        """The chosen suggestion, else the innermost one at the cursor if no span was chosen."""
        raise NotImplementedError

    def correct_proposal(self, proposal: Span, label: str) -> None:
        """Tag what was suggested, with the label that the person gave."""
        raise NotImplementedError

    def refuse_proposal(self, proposal: Span) -> None:
        """Take a suggestion away for good."""
        raise NotImplementedError

    def spans_changed(self, *, anew: bool = False) -> None:
        """Bring what depends on the spans in line with them."""
        raise NotImplementedError

    def let_go_of_marks(self) -> bool:
        """Take the marks away; whether there were any."""
        raise NotImplementedError
