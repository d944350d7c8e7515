"""Quotations: from an opening mark to the closing one that belongs to it, marks included.

One pass over the marks of a paragraph with a stack of open ones. What may close comes before what may open; a mark
that could be an apostrophe, an inch or a foot has to prove by its neighbours that it is none. A quotation goes over
several paragraphs only where each of them opens with the mark again. An opening mark that nothing closes ends with its
paragraph if no other quotation follows there; one that could be something else (`"`, `'`, `‘`) is then none at all.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from annotator.text.edges import stripped
from annotator.text.segments.paragraphs import after_line, line_at

if TYPE_CHECKING:
    from annotator.model import Range

WINDOW = 8_000
"""Code points that a function for one position looks at on either side, within the paragraph, at most."""
PAIRS = {
    "“": '”“"',
    "”": "”",  # Swedish and Finnish
    "„": '“”"',
    "«": "»",
    "»": "«»",  # German books; Swedish and Finnish
    "‹": "›",
    "›": "‹",
    "「": "」",
    "『": "』",
    '"': '"”＂',
    "＂": '＂"',
    "``": "''",
    "‘": "’'",
    "‚": "‘’",
    "'": "'’",
}
"""What closes each opening mark."""
SINGLE = frozenset("‘‚'’")
DOUBTFUL = frozenset((*"\"'‘‚›»”＂", "``"))
"""Opening marks that are nothing if nothing closes them."""
_MARK = re.compile("``|[“”„«»‹›「」『』\"＂‘’‚']")
_INWARD = re.compile(r"(?:^|[\s(\[–—„“‚:])[»›][^\W_¿¡]", re.MULTILINE)
_OUTWARD = re.compile(r"(?:^|[\s(\[–—„“‚:’])[«‹](?:[ \u00a0\u202f]\w|[^\s.,;:!?)])", re.MULTILINE)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,400}>")
_BEFORE_OPENING = frozenset("([{<—–-/*_|>…:“„«‹‘‚\"'「『¿¡=~·•")
_APOSTROPHE_FIRST = re.compile(r"['’‘](?:\d\ds?\b|(?:em|tis|twas|til|till|cause|bout|round|cos|n|nuff|fraid)\b)")
_WEAK_BEFORE = re.compile(r"(?:[sSxz]|in|\d)\Z")
_LEAD = re.compile(r"[\s*_|>#•-]*")
_TERMINATORS = ".!?…,;:—–-)]"
DEEPEST = 8
"""Quotations within quotations that are followed; of more opening marks than that the oldest is given up."""
LOOKAHEAD = 20
"""Marks of a paragraph that are read ahead to decide about a doubtful one."""


class Quotation(NamedTuple):
    """A quotation with its marks, and how many others hold it."""

    start: int
    end: int
    depth: int


class _Open(NamedTuple):
    mark: str
    start: int
    found: int
    """How many closed quotations had been found before this one opened."""


def quotations(text: str, start: int = 0, end: int | None = None, *, nested: bool = False) -> list[Range]:
    """The quotations that overlap `[start, end)`, whole, in order.

    Args:
        text: The article.
        start: Code point from which to look.
        end: Code point before which to look; None for the end of the text.
        nested: Whether those within another one are wanted too; otherwise the ranges never overlap.
    """
    stop = len(text) if end is None else min(end, len(text))
    return [(item.start, item.end) for item in quotations_between(text, start, stop) if nested or item.depth == 0]


def quotation_at(text: str, pos: int, depth: int = 0) -> Range | None:
    """The quotation around `pos`: the outermost (`depth` 0), or the next inner ones; None when there is no more.

    A position directly after a closing mark counts as in the quotation if no other one holds it.
    """
    around = [found for found in quotations_near(text, pos) if found.start <= pos < found.end]
    if not around:
        around = [found for found in quotations_near(text, pos) if found.end == pos]
    around.sort()
    wanted = [found for found in around if found.depth == depth]
    return (wanted[0].start, wanted[0].end) if wanted else None


@lru_cache(4)
def quotations_between(text: str, start: int, end: int) -> tuple[Quotation, ...]:
    """All quotations, nested ones too, that overlap `[start, end)`, by their starts, outer ones first.

    The last ones are kept: whoever looks a text through asks for sentences as well as for quotations.
    """
    low = max(_chain_start(text, start), start - WINDOW, 0)
    return tuple(item for item in _parse(text, low, end, end + WINDOW) if item.start < end and item.end > start)


def quotations_near(text: str, pos: int) -> list[Quotation]:
    """All quotations, nested ones too, of the paragraph at `pos` and of those that belong to it, within `WINDOW`."""
    low, high = line_at(text, pos)
    low = max(_chain_start(text, low), pos - WINDOW, 0)
    return _parse(text, low, min(high, pos + WINDOW), pos + WINDOW)


def first_mark(text: str, start: int, end: int) -> int:
    """Where a paragraph's text begins after bullets and markup: a quotation that goes on opens there again."""
    lead = _LEAD.match(text, start, min(end, start + 40))
    return lead.end() if lead else start


