"""The first page: how far all agree, what to look at first, in what they differ, and what somebody does as a habit."""

from __future__ import annotations

from rich.segment import Segment

from annotator.agreement.disagreements import Kind
from annotator.agreement.headline import certainty, meaning
from annotator.agreement.notes import TITLE as TITLE_OF_NOTES
from annotator.report.advice import MEANING, TITLE
from annotator.report.wording import INTERVAL, interval, plural
from annotator.tui.agreement.measure import Measured
from annotator.tui.agreement.writing import Writer, Written
from annotator.tui.widgets.bars import bar
from annotator.tui.widgets.report_view import Line, fit

KINDS = {
    Kind.MISSING: "missing: tagged by one",
    Kind.START: "boundary: start",
    Kind.END: "boundary: end",
    Kind.BOTH: "boundary: both",
    Kind.MARKS: "boundary: punctuation",
    Kind.SPLIT: "split or merged",
    Kind.LABEL: "other label",
    Kind.LABEL_AND_BOUNDARY: "label and boundary",
}
_NAME, _COUNT, _LEAST_BAR, _MOST_BAR = 22, 8, 6, 30
"""Cells."""


def overview(measured: Measured, write: Writer) -> Written:
    """What to read first."""
    analysis = measured.analysis
    overall = analysis.overall
    lines = [
        write.blank(),
        write.line(
            "strict F1 ",
            Segment(interval(overall["f1"]), write.bold),
            "   alpha ",
            Segment(interval(overall["alpha"]), write.bold),
        ),
        *write.paragraph(meaning(overall)),
    ]
    if unsure := certainty(analysis):
        lines += write.paragraph(unsure)
    if measured.first:
        lines += write.heading(f"{TITLE.upper()}, and {MEANING}")
        for cause in measured.first:
            lines += write.paragraph(cause.sentence, f"{cause.gained} ")
    lines += _kinds(measured, write)
    if analysis.habits:
        lines += write.heading("HABITS AT BOUNDARIES")
        for sentence in analysis.habits:
            lines += write.paragraph(sentence, "• ")
    lines += _measures(measured, write)
    if measured.notes:
        lines += write.heading(TITLE_OF_NOTES.upper())
        for note in measured.notes:
            lines += write.paragraph(note, "• ")
    return Written(lines, [])


def _kinds(measured: Measured, write: Writer) -> list[Line]:
    """Bars, the longest first, each with the labels that it is made of."""
    kinds = measured.analysis.kinds
    labels = measured.analysis.sums.table.labels
    total, agreed = int(kinds[-1].sum()), int(kinds[-1, Kind.AGREE])
    if not total:
        return []
    differing = total - agreed
    lines = write.heading(f"WHAT DIFFERS: {plural(differing, 'disagreement')}, {agreed:,} times the same span")
    width = max(min((write.width - _NAME - _COUNT) // 3, _MOST_BAR), _LEAST_BAR)
    most = max(int(kinds[-1, kind]) for kind in KINDS)
    for kind in sorted(KINDS, key=lambda kind: -int(kinds[-1, kind])):
        count = int(kinds[-1, kind])
        if count:
            by_label = [(int(kinds[code, kind]), label) for code, label in enumerate(labels) if kinds[code, kind]]
            made_of = ", ".join(f"{label} {n:,}" for n, label in sorted(by_label, key=lambda one: -one[0]))
            room = max(write.width - _NAME - _COUNT - width - 1, 1)
            drawn = Segment(bar(count / most, width), write.accent)
            told = fit(made_of, room) if room > _LEAST_BAR else ""
            lines.append(write.line(f"{fit(KINDS[kind], _NAME)}{count:>{_COUNT - 1},} ", drawn, f" {told}"))
    return lines


def _measures(measured: Measured, write: Writer) -> list[Line]:
    overall, settings = measured.analysis.overall, measured.analysis.settings
    lines = write.heading("MEASURES, with 95 % intervals")
    for name, key, told in (
        ("strict F1", "f1", "same label and same boundaries"),
        ("boundaries only", "boundary_f1", "same boundaries, any label"),
        ("relaxed F1", "relaxed_f1", f"same label, overlap (IoU) of {float(settings.iou):g} or more"),
        ("alpha", "alpha", "unitizing, corrected for chance"),
        ("character alpha", "character_alpha", "the same, character by character"),
    ):
        value = interval(overall[key])
        lines.append(write.line(f"{name:<16} ", Segment(f"{value:<{INTERVAL + 1}}", write.bold), told))
    return lines + write.paragraph(
        f"Intervals from {settings.resamples:,} resamples of the articles; `annotator agreement` draws 10,000."
    )
