"""What a controller may ask of the screen that holds it, and whether a screen is there yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from textual.screen import Screen
from textual.widget import Widget

from annotator.tui.widgets.article import ArticlePane

if TYPE_CHECKING:
    from textual.app import App
    from textual.message import Message
    from textual.timer import Timer

    from annotator.model import Article, Span
    from annotator.project import ArticleFile, Memory, ProjectFolder
    from annotator.session import Outcome, Session
    from annotator.span_index import SpanIndex
    from annotator.tui.actions import Action
    from annotator.tui.theme import Palette
    from annotator.tui.widgets.caret import Caret
    from annotator.tui.widgets.hint_letters import Marks
    from annotator.tui.widgets.others_pane import OthersPane
    from annotator.tui.widgets.panel import SpanPanel
    from annotator.tui.widgets.status_line import MessageKind


class Context(Protocol):
    """A screen on which a person works, annotating or adjudicating."""

    project: ProjectFolder
    actions: list[Action]
    palette: Palette
    message: str
    """What the status line says of what was last done."""
    failure: str | None
    """Why what was done last is not saved."""

    @property
    def app(self) -> App[Any]: ...
    @property
    def session(self) -> Session: ...
    @property
    def is_active(self) -> bool: ...
    def show(self) -> None: ...
    def say(self, message: str, kind: MessageKind = "") -> None: ...
    def set_timer(self, delay: float, callback: Callable[[], object], /) -> Timer: ...
    def refresh(self) -> object: ...
    def post_message(self, message: Message, /) -> bool: ...
    def call_after_refresh(self, callback: Callable[[], None], /) -> bool: ...
    def action_quit(self) -> None: ...


class HintMode(Protocol):
    """Letters on the text, as far as others than their own controller deal with them."""

    @property
    def outlines(self) -> SpanIndex | None: ...
    def split(self, span: Span) -> None: ...


class ArticleContext(Context, Protocol):
    """The annotating screen, whose methods these are: a text with a cursor, and what is tagged in it."""

    memory: Memory
    caret: Caret
    pane: ArticlePane
    panel: SpanPanel
    marks: Marks
    chosen: str | None
    fresh: str | None
    others: OthersPane
    articles: list[ArticleFile]
    index: int
    """Which of them is at hand."""
    learns: bool
    """Whether second looks are offered here."""

    @property
    def hints(self) -> HintMode: ...
    @property
    def article(self) -> Article: ...
    def let_go(self) -> None: ...
    def perform(
        self,
        what: Callable[[], Outcome | None],
        nothing: str = "",
        *,
        notice: Callable[[Outcome], str] | None = None,
    ) -> Outcome | None: ...
    def span_here(self) -> Span | None: ...
    def choose(self, span: Span) -> None: ...
    def may_change(self) -> bool: ...
    def look_at_file(self) -> bool: ...
    def go_on(self) -> None: ...
    def go_past_unreadable(self, order: Iterable[int], none: str, *, told: str = "", offset: int = 0) -> bool: ...
    def offer_keys(self, entries: Sequence[tuple[str, str, str, str | None]] | None) -> None: ...
    async def show_search_line(self, line: Widget) -> None: ...


def is_ready(screen: Screen[Any]) -> bool:
    """Whether all of a screen's widgets are mounted, and none is being taken away."""
    leaving = screen._closing or screen._pruning or screen.app._exit
    return screen.is_mounted and bool(screen.children) and not leaving


def is_open(screen: Screen[Any]) -> bool:
    """Whether a screen that is being mounted was not closed again before it was open."""
    return bool(screen.children) and not screen.app._exit
