"""Splits: events never part, the same seed gives the same parts, and what cannot be is refused."""

from __future__ import annotations

import random
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.dataset.split import SplitArticle, parse_sizes, split
from annotator.errors import AnnotatorError

LABELS = ("claim", "quote", "number", "ad")
ITEMS = st.lists(
    st.tuples(st.integers(0, 12), st.dictionaries(st.sampled_from(LABELS), st.integers(0, 50))), max_size=40
).map(lambda drawn: [SplitArticle(f"a{i}", f"event {group}", labels) for i, (group, labels) in enumerate(drawn)])
SIZES = st.sampled_from(["80/10/10", "80/20", "50/25/25", "98/1/1", "80/0/20", "33.3/33.3/33.4", "100/0"])


@given(ITEMS, SIZES, st.integers(0, 5), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_groups_never_part_nothing_is_lost_and_a_seed_decides(
    items: list[SplitArticle], sizes: str, seed: int, shuffler: random.Random
) -> None:
    shares = parse_sizes(sizes)
    groups = {item.group for item in items}
    if len(groups) < len(shares):
        with pytest.raises(AnnotatorError, match="--split"):
            split(items, shares, seed)
        return
    parts = split(items, shares, seed)

    assert set(parts) == {item.article for item in items}
    assert set(parts.values()) == set(shares)
    for group in groups:
        assert len({parts[item.article] for item in items if item.group == group}) == 1
    assert split(shuffler.sample(items, len(items)), shares, seed) == parts


def test_the_parts_come_close_to_what_was_asked() -> None:
    shuffler = random.Random(7)
    items = [
        SplitArticle(f"a{i}", f"event {i // 2}", {label: shuffler.randint(0, 12) for label in LABELS})
        for i in range(200)
    ]
    parts = split(items, parse_sizes("80/10/10"), seed=1)

    for part, share in (("train", 0.8), ("validation", 0.1), ("test", 0.1)):
        chosen = [item for item in items if parts[item.article] == part]
        assert len(chosen) / len(items) == pytest.approx(share, abs=0.02)
        for label in LABELS:
            total = sum(item.labels[label] for item in items)
            assert sum(item.labels[label] for item in chosen) / total == pytest.approx(share, abs=0.02)


def test_another_seed_gives_another_split() -> None:
    items = [SplitArticle(f"a{i}", f"event {i}", {"claim": 5}) for i in range(30)]
    shares = parse_sizes("80/10/10")

    assert split(items, shares, seed=0) != split(items, shares, seed=1)


def test_one_event_cannot_fill_two_parts_and_the_refusal_says_why() -> None:
    items = [SplitArticle(f"a{i}", "event moon", {"claim": 5}) for i in range(5)]

    with pytest.raises(AnnotatorError, match=r"5 articles are of 1 event, too few for 2 parts.*--by article"):
        split(items, parse_sizes("80/20"), seed=0)


@pytest.mark.parametrize("text", ["80", "80/30", "80/10/5/5", "a/b", "-10/110", "", "nan/100", "1e999/1", "80/10/10/"])
def test_sizes_that_are_no_percentages_are_refused(text: str) -> None:
    with pytest.raises(AnnotatorError, match="percentages that add up to 100"):
        parse_sizes(text)


def test_a_part_of_nothing_is_no_part() -> None:
    assert parse_sizes("80/0/20") == {"train": Decimal("0.8"), "test": Decimal("0.2")}


def test_few_events_are_parted_about_as_well_as_can_be() -> None:
    ours = best = 0.0
    for seed in range(40):
        chance = random.Random(seed)
        shares = parse_sizes(chance.choice(["80/20", "50/50", "60/20/20"]))
        items = [
            SplitArticle(f"a{i}", f"event {i % 6}", {label: chance.randint(0, 12) for label in LABELS})
            for i in range(chance.randint(6, 12))
        ]
        events = [f"event {i}" for i in range(6)]
        every = (dict(zip(events, parts, strict=True)) for parts in product(shares, repeat=6))
        whole = [chosen for chosen in every if set(chosen.values()) == set(shares)]
        ours += _distance(items, split(items, shares, seed), shares)
        best += min(_distance(items, {i.article: chosen[i.group] for i in items}, shares) for chosen in whole)

    assert ours <= 1.2 * best


def _distance(items: list[SplitArticle], parts: dict[str, str], shares: dict[str, Decimal]) -> float:
    """Squared differences from the asked shares, of articles and of each label's spans."""
    found = 0.0
    for part, share in shares.items():
        chosen = [item for item in items if parts[item.article] == part]
        found += (len(chosen) / len(items) - float(share)) ** 2
        for label in LABELS:
            total = sum(item.labels[label] for item in items)
            found += (sum(item.labels[label] for item in chosen) / total - float(share)) ** 2 if total else 0
    return found
