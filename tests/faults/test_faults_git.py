"""A journal on two branches: git's merge gives the union, with or without `merge=union`, and brings nothing back."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from annotator.journal.records import read_lines
from annotator.project import ProjectFolder
from annotator.session import Session
from tests.making import article, fold_of, seen, start_session, winners

ATTRIBUTES = Path(__file__).parents[2] / ".gitattributes"
CALM = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "kim",
    "GIT_AUTHOR_EMAIL": "kim@example.org",
    "GIT_COMMITTER_NAME": "kim",
    "GIT_COMMITTER_EMAIL": "kim@example.org",
}


def git(project: ProjectFolder, *words: str) -> int:
    command = ["git", "-C", str(project.root), *words]
    return subprocess.run(command, env={**os.environ, **CALM}, capture_output=True, check=False).returncode


def session_in(project: ProjectFolder) -> Session:
    session = start_session(project.annotations)
    assert session.journal.read_only is None
    return session


def lines_now(project: ProjectFolder) -> list[bytes]:
    return [line.raw for line in read_lines(project.journal_path("kim").read_bytes()).lines]


@pytest.fixture
def branches(project: ProjectFolder, request: pytest.FixtureRequest) -> tuple[ProjectFolder, list[bytes]]:
    """A project whose branch `laptop` differs from the one checked out, and the records of both."""
    if shutil.which("git") is None:
        pytest.skip("needs git, which is not installed")
    (project.root / ".gitattributes").write_text(request.param)
    (project.root / ".gitignore").write_text(".*.lock\n")
    assert git(project, "init", "--initial-branch=main") == 0
    session = session_in(project)
    session.tag([(0, 3)], "claim")
    session.tag([(4, 9)], "quote")
    first, second = session.spans
    session.journal.close()
    assert git(project, "add", ".") == git(project, "commit", "-m", "both") == 0
    assert git(project, "checkout", "-b", "laptop") == 0
    session = session_in(project)
    session.delete([first])
    session.tag([(10, 14)], "ad")
    session.journal.close()
    theirs = lines_now(project)
    assert git(project, "commit", "-am", "laptop") == git(project, "checkout", "main") == 0
    session = session_in(project)
    session.change(second, label="number")
    session.tag([(15, 20)], "claim")
    session.journal.close()
    assert git(project, "commit", "-am", "desk") == 0
    return project, [*lines_now(project), *theirs]


RECOMMENDED = "annotations/*.jsonl merge=union\n"


@pytest.mark.parametrize("branches", [RECOMMENDED, ATTRIBUTES.read_text()], indirect=True, ids=["readme", "shipped"])
def test_with_merge_union_two_branches_merge_by_themselves(branches: tuple[ProjectFolder, list[bytes]]) -> None:
    project, both = branches
    assert git(project, "merge", "laptop") == 0
    assert sorted(lines_now(project)) == sorted(set(both))
    check(project, both, problems=0)


@pytest.mark.parametrize("branches", [""], indirect=True, ids=["none"])
def test_without_it_the_file_with_its_conflict_marks_gives_the_same(
    branches: tuple[ProjectFolder, list[bytes]],
) -> None:
    project, both = branches
    assert git(project, "merge", "laptop") == 1
    assert b"<<<<<<< " in project.journal_path("kim").read_bytes()
    check(project, both, problems=3)


def check(project: ProjectFolder, both: list[bytes], *, problems: int) -> None:
    session = session_in(project)
    assert sum(map(len, session.journal.problems.values())) == problems
    assert winners(session.journal.fold) == winners(fold_of(*dict.fromkeys(both)))
    assert sorted((start, end, label) for start, end, label, *_ in seen(session).values()) == [
        (4, 9, "number"),
        (10, 14, "ad"),
        (15, 20, "claim"),
    ]
    assert session.tag([(21, 25)], "ad").failure is None
    session.journal.close()


@pytest.mark.parametrize("branches", [RECOMMENDED], indirect=True, ids=["union"])
def test_an_older_state_checked_out_beneath_a_session_stays_so_and_loses_nothing(
    branches: tuple[ProjectFolder, list[bytes]],
) -> None:
    project, _ = branches
    session = session_in(project)
    session.tag([(21, 25)], "ad")
    assert git(project, "commit", "-am", "more") == git(project, "checkout", "laptop") == 0
    older = project.journal_path("kim").read_bytes()
    assert session.tag([(22, 25)], "ad").failure is None
    assert "was cut short or replaced by somebody" in session.journal.notice
    assert project.journal_path("kim").read_bytes().startswith(older)
    assert len(lines_now(project)) == older.count(b"\n") + 1
    session.journal.close()
    again = start_session(project.annotations, article())
    assert len(again.journal.copies) == 1
    # What the laptop removed is gone, what it tagged is there, and so are all of ours.
    assert [span.range for span in again.spans] == [(4, 9), (10, 14), (15, 20), (21, 25), (22, 25)]
    again.journal.close()