def _chain_start(text: str, pos: int) -> int:
    """The start of the first paragraph from which a quotation may reach the one at `pos`, at most `WINDOW` back."""
    low, high = line_at(text, pos)
    floor = max(pos - WINDOW, 0)
    while low > floor:
        place = first_mark(text, low, high)
        if _mark_at(text, place) not in PAIRS and place < high:
            return low
        low, high = line_at(text, low - 1)
    return max(low, floor)


def _parse(text: str, low: int, stop: int, limit: int) -> list[Quotation]:
    """All quotations from `low` on: up to the paragraph that ends at or after `stop`, or farther while one is open."""
    closed: list[Range] = []
    stack: list[_Open] = []
    direction = _direction(text)
    pos = low
    while pos <= len(text):
        end = min(line_at(text, pos)[1], max(limit, pos))
        first, last = stripped(text, pos, end)
        if first < last:
            place = first_mark(text, first, last)
            mark = _mark_at(text, place)
            carried = next(
                (i for i, entry in enumerate(stack) if entry.mark == mark or (mark == "»" == PAIRS.get(entry.mark))),
                None,
            )
            if carried is None:
                _give_up(text, stack, closed, first)
                if pos > stop:
                    break
            del stack[0 if carried is None else carried + 1 :]
            _read(text, first if carried is None else place + 1, last, stack, closed, direction)
        if (end >= stop and not stack) or end >= limit:
            break
        after = after_line(text, end)
        if after == end:
            break
        pos = after
    _give_up(text, stack, closed, min(limit, len(text)))
    return _with_depths(closed)


def _give_up(text: str, stack: list[_Open], closed: list[Range], before: int) -> None:
    """Settle what is still open before the paragraph that begins at `before`."""
    for entry in stack:
        if entry.mark not in DOUBTFUL and len(closed) == entry.found:
            start, end = stripped(text, entry.start, before)
            if end - start > 1:
                closed.append((start, end))
                return


def _with_depths(ranges: list[Range]) -> list[Quotation]:
    found: list[Quotation] = []
    ends: list[int] = []
    for start, end in sorted(ranges, key=lambda item: (item[0], -item[1])):
        while ends and ends[-1] <= start:
            ends.pop()
        found.append(Quotation(start, end, len(ends)))
        ends.append(end)
    return found


def _read(text: str, start: int, end: int, stack: list[_Open], closed: list[Range], direction: str) -> None:
    """Read the marks of one paragraph `[start, end)`, given what is open already."""
    places = _places(text, start, end)
    skip = -1
    for index, place in enumerate(places):
        if place == skip:
            continue
        ahead = places[index + 1 : index + 1 + LOOKAHEAD]
        mark = _mark_at(text, place)
        before = text[place - 1] if place > start else " "
        beyond = place + len(mark)
        after = text[beyond] if beyond < end else " "
        if mark == "'" and after == "'" and any(entry.mark == "``" for entry in stack):
            opened = next(i for i, entry in enumerate(stack) if entry.mark == "``")
            closed.append((stack[opened].start, place + 2))
            del stack[opened:]
            skip = place + 1
            continue
        if mark in "'’" and after in "nN" and text[place + 2 : place + 3] in {"'", "’"}:
            skip = place + 2  # rock ’n’ roll
            continue
        level = _closes(text, mark, before, after, stack, place, ahead, direction)
        if level is not None:
            closed.append((stack[level].start, beyond))
            del stack[level:]
        elif _opens(text, mark, before, after, place, direction):
            if mark == '"' and any(entry.mark == '"' for entry in stack):
                del stack[next(i for i, entry in enumerate(stack) if entry.mark == '"') :]
            del stack[: max(len(stack) - DEEPEST + 1, 0)]
            stack.append(_Open(mark, place, len(closed)))


def _places(text: str, start: int, end: int) -> list[int]:
    """Where the marks of `[start, end)` are, but for those within tags."""
    places = [match.start() for match in _MARK.finditer(text, start, end)]
    if "<" in text[start:end]:
        for tag in reversed([match.span() for match in _TAG.finditer(text, start, end)]):
            del places[bisect_left(places, tag[0]) : bisect_left(places, tag[1])]
    return places


