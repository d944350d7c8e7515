"""Gamma as lines for reading and as the structure that programs read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from annotator.agreement.gamma.measure import FEWEST, PRECISION, ArticleGamma, Gamma, refusal
from annotator.agreement.gamma.units import Weights
from annotator.agreement.table import Table
from annotator.report.wording import number, paragraph, rest
from annotator.text.sanitize import one_line

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


TITLE = "Gamma (best alignment of overlapping spans, against chance)"
COLUMNS = ("spans", "gamma", "observed", "expected", "samples")


def told(found: Gamma) -> list[str]:
    """How it was measured and how sure it is, as sentences; and what was refused."""
    sentences = []
    if found.low is not None and found.high is not None:
        sentences.append(
            f"Other shuffles would give {number(found.low)} to {number(found.high)}, 19 times in 20 (not a confidence interval over "
            f"articles). {settings_told(found.seed, found.weights)}"
        )
    if found.refused:
        some = ", ".join(one_line(name, 40) for name in found.refused[:3])
        more = f" and {len(found.refused) - 3} more" if len(found.refused) > 3 else ""
        sentences.append(f"Not measured, for {some}{more}: {refusal(found)}.")
    return sentences


def settings_told(seed: int, weights: Weights | None = None) -> str:
    """The parameters, in a sentence."""
    chosen = weights or Weights()
    return (
        f"Weights of positions and labels {chosen.alpha:g} and {chosen.beta:g}, of a missing span 1; chance: {_CHANCE}; at "
        f"least {FEWEST} shuffles, seed {seed}."
    )


def ranked(found: Gamma, table: Table) -> list[tuple[str, ArticleGamma]]:
    """The articles with their names, the lowest first, undefined ones last."""
    return sorted(zip(table.articles, found.articles, strict=True), key=lambda row: _worst(row[1]))


def values(one: ArticleGamma) -> list[str]:
    """An article's, in the order of `COLUMNS`."""
    return [f"{one.units:,}", *map(number, (one.value, one.observed, one.expected)), f"{one.samples:,}"]


def render(found: Gamma, table: Table) -> str:
    """Lines of at most `WIDTH` characters, with a newline at the end."""
    lines = [f"{TITLE.replace('Gamma', 'GAMMA')}: {number(found.value)}"]
    for sentence in told(found):
        lines += paragraph(sentence)
    rows = ranked(found, table)
    lines.append(_row("the lowest first", COLUMNS))
    lines += [_row(name, values(one)) for name, one in rows[:_ROWS]]
    return "\n".join([*lines, *rest(len(rows) - _ROWS, "article")]) + "\n"


def _row(name: str, cells: Sequence[str]) -> str:
    spans, gamma, observed, expected, samples = cells
    return f"  {one_line(name, 34):<34} {spans:>6} {gamma:>7} {observed:>9} {expected:>9} {samples:>8}"


def _worst(one: ArticleGamma) -> tuple[bool, float]:
    """Lowest first, undefined last."""
    return one.value is None, one.value or 0.0
