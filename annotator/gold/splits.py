"""Parts articles into train, validation and test so that articles of one group (an event) never part. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from annotator.model import AnnotatorError

METHOD = (
    "greedy: groups from large to small, in seeded order among those of like size, each to the part that it brings \
closest to the asked share of articles and of the spans of each label"
)

_NAMES = {2: ("train", "test"), 3: ("train", "validation", "test")}


class Item(NamedTuple):
    """An article to be assigned."""

    article: str
    group: str
    """Articles of one group stay together."""
    labels: Mapping[str, int]
    """Spans by label."""


def parse_sizes(text: str) -> dict[str, Decimal]:
    """`80/10/10` as shares of 1 by the part's name, parts of nothing left out.

    Raises:
        AnnotatorError: if these are not two or three percentages that add up to 100.
    """
    try:
        sizes = [Decimal(part) for part in text.split("/")]
    except InvalidOperation:
        sizes = []
    names = _NAMES.get(len(sizes))
    if names is None or not all(size.is_finite() and size >= 0 for size in sizes) or sum(sizes) != 100:
        raise AnnotatorError(
            "--split: give two or three percentages that add up to 100, as 80/20 (train/test) or 80/10/10 "
            "(train/validation/test)"
        )
    return {name: size / 100 for name, size in zip(names, sizes, strict=True) if size}


def split(items: Sequence[Item], shares: Mapping[str, Decimal], seed: int) -> dict[str, str]:
    """The part of each article. The same articles, groups and seed give the same parts, in whatever order they come.

    Greedy (`METHOD`); every part gets at least one group.

    Raises:
        AnnotatorError: if there are fewer groups than parts.
    """
    groups: dict[str, Counter[str]] = {}
    for item in items:
        # A label is prefixed, so that it cannot be taken for the count of articles.
        counts = groups.setdefault(item.group, Counter())
        counts["articles"] += 1
        counts.update({f"label {label}": n for label, n in item.labels.items()})
    if len(groups) < len(shares):
        raise AnnotatorError(_refusal(len(items), len(groups), len(shares)))
    totals: Counter[str] = Counter()
    for counts in groups.values():
        totals.update(counts)
    filled: dict[str, Counter[str]] = {part: Counter() for part in shares}
    chosen: dict[str, str] = {}
    for i, group in enumerate(sorted(groups, key=lambda group: _order(group, groups[group], seed))):
        empty = [part for part in shares if not filled[part]]
        candidates = empty if len(empty) == len(groups) - i else list(shares)
        best = min(candidates, key=lambda part: _cost(filled[part], groups[group], totals, float(shares[part])))
        filled[best].update(groups[group])
        chosen[group] = best
    return {item.article: chosen[item.group] for item in items}


def _refusal(articles: int, groups: int, parts: int) -> str:
    if groups == articles:
        return f"--split: {articles} article{'s' * (articles != 1)} cannot fill {parts} parts: ask for fewer parts"
    return (
        f"--split: the {articles} articles are of {groups} event{'s' * (groups != 1)}, too few for {parts} parts, and "
        "articles of one event never part: add articles of other events, or part them knowingly with --by article"
    )


def _order(group: str, counts: Counter[str], seed: int) -> tuple[int, bytes]:
    """Large groups first, by powers of two of their spans and articles; then as the seed shuffles them."""
    return -counts.total().bit_length(), hashlib.sha256(f"{seed}\0{group}".encode()).digest()


def _cost(filled: Counter[str], group: Counter[str], totals: Counter[str], share: float) -> float:
    """What the sum of squared distances from the asked share grows by if the group goes to this part."""
    cost = 0.0
    for what, n in sorted(group.items()):  # sorted: sums of floats depend on the order
        if n:
            before = filled[what] / totals[what] - share
            cost += (before + n / totals[what]) ** 2 - before**2
    return cost
