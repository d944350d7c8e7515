"""Files of groups are kept as journals are: synced, sealed, read-only for a second process, merged by git, never lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.boards.group import GroupRecord, parse_group
from annotator.boards.group_file import group_path, holds_groups, open_group_file, read_group_files
from annotator.errors import AnnotatorError
from annotator.journal import storage
from annotator.journal.journal import NotSavedError
from annotator.journal.recovery import left_aside, set_aside, told_aside
from annotator.journal.tidy import tidy
from annotator.project import ProjectFolder
from tests.boards.groups_world import apart, dissolved, group, raw


def test_a_record_is_on_the_disk_when_append_returns_and_the_journal_folder_is_as_before(
    project: ProjectFolder,
) -> None:
    opened = open_group_file(project, "kim")
    opened.append([group("01A"), apart("01X", "bc")])
    assert group_path(project, "kim").read_bytes() == raw(group("01A")) + b"\n" + raw(apart("01X", "bc")) + b"\n"
    opened.close()
    assert project.journals() == []
    assert (project.annotations / ".gitattributes").read_text().startswith("*.jsonl merge=union\n")


def test_a_torn_last_line_is_sealed_and_what_cannot_be_read_stays(project: ProjectFolder) -> None:
    path = group_path(project, "kim")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"rubbish\n" + raw(group("01A")) + b'\n{"v":1,"op":"gr')
    opened = open_group_file(project, "kim")
    assert [problem.line for problem in opened.problems[path]] == [1, 3]
    opened.append([group("01B", "cd")])
    opened.close()
    assert (
        path.read_bytes() == b"rubbish\n" + raw(group("01A")) + b'\n{"v":1,"op":"gr\n' + raw(group("01B", "cd")) + b"\n"
    )


def test_a_second_process_reads_only_and_says_who_writes(project: ProjectFolder) -> None:
    first, second = open_group_file(project, "kim"), open_group_file(project, "kim")
    assert second.read_only is not None
    assert second.read_only.startswith(f"kim's file is being written by process {os.getpid()} on ")
    with pytest.raises(AnnotatorError, match="nothing can be changed: kim's file is being written"):
        second.append([group()])
    first.close()
    second.close()


def test_records_of_a_newer_version_are_refused_and_never_rewritten(project: ProjectFolder) -> None:
    path = group_path(project, "kim")
    path.parent.mkdir(parents=True)
    path.write_bytes(raw(group(), v=2) + b"\n")
    opened = open_group_file(project, "kim")
    assert opened.read_only == "kim.jsonl holds records of a newer version of annotator: update this one"
    opened.close()
    with pytest.raises(AnnotatorError, match="newer version"):
        tidy(path, parse_group)


def test_copies_of_cloud_folders_are_read_with_the_file(project: ProjectFolder) -> None:
    path = group_path(project, "kim")
    path.parent.mkdir(parents=True)
    path.write_bytes(raw(group("01A")) + b"\n")
    copy = path.with_name("kim (Ann's conflicted copy 2026-11-22).jsonl")
    copy.write_bytes(raw(group("01A")) + b"\n" + raw(group("01B", "cd")) + b"\n")
    laptop = path.with_name("kim-LAPTOP.jsonl")
    laptop.write_bytes(raw(dissolved("01A")) + b"\n")
    opened = open_group_file(project, "kim")
    assert opened.copies == [copy, laptop]
    assert [one.id for one in opened.fold.groups()] == ["01B"]
    opened.close()
    assert [one.id for one in read_group_files(project.group_files()).folds["kim"].groups()] == ["01B"]


def test_what_the_disk_did_not_confirm_is_kept_and_written_again_beside(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_group_file(project, "kim")
    opened.append([group("01A")])

    def full(descriptor: int, meanwhile: object = None) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as failing:
        failing.setattr(storage, "sync", full)
        with pytest.raises(NotSavedError, match=r"NOT SAVED: 1 record \(No space left on device\)"):
            opened.append([group("01B", "cd")])
    opened.append([group("01C", "ef")])
    opened.close()
    assert [one.id for one in open_group_file(project, "kim", read_only=True).fold.groups()] == ["01A", "01B", "01C"]


def test_records_that_were_put_elsewhere_are_told_of_at_the_next_start(project: ProjectFolder, tmp_path: Path) -> None:
    kept = set_aside(raw(group("01A")) + b"\n", Path("/dev/null/kim.jsonl"), [tmp_path])
    assert kept is not None
    opened = open_group_file(project, "kim")
    [aside] = left_aside(opened, [tmp_path], lambda sha256, article: article == "a")
    assert told_aside(aside).endswith("copy it into boards/ to have it read")
    assert list(left_aside(opened, [tmp_path], lambda sha256, article: False)) == []
    opened.close()


def test_saved_groups_that_somebody_removed_are_put_beside_on_leaving(project: ProjectFolder) -> None:
    opened = open_group_file(project, "kim")
    opened.append([group("01A")])
    opened.path.unlink()
    opened.close()
    assert "1 saved record was on the disk no more" in opened.notice
    assert [one.id for one in open_group_file(project, "kim", read_only=True).fold.groups()] == ["01A"]


def test_tidy_folds_a_file_of_groups_and_keeps_tombstones(project: ProjectFolder) -> None:
    path = group_path(project, "kim")
    path.parent.mkdir(parents=True)
    lines = [
        raw(group("01A")),
        raw(group("01B", "cd")),
        raw(dissolved("01A")),
        b"rubbish",
        raw(group("01B", "cde", rev=2)),
    ]
    path.write_bytes(b"\n".join(lines) + b"\n")
    done = tidy(path, parse_group)
    assert path.read_bytes() == b"\n".join(lines[2:]) + b"\n"
    assert (done.tidied.records, done.tidied.kept, done.tidied.spans, done.tidied.unreadable) == (4, 2, 1, 1)


def test_a_file_of_groups_is_told_from_a_journal_by_what_it_holds(tmp_path: Path) -> None:
    cases = {
        "groups": raw(dissolved()) + b"\n" + raw(group()),
        "journal": b'{"v":1,"op":"put","note":"\\"group\\""}',
        "no": b"",
    }
    for name, data in cases.items():
        (tmp_path / name).write_bytes(data)
    assert [name for name in cases if holds_groups(tmp_path / name)] == ["groups"]


def test_two_branches_are_merged_by_git_and_both_sides_count(project: ProjectFolder) -> None:
    if shutil.which("git") is None:
        pytest.skip("needs git, which is not installed")
    me = {"GIT_AUTHOR_NAME": "kim", "GIT_AUTHOR_EMAIL": "kim@example.org"}
    me |= {name.replace("AUTHOR", "COMMITTER"): value for name, value in me.items()}

    def git(*words: str) -> None:
        env = {**os.environ, **me, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        subprocess.run(["git", "-C", str(project.root), *words], env=env, check=True, capture_output=True)

    def decide(*records: GroupRecord) -> None:
        opened = open_group_file(project, "kim")
        opened.append(records)
        opened.close()
        git("add", ".")
        git("commit", "-m", "decided")

    git("init", "--initial-branch=main")
    decide(group("01A"))
    git("checkout", "-b", "laptop")
    decide(dissolved("01A"), group("01B", "cd"))
    git("checkout", "main")
    decide(group("01A", "abc", rev=2, at="1970-01-01T00:00:00.000Z"), apart("01X", "ce"))
    git("merge", "laptop")
    opened = open_group_file(project, "kim", read_only=True)
    assert not opened.problems
    assert len(opened.tail) == 5
    assert ([one.id for one in opened.fold.groups()], [one.id for one in opened.fold.aparts()]) == (["01B"], ["01X"])


WRITER = """
import sys
from pathlib import Path
from annotator.boards.group_file import open_group_file
from annotator.project import ProjectFolder
from tests.boards.groups_world import group
opened = open_group_file(ProjectFolder.find(Path(sys.argv[1])), "kim")
number = 0
while True:
    opened.append([group(f"01{number:08}")])
    print(number, flush=True)
    number += 1
"""


def test_a_killed_process_loses_nothing_that_it_said_was_saved(project: ProjectFolder) -> None:
    root = Path(__file__).parent.parent.parent
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(project.root)], stdout=subprocess.PIPE, text=True, cwd=root
    )
    assert child.stdout is not None
    for line in child.stdout:
        if int(line) == 25:
            break
    child.send_signal(signal.SIGKILL)
    said = [26 + index for index, _ in enumerate(child.stdout)]
    child.wait()
    child.stdout.close()
    opened = open_group_file(project, "kim")
    assert opened.read_only is None
    found = {one.id for one in opened.fold.groups()}
    assert {f"01{number:08}" for number in [*range(26), *said]} <= found
    opened.close()
