"""Exports are made an article at a time: what is counted is counted once, and no file is ever whole in memory."""

from __future__ import annotations

import hashlib
import json
import tracemalloc
from collections import Counter
from pathlib import Path

import orjson
import pytest

from annotator import project
from annotator.api import Project
from annotator.dataset import collect as collected
from annotator.dataset.collect import JournalSpans, collect, sha256_of
from annotator.dataset.dataset import WHOLE, Dataset
from annotator.dataset.document import Entry
from annotator.formats import format_named, writer
from annotator.importing.align import FittedSpan, ImportedWork
from annotator.importing.journals import add
from annotator.journal.columns import read_columns
from annotator.journal.records import Fields
from annotator.merge import JoinedSpans, VoteCount
from annotator.model import Article
from annotator.project import ProjectFolder
from annotator.text.load import read_regular
from tests.cli.cli_world import World, two_annotators
from tests.test_listener import Heard

WITHOUT_EXTRAS = ("jsonl", "conll", "prodigy", "doccano", "label-studio", "brat", "w3c", "csv")


def test_the_card_counts_the_same_whatever_the_format_and_however_often_it_reads(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    journals = [world.journal("kim"), world.journal("lee")]
    world.run("merge", *journals, "-o", world.root / "all.jsonl", "--keep", "all")
    told = {}
    for to in WITHOUT_EXTRAS:
        for more in ([], ["--split", "50/50"], ["--pseudonyms"]):
            out = world.root / f"out-{to}{''.join(more).replace('/', '')}"
            ran = world.run("export", world.root / "all.jsonl", "--to", to, "--with-text", "-o", out, *more)
            assert ran.code == 0, ran.err
            card = json.loads((out / "card.json").read_text("utf-8"))
            told[to, *more] = [sorted(card["spans_by"].values()), card["origins"], card["total"]]

    assert {orjson.dumps(one) for one in told.values()} == {orjson.dumps(told["jsonl",])}
    assert told["jsonl",][0] == [3, 4]


@pytest.mark.parametrize("more", [[], ["--pseudonyms"]], ids=["names", "pseudonyms"])
@pytest.mark.parametrize("to", WITHOUT_EXTRAS)
def test_records_that_lack_what_they_may_lack_are_exported(tmp_path: Path, to: str, more: list[str]) -> None:
    world = two_annotators(tmp_path)
    records = [json.loads(line) for line in world.journal("kim").read_bytes().splitlines()]
    short = [{name: value for name, value in one.items() if name not in _MAY_LACK} for one in records]
    world.journal("kim").write_bytes(b"".join(orjson.dumps(one) + b"\n" for one in short))
    world.run("merge", world.journal("kim"), world.journal("lee"), "-o", world.root / "all.jsonl", "--keep", "all")

    out = world.root / "out"
    ran = world.run("export", world.root / "all.jsonl", "--to", to, "--with-text", "-o", out, *more)

    assert ran.code == 0, ran.err
    assert sum(json.loads((out / "card.json").read_text("utf-8"))["spans_by"].values()) == 7


_MAY_LACK = {"origin", "attributes", "note"}


@pytest.mark.parametrize("to", WITHOUT_EXTRAS)
def test_a_span_that_does_not_fit_leaves_no_file_and_no_folder(tmp_path: Path, to: str) -> None:
    world = World(tmp_path)
    for name in ("a", "b"):
        world.article(name, "The council voted.\n")
        world.state("kim", name)
    world.put("kim", "b", 4, 11, "claim", text="COUNCIL")
    out = world.root / "deep" / "out"
    ran = world.run(
        "export", world.journal("kim"), "--to", to, "-o", out, *(["--with-text"] if format_named(to).needs_text else [])
    )

    assert ran.code == 2
    assert "b: the claim at 4–11 is 'COUNCIL' in the file" in ran.err
    assert not out.exists()


@pytest.mark.parametrize("more", [[], ["--split", "50/50"], ["--pseudonyms"], ["--min-annotators", "2"]], ids=" ".join)
@pytest.mark.parametrize("to", ["jsonl", "conll", "prodigy", "brat", "w3c", "soft"])
def test_every_article_is_read_once_and_its_spans_are_cut_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to: str, more: list[str]
) -> None:
    world = two_annotators(tmp_path)
    world.run("merge", world.journal("kim"), world.journal("lee"), "-o", world.root / "all.jsonl", "--keep", "all")
    done: Counter[tuple[str, ...]] = Counter()

    def read(path: Path, limit: int) -> bytes:
        done["read", path.stem] += 1
        return read_regular(path, limit)

    def hashed(path: Path) -> str:
        done["read", path.stem] += 1
        return sha256_of(path)

    def some(self: VoteCount, articles: range) -> JoinedSpans:
        done.update(("cut", self.articles[code]) for code in articles)
        return cut(self, articles)

    def given(self: JournalSpans, name: str, entry: Entry, text: str | None) -> list[Fields]:
        done["own", name, entry.id] += 1
        return own(self, name, entry, text)

    cut, own = VoteCount.some, JournalSpans.spans
    monkeypatch.setattr(project, "read_regular", read)
    monkeypatch.setattr(collected, "sha256_of", hashed)
    monkeypatch.setattr(VoteCount, "some", some)
    monkeypatch.setattr(JournalSpans, "spans", given)
    asked = ("--to", to, "--with-text", "-o", world.root / "out", *more)
    assert world.run("export", world.root / "all.jsonl", *asked).code == 0

    files = {"all", "kim", "lee"}
    assert {what: number for what, number in done.items() if number > 1 and what[-1] not in files} == {}
    assert {what[-1] for what in done if what[0] in {"read", "cut"}} >= world.texts.keys()


