"""The list of articles: state, spans, what comes next."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from annotator.journal.fold import Fold
from annotator.project import ArticleFile
from annotator.text.display import one_line

_MARKS = {"done": "✓", "skipped": "–", "started": "·"}


class ArticlesScreen(ModalScreen[int]):
    """Choose an article; answers its place in the list."""

    BINDINGS = [("escape,o", "dismiss(None)", "Back")]

    def __init__(self, articles: list[ArticleFile], here: int, fold: Fold) -> None:
        super().__init__()
        self._articles, self._here, self._fold = articles, here, fold

    def compose(self) -> ComposeResult:
        """One line an article: mark, name, state, spans, minutes."""
        done = sum(1 for a in self._articles if (s := self._fold.state(a.id)) is not None and s.state == "done")
        with Vertical(classes="dialog wide"):
            yield Static(Content(f"{len(self._articles)} articles, {done} done"), classes="title")
            yield OptionList(*(Content(self._line(article)) for article in self._articles), id="list")
            yield Static(Content("Enter opens, Esc goes back."), classes="hint")

    def _line(self, article: ArticleFile) -> str:
        state = self._fold.state(article.id)
        spans = len(self._fold.live(article.id))
        mark = _MARKS[state.state] if state else " "
        minutes = f"{round(state.seconds / 60)} min" if state else ""
        return (
            f"{mark} {one_line(article.id, 40):40} {state.state if state else 'open':8} {spans:5} spans  {minutes:>7}"
        )

    def on_mount(self) -> None:
        """Begin at the article at hand."""
        self.query_one(OptionList).highlighted = self._here

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open it."""
        self.dismiss(event.option_index)
