"""The boards: what several articles of the book have in common, each group with its wordings side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from annotator.boards.board import BoardRow
from annotator.boards.group import Member
from annotator.boards.lanes import Lane
from annotator.book.contents import BookArticle, BookContents
from annotator.book.frame import Frame, Pager, pages_of
from annotator.report.boards import Boards
from annotator.report.boards_page import WORDS_KEY, words_of
from annotator.report.markup import Html
from annotator.text.sanitize import one_line

BOARDS = "boards.html"
_GROUPS = 50
"""Groups on one page."""
_WORDING = 400
_TITLES = {
    "same": "The same {}",
    "parts": "A total and its parts",
    "rising": "A {} that goes on changing",
    "disagree": "A {} that differs",
}


class BoardLine(NamedTuple):
    """What an article has of a group."""

    article: BookArticle
    link: str
    words: Html | str
    """Empty in a book without texts."""
    beside: str
    """Who is said to speak, as the article puts it."""
    members: list[Member]
    perhaps: bool


class BoardGroup(NamedTuple):
    """A group as its page shows it."""

    anchor: str
    title: str
    status: str
    reason: str
    outlets: list[str]
    lines: list[BoardLine]


class BookBoards:
    """The groups with two or more members in a book's articles."""

    def __init__(self, boards: Boards, contents: BookContents) -> None:
        """Take all groups, and what the book holds."""
        self._boards, self._contents = boards, contents
        self._articles = {(one.entry.id, one.entry.sha256): one for one in contents.articles}
        rows = [(row, boards.members_of(row)) for row in boards.shown]
        self.rows = [(row, members) for row, members in rows if sum(map(self._holds, members)) > 1]
        self._page_of = {row.group: number // _GROUPS + 1 for number, (row, _) in enumerate(self.rows) if row.group}

    def _holds(self, member: Member) -> bool:
        return (member.article, member.sha256) in self._articles

    def link(self, group: str) -> str | None:
        """Where the book shows a decided group."""
        page = self._page_of.get(group)
        return None if page is None else f"{self._pager(page).file(page)}#{_anchor(group)}"

    def _pager(self, page: int) -> Pager:
        return Pager(page, pages_of(len(self.rows), _GROUPS), "boards", BOARDS)

    def pages(self, frame: Frame) -> dict[str, Callable[[], bytes]]:
        """The pages of all groups; none if there is no group."""
        pagers = [self._pager(page + 1) for page in range(pages_of(len(self.rows), _GROUPS))] if self.rows else []
        return {pager.file(pager.page): partial(self._page, frame, pager) for pager in pagers}

    def _page(self, frame: Frame, pager: Pager) -> bytes:
        first = (pager.page - 1) * _GROUPS
        rows = self.rows[first : first + _GROUPS]
        return frame.page(
            "boards.html.jinja",
            pager.file(pager.page),
            BOARDS,
            "Boards",
            groups=[self._group(row, members, number) for number, (row, members) in enumerate(rows, first + 1)],
            pager=pager,
            total=len(self.rows),
            with_text=self._contents.with_text,
            key=WORDS_KEY,
        )

    def _group(self, row: BoardRow, members: Sequence[Member], number: int) -> BoardGroup:
        with_text = self._contents.with_text
        if with_text and row.kind == "quotation":
            lines = self._wordings(row, members)
        else:
            lines = self._members(row, members, with_text=with_text)
        about = _TITLES.get(row.relation, "The same {}").format(row.kind)
        # An offer's words, also a speaker's name, are the article's; what was decided is what annotators wrote.
        said = with_text or row.status == "decided"
        name = one_line(row.attributes.get("speaker_name", ""), 80) if said else ""
        return BoardGroup(
            _anchor(row.group) if row.group else f"offer-{number}",
            f"{about}: {name}" if name else about,
            row.status,
            one_line(row.reason, _WORDING) if with_text else "",
            list(dict.fromkeys(line.article.outlet or line.article.title for line in lines)),
            lines,
        )

    def _wordings(self, row: BoardRow, members: Sequence[Member]) -> list[BoardLine]:
        """The wordings of a quotation, the fullest first."""
        found = [(lane, [members[n] for n in lane.members]) for lane in self._boards.lanes(row)]
        return [
            self._line(said, words_of(lane), self._beside(lane), perhaps=lane.unsure)
            for lane, said in found
            if self._holds(said[0])
        ]

    @staticmethod
    def _beside(lane: Lane) -> str:
        return one_line(lane.attribution.beside, _WORDING)

    def _members(self, row: BoardRow, members: Sequence[Member], *, with_text: bool) -> list[BoardLine]:
        unsure = {len(members) - len(row.members) + number for number in row.unsure}
        return [
            self._line([one], one_line(one.text, _WORDING) if with_text else "", "", perhaps=number in unsure)
            for number, one in enumerate(members)
            if self._holds(one)
        ]

    def _line(self, said: Sequence[Member], words: Html | str, beside: str, *, perhaps: bool) -> BoardLine:
        article = self._articles[said[0].article, said[0].sha256]
        first = said[0]
        number = next(
            (
                span.number
                for run in article.runs.get(self._place(first.label), ())
                for span in self._contents.spool.get(run)
                if (span.start, span.end) == (first.start, first.end)
            ),
            None,
        )
        link = article.file if number is None else f"{article.file}#s{number}"
        return BoardLine(article, link, words, beside, list(said), perhaps)

    def _place(self, label: str) -> int:
        return self._contents.labels.index(label) if label in self._contents.labels else -1


def _anchor(group: str) -> str:
    """For a group's id, which others may have written."""
    return f"g-{hashlib.sha256(group.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
