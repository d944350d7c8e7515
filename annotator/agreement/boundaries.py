"""Where boundaries differ: by which characters, and whether an annotator does so as a habit, said in a sentence."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from annotator.agreement.measures import Sums
from annotator.agreement.pairing import Disagreements, Kind
from annotator.agreement.table import Bools, Ints, Table
from annotator.journal.columns import Small, small
from annotator.text.sanitize import one_line

START, END = 0, 1
SIDES = ("start", "end")
SHORT = 16
"""Code points. A longer difference is never taken for spaces and punctuation alone, and not quoted in a sentence."""
_READABLE = 60
_LEAST, _SHARE = 3, 0.5
_LEAST_SHIFTS, _SHIFT_SHARE = 5, 0.75
_OPENING = frozenset("\"'“‘«‹„‚「『‟‛")
_CLOSING = frozenset("\"'”’»›“‘」』")
_QUOTED_EXAMPLE = re.compile(r" \(‘.*’ against ‘.*’\)")
_NAMES = {
    ".": "the full stop", ",": "the comma", "?": "the question mark", "!": "the exclamation mark", ";": "the semicolon",
    ":": "the colon", "%": "the percent sign", "$": "the dollar sign", "€": "the euro sign", "£": "the pound sign",
    "(": "the bracket", ")": "the bracket", "…": "the dots",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Shifts:
    """Every boundary at which two matched spans of one label differ.

    Attributes:
        cell, label: `(shifts,)`.
        side: `(shifts,)`, `START` or `END`.
        shorter: `(shifts,)`, the annotator whose span leaves the characters out.
        by: `(shifts,)`, code points, positive.
        wide, narrow: `(shifts,)`, the two spans, rows of the table.
        wording: `(shifts,)`, what is left out, as a place in `wordings`; −1 if it is long or not known.
        wordings: each once.
    """

    cell: Small
    label: Small
    side: Small
    shorter: Small
    by: Small
    wide: Small
    narrow: Small
    wording: Small
    wordings: list[str]


@cache
def _is_mark(character: str) -> bool:
    return character.isspace() or unicodedata.category(character)[0] in "PZ"


def name_kinds(table: Table, found: Disagreements) -> tuple[Disagreements, Shifts]:
    """Call the boundary differences MARKS that are spaces and punctuation alone, and list all of them.

    Args:
        table: has the texts.
        found: with kinds START, END and BOTH, as `align` leaves them.

    Returns:
        The disagreements with their final kinds; and each differing boundary.
    """
    rows = np.flatnonzero(np.isin(found.kind, (Kind.START, Kind.END, Kind.BOTH)))
    one, other = found.one[rows], found.other[rows]
    by_start, by_end = small(table.start[other] - table.start[one]), small(table.end[one] - table.end[other])
    starts, ends = np.flatnonzero(by_start), np.flatnonzero(by_end)
    at = small(np.concatenate((starts, ends)))
    by = np.concatenate((by_start[starts], by_end[ends]))
    sides = np.repeat(np.array((START, END), dtype=np.int8), (len(starts), len(ends)))
    wide, narrow = np.where(by > 0, one[at], other[at]), np.where(by > 0, other[at], one[at])
    size = np.abs(by)
    wording = np.full(len(wide), -1, dtype=np.int32)
    short = np.flatnonzero(size <= SHORT)
    wording[short], wordings = table.texts.cuts(table.source[wide[short]], size[short], sides[short] == END)
    bare = np.array([all(map(_is_mark, text)) for text in wordings] + [False], dtype=np.bool_)
    marks = np.ones(len(rows), dtype=np.bool_)
    marks[at[~bare[wording]]] = False
    kind = found.kind.copy()
    kind[rows[marks]] = Kind.MARKS
    shorter = small(table.annotator[narrow])
    return replace(found, kind=kind), Shifts(
        found.cell[rows[at]], small(table.label[wide]), sides, shorter, size, wide, narrow, wording, wordings
    )


def habits(sums: Sums, shifts: Shifts, most: int = 12) -> list[str]:
    """Sentences about what an annotator leaves out again and again, the most frequent first.

    A wording is a habit when it makes up half of the boundaries that differ at that side of the label between two
    annotators, and at least three; without such a wording, when three quarters of at least five go the same way.
    """
    people, labels = len(sums.table.annotators), len(sums.table.labels)
    pair = sums.where.left[shifts.cell] * people + sums.where.right[shifts.cell]
    group = (pair * labels + shifts.label) * 2 + shifts.side
    groups, group = np.unique(group, return_inverse=True)
    size = np.bincount(group, minlength=len(groups))
    names, name = _names_of(shifts)
    found: list[tuple[int, str]] = []
    named = np.zeros(len(groups), dtype=np.bool_)
    told = np.flatnonzero(name >= 0)
    code = (group[told] * people + shifts.shorter[told]) * max(len(names), 1) + name[told]
    for one, count in _frequent(code, size, people * max(len(names), 1), _LEAST, _SHARE):
        which, rest = divmod(one, people * max(len(names), 1))
        shorter, wording = divmod(rest, max(len(names), 1))
        named[which] = True
        found.append(
            (count, _left_out(sums.table, int(groups[which]), shorter, names[wording], count, int(size[which])))
        )
    open_groups = np.flatnonzero(~named[group])
    code = group[open_groups] * people + shifts.shorter[open_groups]
    for one, count in _frequent(code, size, people, _LEAST_SHIFTS, _SHIFT_SHARE):
        which, shorter = divmod(one, people)
        rows = np.flatnonzero((group == which) & (shifts.shorter == shorter))
        example = _example(sums.table, shifts, rows)
        found.append(
            (count, _one_way(sums.table, int(groups[which]), shorter, shifts.by[rows], int(size[which]), example))
        )
    return [sentence for _, sentence in sorted(found, key=lambda item: -item[0])[:most]]


def without_words(sentences: list[str]) -> list[str]:
    """Sentences of `habits` without the articles' words: examples are taken out, sentences about a wording left out."""
    bare = [_QUOTED_EXAMPLE.sub("", sentence) for sentence in sentences]
    return [sentence for sentence in bare if "‘" not in sentence]


