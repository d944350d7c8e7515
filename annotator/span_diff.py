"""What differs between two files of spans, or two states of one: spans added, gone, moved and relabelled."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec

from annotator.errors import AnnotatorError
from annotator.garbage import no_cycles_expected
from annotator.journal.columns import read_columns
from annotator.journal.earlier import BEFORE_SUGGESTIONS, Earlier, earlier
from annotator.journal.records import Fields, Problem, is_flat
from annotator.listener import NOBODY, Listener, sizes_of
from annotator.model import Closed
from annotator.project import refuse_folders
from annotator.span_lines import record_of
from annotator.text.sanitize import one_line, plural

ChangeKind = Literal["added", "gone", "moved", "relabelled"]
_NEAR = 16
"""Spans of a label that are looked at, on either side, for the one that another may have become."""
_WIDTH = 72
_NAMED = 3
"""Articles left out that are named."""


class SpanFile(NamedTuple):
    """A file of spans, in a state."""

    path: Path
    earlier: Earlier | None = None
    state: str = ""
    """The state as it was asked for; empty for the present one."""

    def __str__(self) -> str:
        return f"{self.path}@{self.state}" if self.state else str(self.path)


class PlacedSpan(Closed, frozen=True, kw_only=True):
    """Where a span is, and what it says."""

    start: int
    end: int
    label: str
    text: str | None


class SpanChange(Closed, frozen=True, kw_only=True):
    """A span of one side, and what it is on the other."""

    kinds: list[ChangeKind]
    """One of them, or `moved` and `relabelled`."""
    article: str
    before: PlacedSpan | None
    after: PlacedSpan | None


class SpanDiff(Closed, frozen=True, kw_only=True):
    """All that differs between two files of spans."""

    a: str
    b: str
    same: int
    """Spans that are the same on both sides; attributes and notes are not compared."""
    counts: dict[str, int]
    """By kind of change."""
    changes: list[SpanChange]
    """By article and place."""
    left_out: list[str] = []
    """Articles that only one side knows, where these are of different people: nothing is compared there."""
    taken_out: dict[str, str] = {}
    """By side, as it was asked for: what `before-suggestions` takes out of it and what not, in a sentence."""

    def to_text(self) -> str:
        """A line for each change, under its article, and the counts."""
        lines: list[str] = []
        article = None
        for change in self.changes:
            if change.article != article:
                article = change.article
                lines.append(article)
            lines.append(f"  {_told(change)}")
        counted = ", ".join(f"{count} {kind}" for kind, count in self.counts.items() if count) or "nothing differs"
        if self.left_out:
            names = ", ".join(self.left_out[:_NAMED]) + ", …" * (len(self.left_out) > _NAMED)
            counted = f"{plural(len(self.left_out), 'article')} that only one side has left out ({names})\n{counted}"
        return "\n".join([*lines, f"{counted}; {self.same} the same", ""])

    def to_dict(self) -> dict[str, Any]:
        """What `annotator diff --json` prints."""
        return dict(msgspec.to_builtins(self))


class _Side(NamedTuple):
    """A span while its counterpart is sought."""

    id: str | None
    sha256: str | None
    span: PlacedSpan


def span_files(one: str, other: str) -> tuple[SpanFile, SpanFile]:
    """The two sides that arguments name: `FILE`, `FILE@STATE`, or a STATE of the other's file.

    A state is a time, or `before-suggestions`.

    Raises:
        AnnotatorError: if there is no such file, or neither names one.
    """
    found = [_named(argument) for argument in (one, other)]
    path = next((path for path, _ in found if path is not None), None)
    if path is None:
        raise AnnotatorError(f"{one_line(one, 60)} and {one_line(other, 60)}: neither names a file: name a journal")
    sides = [SpanFile(own or path, _state(state), state) for own, state in found]
    refuse_folders(side.path for side in sides)
    return sides[0], sides[1]


def _named(argument: str) -> tuple[Path | None, str]:
    if Path(argument).exists():
        return Path(argument), ""
    path, _, state = argument.rpartition("@")
    if path:
        return Path(path), state
    try:
        _state(argument)
    except AnnotatorError:
        raise AnnotatorError(
            f"{one_line(argument, 200)}: there is no such file: name a journal or a file of flat spans; or a time "
            f"such as 2026-11-22, or {BEFORE_SUGGESTIONS}, for an earlier state of the other one"
        ) from None
    return None, argument


def _state(state: str) -> Earlier | None:
    if state == BEFORE_SUGGESTIONS:
        return earlier(before_suggestions=True)
    return earlier(state) if state else None


@no_cycles_expected()
def diff(
    a: SpanFile, b: SpanFile, listener: Listener = NOBODY, articles: Collection[str] = ()
) -> tuple[SpanDiff, dict[Path, list[Problem]]]:
    """What b has otherwise than a, whoever tagged it; and the lines that were passed over, by file.

    Of people who have nothing in common the articles are compared that both have begun.

    Args:
        a: one side.
        b: the other one.
        listener: hears how far the work is.
        articles: the only ones that are compared; all, if none is named.

    Raises:
        AnnotatorError: if a file cannot be read, a state is asked of flat spans, or neither side has an article.
    """
    problems: dict[Path, list[Problem]] = {}
    sides = []
    known: list[set[str]] = []
    people: list[set[str]] = []
    taken_out: dict[str, str] = {}
    # Each file is read, and then its lines that count are.
    with listener.progress("comparing", 2 * sum(sizes_of([a.path, b.path]))) as step:
        for side in (a, b):
            columns = read_columns([side.path], step, earlier=side.earlier)
            problems |= columns.problems
            if side.earlier is not None and side.earlier.independent:
                taken_out[str(side)] = side.earlier.taken_out(columns.suggested())
            sides.append(_by_article(record_of(line) for _, line in columns.lines_of(None, None, articles or None)))
            known.append({*sides[-1], *(state.article for state in columns.states)})
            people.append({*columns.annotators})
            if step is not None:
                step(sum(sizes_of([side.path])))
    same, changes = 0, list[SpanChange]()
    for name in articles:
        if name not in known[0] | known[1]:
            raise AnnotatorError(f"--article {one_line(name, 60)}: neither {a} nor {b} has such an article")
    strangers = a.path != b.path and all(people) and people[0].isdisjoint(people[1])
    left_out = known[0] ^ known[1] if strangers and not articles else set()
    for article in sorted({*sides[0], *sides[1]} - left_out):
        found = _Article(article, sides[0].get(article, []), sides[1].get(article, []))
        same += found.same
        changes += found.changes
    kinds = Counter(kind for change in changes for kind in change.kinds)
    counts = {kind: kinds[kind] for kind in ("added", "gone", "moved", "relabelled")}
    compared = SpanDiff(
        a=str(a),
        b=str(b),
        same=same,
        counts=counts,
        changes=changes,
        left_out=sorted(left_out),
        taken_out=taken_out,
    )
    return compared, problems


def _by_article(records: Iterable[Fields]) -> dict[str, list[_Side]]:
    """The spans of each article, a flat one or one of several annotators once."""
    found: dict[str, dict[tuple[int, int, str, str | None], _Side]] = {}
    for record in records:
        span = PlacedSpan(start=record["start"], end=record["end"], label=record["label"], text=record.get("text"))
        identity = None if is_flat(record) else record["id"]
        key = span.start, span.end, span.label, record.get("sha256")
        found.setdefault(record["article"], {}).setdefault(key, _Side(identity, record.get("sha256"), span))
    return {article: sorted(spans.values(), key=_order) for article, spans in found.items()}


def _order(side: _Side) -> tuple[int, int, str, str]:
    return side.span.start, -side.span.end, side.span.label, side.sha256 or ""


class _Article:
    """The two sides of one article, matched step by step: the surest pairs first."""

    def __init__(self, article: str, a: Sequence[_Side], b: Sequence[_Side]) -> None:
        self._name, self._a, self._b = article, dict(enumerate(a)), dict(enumerate(b))
        self._pairs: list[tuple[_Side, _Side]] = []
        # A flat span may not say of which text it is.
        for with_version in (True, False):
            self._join(lambda s, v=with_version: (s.span.start, s.span.end, s.span.label, s.sha256 if v else None))  # type: ignore[misc]
        self.same = len(self._pairs)
        self._pairs = []
        self._join(lambda s: s.id)
        self._join(lambda s: (s.span.start, s.span.end, s.sha256))
        self._join_overlapping()
        changes = [_change(article, a, b) for a, b in self._pairs]
        changes += [_change(article, side, None) for side in self._a.values()]
        changes += [_change(article, None, side) for side in self._b.values()]
        self.changes = sorted(changes, key=_place)

    def _join(self, key: Callable[[_Side], object]) -> None:
        """Pair what is left by a key, each once; `None` is no key."""
        there: dict[object, list[int]] = {}
        for place, side in self._b.items():
            there.setdefault(key(side), []).append(place)
        for place, side in list(self._a.items()):
            wanted = key(side)
            if wanted is not None and (others := there.get(wanted)):
                self._pair(place, others.pop(0))

    def _pair(self, a: int, b: int) -> None:
        self._pairs.append((self._a.pop(a), self._b.pop(b)))

    def _join_overlapping(self) -> None:
        """Pair spans of one label and text that overlap, those with most in common first."""
        groups: dict[tuple[str, str | None], list[int]] = {}
        for place, side in self._b.items():
            groups.setdefault((side.span.label, side.sha256), []).append(place)
        candidates = sorted(
            (-_iou(side.span, self._b[other].span), place, other)
            for place, side in self._a.items()
            for other in self._near(side, groups.get((side.span.label, side.sha256), []))
        )
        for _, a, b in candidates:
            if a in self._a and b in self._b:
                self._pair(a, b)

    def _near(self, side: _Side, places: Sequence[int]) -> Iterator[int]:
        middle = bisect_left(places, side.span.start, key=lambda place: self._b[place].span.start)
        for place in places[max(middle - _NEAR, 0) : middle + _NEAR]:
            other = self._b[place].span
            if other.start < side.span.end and side.span.start < other.end:
                yield place


def _iou(a: PlacedSpan, b: PlacedSpan) -> float:
    shared = min(a.end, b.end) - max(a.start, b.start)
    return shared / (a.end - a.start + b.end - b.start - shared)


def _change(article: str, a: _Side | None, b: _Side | None) -> SpanChange:
    kinds: list[ChangeKind] = []
    if a is None or b is None:
        kinds = ["added" if a is None else "gone"]
    else:
        moved = (a.span.start, a.span.end, a.sha256) != (b.span.start, b.span.end, b.sha256)
        relabelled = a.span.label != b.span.label
        kinds = [*(("moved",) if moved else ()), *(("relabelled",) if relabelled else ())]
    return SpanChange(kinds=kinds, article=article, before=a.span if a else None, after=b.span if b else None)


def _place(change: SpanChange) -> tuple[int, int, str]:
    span = change.after or change.before
    assert span is not None
    return span.start, -span.end, span.label


def _told(change: SpanChange) -> str:
    before, after = change.before, change.after
    if before is None or after is None:
        span = after or before
        assert span is not None
        return f"{'+' if before is None else '−'} {one_line(span.label, 40)} {_where(span)}"
    if change.kinds == ["relabelled"]:
        return f"~ {one_line(before.label, 40)} → {one_line(after.label, 40)} {_where(after)}"
    label = one_line(before.label, 40)
    label += f" → {one_line(after.label, 40)}" if "relabelled" in change.kinds else ""
    return f"> {label} {_where(before)} → {_where(after)}"


def _where(span: PlacedSpan) -> str:
    return f"{span.start}–{span.end}" + (f" ‹{one_line(span.text, _WIDTH)}›" if span.text else "")
