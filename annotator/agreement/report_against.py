"""The report for reading of what was scored against gold."""

from __future__ import annotations

from typing import Any

from annotator.agreement.against import Accuracy, Against, Scored
from annotator.agreement.report import details
from annotator.agreement.report_models import told
from annotator.agreement.resampling import FEW_ARTICLES
from annotator.agreement.structure import difference_structure, structure
from annotator.agreement.words import interval, number, paragraph, plural, short
from annotator.model import GOLD

_ROWS = {"strict": "strict", "boundary": "boundaries only", "relaxed": "relaxed"}


def render(found: Against) -> str:
    """The whole report, lines of at most `WIDTH` characters, with a newline at its end."""
    parts = [_headline(found)]
    if found.difference is not None:
        low, high = (short(one.name, 24) for one in (found.scored[0], _highest(found)))
        parts.append(["THE LOWEST LESS THE HIGHEST", *told(found.difference, low, high)])
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
        strict, count = one.overall["strict"], len(one.analysis.sums.table.articles)
        lines.append(f"  {short(one.name, 24):<24} {count:>8,} " + " ".join(_three(strict, short_f1=True)))
    least = min(len(one.analysis.sums.table.articles) for one in found.scored)
    if least < FEW_ARTICLES and found.scored[0].analysis.settings.resamples:
        lines += paragraph(
            f"Fewer than {FEW_ARTICLES} articles: intervals (95 %, articles resampled) are unstable.", "  "
        )
    return lines


def _three(of: dict[str, Any], *, short_f1: bool = False) -> list[str]:
    last = number(of["f1"].value) if short_f1 else interval(of["f1"]).rstrip()
    return [f"{interval(of['precision']):<17}", f"{interval(of['recall']):<17}", last]


def _one(one: Scored) -> list[list[str]]:
    table = one.analysis.sums.table
    title = f"{short(one.name, 40).upper() if one.name.isascii() else short(one.name, 40)} AGAINST GOLD"
    head = f"  {'':<20} {'precision':^17} {'recall':^17} {'F1':^17}".rstrip()
    rows: list[tuple[str, Accuracy]] = list(zip(table.labels, one.labels, strict=True))
    lines = [title, head]
    lines += [f"  {name:<20} {' '.join(_three(one.overall[match]))}".rstrip() for match, name in _ROWS.items()]
    alpha = f"  {'alpha':<20} {'':<35} {interval(one.analysis.overall['alpha'])}".rstrip()
    by_label = [f"  {short(label, 20):<20} {' '.join(_three(accuracy['strict']))}".rstrip() for label, accuracy in rows]
    return [[*lines, alpha, "  By label, strict:", *by_label], *details(one.analysis)]


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
