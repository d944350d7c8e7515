"""What an annotator does to groups: each action one step, undone exactly, over restarts; nothing decided is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.boards.board import Board
from annotator.boards.group import Apart, Group, Member
from annotator.boards.group_session import GroupOutcome, GroupSession
from annotator.boards.proposal import Proposal
from annotator.errors import AnnotatorError
from annotator.journal import storage
from annotator.journal.storage import make_folder
from annotator.project import ProjectFolder
from tests.boards.groups_world import WORDS
from tests.making import article

NAMES = "abcdef"


@pytest.fixture
def folder(tmp_path: Path) -> ProjectFolder:
    """Articles that all have the same words."""
    return world(tmp_path / "project")


def world(root: Path) -> ProjectFolder:
    """A new project of such articles."""
    make_folder(root / "seeds")
    for name in NAMES:
        (root / "seeds" / f"{name}.txt").write_text(f"{name}: {WORDS}\n")
    return ProjectFolder.find(root)


@pytest.fixture
def kim(folder: ProjectFolder) -> Iterator[GroupSession]:
    """Kim at work."""
    with GroupSession(folder, "kim") as session:
        yield session


def said(name: str, start: int = 3, end: int = 27, **more: str) -> Member:
    """What was said in an article, as it was written at first."""
    about = article(f"{name}: {WORDS}\n", name)
    fields = {"article": name, "sha256": about.sha256, "start": start, "end": end, "text": about.text[start:end]}
    return Member.from_fields({"label": "quote", **fields, **more})


def all_of(names: str) -> list[Member]:
    """What was said in some articles."""
    return list(map(said, names))


def told(session: GroupSession) -> tuple[list[str], list[str]]:
    """The articles of the groups, and of what is apart."""
    found: list[list[Group] | list[Apart]] = [session.groups, session.aparts]
    first, second = (sorted("".join(m.article for m in record.members) for record in records) for records in found)
    return first, second


def stands(session: GroupSession) -> list[tuple[object, ...]]:
    """All that stands, but for when and by which action it was written."""
    records: list[Group | Apart] = [*session.groups, *session.aparts]
    news = {"rev": 1, "at": "now", "action": None, "undoes": None}
    return [tuple(record.changed(**news).fields().items()) for record in records]


def test_what_has_a_member_in_common_is_one_group_and_that_is_one_step(kim: GroupSession) -> None:
    first = kim.same(all_of("ab"), attributes={"said": "2025-05-23"}).group
    kim.same(all_of("cd"), attributes={"said": "2025-05-24", "speaker": "Quist"})
    both = kim.same(all_of("bc"))
    assert both.message == "one group: 4 members, ‹The ferry was late again›"
    assert both.group is not None
    assert first is not None
    assert (both.group.id, both.group.attributes) == (first.id, {"said": "2025-05-23", "speaker": "Quist"})
    assert told(kim) == (["abcd"], [])
    undone = kim.undo()
    assert undone is not None
    assert undone.message == "undid: groups are as they were before"
    assert told(kim) == (["ab", "cd"], [])
    redone = kim.redo()
    assert redone is not None
    assert redone.message == "redid: groups are as they were before undoing"
    assert told(kim) == (["abcd"], [])


def test_doing_what_is_done_already_writes_nothing(kim: GroupSession) -> None:
    kim.same(all_of("abc"))
    kim.apart(all_of("de"))
    before = kim.file.path.read_bytes()
    assert kim.same(all_of("ba")).message == "that is a group already"
    assert kim.apart(all_of("ed")).message == "these are apart already"
    assert kim.apart(all_of("ab")).message == "these stand in one group: take one of them out first"
    assert kim.file.path.read_bytes() == before


def test_what_was_apart_and_is_the_same_is_apart_no_more_and_all_else_is(kim: GroupSession) -> None:
    kim.apart(all_of("abc"))
    kim.same(all_of("ab"))
    assert told(kim) == (["ab"], ["ac", "bc"])
    kim.undo()
    assert told(kim) == ([], ["abc"])


def test_a_member_is_taken_out_and_may_be_kept_apart(kim: GroupSession) -> None:
    group = kim.same(all_of("abc")).group
    assert group is not None
    kim.take_out(group, said("c"), apart=True)
    assert told(kim) == (["ab"], ["ca", "cb"])
    out = kim.take_out(group, said("b"))
    assert out.message == "taken out: ‹The ferry was late again›, which dissolved the group"
    assert told(kim) == ([], ["ca", "cb"])
    assert kim.take_out(group, said("b")).message == "that member is out already"
    kim.undo()
    kim.undo()
    assert told(kim) == (["abc"], [])


def test_offers_are_taken_or_refused_once_and_for_all(kim: GroupSession) -> None:
    def offers(names: str) -> Board:
        members = tuple(all_of(names))
        return kim.board([Proposal(kind="quotation", status="sure", members=members, reason="same words")])

    taken = kim.take(offers("ab").offers[0])
    assert taken.group is not None
    assert taken.group.origin == "suggested"
    assert offers("ab").offers == []
    [row] = offers("abc").offers
    assert row.joins == taken.group.id
    kim.take(row)
    assert told(kim) == (["abc"], [])
    [row] = offers("abcd").offers
    kim.refuse(row)
    assert offers("abcd").offers == []
    assert told(kim) == (["abc"], ["da", "db", "dc"])
    kim.undo()
    assert len(offers("abcd").offers) == 1
    kim.refuse(offers("ef").offers[0])
    assert told(kim)[1] == ["ef"]
    kim.take_back(kim.aparts[0])
    assert told(kim)[1] == []


def test_groups_of_two_computers_with_a_member_in_common_are_one_row_and_become_one(kim: GroupSession) -> None:
    kim.same(all_of("ab"))
    first = kim.groups[0]
    other = first.changed(id="ZZ", members=tuple(all_of("bc")), attributes={"said": "2025"}, action=None)
    kim.file.append([other])
    [row] = kim.board([]).decided
    assert ("".join(m.article for m in row.members), row.group, row.attributes) == ("abc", first.id, {"said": "2025"})
    kim.same(all_of("ad"))
    kim.same(all_of("bd"))
    [group] = kim.groups
    assert {member.article for member in group.members} == set("abcd")


def test_attributes_are_noted_of_all_members(kim: GroupSession) -> None:
    group = kim.same(all_of("ab")).group
    assert group is not None
    noted = kim.note(group, {"speaker_name": "Ólafur Quist"}, note="from the council")
    assert noted.group is not None
    assert (noted.group.attributes, noted.group.note) == ({"speaker_name": "Ólafur Quist"}, "from the council")
    assert kim.note(group, {"speaker_name": "Ólafur Quist"}).message == "nothing changed"


def test_an_attribution_has_a_source_and_a_total_its_parts(kim: GroupSession) -> None:
    source = said("a", 29, 39, label="source", role="source")
    kim.group([said("a"), source], kind="attribution")
    total = [said("b", role="total"), said("c", role="part"), said("d", role="part")]
    outcome = kim.group(total, kind="quantity", relation="parts")
    assert outcome.message == "total and parts: 3 members, ‹The ferry was late again›"
    assert told(kim) == (["aa", "bcd"], [])
    with pytest.raises(AnnotatorError, match="member 2: the role source is none of same: content"):
        kim.same([said("a"), source])
    assert outcome.group is not None
    assert "dissolved the group" in kim.take_out(outcome.group, total[0]).message


def test_undo_goes_on_after_a_restart(folder: ProjectFolder) -> None:
    with GroupSession(folder, "kim") as session:
        session.same(all_of("ab"))
        session.same(all_of("bc"))
    with GroupSession(folder, "kim") as session:
        assert session.undo() is not None
        assert told(session) == (["ab"], [])
        assert session.undo() is not None
        assert session.undo() is None
        assert told(session) == ([], [])
    with GroupSession(folder, "kim") as session:
        assert session.redo() is not None
        assert told(session) == (["ab"], [])


def test_a_member_must_be_in_its_text(kim: GroupSession) -> None:
    with pytest.raises(AnnotatorError, match="a 3–27: the words there are others: choose it again"):
        kim.same([said("a").changed(text="x" * 24), said("b")])
    with pytest.raises(AnnotatorError, match="b 3–27: its text is not known: choose it again"):
        kim.same([said("a"), said("b").changed(sha256="0" * 64)])
    with pytest.raises(AnnotatorError, match="two members at least"):
        kim.same([said("a"), said("a")])
    assert not kim.file.path.exists()


def test_who_may_only_read_changes_nothing(kim: GroupSession, folder: ProjectFolder) -> None:
    kim.same(all_of("ab"))
    with GroupSession(folder, "kim") as second:
        assert told(second) == (["ab"], [])
        with pytest.raises(AnnotatorError, match="nothing can be changed: kim's file is being written by"):
            second.same(all_of("bc"))
        with pytest.raises(AnnotatorError, match="nothing can be changed"):
            second.undo()


def test_what_is_not_saved_is_said_and_saved_when_it_can_be(
    folder: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    session = GroupSession(folder, "kim")
    with monkeypatch.context() as failing:
        failing.setattr(storage, "write_all", full)
        outcome = session.same(all_of("ab"))
        assert outcome.failure == (
            "NOT SAVED: 1 record (No space left on device); kept in memory, tried again with the next action"
        )
        assert told(session) == (["ab"], [])
        assert session.save_again() == outcome.failure
        with pytest.raises(AnnotatorError, match=r"kim.jsonl: NOT SAVED: No space left on device"):
            session.close()
    session = GroupSession(folder, "kim")
    with monkeypatch.context() as failing:
        failing.setattr(storage, "write_all", full)
        session.same(all_of("ab"))
    assert session.save_again() is None
    session.close()
    assert {path.name for path in (folder.annotations / "articles").iterdir()} == {
        f"{said(name).sha256}.txt" for name in "ab"
    }
    with GroupSession(folder, "kim", read_only=True) as session:
        assert told(session) == (["ab"], [])


# --- edited texts ------------------------------------------------------------------------------------------------


def edit(folder: ProjectFolder, name: str, text: str) -> None:
    (folder.seeds / f"{name}.txt").write_text(text)


def test_members_are_found_again_in_edited_texts_and_what_changed_is_told(
    kim: GroupSession, folder: ProjectFolder
) -> None:
    kim.same(all_of("abcdef"))
    edit(folder, "a", f"Council news.\n\na: {WORDS}\n")
    edit(folder, "b", f"b: {WORDS.replace('was late', 'was  late')}\n")
    edit(folder, "e", f"e: {WORDS.replace('was late', 'was too late')}\n")
    edit(folder, "c", "Nothing of it is left here.\n")
    (folder.seeds / "d.txt").unlink()
    [(_, strayed)] = kim.strayed()
    standing = [(one.was.article, one.standing) for one in strayed]
    assert standing == [("a", "moved"), ("b", "changed"), ("c", "gone"), ("d", "gone"), ("e", "unsure")]
    assert [one.now and one.now.text for one in strayed[:2]] == [
        "The ferry was late again",
        "The ferry was  late again",
    ]
    now = {m.article: (m.start, m.sha256 == said(m.article).sha256) for m in kim.board([]).decided[0].members}
    assert now == {"a": (18, False), "b": (3, False), "c": (3, True), "d": (3, True), "e": (3, True), "f": (3, True)}
    assert kim.groups[0].members == tuple(all_of("abcdef"))
    assert kim.move().message == "moved 2 members to the present texts"
    assert kim.groups[0].origin == "reanchored"
    assert [member.start for member in kim.groups[0].members] == [18, 3, 3, 3, 3, 3]
    assert kim.move().message == "nothing to move"
    assert kim.move([said("e")]).message == "moved 1 member to the present texts"
    assert kim.groups[0].members[4].text == "The ferry was too late again"
    kim.undo()
    kim.undo()
    assert kim.groups[0].members == tuple(all_of("abcdef"))


def test_the_same_stretch_of_an_edited_text_joins_its_group_and_is_no_second_member(
    kim: GroupSession, folder: ProjectFolder
) -> None:
    kim.same(all_of("ab"))
    edit(folder, "a", f"News.\n\na: {WORDS}\n")
    about = article(f"News.\n\na: {WORDS}\n", "a")
    now = said("a", 10, 34).changed(sha256=about.sha256, text=about.text[10:34])
    outcome = kim.same([now, said("c")])
    assert outcome.group is not None
    assert [member.article for member in outcome.group.members] == ["a", "b", "c"]


# --- laws --------------------------------------------------------------------------------------------------------

SETS = st.sets(st.sampled_from(NAMES), min_size=2, max_size=4).map(sorted).map("".join)
ACTIONS = st.lists(
    st.tuples(st.sampled_from(["same", "apart", "disagree", "take_out", "note", "dissolve", "take_back"]), SETS),
    max_size=8,
)


def do(session: GroupSession, what: str, names: str) -> GroupOutcome | None:
    """One action, on the first group or kept no where it needs one."""
    if what == "same":
        return session.same(all_of(names))
    if what == "apart":
        return session.apart(all_of(names))
    if what == "disagree":
        return session.group(all_of(names), kind="quantity", relation="disagree")
    if what == "take_back":
        return session.take_back(session.aparts[0]) if session.aparts else None
    group = next(iter(session.groups), None)
    if group is None:
        return None
    if what == "take_out":
        return session.take_out(group, group.members[-1], apart=len(names) % 2 == 0)
    return session.note(group, {"said": names}) if what == "note" else session.dissolve(group)


@given(actions=ACTIONS)
def test_undo_restores_exactly_what_was_before_each_action_and_redo_what_came_of_it(
    tmp_path_factory: pytest.TempPathFactory, actions: list[tuple[str, str]]
) -> None:
    folder = world(tmp_path_factory.mktemp("law") / "project")
    with GroupSession(folder, "kim") as session:
        states = [stands(session)]
        for what, names in actions:
            size = session.file.path.stat().st_size if session.file.path.exists() else 0
            do(session, what, names)
            if session.file.path.exists() and session.file.path.stat().st_size > size:
                states.append(stands(session))
            at_once = [{m.place for m in g.members} for g in session.groups if g.kind == "quotation"]
            assert sum(map(len, at_once)) == len(set().union(*at_once))  # nothing is in two groups of the same
            for apart in (one for one in session.aparts if one.relation == "same"):
                assert all(len({m.place for m in apart.members} & one) < 2 for one in at_once)
    with GroupSession(folder, "kim") as session:
        for before in reversed(states[:-1]):
            assert session.undo() is not None
            assert stands(session) == before
        assert session.undo() is None
        for after in states[1:]:
            assert session.redo() is not None
            assert stands(session) == after
