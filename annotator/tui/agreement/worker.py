"""What the agreement screen has done beside it: reading and measuring, which say how far they are and can be given up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotator.agreement.gamma import Gamma, gamma
from annotator.agreement.result import AgreementSettings, Analysis, Passage, analyse
from annotator.agreement.table import SpanTexts, Table, read_table
from annotator.journal.columns import Small
from annotator.journal.copies import copies_among, told
from annotator.report.advice import About, Cause, causes
from annotator.report.wording import notes
from annotator.text.sanitize import plural
from annotator.tui.background import Stopped

_MEGABYTE = 1_000_000
_PASSAGES = 50
"""Shown of each thing to look at first."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found.

    Attributes:
        analysis: its table's texts are those of the passages alone.
        first: what to look at first, from all the texts.
        passages: those that each of these speaks of, by `Cause.about`.
        notes: what the reader of the numbers should know about how they came about, as sentences.
    """

    analysis: Analysis
    first: list[Cause]
    notes: list[str]
    passages: dict[About, list[Passage]] = field(default_factory=dict)


def measure(
    paths: Sequence[Path], labels: Sequence[str], tell: Callable[[str], None], stopped: Callable[[], bool]
) -> Measured:
    """Read the files and measure.

    Args:
        paths: journals.
        labels: the project's, which come first.
        tell: told what is being done, often.
        stopped: whether to give up.

    Raises:
        AnnotatorError: if a file cannot be read, or there is nothing to compare.
        Stopped: when `stopped` says so.
    """
    size = sum(path.stat().st_size for path in paths if path.is_file())
    reading = _counted("reading", size / _MEGABYTE, "MB", tell, stopped)
    read = read_table(paths, labels, lambda count: reading(count / _MEGABYTE))
    spans = len(read.table.article)
    tell(f"comparing {plural(spans, 'span')}")
    if stopped():
        raise Stopped
    analysis = analyse(read.table, AgreementSettings(), replace(read.sources, nameable=False))
    first = causes(analysis)
    passages = {cause.about: cause.passages(analysis, _PASSAGES) for cause in first}
    kept = _KeptTexts(analysis.sums.table, [*analysis.passages, *(one for found in passages.values() for one in found)])
    table = replace(analysis.sums.table, texts=kept)
    analysis = replace(analysis, sums=replace(analysis.sums, table=table))
    return Measured(analysis, first, [*_about_the_files(paths), *notes(analysis)], passages)


def measure_gamma(analysis: Analysis, tell: Callable[[str], None], stopped: Callable[[], bool]) -> Gamma:
    """Measure gamma too, with the analysis' seed.

    Raises:
        Stopped: when `stopped` says so, which is asked between two articles.
    """
    table, so_far = analysis.sums.table, 0

    def more(_: int) -> None:
        nonlocal so_far
        so_far += 1
        if stopped():
            raise Stopped
        tell(f"{so_far:,} of {plural(len(table.articles), 'article')} measured")

    tell(f"0 of {plural(len(table.articles), 'article')} measured")
    return gamma(table, analysis.settings.seed, progress=more)


def _counted(
    doing: str, whole: float, unit: str, tell: Callable[[str], None], stopped: Callable[[], bool]
) -> Callable[[float], None]:
    """What is told how much more was done: says so, or stops."""
    so_far = 0.0

    def more(count: float) -> None:
        nonlocal so_far
        so_far += count
        if stopped():
            raise Stopped
        tell(f"{doing} {so_far:,.0f} of {whole:,.0f} {unit}".rstrip())

    return more


class _KeptTexts(SpanTexts):
    """The texts of some passages' spans, read once, so that drawing them never waits for a disk."""

    def __init__(self, table: Table, passages: Sequence[Passage]) -> None:
        rows = {row for passage in passages for _, mine in passage.versions for row in mine}
        rows |= {passage.around for passage in passages}
        sources = table.source[sorted(rows)]
        self._texts = dict(zip(sources.tolist(), table.texts.many(sources), strict=True))

    def many(self, sources: Small) -> list[str | None]:
        """See `SpanTexts`."""
        return [self._texts.get(source) for source in sources.tolist()]


def _about_the_files(paths: Sequence[Path]) -> list[str]:
    return [told(journal, copies) for journal, copies in copies_among(paths).items()]
