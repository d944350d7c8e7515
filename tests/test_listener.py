"""What can be heard of long work: how much there is, and all of it as it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from annotator.adjudication.gold import read_annotators
from annotator.api import diff
from annotator.api import open as open_project
from annotator.journal import journal_files, tidy
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
    passed_over: list[list[Path]] = field(default_factory=list)

    def read(self, _: Sequence[Path], problems: Mapping[Path, Sequence[Problem]], /) -> None:
        self.passed_over.append([path for path, lines in problems.items() if lines])

    @contextmanager
    def progress(self, what: str, length: int, /) -> Iterator[Callable[[int], None] | None]:
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


def test_checking_tells_of_all_bytes_when_they_are_read_and_when_they_are_compared(world: ProjectFolder) -> None:
    heard = Heard()
    report = open_project(world.root).check(listener=heard)
    assert (report.errors, report.spans) == (0, 2 * ARTICLES)
    size = sum(path.stat().st_size for path in world.journals())
    assert heard.work == [("checking", 2 * size)]
    assert sum(heard.steps["checking"]) == 2 * size
    assert len(heard.steps["checking"]) == 4


def test_status_tells_of_every_article(world: ProjectFolder) -> None:
    heard = Heard()
    open_project(world.root).status(listener=heard)
    assert heard.work[1] == ("loading articles", ARTICLES)
    assert len(heard.steps["loading articles"]) == ARTICLES


def test_comparing_two_files_tells_of_reading_them_and_of_their_spans(world: ProjectFolder) -> None:
    heard, files = Heard(), world.journals()
    diff(*files, listener=heard)
    size = sum(path.stat().st_size for path in files)
    assert heard.work == [("comparing", 2 * size)]
    assert sum(heard.steps["comparing"]) == 2 * size


def test_folding_tells_of_lines_each_time_they_are_gone_through(
    world: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tidy, "_AT_ONCE", 8)
    monkeypatch.setattr(journal_files, "_PIECE", 2**11)
    heard, path = Heard(), world.journals()[0]
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, *lines]))
    size = path.stat().st_size
    open_project(world.root).tidy(path, listener=heard)
    assert heard.work == [("folding", tidy.PASSES * size)]
    # The old one is read, read again where ids stand twice, written and kept; half of it is compared, read and compared.
    told = 4 * size + 3 * size / 2
    assert told - tidy.PASSES * 2 * len(lines) < sum(heard.steps["folding"]) <= told
    assert len(heard.steps["folding"]) > 5 * len(lines) / 8


def test_what_is_imported_is_told_file_by_file_and_article_by_article(world: ProjectFolder, tmp_path: Path) -> None:
    heard, folder = Heard(), tmp_path / "more"
    folder.mkdir()
    for number in range(3):
        (folder / f"new-{number}.txt").write_text("It rained.")
    open_project(world.root).import_files(folder, listener=heard)
    assert heard.work[:2] == [("reading articles", 30), ("adding articles", 3)]
    assert heard.steps["reading articles"] == [10, 10, 10]
    assert len(heard.steps["adding articles"]) == 3


def test_what_is_adjudicated_is_read_and_compared_span_by_span(world: ProjectFolder) -> None:
    heard = Heard()
    cut = read_annotators(world, world.journals(), heard)
    assert len(cut) == ARTICLES
    assert [what for what, _ in heard.work] == ["reading", "comparing"]
    for what, length in heard.work:
        assert sum(heard.steps[what]) == length, what


def test_a_book_tells_of_comparing_its_articles_and_of_nothing_that_it_passed_over_twice(world: ProjectFolder) -> None:
    heard = Heard()
    journal = world.journals()[0]
    journal.write_bytes(journal.read_bytes() + b"rubbish\n")
    open_project(world.root).book(world.root / "book", source=journal, listener=heard)
    assert {"quotations", "numbers", "reading articles", "writing"} <= {what for what, _ in heard.work}
    assert [path for files in heard.passed_over for path in files] == [journal]
