"""What the terminal says when the screen was left: what was done, where it is, what is open, how to go on."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.adjudication.gold import adjudication_of, read_annotators
from annotator.project import ArticleFile, ProjectFolder
from annotator.session import Session, open_session
from annotator.tui.closing import after_annotating, after_deciding
from tests.terminal.pty_world import Pty

ROOT = Path(__file__).parents[2]
Start = Callable[..., Pty]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProjectFolder:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    return ProjectFolder.find(tmp_path)


@pytest.fixture
def start(project: ProjectFolder) -> Iterator[Start]:
    begun: list[Pty] = []

    def begin(*words: str, **more: Any) -> Pty:
        begun.append(Pty(project.root, *words, **more))
        return begun[-1]

    yield begin
    for pty in begun:
        pty.close()


def begun(project: ProjectFolder, name: str = "kim") -> tuple[Session, list[ArticleFile]]:
    session, articles = open_session(project, name), project.articles()
    session.open_file(articles[0])
    return session, articles


def told(project: ProjectFolder, session: Session, articles: list[ArticleFile]) -> list[str]:
    session.journal.close()
    return after_annotating(project, articles, session)


def test_it_is_said_when_the_screen_is_gone(start: Start) -> None:
    pty = start("--as", "kim", size=(100, 30))
    pty.wait("no changes yet")
    pty.send(b"c")
    pty.wait("tagged claim")
    pty.send(b"\x11")
    assert pty.code() == 0
    last = pty.raw[pty.raw.rindex(b"\x1b[?1049l") :].decode()
    assert "annotator: 1 span tagged; saved in annotations/kim.jsonl\r\n" in last
    assert "annotator: 5 of 5 articles are open: annotator --as kim goes on\r\n" in last


def test_it_is_for_terminals_only(start: Start, project: ProjectFolder) -> None:
    pty = start(command=("sh", "-c", f"{sys.executable} -m annotator --as kim 2>told"))
    pty.wait("no changes yet")
    pty.send(b"\x11")
    assert pty.code() == 0
    assert (project.root / "told").read_bytes() == b""


def test_what_was_undone_is_not_told(project: ProjectFolder) -> None:
    session, articles = begun(project)
    session.tag([(0, 2)], "claim")
    session.undo()
    assert told(project, session, articles) == ["5 of 5 articles are open: annotator --as kim goes on"]


def test_spans_and_articles_are_counted_by_what_became_of_them(project: ProjectFolder) -> None:
    session, articles = begun(project)
    session.tag([(0, 2), (3, 5), (6, 8)], "claim")
    session.journal.close()
    session, articles = begun(project)
    first, second, third = session.spans
    session.tag([(9, 11)], "quote")
    session.change(first, label="number")
    session.change(second, label="number")
    session.change(session.spans.get(second.id) or second, label="claim")  # as it was
    session.delete([third])
    session.mark("done")
    session.worked = 125.0
    done, left = told(project, session, articles)
    assert (
        done
        == "1 span tagged, 1 span changed, 1 span removed, 1 article done in 2 minutes; saved in annotations/kim.jsonl"
    )
    assert left == "4 of 5 articles are open: annotator --as kim goes on"


def test_when_all_is_done_the_next_step_is_named(project: ProjectFolder) -> None:
    for name, step in (("kim", "when a second annotator has done them"), ("lee", "annotator agreement compares")):
        session, articles = begun(project, name)
        for article in articles:
            session.open_file(article)
            session.mark("done")
        done, left = told(project, session, articles)
        assert done.startswith("5 articles done; saved in ")
        assert step in left


def test_elsewhere_the_project_is_named_and_of_some_articles_the_command_is_the_same(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    session, articles = begun(project)
    assert told(project, session, articles[:2]) == ["2 of 2 articles are open: the same command goes on"]
    monkeypatch.chdir(tmp_path.parent)
    assert f"annotator --project {tmp_path.name} --as kim goes on" in told(project, session, articles)[0]


def test_nothing_is_said_where_nothing_could_be_changed(project: ProjectFolder) -> None:
    session = open_session(project, "kim", read_only=True)
    assert told(project, session, project.articles()) == []


def test_deciding_is_told_too(project: ProjectFolder) -> None:
    shutil.copytree(ROOT / "annotations", project.annotations, ignore=shutil.ignore_patterns(".*"))
    cut = read_annotators(project, project.journals())
    adjudication = adjudication_of(project, cut, "ada", None)
    waiting = adjudication.open_passages
    adjudication.begin()
    adjudication.decide([(one, adjudication.resolution(one, "none")) for one in waiting[:2]])
    done, left = after_deciding(project, adjudication)
    assert done == "2 passages decided; saved in annotations/gold.jsonl"
    assert left == f"{len(waiting) - 2} passages are open: annotator adjudicate --as ada goes on"
    adjudication.decide([(one, adjudication.resolution(one, "none")) for one in waiting[2:]])
    assert "nothing is left to decide: annotator export" in after_deciding(project, adjudication)[-1]
    adjudication.session.journal.close()
