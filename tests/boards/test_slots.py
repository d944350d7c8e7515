"""Values of a slot are held against each other; others that belong to it are proposed first."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction

import msgspec
import pytest

from annotator.boards.figures import Figure, figures_of, place_of
from annotator.boards.group import Role
from annotator.boards.slot_proposals import FigureIndex
from annotator.boards.slots import Slotted, Verdict, relation_of, say_the_same
from annotator.text.quantities.quantity import Quantity
from benchmarks.quantities_world import NumbersWorld, planted
from tests.boards.test_quotes import article


def slot(*texts: str) -> list[Slotted]:
    """A member of each text's first number; `total:` and `part:` before it, `@` before its day."""
    members = []
    for number, text in enumerate(texts):
        role: Role = "total" if text.startswith("total:") else "part" if text.startswith("part:") else "content"
        bare, _, day = text.removeprefix("total:").removeprefix("part:").partition("@")
        name = "a" if role != "content" else f"a{number}"
        figure = figures_of(article(name, bare, **({"published": day} if day else {})))[0]
        members.append(Slotted(name, figure.quantity, role))
    return members


@pytest.mark.parametrize(
    ("texts", "relation", "odd"),
    [
        (["390 prisoners went home.", "They let 390 people go."], "same", ()),
        (["About 1,000 men came.", "Some 1,000 came.", "1,020 people came."], "same", ()),
        (["390 prisoners went home.", "390 went home.", "391 people went home."], "disagree", (2,)),
        (["54 swaps so far.@2026-01-05", "57 swaps so far.@2026-02-05", "64 swaps so far.@2026-03-05"], "rising", (1, 2)),
        (["57 swaps so far.@2026-01-05", "54 swaps so far.@2026-02-05"], "disagree", (1,)),
        (["54 swaps so far.@2026-01-05", "57 swaps so far.@2026-01-05"], "disagree", (1,)),
        (["54 swaps so far.", "57 swaps so far."], "disagree", (1,)),
        (["390 men on each side left.", "In all 780 men left."], "same", ()),
        (["390 men left.", "In all 780 men left."], "disagree", (1,)),
        (["900 tonnes a day are burned.", "They burn 6,300 tonnes a week."], "same", ()),
        (["12 percent of voters stayed.", "400 voters stayed."], "same", ()),
        (["They met on 23 May 2026.", "They met on Friday.@2026-05-25"], "disagree", (1,)),
        (["They met on 23 May 2026.", "They met on Saturday.@2026-05-25", "On May 23, 2026 they met."], "same", ()),
        (["total:390 people left.", "part:270 soldiers left.", "part:120 civilians left."], "parts", ()),
        (["total:390 people left.", "part:270 soldiers left.", "part:110 civilians left."], "parts", (1, 2)),
    ],
)  # fmt: skip
def test_values_of_a_slot_are_the_same_rising_parts_or_disagree(
    texts: list[str], relation: str, odd: tuple[int, ...]
) -> None:
    verdict = relation_of(slot(*texts))
    assert (verdict.relation, verdict.odd) == (relation, odd)
    assert verdict.flagged == (relation in {"rising", "disagree"} or bool(odd))


def test_thousands_of_values_are_held_against_each_other_in_bounded_work(monkeypatch: pytest.MonkeyPatch) -> None:
    quantities = [Quantity(low=Fraction(n), high=Fraction(n), as_of=f"20{n % 100:02}-01-01") for n in range(1, 3_001)]
    members = [Slotted("a", quantity) for quantity in quantities]
    held = 0

    def counted(one: Quantity, other: Quantity) -> bool:
        nonlocal held
        held += 1
        return say_the_same(one, other)

    monkeypatch.setattr("annotator.boards.slots.say_the_same", counted)
    assert relation_of(members).relation == "disagree"
    assert held < 3 * len(members)
    assert relation_of(members[:50]).relation == "rising"


def test_what_both_sides_come_to_and_what_a_sum_comes_to_is_said() -> None:
    members = slot("390 men on each side left.", "In all 780 men left.")
    assert relation_of(members).together == (1,)
    members = slot("total:390 people left.", "part:270 soldiers left.", "part:120 civilians left.")
    assert [sum_.said(members) for sum_ in relation_of(members).sums] == ["270 + 120 = 390: comes out"]


