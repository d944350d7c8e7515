"""Gamma as lines for reading and as the structure that programs read."""

from __future__ import annotations

import textwrap
from typing import Any

from annotator.agreement.gamma.measure import FEWEST, PRECISION, ArticleGamma, Gamma, refusal
from annotator.agreement.report import WIDTH
from annotator.agreement.table import Table
from annotator.text.display import one_line

_ROWS = 10
_CHANCE = "annotators drawn at random, each one's work cut at a random place and its two parts exchanged"


def structure(found: Gamma, table: Table) -> dict[str, Any]:
    """Everything as dicts, lists, strings and numbers; what is undefined is `None`."""
    return {
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "combined": "1 − Σ w · observed / Σ w · expected over articles; w: spans by annotators",
        "settings": {
            "alpha": found.weights.alpha,
            "beta": found.weights.beta,
            "delta_empty": 1.0,
            "positional": "sporadic",
            "categorial": "0 for equal labels, 1 for others",
            "chance": _CHANCE,
            "precision": PRECISION,
            "fewest_samples": FEWEST,
            "seed": found.seed,
        },
        "refused": list(found.refused),
        "articles": [
            {
                "article": name,
                "spans": one.units,
                "annotators": one.people,
                "value": one.value,
                "observed": one.observed,
                "expected": one.expected,
                "samples": one.samples,
            }
            for name, one in zip(table.articles, found.articles, strict=True)
        ],
    }


def render(found: Gamma, table: Table) -> str:
    """Lines of at most `WIDTH` characters, with a newline at the end."""
    lines = [f"GAMMA (best alignment of overlapping spans, against chance): {_number(found.value)}"]
    if found.low is not None and found.high is not None:
        text = (
            f"Other shuffles would give {found.low:.3f} to {found.high:.3f}, 19 times in 20 (not a confidence interval over "
            f"articles). Weights of positions and labels {found.weights.alpha:g} and {found.weights.beta:g}, of a "
            f"missing span 1; chance: {_CHANCE}."
        )
        lines += textwrap.wrap(text, WIDTH)
    if found.refused:
        some = ", ".join(one_line(name, 40) for name in found.refused[:3])
        more = f" and {len(found.refused) - 3} more" if len(found.refused) > 3 else ""
        lines += textwrap.wrap(f"Not measured, for {some}{more}: {refusal(found)}.", WIDTH)
    ranked = sorted(zip(table.articles, found.articles, strict=True), key=lambda row: _worst(row[1]))
    lines.append(f"  {'the lowest first':<34} {'spans':>6} {'gamma':>7} {'observed':>9} {'expected':>9} {'samples':>8}")
    for name, one in ranked[:_ROWS]:
        lines.append(
            f"  {one_line(name, 34):<34} {one.units:>6,} {_number(one.value):>7} {_number(one.observed):>9}"
            f" {_number(one.expected):>9} {one.samples:>8,}"
        )
    if len(ranked) > _ROWS:
        lines.append(f"  and {len(ranked) - _ROWS:,} articles more (--json has all)")
    return "\n".join(lines) + "\n"


def _worst(one: ArticleGamma) -> tuple[bool, float]:
    """Lowest first, undefined last."""
    return one.value is None, one.value or 0.0


def _number(value: float | None) -> str:
    return "n/a" if value is None else f"{value:.3f}"
