"""Boards for reading and for programs: wordings under the fullest one, who cut, who reworded, who attributes how.

What a lane is stands in `annotator.boards.lanes`; here it is drawn as text of 80 columns, and written as JSON.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from textwrap import wrap
from typing import Literal, NamedTuple

from msgspec import structs
from typing_extensions import TypedDict

from annotator.boards.board import BoardRow
from annotator.boards.group import Member
from annotator.boards.lanes import Cell, Lane
from annotator.boards.number_board import JudgedSlot, NumberBoard
from annotator.boards.slots import NAME as SLOT
from annotator.boards.sums import Sum
from annotator.boards.utterances import outlets_in_words
from annotator.listener import NOBODY, Listener
from annotator.report.slot_report import (
    SlotReport,
    SumReport,
    in_words,
    slot_lines,
    slot_report,
    slot_title,
    sum_report,
    sums_lines,
)
from annotator.report.wording import WIDTH, short
from annotator.text.sanitize import one_line, plural
from annotator.text.wrap import cell_length

BoardStatus = Literal["sure", "perhaps", "decided"]


class MemberReport(TypedDict):
    """A stretch of an article in a group, in code points."""

    article: str
    start: int
    end: int
    text: str
    role: str


class WordingReport(TypedDict):
    """How an article words the quotation, against the fullest wording."""

    article: str
    outlet: str
    members: list[int]
    """Its members in the group, from 0; several where an attribution breaks it."""
    cut: bool
    """Whether it leaves words out."""
    reworded: bool
    """Whether it has other words."""
    turned: bool
    """Whether a number, a negation or an opposite differs."""
    speaker: str | None
    """As annotators noted it."""
    cue: str | None
    """How it is said that somebody spoke."""
    attribution: str
    """The words beside the quotation in its sentence."""


class GroupReport(TypedDict):
    """A group, decided or offered."""

    id: str
    """Of a decided group that of its record; else made from the members."""
    kind: str
    relation: str
    status: BoardStatus
    members: list[MemberReport]
    fullest: int
    """Which member says most, from 0."""
    reason: str
    outlets: list[str]
    joins: str | None
    """The id of the decided group whose members are among these, and which the others are offered to join."""
    wordings: list[WordingReport]
    """Of quotations."""
    slot: SlotReport | None
    """Of a decided group of quantities: what its members say."""


class BoardsReport(TypedDict):
    """What `annotator boards --json` prints."""

    groups: list[GroupReport]
    """An offer of which some is sure and some is not stands here twice: what is sure, and all of it as `perhaps`."""
    sums: list[SumReport]
    """Quantities of an article that others add up to."""


class OutletHabits(NamedTuple):
    """What one outlet does with quotations that others print too; what is only perhaps the same does not count."""

    outlet: str
    wordings: int
    whole: int
    cut: int
    reworded: int
    turned: int
    cues: Counter[str]
    """How it says that somebody spoke; the empty string where it says nothing."""


class Boards:
    """The groups of a project, decided and offered, with what each outlet makes of them.

    Args:
        rows: of quotations and quantities.
        lanes_of: the wordings of a row of quotations, the fullest first.
        outlets: of each article, who published it.
        min_outlets: rows of fewer outlets are left out, unless they were decided.
        notes: what could not be read, in sentences.
        numbers: judges the slots among the rows; `None` where no numbers were read.
        listener: hears how many rows were drawn or written.

    Attributes:
        rows: those that are shown.
        outlets, notes, numbers: see there.
        left_out: how many offers are of too few outlets.
    """

    def __init__(
        self,
        rows: Sequence[BoardRow],
        lanes_of: Callable[[BoardRow], list[Lane]],
        outlets: Mapping[str, str],
        min_outlets: int = 2,
        notes: Sequence[str] = (),
        numbers: NumberBoard | None = None,
        listener: Listener = NOBODY,
    ) -> None:
        self.outlets, self.notes = outlets, notes
        self.numbers = numbers
        self._listener = listener
        self._lanes_of = lanes_of
        self._decided = {row.group: row for row in rows if row.group is not None}
        self.rows = [row for row in rows if row.group is not None or len(self.outlets_of(row)) >= min_outlets]
        self.left_out = len(rows) - len(self.rows)

    def members_of(self, row: BoardRow) -> list[Member]:
        """The members of a row, after those of the decided group that they are offered to join."""
        return [*(self._decided[row.joins].members if row.joins in self._decided else ()), *row.members]

    def outlets_of(self, row: BoardRow) -> list[str]:
        """Who published the members of a row."""
        return list(dict.fromkeys(self._outlets(self.members_of(row))))

    def outlets_told(self, row: BoardRow) -> str:
        """How many outlets that is, in words."""
        return outlets_in_words(self._outlets(self.members_of(row)), self._unsure(row))

    def _outlets(self, members: Iterable[Member]) -> list[str]:
        return [self.outlets.get(member.article, member.article) for member in members]

    def _unsure(self, row: BoardRow) -> list[int]:
        """Which of a row's members, from 0, are only perhaps the same, counted as `members_of` gives them."""
        before = len(self.members_of(row)) - len(row.members)
        numbers = range(len(row.members)) if row.status == "perhaps" else row.unsure
        return [before + number for number in numbers]

    def lanes(self, row: BoardRow) -> list[Lane]:
        """The wordings of a quotation, the fullest first; of one that joins a decided group, that group's too."""
        group = self._decided.get(row.joins or "")
        if group is None:
            return self._lanes_of(row)
        members = (*group.members, *row.members)
        return self._lanes_of(structs.replace(group, members=members, unsure=tuple(self._unsure(row))))

    @cached_property
    def habits(self) -> list[OutletHabits]:
        """What each outlet does, the one with most wordings first."""
        found: dict[str, list[Lane]] = {}
        for row in self.rows:
            if row.kind == "quotation" and row.status != "perhaps":
                for lane in self.lanes(row):
                    if not lane.unsure:
                        found.setdefault(lane.outlet, []).append(lane)
        habits = [_habits(outlet, some) for outlet, some in found.items()]
        return sorted(habits, key=lambda one: (-one.wordings, one.outlet))

    def structure(self) -> BoardsReport:
        """All of it for programs."""
        groups = [group for row in self._each(self.rows) for group in self._reports(row)]
        return {"groups": groups, "sums": [sum_report(sum_) for sum_ in self.sums]}

    @property
    def sums(self) -> list[Sum]:
        """The sums that articles say."""
        return self.numbers.sums if self.numbers is not None else []

    def slot(self, row: BoardRow) -> JudgedSlot | None:
        """What the members of a decided slot say, and what that is to each other; `None` for other rows."""
        if self.numbers is None or row.kind != "quantity" or row.group is None:
            return None
        return self.numbers.judged(row.members)

    def sums_of(self, row: BoardRow) -> list[Sum]:
        """The sums that articles say of a member of a row."""
        return [] if self.numbers is None else self.numbers.sums_with(row.members)

    def offers_for(self, row: BoardRow) -> list[BoardRow]:
        """What is offered to join a decided slot, the likeliest first."""
        return [offer for offer in self.rows if offer.kind == "quantity" and offer.joins == row.group]

    def offered(self, offer: BoardRow) -> str:
        """What is offered to join a slot, in words: `390 detainees, each (2 times)`."""
        member = offer.members[0]
        figure = self.numbers and self.numbers.figure(member)
        said = in_words(figure, dated=False) if figure else member.text
        return said + (f" ({len(offer.members)} times)" if len(offer.members) > 1 else "")

    @property
    def shown(self) -> list[BoardRow]:
        """The rows that stand for themselves: not what is offered to join a slot, which stands below that."""
        return [row for row in self.rows if row.kind != "quantity" or row.joins is None]

    def outlets_by_member(self, row: BoardRow) -> list[str]:
        """Who published each member of a row."""
        return self._outlets(row.members)

    def _each(self, rows: Sequence[BoardRow]) -> Iterator[BoardRow]:
        """Rows, of which the listener hears."""
        with self._listener.progress("wordings", len(rows)) as step:
            for row in rows:
                yield row
                if step is not None:
                    step(1)

    def _reports(self, row: BoardRow) -> Iterator[GroupReport]:
        """A row as groups: what is sure of it, and all of it."""
        members, found = self.members_of(row), self.lanes(row) if row.kind == "quotation" else []
        before = len(members) - len(row.members)
        unsure = {before + number for number in row.unsure}
        if unsure:
            yield self._report(row, row.status, [n for n in range(len(members)) if n not in unsure], found)
            yield self._report(row, "perhaps", range(len(members)), found)
        else:
            yield self._report(row, row.status, range(len(members)), found)

    def _report(self, row: BoardRow, status: BoardStatus, numbers: Sequence[int], found: Sequence[Lane]) -> GroupReport:
        every = self.members_of(row)
        members = [every[number] for number in numbers]
        place = {number: at for at, number in enumerate(numbers)}
        fullest = len(every) - len(row.members) + row.fullest if row.joins is None else 0
        slot, slot_name = self.slot(row), row.attributes.get(SLOT, "")
        return {
            "id": row.group or _identity(status, members),
            "kind": row.kind,
            "relation": row.relation,
            "status": status,
            "members": [
                {"article": one.article, "start": one.start, "end": one.end, "text": one.text, "role": one.role}
                for one in members
            ],
            "fullest": place.get(fullest, 0),
            "reason": row.reason,
            "outlets": list(dict.fromkeys(self.outlets.get(one.article, one.article) for one in members)),
            "joins": row.joins,
            "wordings": [_wording(lane, place) for lane in found if all(n in place for n in lane.members)],
            "slot": None if slot is None else slot_report(slot_name, slot, self.outlets_by_member(row)),
        }

    def text(self) -> str:
        """All of it for reading, in lines of at most 80 cells, with a newline at the end."""
        lines: list[str] = []
        for number, row in enumerate(self._each(self.shown), 1):
            lines += [*self._row_lines(number, row), ""]
        if self.sums:
            lines += ["SUMS THAT ARTICLES SAY", *sums_lines(self.sums, self.outlets), ""]
        lines += [*_habit_lines(self.habits), *counted(self)]
        return "".join(f"{line}\n" for line in lines)

    def _row_lines(self, number: int, row: BoardRow) -> Iterator[str]:
        found = self.lanes(row) if row.kind == "quotation" else []
        yield row_title(self, number, row, found)
        if row.reason:
            yield from wrap(one_line(row.reason), WIDTH, initial_indent="   ", subsequent_indent="   ")
        yield from drawn(found)
        if (slot := self.slot(row)) is not None:
            yield ""
            yield from slot_lines(slot, self.outlets_by_member(row), self.sums_of(row))
            offers = self.offers_for(row)
            if offers:
                yield from ("", "perhaps too:")
            for offer in offers:
                yield offer_line(self, offer)


