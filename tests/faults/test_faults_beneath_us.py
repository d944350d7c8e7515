"""FAULTS 14, 15, 16, 17, 18, 22, 23, 45: other programs, other instances and links in the way of the journal."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import sleep

import pytest

from annotator.errors import AnnotatorError
from annotator.journal.journal import Journal
from annotator.project import ProjectFolder
from annotator.session import Session
from tests.making import article, lines_of, raw, records_in, restart, seen, span, start_session


def refuse(number: int) -> Callable[..., int]:
    real = os.open

    def opening(path: str, flags: int, *more: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(number, os.strerror(number), str(path))
        return real(path, flags, *more)

    return opening


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_where_nothing_can_be_written_the_journal_opens_for_reading_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    path = tmp_path / "kim.jsonl"
    path.write_bytes(raw(span()) + b"\ntorn")
    monkeypatch.setattr(os, "open", refuse(number))
    session = start_session(tmp_path)
    assert session.journal.read_only is not None
    assert os.strerror(number) in session.journal.read_only
    assert len(session.spans) == 1
    with pytest.raises(AnnotatorError, match="nothing can be changed"):
        session.tag([(4, 9)], "claim")
    session.journal.close()
    assert path.read_bytes() == raw(span()) + b"\ntorn"


def test_a_file_of_others_rights_opens_for_reading_and_says_why(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere: the refusals made by hand stand in for it")
    path = tmp_path / "kim.jsonl"
    path.write_bytes(raw(span()) + b"\n")
    path.chmod(0o444)
    session = start_session(tmp_path)
    assert session.journal.read_only is not None
    assert "Permission denied" in session.journal.read_only


def take_folder(session: Session) -> None:
    folder = session.journal.path.parent
    folder.rename(folder.with_name("moved"))


def remove_folder(session: Session) -> None:
    shutil.rmtree(session.journal.path.parent)


def remove_file(session: Session) -> None:
    session.journal.path.unlink()


def cut(session: Session) -> None:
    os.truncate(session.journal.path, 30)


def empty(session: Session) -> None:
    os.truncate(session.journal.path, 0)


def replace(session: Session) -> None:
    other = session.journal.path.with_name("sync.tmp")
    other.write_bytes(raw(span("01X", 20, 25)) + b"\n")
    other.replace(session.journal.path)


@pytest.mark.parametrize("harm", [take_folder, remove_folder, remove_file, cut, empty, replace])
@pytest.mark.parametrize("undone", [False, True])
def test_whatever_happens_to_the_file_beneath_us_all_our_work_is_in_it_again(
    session: Session, harm: Callable[[Session], None], undone: bool
) -> None:
    session.tag([(0, 3)], "claim")
    span_ = session.tag([(4, 9)], "quote").span
    assert span_ is not None
    session.change(span_, label="ad")
    harm(session)
    sleep(0.002)  # records are put in the order of their time, which counts milliseconds
    outcome = session.undo() if undone else session.tag([(10, 14)], "claim")
    assert outcome is not None
    assert outcome.failure is None
    ours = seen(session)
    # What somebody cut short or replaced may be meant so: it stays, and what it no longer holds is beside it.
    assert len(list(session.journal.path.parent.glob("kim.recovered-*.jsonl"))) == (harm in {cut, replace})
    assert ("were saved in kim.recovered-" in session.journal.notice) == (harm in {cut, replace})
    again = restart(session)
    foreign = {"01X"} if harm is replace else set()
    assert {k: v for k, v in seen(again).items() if k not in foreign} == ours
    assert foreign <= seen(again).keys()
    again.undo()
    assert len(again.spans) == (1 if undone else 2) + len(foreign)
    assert again.snapshots.text(article().sha256, 1000) == article().text
    again.journal.close()


def test_two_in_one_folder_after_it_was_moved_still_lose_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "annotations"
    first = start_session(folder)
    first.tag([(0, 3)], "claim")
    folder.rename(tmp_path / "moved")
    first.tag([(4, 9)], "claim")
    second = start_session(folder)
    for n in range(3):
        assert first.tag([(10 + n, 20)], "claim").failure is None
        assert second.tag([(10 + n, 25)], "quote").failure is None
    lines = [line.raw for line in lines_of(folder / "kim.jsonl")]
    assert len(lines) == len(set(lines))
    assert sum(b'"op":"put"' in line for line in lines) == 8


def test_the_second_instance_only_reads_and_says_who_writes(session: Session) -> None:
    session.tag([(0, 3)], "claim")
    with session.journal.path.open("ab") as file:
        file.write(b"torn")
    second = start_session(session.journal.path.parent)
    assert second.journal.read_only is not None
    assert f"is being written by process {os.getpid()} on " in second.journal.read_only
    assert seen(second) == seen(session)
    with pytest.raises(AnnotatorError):
        second.mark("done")
    second.leave()
    second.journal.close()
    assert session.journal.path.read_bytes().endswith(b"torn")


WRITER = """
import sys
from pathlib import Path
from annotator.journal.journal import Journal
from tests.making import span
journal = Journal.open(Path(sys.argv[1]), "kim")
if journal.read_only is None:
    for n in range(200):
        journal.append([span(f"{sys.argv[2]}{n:03d}")])
print("writer" if journal.read_only is None else "reader", flush=True)
sys.stdin.read()
"""


def start(path: Path, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), name]
    root = Path(__file__).parents[2]
    return subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_of_two_processes_one_writes_and_a_dead_one_blocks_nobody(tmp_path: Path) -> None:
    path = tmp_path / "kim.jsonl"
    both = [start(path, name) for name in "ab"]
    words = []
    for process in both:
        assert process.stdout is not None
        words.append(process.stdout.readline().strip())
    assert sorted(words) == ["reader", "writer"]
    assert len(lines_of(path)) == 200
    writer = both[words.index("writer")]
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    opened = Journal.open(path, "kim")
    assert opened.read_only is None
    opened.close()
    for process in both:
        process.communicate()


def test_a_link_in_the_journals_place_is_refused_and_its_target_untouched(
    project: ProjectFolder, tmp_path: Path
) -> None:
    (tmp_path / "precious").write_bytes(b"precious")
    project.annotations.mkdir()
    project.journal_path("kim").symlink_to(tmp_path / "precious")
    with pytest.raises(AnnotatorError, match="is a symbolic link"):
        project.open_journal("kim")
    assert (tmp_path / "precious").read_bytes() == b"precious"


@pytest.mark.parametrize("which", ["annotations", "annotations/articles"])
def test_a_folder_that_leads_out_of_the_project_is_refused(project: ProjectFolder, tmp_path: Path, which: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (project.root / which).parent.mkdir(exist_ok=True)
    (project.root / which).symlink_to(outside, target_is_directory=True)
    with pytest.raises(AnnotatorError, match="leads out of the project"):
        project.open_journal("kim")
    assert list(outside.iterdir()) == []


def test_a_folder_that_is_a_link_inside_the_project_is_fine(project: ProjectFolder) -> None:
    (project.root / "work").mkdir()
    project.annotations.symlink_to(project.root / "work", target_is_directory=True)
    opened = project.open_journal("kim")
    assert opened.read_only is None
    opened.append([span()])
    opened.close()
    assert len(records_in(project.root / "work")) == 1
