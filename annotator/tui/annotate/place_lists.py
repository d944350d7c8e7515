"""Lists over the article that lead to places in articles, and the way there: agreement, the search, and boards."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, cast

from annotator.errors import AnnotatorError
from annotator.model import ObjectKind, Range
from annotator.tui.actions import key_of
from annotator.tui.annotate.disagreements import NOT_SHOWN, Disagreements

if TYPE_CHECKING:
    from annotator.boards.group import GroupKind
    from annotator.boards.group_session import GroupSession
    from annotator.search.searcher import FoundPlace
    from annotator.tui.agreement.pages import Place
    from annotator.tui.agreement.screen import Kept
    from annotator.tui.annotate.context import ArticleContext
    from annotator.tui.boards.board_screen import BoardPlace, KeptBoards
    from annotator.tui.search.screen import KeptSearch


class HoldsGroups(Protocol):
    """What is asked of the application."""

    def open_groups(self) -> GroupSession:
        """The annotator's file of groups, which is closed with the journal."""


class PlaceLists:
    """Opens the lists, which are found again as they were left, and goes to what is chosen there."""

    def __init__(self, context: ArticleContext, disagreements: Disagreements) -> None:
        self.screen, self._disagreements = context, disagreements
        self._agreement: Kept | None = None
        self._searched: KeptSearch | None = None
        self._boards: KeptBoards | None = None

    def agreement(self) -> None:
        """Show how far the annotators agree; a passage chosen there is gone to."""
        screen = self.screen
        if not screen.project.settings.shows_agreement:
            screen.say(NOT_SHOWN, "notice")
            return
        from annotator.tui.agreement.screen import AgreementScreen, Kept

        screen.session.leave()
        self._agreement = self._agreement or Kept()
        openable = {article.id for article in screen.articles}
        shown = AgreementScreen(screen.project, openable, screen.palette, self._agreement)
        screen.app.push_screen(shown, self._go_to_passage)

    def _go_to_passage(self, place: Place | None) -> None:
        if place is None:
            return
        start, text = place.wording or (0, "")
        first = 0 if place.start is None else place.start
        passage = None if place.start is None else (first, place.end or first + len(text))

        def arrived() -> tuple[str, Range | None]:
            if self.screen.article.text[start : start + len(text)] != text:
                return "the annotators worked on another text of this article: the place may be elsewhere", None
            back = f"{key_of(self.screen.actions, 'agreement')} goes back to the list"
            return f"{place.versions or 'they disagree here'}; {back}", (first, place.end or first)

        number = next(i for i, article in enumerate(self.screen.articles) if article.id == place.article)
        self._go(number, passage, arrived)

    def search(self) -> None:
        """Search all articles; a hit chosen there is gone to.

        Others' spans are met only in articles that are marked done, in a blind round nowhere.
        """
        from annotator.search.searcher import Searcher
        from annotator.search.span_table import OwnSpans
        from annotator.tui.search.screen import KeptSearch, SearchScreen

        screen = self.screen
        screen.session.leave()
        if self._searched is None:
            own = OwnSpans(screen.session.journal.annotator, screen.session.journal.fold)
            others = screen.project.settings.shows_agreement
            self._searched = KeptSearch(Searcher(screen.project, screen.articles, own, others=others))
        shown = SearchScreen(self._searched, screen.session, screen.palette, screen.perform)
        screen.app.push_screen(shown, self._go_to_hit)

    def _go_to_hit(self, found: FoundPlace | None) -> None:
        if found is None:
            self.screen.show()
            return

        def arrived() -> tuple[str, Range | None]:
            if self.screen.article.sha256 != found.kept.sha256:
                return "your spans here are of another text of this article: the place may be elsewhere", None
            return f"{key_of(self.screen.actions, 'search_all')} goes back to the hits", found.range

        self._go(found.number, found.range, arrived)

    def boards(self) -> None:
        """List the quotations, or the numbers, that several outlets have."""
        self._show_boards(None)

    def board_here(self) -> None:
        """Open the group of the quotation or number under the cursor."""
        from annotator.text.segments import object_at
        from annotator.tui.boards.board_screen import BoardPlace

        screen = self.screen
        article, offset = screen.article, screen.caret.offset
        span = screen.span_here()
        about = screen.palette.labels[span.label].object if span and span.label in screen.palette.labels else None
        if span is not None and about in {"quotation", "number"}:
            place = BoardPlace(article.id, article.sha256, span.start, span.end)
        else:
            kinds: tuple[ObjectKind, ...] = ("number", "quotation")
            language = article.meta.language
            found = {kind: object_at(article.text, offset, kind, language=language) for kind in kinds}
            about, stretch = next(((kind, at) for kind, at in found.items() if at is not None), (None, None))
            if stretch is None:
                screen.say("no quotation or number here: B lists what several outlets have", "notice")
                return
            place = BoardPlace(article.id, article.sha256, *stretch)
        self._show_boards(place, "quantity" if about == "number" else "quotation")

    def _show_boards(self, place: BoardPlace | None, kind: GroupKind | None = None) -> None:
        from annotator.tui.boards.board_screen import BoardScreen, KeptBoards

        screen = self.screen
        screen.session.leave()
        if self._boards is None:
            try:
                session = cast("HoldsGroups", screen.app).open_groups()
            except AnnotatorError as error:
                screen.say(str(error), "error")
                return
            own = () if screen.project.settings.shows_agreement else (screen.session.journal.path,)
            self._boards = KeptBoards(screen.project, session, own)
        self._boards.kind = kind or self._boards.kind
        screen.app.push_screen(BoardScreen(self._boards, screen.palette, place), self._go_to_member)

    def _go_to_member(self, place: BoardPlace | str | None) -> None:
        screen = self.screen
        if place is None:
            screen.show()
            return
        if isinstance(place, str):
            screen.say(place, "notice")
            return
        number = next((i for i, article in enumerate(screen.articles) if article.id == place.article), None)
        if number is None:
            screen.say(f"{place.article} is not among the articles that are open", "notice")
            return

        def arrived() -> tuple[str, Range | None]:
            if screen.article.sha256 != place.sha256:
                return "the board has another text of this article: the place may be elsewhere", None
            return f"{key_of(screen.actions, 'board_here')} goes back to the board", (place.start, place.end)

        self._go(number, (place.start, place.end), arrived)

    def _go(self, number: int, place: Range | None, arrived: Callable[[], tuple[str, Range | None]]) -> None:
        """Open an article, unless it is at hand, with a place in the middle, and what the others have there.

        Args:
            number: the article's.
            place: where to go; `None` for the article as such.
            arrived: asked when it is open: what to say, and what to select, if the text is the one that was meant.
        """
        screen = self.screen
        screen.message = ""
        if number != screen.index and not screen.go_past_unreadable([number], "", offset=place[0] if place else 0):
            return
        if place is None:
            return
        told, selected = arrived()
        screen.caret.go(place[0])
        if selected is not None:
            screen.caret.select(selected[1], selected[0])  # with the cursor at its beginning
        screen.message = f"{told}{'; ' * bool(screen.message)}{screen.message}"
        screen.chosen = screen.fresh = None
        screen.show()
        screen.pane.center(*place)
        self._disagreements.look_at(*place)