def _frequent(codes: Ints, size: Ints, per_group: int, least: int, share: float) -> list[tuple[int, int]]:
    """`(code, count)` of the codes that are frequent in their group, `code // per_group`, the most frequent 50."""
    found, count = np.unique(codes, return_counts=True)
    keep: Bools = (count >= least) & (count >= share * size[found // per_group])
    found, count = found[keep], count[keep]
    order = np.argsort(-count, kind="stable")[:50]
    return list(zip(found[order].tolist(), count[order].tolist(), strict=True))


def _names_of(shifts: Shifts) -> tuple[list[str], Ints]:
    """What the left out characters are called, each name once; and the place of each shift's name or −1."""
    known: dict[str, int] = {}
    table = np.full((len(SIDES), len(shifts.wordings) + 1), -1, dtype=np.int64)
    for side in (START, END):
        table[side, :-1] = [known.setdefault(wording_name(text, side), len(known)) for text in shifts.wordings]
    return list(known), table[shifts.side, shifts.wording]


def _whose(table: Table, group: int, shorter: int) -> tuple[str, str, str, int]:
    """The shorter annotator's name, the other's, the label's, and the side of a group."""
    pair, side = divmod(group, 2)
    pair, label = divmod(pair, len(table.labels))
    left, right = divmod(pair, len(table.annotators))
    other = left if shorter == right else right
    mine, theirs = (one_line(table.annotators[who], 24) for who in (shorter, other))
    return mine, theirs, one_line(table.labels[label], 24), side


def _left_out(table: Table, group: int, shorter: int, wording: str, count: int, size: int) -> str:
    mine, theirs, label, side = _whose(table, group, shorter)
    return (
        f"{mine} leaves out {wording} that {theirs} includes"
        f" in {count} of {size} {label} spans whose {SIDES[side]}s differ."
    )


def _one_way(table: Table, group: int, shorter: int, by: Small, size: int, example: str) -> str:
    mine, theirs, label, side = _whose(table, group, shorter)
    middle = round(float(np.median(by)))
    return (
        f"{mine}'s {label} spans {'start later' if side == START else 'end earlier'} than {theirs}'s"
        f" in {len(by)} of {size} that differ there, by {middle} character{'s' * (middle != 1)} in the median{example}."
    )


def _example(table: Table, shifts: Shifts, rows: Ints) -> str:
    """The shortest of the cases, if both of its texts are known and short enough to be read at a glance."""
    wide, narrow = shifts.wide[rows], shifts.narrow[rows]
    shortest = int(np.argmin(table.end[wide] - table.start[wide]))
    long, short = table.text(int(wide[shortest])), table.text(int(narrow[shortest]))
    if long is None or short is None or len(long) > _READABLE:
        return ""
    return f" (‘{one_line(short)}’ against ‘{one_line(long)}’)"


def wording_name(text: str, side: int) -> str:
    """What the characters are called."""
    bare = text.strip()
    if not bare:
        return "the space"
    if len(bare) == 1 and bare in (_OPENING if side == START else _CLOSING):
        return "the opening mark" if side == START else "the closing mark"
    return _NAMES.get(bare, f"‘{one_line(bare)}’")