def _mark_at(text: str, place: int) -> str:
    return "``" if text.startswith("``", place) else text[place : place + 1]


@lru_cache(16)
def _direction(text: str) -> str:
    """How the text turns its guillemets, told from all that can only open: `in` (»…«), `out` («…»), or nothing."""
    if not ("«" in text and "»" in text) and not ("‹" in text and "›" in text):
        return ""
    inward, outward = (len(pattern.findall(text)) for pattern in (_INWARD, _OUTWARD))
    return "in" if inward > outward else "out" if outward > inward else ""


def _opens(text: str, mark: str, before: str, after: str, place: int, direction: str) -> bool:
    """Whether a mark that closes nothing may open a quotation."""
    if mark not in PAIRS or mark in {"in": "«‹", "out": "»›", "": ""}[direction]:
        return False
    free = before.isspace() or before in _BEFORE_OPENING
    if mark == "``":
        return not after.isspace()
    if mark in "“„「『":
        return mark != "“" or free or not after.isspace()
    if mark == "«" or mark == "‹":
        return True
    if mark in "”»›":
        return free and not after.isspace() and after not in _TERMINATORS
    if mark in '"＂':
        tight = before in ",:;" and after.isalnum()  # said,"We go
        return tight or (free and (not after.isspace() or before.isspace()))
    if not free or after.isspace() or after in _TERMINATORS.replace("…", "").replace("(", ""):
        return False
    return _APOSTROPHE_FIRST.match(text, place) is None


def _closes(
    text: str, mark: str, before: str, after: str, stack: list[_Open], place: int, ahead: list[int], direction: str
) -> int | None:
    """The level of the stack that `mark` closes, or None."""
    if not stack or mark in {"in": "»›", "out": "«‹", "": ""}[direction]:
        return None
    if mark in SINGLE:
        top = stack[-1]
        fits = mark in PAIRS[top.mark] and top.start + 1 < place
        return len(stack) - 1 if fits and _single_closes(text, before, after, place, ahead) else None
    levels = [level for level, entry in enumerate(stack) if mark in PAIRS[entry.mark]]
    if not levels or stack[levels[-1]].start + 1 >= place:
        return None
    level = levels[-1]
    opening = stack[level].mark
    spaced = before.isspace()
    if mark in "»”」』›" and opening != mark:
        return level
    only_opens = (spaced or before in "([{“„«‘‚") and not after.isspace() and after not in _TERMINATORS
    if only_opens:
        return None
    if mark == '"':
        if opening != '"' and _first_of(text, ahead, "”") is not None:
            return None
        if before.isdigit() and _only_closes(text, ahead):
            return None
        return None if before.isdigit() and after.isalnum() else level
    if mark == "“" and after.isalnum():
        return None
    return level


def _first_of(text: str, ahead: list[int], marks: str) -> int | None:
    """The place of the first mark ahead that is one of `marks`, if no opening mark comes before it."""
    for place in ahead:
        if text[place] in marks:
            return place
        if text[place] in "“„«":
            return None
    return None


def _only_closes(text: str, ahead: list[int]) -> bool:
    """Whether the next straight double mark can only close: then the one before it was an inch."""
    for place in ahead:
        if text[place] == '"':
            before, after = text[place - 1], text[place + 1 : place + 2] or " "
            return not before.isspace() and before not in _BEFORE_OPENING and not after.isalnum()
    return False


def _single_closes(text: str, before: str, after: str, place: int, ahead: list[int]) -> bool:
    """Whether a single mark ends a quotation and is no apostrophe (don't, workers’ pay, goin’ home), no foot."""
    if before.isspace() or after.isalnum():
        return False
    if not _weak(text, place, after):
        return True
    for other in ahead:
        if text[other] in "‘‚“":
            return True
        if text[other] in "’'":
            following = text[other + 1 : other + 2] or " "
            previous = text[other - 1]
            if text[other] == "'" and (previous.isspace() or previous in "([") and following.isalnum():
                return True
            if not following.isalnum() and not previous.isspace() and not _weak(text, other, following):
                return False
    return True


def _weak(text: str, place: int, after: str) -> bool:
    """Whether a single mark that could close could as well be the apostrophe of a plural or of a dropped letter."""
    goes_on = after.isspace() and (text[place + 2 : place + 3] or ".").isalnum()
    return goes_on and _WEAK_BEFORE.search(text[max(place - 2, 0) : place]) is not None
