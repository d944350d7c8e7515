"""Lines that could not be read, told in one sentence a file."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.journal.records import Problem


def unread(problems: Sequence[Problem]) -> str:
    """How many lines of a file were passed over, and why the first was."""
    first = problems[0]
    if len(problems) == 1:
        return f"line {first.line}: {first.message} (passed over)"
    return (
        f"{len(problems):,} lines passed over (`annotator check` lists them), the first, line {first.line}:"
        f" {first.message}"
    )
