"""Parts articles into train, validation and test so that articles of one group (an event) never part. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import combinations
from typing import NamedTuple

from annotator.errors import AnnotatorError
from annotator.text.sanitize import plural

METHOD = (
    "greedy: groups from large to small, in seeded order among those of like size, each to the part that it brings \
closest to the asked share of articles and of the spans of each label; then single groups are moved, and pairs of few \
groups exchanged, as long as that brings all parts closer"
)
_FEW = 40
"""Groups up to which exchanging any two is tried."""
_ROUNDS = 10
_SHOWN = 3
"""Pairs that a refusal names."""
_GAIN = 1e-12

_NAMES = {2: ("train", "test"), 3: ("train", "validation", "test")}


class SplitArticle(NamedTuple):
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


def empty_parts(text: str) -> list[str]:
    """The parts that `parse_sizes` leaves out, as nothing was asked for them."""
    return [name for name in _NAMES[len(text.split("/"))] if name not in parse_sizes(text)]


def split(
    items: Sequence[SplitArticle],
    shares: Mapping[str, Decimal],
    seed: int,
    tied: int = 0,
    share: str = "text",
    pairs: Sequence[tuple[str, str]] = (),
) -> dict[str, str]:
    """The part of each article. The same articles, groups and seed give the same parts, in whatever order they come.

    Greedy (`METHOD`); every part gets at least one group.

    Args:
        items: the articles.
        shares: of 1, by the part's name.
        seed: another one, another split.
        tied: how many pairs of articles share their group for another reason than their event; for the refusal.
        share: what these pairs share; for the refusal too.
        pairs: who they are, of whom the refusal names some.

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
        raise AnnotatorError(_refusal(len(items), len(groups), len(shares), tied, share, pairs))
    totals: Counter[str] = Counter()
    for counts in groups.values():
        totals.update(counts)
    filled: dict[str, Counter[str]] = {part: Counter() for part in shares}
    chosen: dict[str, str] = {}
    order = sorted(groups, key=lambda group: _order(group, groups[group], seed))
    for i, group in enumerate(order):
        empty = [part for part in shares if not filled[part]]
        candidates = empty if len(empty) == len(groups) - i else list(shares)
        best = min(candidates, key=lambda part: _cost(filled[part], groups[group], totals, float(shares[part])))
        filled[best].update(groups[group])
        chosen[group] = best
    _improve(order, groups, totals, shares, chosen)
    return {item.article: chosen[item.group] for item in items}


def _refusal(articles: int, groups: int, parts: int, tied: int, share: str, pairs: Sequence[tuple[str, str]]) -> str:
    if groups == articles:
        return f"--split: {articles} article{'s' * (articles != 1)} cannot fill {parts} parts: ask for fewer parts"
    if tied:
        what = (
            f"{groups} group{'s' * (groups != 1)} (an event's articles, and {plural(tied, 'pair')} of others that "
            f"{'shares' if tied == 1 else 'share'} {share})"
        )
    else:
        what = f"{groups} event{'s' * (groups != 1)}"
    never = f"articles of one event, or with the same {share}," if tied else "articles of one event"
    named = "; ".join(" and ".join(pair) for pair in pairs[:_SHOWN]) + "; …" * (len(pairs) > _SHOWN)
    return (
        f"--split: the {articles} articles are of {what}, too few for {parts} parts, and "
        f"{never} never part: add articles of other events, or part them knowingly with --by article"
        + (f" (with the same {share}: {named})" if named else "")
    )


def _improve(
    order: Sequence[str],
    groups: Mapping[str, Counter[str]],
    totals: Counter[str],
    shares: Mapping[str, Decimal],
    chosen: dict[str, str],
) -> None:
    """Move groups, and exchange pairs of few, as long as the parts come closer to what was asked. No part is emptied."""
    filled = {part: Counter[str]() for part in shares}
    members = Counter(chosen.values())
    for group, part in chosen.items():
        filled[part].update(groups[group])

    def tried(moves: Mapping[str, str]) -> bool:
        """Make some moves; take them back unless they help."""
        before = {group: chosen[group] for group in moves}
        touched = sorted({*moves.values(), *before.values()})
        cost = sum(_distance(filled[part], totals, float(shares[part])) for part in touched)
        for there, back in ((moves, before), (before, moves)):
            for group, part in there.items():
                filled[back[group]].subtract(groups[group])
                filled[part].update(groups[group])
            if there is moves and cost - _GAIN > sum(
                _distance(filled[part], totals, float(shares[part])) for part in touched
            ):
                chosen.update(moves)
                return True
        return False

    for _ in range(_ROUNDS):
        better = False
        for group in order:
            for part in shares:
                source = chosen[group]
                if part != source and members[source] > 1 and tried({group: part}):
                    members[source] -= 1
                    members[part] += 1
                    better = True
        for one, other in combinations(order, 2) if len(order) <= _FEW else ():
            if chosen[one] != chosen[other] and tried({one: chosen[other], other: chosen[one]}):
                better = True
        if not better:
            break


def _distance(filled: Counter[str], totals: Counter[str], share: float) -> float:
    """The sum of squared distances from the asked share."""
    return sum((filled[what] / n - share) ** 2 for what, n in sorted(totals.items()) if n)


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
