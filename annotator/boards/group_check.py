"""Looks for everything that can be wrong in a file of groups. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotator.boards.group import Apart, Dissolved, Group, GroupFold, GroupLine, Member, Place, read_groups
from annotator.boards.group_file import GroupFile
from annotator.errors import AnnotatorError
from annotator.journal.check import (
    CheckFinding,
    FileCheck,
    TextSources,
    is_named_after,
    misfit,
    text_missing,
    version_shown,
)
from annotator.journal.copies import original_stem
from annotator.journal.storage import read_journal_bytes
from annotator.text.sanitize import one_line, plural


def verify_groups(path: Path, texts: TextSources) -> FileCheck:
    """Check every line of a file of groups.

    Args:
        path: the file, which the annotator gives the name.
        texts: how articles are found.

    Raises:
        AnnotatorError: if it is not there or cannot be read.
    """
    data = read_journal_bytes(path)
    if data is None:
        raise AnnotatorError(f"{one_line(str(path))}: there is no such file: name a file of groups")
    reading = read_groups(data)
    fold = GroupFold(reading.lines)
    findings = [
        CheckFinding(line, "error", "newer" if "newer than this program's" in message else "unreadable", message)
        for line, message in reading.problems
    ]
    if reading.torn:
        message = "the last line has no end: the next record will add it"
        findings.append(CheckFinding(data.count(b"\n") + 1, "warning", "torn", message))
    live = {id(versions[-1]) for line in reading.lines if (versions := fold.versions(line.head.id))}
    findings += _shared_ids(reading.lines)
    findings += _strangers(reading.lines, original_stem(path.stem))
    findings += _against_texts(reading.lines, live, texts)
    standing = [line for line in reading.lines if id(line) in live]
    findings += _contradictions(standing)
    findings += _slots(standing, texts)
    hashes = {sha256 for line in reading.lines for sha256, _ in GroupFile.texts_of(line)}
    return FileCheck(sorted(findings), [], len(reading.lines), len(fold.groups()), hashes)


def _shared_ids(lines: list[GroupLine]) -> Iterator[CheckFinding]:
    """Ids that two things share, and revisions that say two things."""
    first: dict[str, GroupLine] = {}
    revisions: dict[tuple[str, int], GroupLine] = {}
    for line in lines:
        head, shown = line.head, one_line(line.head.id, 60)
        kind = None if isinstance(head, Dissolved) else head.op
        other = first.setdefault(head.id, line)
        if isinstance(other.head, Dissolved):
            other = first[head.id] = line  # which may say what it was
        another = kind is not None and kind != other.head.op
        if another or head.annotator != other.head.annotator:
            message = f"the id {shown} is of something else or another annotator in line {other.number}"
            yield CheckFinding(line.number, "error", "collision", message)
        same = revisions.setdefault((head.id, head.rev), line)
        if same.raw != line.raw:
            message = f"revision {head.rev} of {shown} says something else in line {same.number}: the later wins"
            yield CheckFinding(line.number, "warning", "revision", message)


def _strangers(lines: list[GroupLine], stem: str) -> Iterator[CheckFinding]:
    """Records of another annotator than the file's name tells."""
    others: dict[str, list[int]] = {}
    for line in lines:
        if not is_named_after(stem, line.head.annotator):
            others.setdefault(line.head.annotator, []).append(line.number)
    for name, numbers in others.items():
        message = f"{plural(len(numbers), 'record')} of {name}, whose file this is not by its name"
        yield CheckFinding(numbers[0], "warning", "annotator", message)


def _against_texts(lines: list[GroupLine], live: set[int], texts: TextSources) -> Iterator[CheckFinding]:
    """Members that are not in their texts, texts that are gone, articles that have changed."""
    members: dict[tuple[str, str], list[tuple[GroupLine, int, Member]]] = {}
    for line in lines:
        if not isinstance(line.head, Dissolved):
            for number, member in enumerate(line.head.members, 1):
                members.setdefault((member.article, member.sha256), []).append((line, number, member))
    for about, found in sorted(members.items()):  # the versions of an article one after the other
        text = texts.by_hash(about[1], about[0])
        if text is None:
            yield CheckFinding(found[0][0].number, "error", "missing-text", text_missing(about))
            continue
        for line, number, member in found:
            if wrong := misfit(member.start, member.end, member.text, text, member.article):
                counts = id(line) in live
                message = f"member {number}: {wrong}{'' if counts else ' (a later revision has replaced it)'}"
                yield CheckFinding(line.number, "error" if counts else "warning", "text", message)
        standing = [line.number for line, _, _ in found if id(line) in live]
        if standing:
            yield from _stale(about, texts.present(about[0]), standing)


def _stale(about: tuple[str, str], present: str | None, numbers: list[int]) -> Iterator[CheckFinding]:
    """Members of an article's earlier text, or of an article that has no file any more."""
    (article, sha256), what = about, plural(len(numbers), "member")
    if present is None:
        message = f"{article} has no file that can be read: {what} of groups in it"
        yield CheckFinding(numbers[0], "warning", "gone", message)
    elif present != sha256:
        then_and_now = f"{version_shown(sha256)}; now {present[:11]}…"
        message = (
            f"{what} of {article} in groups, of an earlier text ({then_and_now}): boards look for them in the new one"
        )
        yield CheckFinding(numbers[0], "warning", "stale", message)


def _contradictions(standing: list[GroupLine]) -> Iterator[CheckFinding]:
    """Groups that are there twice or share a member, and what is apart though it is in one group."""
    whole: dict[tuple[object, ...], int] = {}
    holding: dict[tuple[str, str, Place], list[GroupLine]] = {}
    for line in standing:
        head = line.head
        if not isinstance(head, Group):
            continue
        places = frozenset(member.place for member in head.members)
        first = whole.setdefault((head.kind, head.relation, places), line.number)
        if first != line.number:
            yield CheckFinding(line.number, "error", "duplicate", f"the group is there already, in line {first}")
        shared = head.relation == "same" and head.kind != "attribution"
        for place in places:
            others = holding.setdefault((head.relation, head.kind, place), [])
            if shared and others and first == line.number:
                message = f"a member is in the group of line {others[0].number} too: both are read as one group"
                yield CheckFinding(line.number, "warning", "shared", message)
                shared = False
            others.append(line)
    for line in standing:
        if isinstance(line.head, Apart):
            yield from _together(line, line.head, holding)


def _slots(standing: list[GroupLine], texts: TextSources) -> Iterator[CheckFinding]:
    """Slots whose texts say values that differ though they are the same, or parts that do not come to their total."""
    slots = [line for line in standing if isinstance(line.head, Group) and line.head.kind == "quantity"]
    if not slots:
        return
    from annotator.boards.number_board import differing_values

    for line in slots:
        assert isinstance(line.head, Group)
        if line.head.relation in {"same", "parts"} and (said := differing_values(line.head, texts.by_hash)):
            yield CheckFinding(line.number, "warning", "values", said)


def _together(
    line: GroupLine, apart: Apart, holding: dict[tuple[str, str, Place], list[GroupLine]]
) -> Iterator[CheckFinding]:
    met: dict[int, int] = {}
    for member in apart.members:
        for kind in ("quotation", "quantity", "attribution"):
            for other in holding.get((apart.relation, kind, member.place), ()):
                met[other.number] = met.get(other.number, 0) + 1
    for number, times in met.items():
        if times > 1:
            message = f"members that are apart here are in one group in line {number}: take one side back"
            yield CheckFinding(line.number, "warning", "contradiction", message)