def row_title(boards: Boards, number: int, row: BoardRow, found: Sequence[Lane]) -> str:
    """Status, outlets, wordings and speaker of a row, in one line."""
    parts = [row.status, boards.outlets_told(row)]
    parts.append(plural(len(row.members), "number") if row.kind == "quantity" else plural(len(found), "wording"))
    if (slot := boards.slot(row)) is not None:
        parts.append(slot_title(row.attributes.get(SLOT, ""), slot))
    if row.joins is not None:
        parts.append("joins a decided group")
    if row.attributes.get("speaker_name"):
        parts.append(one_line(row.attributes["speaker_name"], 30))
    return f"{number}. {' · '.join(parts)}"


def offer_line(boards: Boards, row: BoardRow) -> str:
    """An offer to a slot in a line: the number, how often it stands there, and why it is offered."""
    outlet = boards.outlets_by_member(row)[0]
    return (
        f"{_padded(f'?{short(outlet, _NAME - 1)}', _NAME)}  {one_line(f'{boards.offered(row)}: {row.reason}', _ROOM)}"
    )


def counted(boards: Boards) -> Iterator[str]:
    """How many groups there are, in sentences."""
    counts = Counter(row.status for row in boards.rows)
    told = ", ".join(f"{counts[status]:,} {status}" for status in ("sure", "perhaps", "decided") if counts[status])
    groups = plural(len(boards.rows), "group")
    yield f"{groups}{': ' * bool(told)}{told}; {plural(len(boards.outlets), 'article')} read."
    if boards.numbers is not None and not any(row.kind == "quantity" for row in boards.rows):
        yield "No values are compared yet: press b on a number in the screen,"
        yield "to put the same figure of several articles together."
    if boards.left_out:
        yield f"{plural(boards.left_out, 'offer')} of fewer outlets left out (--min-outlets)."


