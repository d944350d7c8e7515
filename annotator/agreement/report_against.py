"""The report for reading of what was scored against gold."""

from __future__ import annotations

from typing import Any

from annotator.agreement.accuracy import Accuracy, Against, Scored
from annotator.agreement.intervals import is_unstable
from annotator.agreement.notes import about_files
from annotator.agreement.report_models import told
from annotator.model import GOLD
from annotator.report.json import difference_structure, structure
from annotator.report.text import details, first, told_notes
from annotator.report.wording import UNSTABLE_TOLD, WIDTH, articles_of, interval, number, plural, short

_ROWS = {"strict": "strict", "boundary": "boundaries only", "relaxed": "relaxed"}


def render(found: Against) -> str:
    """The whole report, lines of at most `WIDTH` characters, with a newline at its end."""
    parts = [_headline(found)]
    if found.difference is not None:
        low, high = (short(one.name, 24) for one in (found.scored[0], _highest(found)))
        parts.append(["THE LOWEST LESS THE HIGHEST", *told(found.difference, low, high)])
    parts.append(told_notes(about_files(found.scored[0].analysis.sources)))
    for one in found.scored:
        parts += _one(one)
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _highest(found: Against) -> Scored:
    return [one for one in found.scored if one.overall["strict"]["f1"].value is not None][-1]


def _headline(found: Against) -> list[str]:
    gold = found.everything.annotators.index(GOLD)
    articles = plural(int(found.everything.done[:, gold].sum()), "article")
    lines = [
        f"AGAINST GOLD: {plural(len(found.scored), 'annotator')}, {articles} of gold",
        f"  {'strict, the lowest first':<24} {'articles':>8} {'precision':^17} {'recall':^17}  F1",
    ]
    for one in found.scored:
        count = articles_of(int(one.analysis.with_spans[-1]), one.analysis.settings.resamples)
        lines.append(
            f"  {short(one.name, 24):<24} {count:>8} " + " ".join(_three(one.overall["strict"], short_f1=True))
        )
    resting = [int(one.analysis.with_spans[-1]) for one in found.scored]
    if any(map(is_unstable, resting)) and found.scored[0].analysis.settings.resamples:
        lines.append(f"  {UNSTABLE_TOLD}")
    return lines


def _three(of: dict[str, Any], *, short_f1: bool = False) -> list[str]:
    last = number(of["f1"].value) if short_f1 else interval(of["f1"]).rstrip()
    return [f"{interval(of['precision']):<17}", f"{interval(of['recall']):<17}", last]


def _one(one: Scored) -> list[list[str]]:
    table = one.analysis.sums.table
    title = f"{short(one.name, 40).upper() if one.name.isascii() else short(one.name, 40)} AGAINST GOLD"
    head = f"  {'':<20} {'precision':^17} {'recall':^17} {'F1':^17}".rstrip()
    resamples, with_spans = one.analysis.settings.resamples, one.analysis.with_spans
    lines = [title, head]
    lines += [f"  {name:<20} {' '.join(_three(one.overall[match]))}".rstrip() for match, name in _ROWS.items()]
    value = interval(one.analysis.overall["alpha"])
    alpha = f"  {'alpha':<20} {'':<{min(35, WIDTH - 24 - len(value))}} {value}".rstrip()
    by_label = [
        f"  {short(table.labels[code], 13):<13} {articles_of(int(with_spans[code]), resamples):>6}"
        f" {' '.join(_three(one.labels[code]['strict']))}".rstrip()
        for code in one.analysis.used
    ]
    by_label = [f"  {'By label, strict':<15} {'art.':>3}", *by_label] if by_label else []
    return [[*lines, alpha, *by_label], first(one.analysis), *details(one.analysis)]


def against_structure(found: Against) -> dict[str, Any]:
    """Everything as dicts, lists, strings and numbers; what is undefined is `None`."""
    gold = found.everything.annotators.index(GOLD)
    return {
        "gold": {
            "articles": int(found.everything.done[:, gold].sum()),
            "spans": int(found.everything.spans_by()[gold].sum()),
        },
        "without_article_of_gold": found.strangers,
        "scored": [
            {
                "annotator": one.name,
                "accuracy": _accuracy(one.overall),
                "labels_accuracy": {
                    label: _accuracy(accuracy)
                    for label, accuracy in zip(one.analysis.sums.table.labels, one.labels, strict=True)
                },
                **structure(one.analysis),
            }
            for one in found.scored
        ],
        "lowest_less_highest": None
        if found.difference is None
        else {
            "annotators": [found.scored[0].name, _highest(found).name],
            **difference_structure(found.difference),
        },
    }


def _accuracy(accuracy: Accuracy) -> dict[str, dict[str, dict[str, float | None]]]:
    return {
        match: {field: estimate._asdict() for field, estimate in fields.items()} for match, fields in accuracy.items()
    }
