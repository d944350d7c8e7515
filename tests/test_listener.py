"""What can be heard of long work: how much there is, and all of it as it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from annotator.adjudication.gold import read_annotators
from annotator.api import open as open_project
from annotator.journal.records import Problem
from annotator.project import ProjectFolder
from tests.making import raw, span, state

ARTICLES = 70
"""More than are gone through at once."""


@dataclass
class Heard:
    """Keeps what it hears."""

    work: list[tuple[str, int]] = field(default_factory=list)
    steps: dict[str, list[int]] = field(default_factory=dict)

    def read(self, files: Sequence[Path], problems: Mapping[Path, Sequence[Problem]], /) -> None:
        """Not of interest here."""

    @contextmanager
    def progress(self, what: str, length: int, seconds: float, /) -> Iterator[Callable[[int], None] | None]:
        assert seconds >= 0
        self.work.append((what, length))
        yield self.steps.setdefault(what, []).append


@pytest.fixture
def world(tmp_path: Path) -> ProjectFolder:
    (tmp_path / "seeds").mkdir()
    project = ProjectFolder.find(tmp_path)
    project.annotations.mkdir()
    lines: dict[str, list[bytes]] = {"kim": [], "lee": []}
    for number in range(ARTICLES):
        path = tmp_path / "seeds" / f"a{number}.txt"
        path.write_text(f"Nine people saw {number} boats.", encoding="utf-8")
        text = project.load(next(one for one in project.articles() if one.path == path))
        about = {"article": text.id, "sha256": text.sha256}
        for name, end in (("kim", 4), ("lee", 4 + number % 2 * 7)):
            owned = about | {"annotator": name}
            found = span(f"{name}{number}", 0, end, text=text.text[:end], **owned)
            lines[name] += [raw(found), raw(state(id=f"article:{text.id}", length=text.length, **owned))]
    for name, own in lines.items():
        project.journal_path(name).write_bytes(b"\n".join(own) + b"\n")
    return project


def test_of_reading_all_bytes_are_told(world: ProjectFolder) -> None:
    heard, size = Heard(), sum(path.stat().st_size for path in world.journals())
    open_project(world.root).status(listener=heard)
    assert heard.work[0] == ("reading", size)
    assert sum(heard.steps["reading"]) == size


def test_checking_tells_every_line_of_a_span_in_steps(world: ProjectFolder) -> None:
    heard = Heard()
    report = open_project(world.root).check(listener=heard)
    assert (report.errors, report.spans) == (0, 2 * ARTICLES)
    lines = [line for path in world.journals() for line in path.read_bytes().splitlines(keepends=True)]
    assert heard.work == [("checking", sum(map(len, lines)))]
    assert sum(heard.steps["checking"]) == sum(len(line) for line in lines if b'"op":"put"' in line)
    assert len(heard.steps["checking"]) == 4


def test_what_is_adjudicated_is_read_and_compared_span_by_span(world: ProjectFolder) -> None:
    heard = Heard()
    cut = read_annotators(world, world.journals(), heard)
    assert len(cut.passages) == ARTICLES
    assert [what for what, _ in heard.work] == ["reading", "comparing"]
    for what, length in heard.work:
        assert sum(heard.steps[what]) == length, what