def _identity(status: BoardStatus, members: Iterable[Member]) -> str:
    places = "\n".join(f"{one.article} {one.sha256} {one.start} {one.end}" for one in members)
    return f"{status}-{hashlib.sha256(places.encode()).hexdigest()[:12]}"


def _wording(lane: Lane, place: Mapping[int, int]) -> WordingReport:
    return {
        "article": lane.article,
        "outlet": lane.outlet,
        "members": [place[number] for number in lane.members],
        "cut": lane.is_cut,
        "reworded": lane.is_reworded,
        "turned": lane.is_turned,
        "speaker": lane.attribution.speaker,
        "cue": lane.attribution.cue,
        "attribution": one_line(lane.attribution.beside),
    }


def _habits(outlet: str, found: Sequence[Lane]) -> OutletHabits:
    return OutletHabits(
        outlet,
        len(found),
        sum(not lane.is_cut and not lane.is_reworded for lane in found),
        sum(lane.is_cut for lane in found),
        sum(lane.is_reworded for lane in found),
        sum(lane.is_turned for lane in found),
        Counter((lane.attribution.cue or "").casefold() for lane in found),
    )


# --- text ------------------------------------------------------------------------------------------------------------

_NAME = 14
_ROOM = WIDTH - _NAME - 2
_LANES = 20
"""Wordings drawn of one quotation."""
_ALONE = 8
"""Words that the fullest wording alone has, in a row, from which on they are counted, not drawn."""
_AT_EDGES = 2
_CELL = 30
LEGEND = (
    "· left out   [word] another word   [+word] more   ? only perhaps the same",
    "[!word] turned: a number, a negation or an opposite differs from the fullest",
)


