"""Which records count where an earlier state is asked for: as it was at a time, or without what a second look brought.

Each record is judged by itself, so folding what is left gives the same spans whatever the order of the lines.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from annotator.errors import AnnotatorError
from annotator.model import JournalRecord, RevisedRecord
from annotator.text.sanitize import one_line, plural

LEARNED = "learned:"
"""How `by` begins where a learned suggestion was taken."""
BEFORE_SUGGESTIONS = "before-suggestions"
"""The word for the independent version, where a time could stand as well."""
_USUAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Earlier(NamedTuple):
    """An earlier state: the records that count for it."""

    at: str | None = None
    """The last moment of it, as records have it; `None` for now."""
    independent: bool = False
    """Whether what was done in a second look is as if it had never been."""

    @property
    def told(self) -> str:
        """The state in words."""
        parts = ["before suggestions"] * self.independent + ([f"at {self.at}"] if self.at else [])
        return ", ".join(parts)

    def taken_out(self, suggested: int) -> str:
        """What `independent` takes out, as a sentence.

        Args:
            suggested: spans of this state that were taken from suggestions while their articles were annotated.
        """
        stay = f"suggestions accepted while annotating stay: {plural(suggested, 'span')}" if suggested else ""
        return (
            "Taken out is what was done in second looks, and in an article after their offers were shown; "
            f"{stay or 'suggestions accepted while annotating would stay, but there are none'}."
        )

    def holds(self, record: RevisedRecord) -> bool:
        """Whether a record belongs to the state."""
        if self.independent and is_of_second_look(record):
            return False
        return self.at is None or moment(record.at) <= self.at


def is_of_second_look(record: RevisedRecord) -> bool:
    """Whether a record was made when, or after, offers of a second look had been seen; groups never are."""
    if not isinstance(record, JournalRecord):
        return False
    look, by = record.look, record.by
    return bool(look and look > 1) or bool(by and by.startswith(LEARNED))


def moment(at: str) -> str:
    """A time as this program writes it, so that times can be compared as strings; one that is none as it is."""
    if _USUAL.fullmatch(at):
        return at
    try:
        then = datetime.fromisoformat(at)
        then = then.replace(tzinfo=UTC) if then.tzinfo is None else then.astimezone(UTC)
    except (ValueError, OverflowError):
        return at
    return then.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def earlier(at: str | None = None, *, before_suggestions: bool = False) -> Earlier | None:
    """What was asked for; `None` if that is the present state.

    Args:
        at: a time in ISO 8601, UTC unless it says otherwise; a date alone is the end of that day.
        before_suggestions: whether second looks are left out.

    Raises:
        AnnotatorError: if the time is none.
    """
    if at is None:
        return Earlier(independent=True) if before_suggestions else None
    until = at.strip()
    try:
        if _DAY.fullmatch(until):
            day = datetime.fromisoformat(until).replace(tzinfo=UTC)
            until = (day + timedelta(days=1) - timedelta(milliseconds=1)).isoformat(timespec="milliseconds")
        datetime.fromisoformat(until).astimezone(UTC)
    except (ValueError, OverflowError):
        raise AnnotatorError(
            f"{one_line(at, 40)!r} is no time: give one like 2026-11-22 or 2026-11-22T05:20 (UTC unless it names an offset)"
        ) from None
    return Earlier(moment(until), before_suggestions)
