"""Work cut into parts, each sent to another process and its results back, comes to what it comes to in one piece."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from annotator import merge
from annotator.api import open as open_project
from annotator.boards.quote_matching import groups_of
from annotator.boards.utterances import utterances_of
from annotator.engine import Part, Result, Shared, Step, Work
from annotator.errors import AnnotatorError
from annotator.journal import columns
from annotator.project import ProjectFolder
from tests.boards.quotes_world import planted
from tests.interop.cluster_world import PEOPLE, made


class Sent:
    """An engine that sends everything, though only to itself."""

    def __init__(self, count: int) -> None:
        self._count = count

    def shares(self, sizes: Sequence[int], worth: int | None = None, most: int | None = None) -> list[range]:
        cuts = sorted({place * len(sizes) // self._count for place in range(self._count + 1)})
        return [range(begin, end) for begin, end in pairwise(cuts)]

    def map(
        self,
        work: Work[Shared, Part, Result],
        shared: Shared,
        parts: Sequence[Part],
        sizes: Sequence[int],
        step: Step | None = None,
    ) -> Iterator[Result]:
        assert len(parts) == len(sizes)
        for part in parts:
            there, given, its = pickle.loads(pickle.dumps((work, shared, part)))
            found: list[Any] = pickle.loads(pickle.dumps(list(there(given, its, None))))
            yield from found


@pytest.mark.parametrize("count", [1, 5])
def test_parts_that_travel_come_to_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    world, sent = made(tmp_path / "project"), Sent(count)
    project = open_project(world.root, exactly=True)
    files = [world.journal(person) for person in PEOPLE]
    here = project.agreement(files).to_dict(), project.merge(files), project.boards(files)
    project.export("jsonl", tmp_path / "here", source=files[0])
    monkeypatch.setattr(columns, "_APART", 2_000)
    monkeypatch.setattr(merge, "_AT_ONCE", 5)
    there = (
        project.agreement(files, engine=sent).to_dict(), project.merge(files, engine=sent), project.boards(files, engine=sent),
    )  # fmt: skip
    project.export("jsonl", tmp_path / "there", source=files[0], engine=sent)
    assert there[0] == here[0]
    assert (there[1].to_jsonl(), there[1].conflicts) == (here[1].to_jsonl(), here[1].conflicts)
    assert there[1].to_dict() == here[1].to_dict()
    assert (there[2].structure(), there[2].notes) == (here[2].structure(), here[2].notes)
    for path in (tmp_path / "here").iterdir():
        assert (tmp_path / "there" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("count", [1, 3, 50])
def test_quotations_that_are_compared_in_parts_make_the_same_groups(count: int) -> None:
    utterances = [utterance for one in planted(3, 40).articles for utterance in utterances_of(one)]
    told: list[int] = []
    here = groups_of(utterances, told.append)
    assert sum(told) == len(utterances)
    assert groups_of(utterances, engine=Sent(count)) == here
    assert len(here) > 30


class WithoutTexts(Sent):
    """Workers who have the journals, but no texts."""

    def map(
        self,
        work: Work[Shared, Part, Result],
        shared: Shared,
        parts: Sequence[Part],
        sizes: Sequence[int],
        step: Step | None = None,
    ) -> Iterator[Result]:
        given: Any = ProjectFolder(Path("/nowhere")) if isinstance(shared, ProjectFolder) else shared
        yield from super().map(work, given, parts, sizes, step)


def test_a_text_that_no_worker_has_is_read_and_checked_here(tmp_path: Path) -> None:
    world = made(tmp_path / "project")
    project, source = open_project(world.root, exactly=True), world.journal(PEOPLE[0])
    project.export("jsonl", tmp_path / "here", source=source, with_text=True)
    project.export("jsonl", tmp_path / "there", source=source, with_text=True, engine=WithoutTexts(3))
    for path in (tmp_path / "here").iterdir():
        assert (tmp_path / "there" / path.name).read_bytes() == path.read_bytes()
    for path in (world.root / "seeds").glob("*.txt"):
        path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(AnnotatorError, match="is not in the project"):
        project.export("jsonl", tmp_path / "none", source=source, with_text=True, engine=WithoutTexts(3))


def test_without_the_extra_a_sentence_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = made(tmp_path / "project")
    for name in ("distributed", "fsspec"):
        monkeypatch.setitem(sys.modules, name, None)
    for words in (["agreement", "--engine", "dask"], ["merge", "s3://news/kim.jsonl", "-o", "-"]):
        ran = world.run(*words)
        assert (ran.code, ran.out) == (2, "")
        assert "needs the extra 'cluster'" in ran.err