def drawn(found: Sequence[Lane]) -> Iterator[str]:
    """Wordings of a quotation under one another, and who each says spoke."""
    shown = list(found[:_LANES])
    if not shown:
        return
    names = [f"{'?' * lane.unsure}{short(lane.outlet, _NAME - lane.unsure)}" for lane in shown]
    for block in blocks(shown, _ROOM):
        yield ""
        for at, name in enumerate(names):
            cells = [_padded(column[at], max(map(cell_length, column))) for column in block]
            yield f"{_padded(name, _NAME)}  {' '.join(cells)}".rstrip()
    yield ""
    for name, lane in zip(names, shown, strict=True):
        yield f"{_padded(name, _NAME)}  {one_line(lane.attribution.beside, _ROOM) or 'nobody is named'}"
    if len(found) > _LANES:
        yield f"and {plural(len(found) - _LANES, 'more wording')} (--json has all)"


def blocks(found: Sequence[Lane], room: int) -> Iterator[list[list[str]]]:
    """Columns that find room beside one another: of each, what stands there in each lane.

    Args:
        found: the fullest wording first.
        room: cells of a block, one between two columns.
    """
    columns = list(_columns(found))
    while columns:
        left, count = room, 0
        while count < len(columns) and (cell := max(map(cell_length, columns[count])) + 1) <= left + 1:
            left, count = left - cell, count + 1
        count = max(count, 1)
        yield columns[:count]
        columns = columns[count:]


def _columns(found: Sequence[Lane]) -> Iterator[list[str]]:
    """What stands in each column, a text a lane; a stretch that the fullest wording alone has is one column."""
    count = len(found[0].cells)
    alone = [
        all(lane.cells[at].kind == "missing" and not lane.cells[at].added for lane in found[1:]) for at in range(count)
    ]
    at = 0
    while at < count:
        stop = at
        while stop < count and alone[stop] and len(found) > 1:
            stop += 1
        if stop - at >= _ALONE:
            for edge in range(at, at + _AT_EDGES):
                yield [_drawn_cell(lane.cells[edge], found[0].cells[edge]) for lane in found]
            yield [f"(… {stop - at - 2 * _AT_EDGES} words …)", *["·" for _ in found[1:]]]
            for edge in range(stop - _AT_EDGES, stop):
                yield [_drawn_cell(lane.cells[edge], found[0].cells[edge]) for lane in found]
            at = stop
        else:
            yield [_drawn_cell(lane.cells[at], found[0].cells[at]) for lane in found]
            at += 1
    if any(lane.after for lane in found):
        yield [f"[+{one_line(lane.after, _CELL)}]" if lane.after else "" for lane in found]


def _drawn_cell(cell: Cell, fullest: Cell) -> str:
    text = one_line(cell.text, _CELL)
    if cell.kind == "missing":
        dots = "·" * min(max(cell_length(one_line(fullest.text, _CELL)), 1), 8)
        text = f"[!{dots}]" if cell.turned and not cell.added else dots
    elif cell.kind != "same":
        text = f"[{'!' * (cell.kind == 'turned')}{text}]"
    if cell.added:
        text = f"[{'!' * cell.turned}+{one_line(cell.added, _CELL)}] {text}"
    return text


def _padded(text: str, cells: int) -> str:
    return text + " " * (cells - cell_length(text))


def _habit_lines(habits: Sequence[OutletHabits]) -> Iterator[str]:
    if not habits:
        return
    yield from LEGEND
    yield ""
    yield f"{'BY OUTLET':<20} wordings  whole   cut  reworded  turned  says"
    for one in habits:
        cues = ", ".join(f"{one_line(cue, 12) or 'nothing'} {count}" for cue, count in one.cues.most_common(2))
        yield (
            f"{_padded(short(one.outlet, 20), 20)} {one.wordings:>8,} {one.whole:>6,} {one.cut:>5,} {one.reworded:>9,} "
            f"{one.turned:>7,}  {one_line(cues, 18)}"
        )
    yield ""
