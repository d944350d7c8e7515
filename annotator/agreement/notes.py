"""What the reader of the numbers should know about how they came about, in sentences: the same in every view."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from annotator.agreement.result import Analysis
from annotator.agreement.sources import Sources
from annotator.agreement.table import Table
from annotator.journal.unread import unread
from annotator.text.sanitize import one_line, plural

TITLE = "Not in these numbers, or not sure"
_NAMED = 3


def notes(analysis: Analysis) -> list[str]:
    """All there is to say, each a sentence."""
    table, everything = analysis.sums.table, analysis.everything
    said = about_files(analysis.sources)
    if everything.apart:
        said.append(f"{some(everything.apart)}: left out, since the annotators worked on different texts.")
    alone = len(everything.articles) - len(table.articles)
    if alone:
        said.append(f"{plural(alone, 'article')} finished by one annotator only: not compared.")
    guessed = guessed_lengths(table)
    if guessed:
        said.append(
            f"The length of {some(guessed)} is not recorded: the end of the last span stands for it, which lowers alpha."
        )
    for what, names in (("annotators", everything.annotators), ("labels", table.labels)):
        said += [f"The {what} {' and '.join(alike)} differ by case only: are they one?" for alike in alike_names(names)]
    return said


def about_files(sources: Sources) -> list[str]:
    """What of them could not be read, and what flat spans do not say, in sentences."""
    said = [f"{one_line(path.name, 60)}: {unread(problems)}." for path, problems in sources.problems.items()]
    return [*said, _flat(sources.flat, sources.unnamed)] if sources.flat else said


def _flat(names: Sequence[str], unnamed: int) -> str:
    told = (
        f"{some(names)}: read from flat spans, which do not say who finished an article and found nothing there; such"
        " articles are missing, and agreement looks higher than it is. Better name the annotators' journals."
    )
    if unnamed:
        told += f" In {plural(unnamed, 'article')} more people finished than are named: somebody found nothing there, or what they found was left out."
    return told


def guessed_lengths(table: Table) -> list[str]:
    """The articles whose length no record gives."""
    return [article for article, guess in zip(table.articles, table.guessed.tolist(), strict=True) if guess]


def alike_names(names: Iterable[str]) -> list[list[str]]:
    """Names that differ by case only, in groups."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[name.casefold()].append(one_line(name, 40))
    return [group for group in groups.values() if len(group) > 1]


def some(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    shown = ", ".join(one_line(name, 40) for name in names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} and {len(names) - _NAMED:,} more"
