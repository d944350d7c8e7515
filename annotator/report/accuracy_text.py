"""The report on annotators or systems against gold, for reading: plain text that fits 80 columns and needs no colour."""

from __future__ import annotations

from typing import Any

from annotator.agreement.accuracy import Against, People, Scored
from annotator.agreement.intervals import is_unstable
from annotator.agreement.measures import columns_shown
from annotator.agreement.systems import DifferenceInAccuracy, TwoSystems
from annotator.model import GOLD
from annotator.report.text import details, first, how, models_sentences, note_lines
from annotator.report.wording import (
    UNSTABLE_NOTE,
    WIDTH,
    about_files,
    articles_of,
    interval,
    named,
    number,
    paragraph,
    rest,
    short,
    signed,
    some,
)
from annotator.text.sanitize import plural

_NAME = 14
_FIELD = {"f1": "F1"}
_TWOS = 10
"""Pairs of systems shown."""
_ACCURACY_ROWS = {"strict": "strict", "boundary": "boundaries only", "relaxed": "relaxed"}


def render_accuracy(found: Against) -> str:
    """The whole report, lines of at most `WIDTH` characters, with a newline at its end."""
    parts = [_accuracy_headline(found), people_lines(found.people), systems_lines(found.systems)]
    if found.difference is not None and len(found.scored) > 2:
        low, high = (short(one.name, 24) for one in (found.scored[0], found.highest))
        parts.append(["THE LOWEST LESS THE HIGHEST", *models_sentences(found.difference, low, high)])
    parts.append(note_lines(_files(found)))
    for one in found.scored:
        parts += _one(one)
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _accuracy_headline(found: Against) -> list[str]:
    gold = found.everything.annotators.index(GOLD)
    articles = plural(int(found.everything.done[:, gold].sum()), "article")
    resamples = found.scored[0].analysis.settings.resamples
    resting = [int(one.analysis.with_spans[-1]) for one in found.scored]
    lines = [
        f"AGAINST GOLD: {plural(len(found.scored), 'annotator')}, {articles} of gold",
        f"  {'strict':<{_NAME}} {'art.':>5}  {'precision':^17} {'recall':^17} {'F1':^17}".rstrip(),
    ]
    for one, count in zip(found.scored, resting, strict=True):
        values = " ".join(_three(one.overall["strict"]))
        lines.append(f"  {short(one.name, _NAME):<{_NAME}} {articles_of(count, resamples):>6} {values}")
    return lines + [f"  {UNSTABLE_NOTE}"] * (bool(resamples) and any(map(is_unstable, resting)))


def _three(of: dict[str, Any]) -> list[str]:
    return [f"{interval(of['precision']):<17}", f"{interval(of['recall']):<17}", interval(of["f1"]).rstrip()]


def _files(found: Against) -> list[str]:
    """What is to be known of the files; of those that do not say what was finished, how to say it."""
    sources = found.scored[0].analysis.sources
    hint = "If that is all a system found in all articles of gold, say --complete."
    return [*about_files(sources), *[hint] * bool(sources.flat)]


def people_lines(found: People | None) -> list[str]:
    """How far people agree with each other on articles of gold; empty where no two have annotated the same one."""
    if found is None:
        return []
    values = ", ".join(f"{measure.title} {interval(found.scores[measure.name])}" for measure in columns_shown())
    lines = [
        f"PEOPLE AMONG THEMSELVES: {plural(len(found.annotators), 'annotator')}, {plural(found.articles, 'article')} of gold",
        *paragraph(f"{some(found.annotators, 6)}: {values}.", "  "),
    ]
    for name, less in found.less.items():
        told = f"{short(name)} against gold less people with each other: {signed(less.scores['f1'])} in strict F1, {how(less)}."
        lines += paragraph(told, "  ")
    ceiling = paragraph("About what can be asked of a system: people who know the guideline agree so far.", "  ")
    return [*lines, *ceiling * bool(found.less)]


def systems_lines(found: list[TwoSystems]) -> list[str]:
    """How far every two differ, and whether chance could do that; of two alone each value, of more strict F1."""
    if not found:
        return []
    if len(found) == 1:
        (two,) = found
        lines = [
            f"{short(two.one, 24)} LESS {short(two.other, 24)}, over the {plural(two.articles, 'article')} of both",
            f"  {'':<18} {'difference':<26} {'':<16}{'p':>7}".rstrip(),
        ]
        shown = [(match, field) for match in ("strict", "relaxed") for field in ("precision", "recall", "f1")]
        lines += [
            _difference(f"{match} {_FIELD.get(field, field)}", two.values[match][field]) for match, field in shown
        ]
    else:
        lines = ["EVERY TWO, strict F1; p for all of them together (Holm 1979)"]
        for two in found[:_TWOS]:
            value = two.values["strict"]["f1"]
            lines.append(_difference(named((two.one, two.other), 24), value._replace(p=value.adjusted), 24))
        lines += rest(len(found) - _TWOS, "pair")
    return lines + paragraph(chance(found), "  ")


def _difference(title: str, value: DifferenceInAccuracy, width: int = 18) -> str:
    both = f"{number(value.one)} less {number(value.other)}" if width == 18 else ""
    p = "" if value.p is None else f"{value.p:.4f}" if value.p >= 0.0001 else "<0.0001"
    return f"  {title:<{width}} {signed(value.difference):<26} {both:<15} {p:>7}".rstrip()


def chance(found: list[TwoSystems]) -> str:
    """What p is, in a sentence; empty where none was asked for."""
    if not found[0].shuffles:
        return ""
    draws = {f"all {two.shuffles:,} swaps" if two.exact else f"{two.shuffles:,} random swaps" for two in found}
    return (
        f"p: how often a difference as large comes about where in each article it is chance which of the two said which "
        f"(approximate randomization, {' or '.join(sorted(draws))}; Noreen 1989)."
    )


def _one(one: Scored) -> list[list[str]]:
    table, name = one.analysis.sums.table, short(one.name, 40)
    resamples, with_spans = one.analysis.settings.resamples, one.analysis.with_spans
    lines = [f"{name.upper() if one.name.isascii() else name} AGAINST GOLD"]
    lines.append(f"  {'':<20} {'precision':^17} {'recall':^17} {'F1':^17}".rstrip())
    lines += [f"  {row:<20} {' '.join(_three(one.overall[match]))}" for match, row in _ACCURACY_ROWS.items()]
    value = interval(one.analysis.overall["alpha"])
    lines.append(f"  {'alpha':<20} {'':<{min(35, WIDTH - 24 - len(value))}} {value}")
    lines += [f"  {'By label, strict':<15} {'art.':>3}"] * bool(one.analysis.used)
    for code in one.analysis.used:
        title = f"{short(table.labels[code], 13):<13} {articles_of(int(with_spans[code]), resamples):>6}"
        lines.append(f"  {title} {' '.join(_three(one.labels[code]['strict']))}")
    return [lines, first(one.analysis), *details(one.analysis)]
