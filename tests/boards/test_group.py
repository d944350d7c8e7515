"""Records of groups: read strictly, written back whole, folded to the same groups from any order."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.boards.group import Group, group_fields, parse_group, read_groups
from tests.boards.groups_world import apart, dissolved, fold_of, group, member, raw
from tests.making import AT

IDS, REVS = st.sampled_from(["01A", "01B", "01C"]), st.integers(1, 4)
TIMES = st.sampled_from([AT, "1970-01-01T00:00:00.000Z", "2030-01-01T00:00:00.000Z"])
ARTICLES = st.sampled_from(["ab", "bc", "abc", "de"])
RECORDS = st.one_of(
    st.builds(lambda i, rev, at, of: raw(group(i, of, rev=rev, at=at)), IDS, REVS, TIMES, ARTICLES),
    st.builds(lambda i, rev, at, of: raw(apart(i, of, rev=rev, at=at)), IDS, REVS, TIMES, ARTICLES),
    st.builds(lambda i, rev, at: raw(dissolved(i, rev=rev, at=at)), IDS, REVS, TIMES),
)


@given(st.data(), st.lists(RECORDS, max_size=15))
def test_shuffled_doubled_and_divided_files_give_the_same_groups(data: st.DataObject, records: list[bytes]) -> None:
    more = data.draw(st.lists(st.sampled_from(records), max_size=10)) if records else []
    one, other = fold_of(*records), fold_of(*data.draw(st.permutations([*records, *more])))
    assert one.groups() == other.groups()
    assert one.aparts() == other.aparts()
    for identity in ("01A", "01B", "01C"):
        assert [line.raw for line in one.versions(identity)] == [line.raw for line in other.versions(identity)]


def test_a_record_comes_out_as_it_went_in_with_what_it_holds_beside() -> None:
    strange = member("b", seen_by=["lee"])
    line = raw(group(members="a", note="\u202eodd").changed(members=(member("a"), strange)), weight=0.5)
    read = parse_group(line).head
    assert isinstance(read, Group)
    assert (read.more, read.members[1].more) == ({"weight": 0.5}, {"seen_by": ["lee"]})
    assert orjson.dumps(group_fields(read)) == line
    changed = read.changed(rev=2, attributes={"said": "2025-05-23"})
    assert group_fields(parse_group(raw(changed)).head)["weight"] == 0.5


def test_a_tombstone_ends_a_group_and_takes_a_no_back() -> None:
    fold = fold_of(raw(group()), raw(apart()), raw(group("01B", "bc")), raw(dissolved()), raw(dissolved("01X")))
    assert [one.id for one in fold.groups()] == ["01B"]
    assert fold.aparts() == []


PLAIN = [member("a").fields(), member("b").fields()]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"v": 2}, "is of format 2, newer than this program's 1: update annotator"),
        ({"op": "put"}, "op: a record says what it is, group, apart or del"),
        ({"kind": "claim"}, "kind: Input should be 'quotation', 'quantity' or 'attribution'"),
        ({"relation": "rising"}, "relation: a group of kind quotation has the relation same, not rising"),
        ({"kind": "quantity", "relation": "parts"}, "member 1: the role content is none of parts: part, total"),
        ({"members": PLAIN[:1]}, "members: List should have at least 2 items after validation, not 1"),
        ({"members": [*PLAIN, PLAIN[0]]}, "member 3 is member 1 again"),
        ({"members": [PLAIN[0], PLAIN[1] | {"end": 0}]}, "member 2: the stretch 0–0 is empty or backwards"),
        (
            {"members": [PLAIN[0], PLAIN[1] | {"end": 8}]},
            "member 2: the stretch 0–8 does not have the length of its text",
        ),
        (
            {"members": [PLAIN[0], PLAIN[1] | {"article": "../b"}]},
            "members.1.article: an article's id is 1 to 128 letters",
        ),
        ({"members": [PLAIN[0], PLAIN[1] | {"role": "cue"}]}, "member 2: the role cue is none of same: content"),
        ({"attributes": {"said": 3}}, "attributes.said: Input should be a valid string"),
        ({"annotator": "kim lee"}, "annotator: an annotator's name is 1 to 64 letters"),
    ],
)
def test_a_line_that_cannot_be_right_is_told_with_its_number_and_its_reason(change: dict[str, Any], told: str) -> None:
    reading = read_groups(raw(group()) + b"\n" + raw(group("01B"), **change) + b"\n")
    assert [line.head.id for line in reading.lines] == ["01A"]
    [problem] = reading.problems
    assert problem.line == 2
    assert problem.message.startswith(told)
    assert reading.newer == ("v" in change)


WRONG: st.SearchStrategy[object] = st.sampled_from(
    [None, 0, -1, 2**70, 1.5, "", "x" * 201, [], {}, [1], {"…": {}}, True]
)


@given(st.data(), RECORDS)
def test_any_line_is_read_and_means_the_same_when_written_again_or_refused_in_a_sentence(
    data: st.DataObject, line: bytes
) -> None:
    fields = orjson.loads(line)
    inside = data.draw(st.sampled_from([fields, *fields.get("members", ())]))
    inside[data.draw(st.sampled_from([*inside, "…", "new"]))] = data.draw(WRONG)
    reading = read_groups(json.dumps(fields).encode())
    for problem in reading.problems:
        assert problem.message
        assert "\n" not in problem.message
    for read in reading.lines:
        assert parse_group(orjson.dumps(group_fields(read.head))).head == read.head


def test_an_attribution_needs_what_was_said() -> None:
    roles = [member("a", role="source"), member("a", 20, 25, role="cue")]
    reading = read_groups(raw(group(kind="attribution").changed(members=tuple(roles))))
    assert reading.problems[0].message == "members: none of them is the content"
