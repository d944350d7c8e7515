"""Agreement about groups: pairs of members in the same group, over events, with an interval; checked by hand and by brute force."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from annotator.boards.group import Apart, Group, GroupFold
from annotator.boards.group_agreement import GroupAgreement, group_agreement
from tests.boards.groups_world import apart, fold_of, group, member, raw


def folds(**records: list[Group | Apart]) -> dict[str, GroupFold]:
    return {name: fold_of(*(raw(r.changed(annotator=name)) for r in found)) for name, found in records.items()}


def measured(events: dict[str, str] | None = None, **records: list[Group | Apart]) -> GroupAgreement:
    return group_agreement(folds(**records), events or dict.fromkeys("abcdefgh", "one event"))


def test_pairs_of_members_are_what_is_compared() -> None:
    found = measured(kim=[group(members="abcd")], lee=[group("02A", "abc"), group("02B", "de")])
    # kim: 6 pairs; lee: 3 and 1; both have ab, ac, bc.
    assert (found.overall.pairs, found.overall.shared, found.overall.f1.value) == (10, 3, 0.6)
    assert [pair.annotators for pair in found.pairs] == [("kim", "lee")]
    assert list(found.kinds) == ["quotation"]
    assert found.overall.f1.low is None


def test_only_events_count_in_which_both_decided_on_something() -> None:
    events = {"a": "e1", "b": "e1", "c": "e2", "d": "e2", "e": "e3", "f": "e3"}
    one: list[Group | Apart] = [group("01A", "ab"), group("01B", "cd"), group("01C", "ef")]
    found = measured(events, kim=one, lee=[group("02A", "ab"), apart("02X", "cd")])
    assert (found.overall.pairs, found.overall.shared, found.overall.events) == (3, 1, 2)
    assert found.overall.f1.value == 2 / 3
    assert [conflict.kind for conflict in found.conflicts] == ["apart"]


def test_another_kind_relation_or_role_is_another_pair() -> None:
    same, disagree = group(kind="quantity"), group("02A", kind="quantity", relation="disagree")
    assert measured(kim=[same], lee=[disagree]).overall.shared == 0
    content, source = member("a"), member("a", 20, 25, label="source", role="source")
    cue = member("a", 20, 25, label="source", role="cue")
    said = group(kind="attribution").changed(members=(content, source))
    assert measured(kim=[said], lee=[said.changed(id="02A")]).overall.f1.value == 1.0
    other = group("02A", kind="attribution").changed(members=(content, cue))
    assert measured(kim=[said], lee=[other]).overall.f1.value == 0.0


def test_with_nobody_to_compare_with_it_is_undefined() -> None:
    assert measured(kim=[group()]).overall.f1.value is None
    assert measured().overall.f1.value is None
    assert measured(kim=[group()], lee=[apart("02X", "ab")]).overall.f1.value == 0.0


def test_many_events_give_an_interval_around_the_value() -> None:
    events = {f"{n}{side}": f"e{n}" for n in range(60) for side in "xy"}

    def pair(n: int, name: str) -> Group:
        return group(f"{name}{n:03}").changed(members=(member(f"{n}x"), member(f"{n}y")))

    kim = [pair(n, "k") for n in range(60)]
    lee: list[Group | Apart] = [
        pair(n, "l") if n % 3 else apart(f"l{n:03}").changed(members=(member(f"{n}x"), member(f"{n}y")))
        for n in range(60)
    ]
    f1 = measured(events, kim=[*kim], lee=lee).overall.f1
    assert f1.value == 0.8
    assert f1.low is not None
    assert f1.high is not None
    assert 0.68 < f1.low < 0.75 < 0.84 < f1.high < 0.9


GROUPS = st.lists(st.sets(st.sampled_from("abcdef"), min_size=2, max_size=4), max_size=3)


@given(GROUPS, GROUPS)
def test_counting_by_classes_is_counting_pairs(one: list[set[str]], other: list[set[str]]) -> None:
    def records(sets: list[set[str]], name: str) -> list[Group | Apart]:
        return [group(f"{name}{n}", "".join(sorted(members))) for n, members in enumerate(sets)]

    def pairs(sets: list[set[str]]) -> set[tuple[str, ...]]:
        merged: list[set[str]] = []
        for members in sets:
            touching = [m for m in merged if m & members]
            merged = [m for m in merged if not m & members] + [members.union(*touching)]
        return {pair for members in merged for pair in combinations(sorted(members), 2)}

    if not (one and other):
        return
    found = measured(kim=records(one, "01"), lee=records(other, "02")).overall
    assert (found.shared, found.pairs) == (len(pairs(one) & pairs(other)), len(pairs(one)) + len(pairs(other)))