def figures(world: NumbersWorld) -> dict[tuple[str, int, int], Figure]:
    """All figures of a world, by place."""
    return {(one.article, one.start, one.end): one for text in world.articles for one in figures_of(text)}


def verdict_of(members: Sequence[Figure]) -> Verdict:
    return relation_of([Slotted(one.article, one.quantity) for one in members])


def test_of_100_changed_figures_nearly_all_are_flagged_and_nothing_unprovoked() -> None:
    world = planted(80, seed=3)
    at = figures(world)
    slots = [[at[place] for place in said] for said in world.slots.values() if len(said) > 1]
    assert not [members for members in slots if verdict_of(members).flagged]
    chance = random.Random(5)
    changed = [(members, chance.randrange(len(members))) for members in chance.sample(slots, 100)]
    flagged = 0
    for members, which in changed:
        quantity = members[which].quantity
        value = quantity.low + chance.choice((-1, 1)) * (
            1 + round(quantity.low * Fraction(chance.randint(10, 80), 100))
        )
        other = msgspec.structs.replace(quantity, low=value, high=value)
        flagged += verdict_of(
            [*members[:which], members[which]._replace(quantity=other), *members[which + 1 :]]
        ).flagged
    assert flagged >= 98


@pytest.mark.parametrize("seed", [1, 2])
def test_from_one_member_of_a_slot_nearly_all_others_are_among_the_first_ten(seed: int) -> None:
    world = planted(40, seed=seed)
    at = figures(world)
    index = FigureIndex(at.values())
    others = found = 0
    for said in world.slots.values():
        first, *rest = [at[place] for place in said]
        ranked = index.proposals([first])
        places = {place_of(one) for proposal in ranked for one in (proposal.figure, *proposal.repeats)}
        others += len(rest)
        found += sum(place_of(one) in places for one in rest)
    assert found / others >= 0.95


def test_what_was_put_apart_or_is_in_the_slot_is_not_proposed() -> None:
    texts = {
        "a": "The club sold 390 tickets for Arnvik.",
        "b": "They sold 390 tickets in Arnvik.",
        "c": "390 tickets sold in Arnvik.",
    }
    one, other, third = (figures_of(article(name, text))[0] for name, text in texts.items())
    index = FigureIndex([one, other, third])
    assert {ranked.figure.article for ranked in index.proposals([one])} == {"b", "c"}
    assert [ranked.figure.article for ranked in index.proposals([one], [place_of(third)])] == ["b"]
    assert index.proposals([one, other, third]) == []


def test_a_number_in_another_unit_is_never_proposed() -> None:
    texts = {
        "a": "The bridge is 390 metres long.",
        "b": "The bridge cost 390 euros.",
        "c": "The bridge is 0.39 km long.",
    }
    found = [figures_of(article(name, text))[0] for name, text in texts.items()]
    assert [ranked.figure.article for ranked in FigureIndex(found).proposals(found[:1])] == ["c"]


def test_days_of_an_event_are_found_and_proposed_as_numbers_are() -> None:
    texts = {
        "a": "The talks in Arnvik began on May 23, 2026.",
        "b": "Talks began in Arnvik on Saturday.",
        "c": "On May 2 it rained.",
    }
    found = [figures_of(article(name, text, published="2026-05-25"))[0] for name, text in texts.items()]
    assert [(one.label, one.text, one.quantity.as_of) for one in found] == [
        ("date", "May 23, 2026", "2026-05-23"), ("date", "Saturday", "2026-05-23"), ("date", "May 2", "2026-05-02"),
    ]  # fmt: skip
    assert FigureIndex(found).proposals(found[:1])[0].figure.article == "b"


def test_the_same_value_again_in_an_article_comes_with_the_first() -> None:
    found = figures_of(article("a", "The club sold 390 tickets. Arnvik liked it: 390 tickets in a day. Also 12 cakes."))
    other = figures_of(article("b", "In Arnvik the club sold 390 tickets."))
    (ranked,) = FigureIndex([*found, *other]).proposals(other, most=1)
    assert [one.text for one in (ranked.figure, *ranked.repeats)] == ["390", "390"]
