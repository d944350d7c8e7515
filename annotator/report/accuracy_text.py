"""The report on annotators or systems against gold, for reading: plain text that fits 80 columns and needs no colour."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.agreement.accuracy import Against
from annotator.report import accuracy_sections as sections
from annotator.report.extras import Extra, extra_lines
from annotator.report.text import details, first, note_lines


def render_accuracy(found: Against, extras: Sequence[Extra] = ()) -> str:
    """The whole report, lines of at most `WIDTH` characters, with a newline at its end.

    Args:
        found: what there is to say.
        extras: what else was asked for.
    """
    parts = [*map(extra_lines, sections.opening(found)), note_lines(sections.files(found))]
    for one in found.scored:
        parts += [extra_lines(sections.of_one(one)), first(one.analysis), *details(one.analysis)]
    parts += map(extra_lines, extras)
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"