def test_writing_is_told_to_its_end(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    for to in ("jsonl", "conll", "brat"):
        heard = Heard()
        folder = ProjectFolder(world.root)
        Project(folder).export(to, tmp_path / to, source=world.journal("kim"), with_text=True, listener=heard)
        [length] = [length for what, length in heard.work if what == "writing"]
        assert sum(heard.steps["writing"]) == length
        assert len(heard.steps["writing"]) > 3


def test_a_file_that_somebody_changed_is_kept_though_the_new_one_is_made_first(tmp_path: Path) -> None:
    world = two_annotators(tmp_path)
    out = world.root / "out"
    world.run("export", world.journal("kim"), "--to", "jsonl", "-o", out)
    (out / "data.jsonl").write_text("mine\n")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    ran = world.run("export", world.journal("kim"), "--to", "jsonl", "-o", out, "--with-text")

    assert (ran.code, "data.jsonl: was changed since it was exported" in ran.err) == (2, True)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_an_export_is_never_whole_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "merged.jsonl"
    path.write_bytes(b"".join(_line(article, number) for article in range(400) for number in range(40)))

    assert _peak(path) < path.stat().st_size / 2  # the columns of all spans, and the lines of some


def _line(article: int, number: int) -> bytes:
    about = {"article": f"article-{article:04d}", "sha256": "1" * 64, "start": number, "end": number + 1_600}
    votes = {"annotators": ["kim", "lee"], "support": 2, "of": 2, "origin": "hand", "attributes": {}, "note": None}
    return orjson.dumps({**about, "label": "claim", "text": "x" * 1_600, **votes}) + b"\n"


def _peak(path: Path) -> int:
    tracemalloc.start()
    try:
        contents = collect(read_columns([path]), read_columns([]), ProjectFolder(path.parent))
        files = writer("jsonl")(Dataset({WHOLE: contents.documents}, contents), with_text=True).files
        assert sum(map(len, files.parts("data.jsonl"))) > 1_600 * contents.said.by["kim"] > 0
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_what_an_import_adds_takes_little_more_memory_than_its_records(tmp_path: Path) -> None:
    text = "word " * 400
    article = Article(id="long", text=text, sha256=hashlib.sha256(text.encode()).hexdigest())
    spans = [FittedSpan(start, start + 4, "claim", {}, None) for start in range(1_500)]
    work = ImportedWork(article, {(span.start, span.end, span.label): span for span in spans}, finished=True)
    journal = ProjectFolder(tmp_path).open_journal("kim")
    tracemalloc.start()
    try:
        added = add(journal, [work])
        taken = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
        journal.close()

    assert (added.spans, added.done) == (1_500, 1)
    assert taken < 3 * (tmp_path / "annotations" / "kim.jsonl").stat().st_size + 2_000 * added.spans
