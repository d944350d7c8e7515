"""The history of a span, and the removed spans of an article: lists from which one goes back."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import datetime

from rich.segment import Segment
from rich.style import Style

from annotator.model import Span
from annotator.span_history import Revision
from annotator.text.sanitize import one_line, plural
from annotator.text.wrap import fit
from annotator.tui.dialogs.lists import FilteredScreen, matching
from annotator.tui.theme import Palette

_ROOMY = 60
"""Cells of a line from which on it is also said who wrote it."""


class RevisionsScreen(FilteredScreen[int]):
    """Every revision of a span, the newest first; answers the place of the one to go back to."""

    def __init__(self, revisions: Sequence[Revision], palette: Palette) -> None:
        super().__init__(palette, placeholder="type a part of what was changed", hint="")
        self._revisions = revisions
        last = next(r.record for r in revisions if isinstance(r.record, Span))
        self.heading = f"history of {last.label} ‹{one_line(last.text, 40)}›: {plural(len(revisions), 'revision')}"

    def begin(self) -> None:
        super().begin()
        self.follow()

    def fitting(self, typed: str) -> Sequence[int]:
        return matching((f"{r.told} {r.record.annotator} {r.record.at}" for r in self._revisions), typed)

    def follow(self) -> None:
        """Show in full what the highlighted revision changed."""
        here = self.list.highlighted
        if here is not None:
            told = one_line(self._revisions[here].told, 300)
            self.show_hint(
                f"{told}\n{'As it is now.' if here == 0 else 'Enter goes back to this revision.'} Esc leaves."
            )

    def paint(self, item: int, width: int, style: Style) -> list[Segment]:
        record, told = self._revisions[item]
        who = f"{fit(record.annotator, 10)} " if width >= _ROOMY else ""
        left = f" {record.rev:>3}  {_when(record.at)}  {who}"
        return [Segment(left, style), Segment(fit(told, max(width - len(left) - 1, 1)), style)]


class RemovedScreen(FilteredScreen[int]):
    """The removed spans of an article, the latest removal first; answers the place of the one whose history to show."""

    def __init__(self, spans: Sequence[Span], palette: Palette) -> None:
        super().__init__(
            palette, placeholder="type a part of its text or its label", hint="Enter shows its history, Esc leaves."
        )
        self._spans = spans
        self.heading = f"{plural(len(spans), 'removed span')} of this article"

    def fitting(self, typed: str) -> Sequence[int]:
        return matching((f"{span.label} {span.text}" for span in self._spans), typed)

    def paint(self, item: int, width: int, style: Style) -> list[Segment]:
        span = self._spans[item]
        key = style if item == self.list.highlighted else self.palette.mark(span.label, self.palette.look.bar)
        return [
            Segment(f" {self.palette.key(span.label)} ", key),
            Segment(fit(one_line(span.text[:400], 400), max(width - 4, 1)), style),
        ]


def _when(at: str) -> str:
    """Day and time of a record where the person is; as it is written, if that is no time."""
    with contextlib.suppress(ValueError, OverflowError):
        return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"
    return one_line(at, 16)
