"""What several people's groups say together: who says what; where they differ both are told, and time decides nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.boards.group import Apart, Group, GroupFold
from annotator.boards.joint_groups import JointGroup, joint_groups
from tests.boards.groups_world import apart, fold_of, group, member, raw


def joint(**records: list[Group | Apart]) -> list[JointGroup]:
    """The joint groups of people with these records."""
    return joint_groups(
        {name: fold_of(*(raw(r.changed(annotator=name)) for r in found)) for name, found in records.items()}
    )


def test_groups_with_a_member_in_common_are_one_and_it_is_known_who_has_which_member() -> None:
    wider = group("02A", "bc", attributes={"said": "2025"}).changed(members=(member("b", 0, 12), member("c")))
    both, other = joint(
        kim=[group("01A", attributes={"said": "2025", "speaker": "Quist"})], lee=[wider, group("02B", "de")]
    )
    assert [m.article for m in both.members] == ["a", "b", "c"]
    assert both.by == (("kim",), ("kim", "lee"), ("lee",))
    assert both.members[1].text == member("b", 0, 12).text
    assert (both.id, both.groups) == ("01A", {"kim": ("01A",), "lee": ("02A",)})
    assert (both.attributes, both.differing) == ({"said": "2025", "speaker": "Quist"}, ())
    assert both.settled
    assert other.by == (("lee",), ("lee",))


def test_same_against_apart_is_told_whoever_came_later() -> None:
    for late in ("1970-01-01T00:00:00.000Z", "2031-01-01T00:00:00.000Z"):
        [found] = joint(kim=[group(members="abc")], lee=[apart(members="bc", at=late)])
        [conflict] = found.conflicts
        assert conflict.message == "kim has 2 members in one group that lee put apart"
        assert [m.article for m in conflict.members] == ["b", "c"]
        assert (conflict.groups, conflict.others) == (("01A",), ("01X",))


def test_two_groups_of_one_against_one_of_another_are_told_though_a_third_is_silent() -> None:
    [found] = joint(kim=[group(members="abcd")], lee=[group("02A", "ab"), group("02B", "cd")], mo=[group("03A", "ab")])
    [conflict] = found.conflicts
    assert conflict.message == "kim has members in one group that lee has in 2"
    assert conflict.others == ("02A", "02B")


def test_what_two_people_only_have_together_is_held_against_a_third() -> None:
    [found] = joint(kim=[group(members="ab")], lee=[group("02A", "bc")], mo=[apart(members="ac")])
    assert [c.message for c in found.conflicts] == ["kim and lee have 2 members in one group that mo put apart"]


def test_one_persons_two_computers_may_differ_too() -> None:
    [found] = joint(kim=[group(), group("01B", "bc"), apart(members="ac")])
    assert found.groups == {"kim": ("01A", "01B")}
    assert [(c.one, c.other, c.kind) for c in found.conflicts] == [("kim", "kim", "apart")]


def test_sources_of_one_quotation_may_differ_and_one_source_may_say_two_things() -> None:
    def said(identity: str, content: int, source: int) -> Group:
        members = member("a", content, content + 9), member("a", source, source + 5, label="source", role="source")
        return group(identity, kind="attribution").changed(members=members)

    first, second = joint(kim=[said("01A", 0, 30), said("01B", 50, 30)], lee=[said("02A", 0, 40)])
    assert [c.message for c in first.conflicts] == ["kim and lee name other sources of one quotation"]
    assert second.settled


def test_attributes_that_differ_are_named_and_not_chosen() -> None:
    [found] = joint(kim=[group(attributes={"said": "2024"})], lee=[group("02A", attributes={"said": "2025"})])
    assert (found.attributes, found.differing) == ({}, ("said",))


RECORDS = st.lists(
    st.tuples(
        st.sampled_from(["kim", "lee", "mo"]),
        st.booleans(),
        st.sets(st.sampled_from("abcdef"), min_size=2, max_size=3).map(sorted).map("".join),
    ),
    max_size=8,
)


@given(st.data(), RECORDS)
def test_no_order_of_files_or_records_changes_what_is_told(
    data: st.DataObject, records: list[tuple[str, bool, str]]
) -> None:
    made = [
        (name, (group if same else apart)(f"01{number}", members, annotator=name))
        for number, (name, same, members) in enumerate(records)
    ]

    def told(order: list[tuple[str, Group | Apart]]) -> list[JointGroup]:
        folds: dict[str, GroupFold] = {}
        for name, record in order:
            folds.setdefault(name, GroupFold()).extend(fold_of(raw(record))._winners.values())
        return joint_groups(folds)

    def seen(found: list[JointGroup]) -> list[object]:
        return [(g.id, g.members, g.by, g.groups, sorted(c.message for c in g.conflicts)) for g in found]

    assert seen(told(made)) == seen(told(data.draw(st.permutations(made))))
    for one in told(made):
        assert all(one.by)
        together = {m.article for m in one.members}
        against = [r for _, r in made if isinstance(r, Apart) and len({m.article for m in r.members} & together) > 1]
        assert bool(against) <= (not one.settled)
