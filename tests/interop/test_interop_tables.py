"""The exports of rows, read by Hugging Face datasets, pyarrow, pandas and mlcroissant; all offline."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import datasets
import mlcroissant
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from annotator.formats import EXPORT_FORMATS
from tests.cli.cli_world import World
from tests.interop.interop_world import LAUNCH, exported, hard, want, wanted

TABLES = ("jsonl", "huggingface", "parquet")


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The project; nothing may be fetched, and what readers cache goes away with it."""
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", str(tmp_path / "cache"))
    datasets.disable_progress_bars()
    (tmp_path / "project").mkdir()
    yield hard(tmp_path / "project")
    datasets.enable_progress_bars()


def test_datasets_opens_the_folder_with_its_declared_types(world: World) -> None:
    loaded = datasets.load_dataset(str(exported(world, "huggingface")))
    rows = loaded["train"]

    assert {row["id"]: row["text"] for row in rows} == world.texts
    assert {want(row["id"], row["text"], span) for row in rows for span in row["spans"]} == wanted(world)
    assert rows.features["length"] == datasets.Value("int64")
    assert rows.features["spans"].feature["start"] == datasets.Value("int64")
    assert rows.features["spans"].feature["attributes"]["speaker"] == datasets.Value("string")
    launch = next(row for row in rows if row["id"] == "launch")
    assert (launch["title"], launch["published"], launch["length"]) == (
        "Lift-off \U0001f680",
        "2026-11-22",
        len(LAUNCH),
    )
    tea = next(row for row in rows if row["id"] == "tea")
    assert (tea["authors"], json.loads(tea["more"])) == (["Bo"], {"desk": "money"})
    assert tea["spans"][0]["attributes"]["value"] == "2026-11-22"


def test_datasets_finds_the_splits(world: World) -> None:
    loaded = datasets.load_dataset(str(exported(world, "huggingface", "--split", "50/50", "--standoff")))

    assert sorted(loaded) == ["test", "train"]
    assert sorted(row["id"] for part in loaded.values() for row in part) == ["launch", "rain", "tea"]
    assert "text" not in loaded["train"].features
    assert "text" not in loaded["train"].features["spans"].feature


UNREAD = {"citron", "polnear", "spacy", "w3c", "webanno"}
"""What `datasets` has no reader for: there it opens the card's list of articles."""


@pytest.mark.parametrize("to", EXPORT_FORMATS)
def test_datasets_opens_every_folder_with_each_article_once(world: World, to: str) -> None:
    for more in ((), ("--split", "50/25/25")):
        world.article("calm", "Nothing at all.\n", event="calm", published="2026-11-23", pages=[1, "ii"])
        out = world.root / f"{to}{len(more)}"
        world.state("kim", "calm")
        assert world.run("export", world.root / "all.jsonl", "--to", to, "-o", out, "--with-text", *more).code == 0
        card = json.loads((out / "card.json").read_text())
        counts = {name: (part["articles"], part["spans"]) for name, part in card["counts"].items()}
        counts = {"train" if name == "data" else name: count for name, count in counts.items()}
        loaded = {name: len(rows) for name, rows in datasets.load_dataset(str(out)).items()}
        if to in UNREAD:
            assert loaded == {"articles" if more else "train": 4}
        elif to in {"csv", "parquet"}:
            assert loaded == {name: spans for name, (_, spans) in counts.items() if spans}
        elif to in {"conll", "soft-parquet"}:  # a row a token
            assert loaded.keys() == counts.keys()
        else:
            assert loaded == {name: articles for name, (articles, _) in counts.items()}


@pytest.mark.parametrize("to", ["jsonl", "prodigy", "doccano", "label-studio"])
def test_datasets_gives_json_back_as_it_is_written(world: World, to: str) -> None:
    out = exported(world, to, "--with-text", "--split", "50/50")
    suffix = ".json" if to == "label-studio" else ".jsonl"
    for part, rows in datasets.load_dataset(str(out)).items():
        data = (out / f"{part}{suffix}").read_text()
        assert list(rows) == (
            json.loads(data) if suffix == ".json" else [json.loads(line) for line in data.splitlines()]
        )


def test_a_part_and_a_dataset_without_spans_are_opened_too(world: World) -> None:
    for to in ("huggingface", "parquet"):
        out = world.root / f"empty-{to}"
        world.journal("max").write_bytes(b"")
        world.state("max", "rain")
        assert world.run("export", world.journal("max"), "--to", to, "-o", out).code == 0
        loaded = datasets.load_dataset(str(out), "articles" if to == "parquet" else None)
        assert loaded["train"]["id"] == ["rain"]


def test_parquet_has_a_row_a_span_and_its_types(world: World) -> None:
    out = exported(world, "parquet")
    spans, articles = pq.read_table(out / "spans.parquet"), pq.read_table(out / "articles.parquet")

    texts = {row["id"]: row["text"] for row in articles.to_pylist()}
    assert texts == world.texts
    assert {want(row["article"], texts[row["article"]], row) for row in spans.to_pylist()} == wanted(world)
    assert (spans.schema.field("start").type, spans.schema.field("annotators").type) == (
        pa.int64(),
        pa.list_(pa.string()),
    )
    assert b"code points" in spans.schema.metadata[b"annotator.offsets"]
    assert b"code points" in spans.schema.field("start").metadata[b"about"]
    hashes = {row["id"]: row["sha256"] for row in articles.to_pylist()}
    assert hashes == {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}


def test_pandas_reads_parquet_and_json_lines(world: World) -> None:
    spans = pd.read_parquet(exported(world, "parquet") / "spans.parquet")
    articles = pd.read_json(exported(world, "jsonl") / "data.jsonl", lines=True)

    assert len(spans) == len(wanted(world)) == sum(articles["spans"].map(len))
    cut = [
        articles.set_index("id")["text"][a][s:e]
        for a, s, e in zip(spans["article"], spans["start"], spans["end"], strict=True)
    ]
    assert cut == list(spans["text"])


def test_datasets_opens_both_tables_of_the_parquet_export(world: World) -> None:
    out = str(exported(world, "parquet"))

    assert len(datasets.load_dataset(out)["train"]) == len(wanted(world))
    assert len(datasets.load_dataset(out, "articles")["train"]) == 3


@pytest.mark.parametrize("standoff", [False, True], ids=["with text", "stand-off"])
@pytest.mark.parametrize("to", TABLES)
def test_croissant_is_valid_and_its_records_are_the_spans(world: World, to: str, standoff: bool) -> None:
    out = exported(world, to, "--standoff" if standoff else "--with-text", "--split", "50/50")
    described = mlcroissant.Dataset(str(out / "metadata.json"))

    assert described.metadata.ctx.issues.errors == set()
    assert described.metadata.ctx.issues.warnings == set()
    assert described.metadata.conforms_to == ["http://mlcommons.org/croissant/1.0"]
    for file in described.metadata.distribution:
        assert hashlib.sha256((out / file.content_url).read_bytes()).hexdigest() == file.sha256
    found = [span for records in described.metadata.record_sets for span in _spans(described, records.uuid)]
    assert {(s["article"], s["start"], s["end"], s["label"], s["speaker"], s["note"]) for s in found} == {
        (w.article, w.start, w.end, w.label, dict(w.attributes).get("speaker"), w.note) for w in wanted(world)
    }


def _spans(described: Any, name: str) -> Iterator[dict[str, Any]]:
    """The spans among the records of a record set; bytes, as mlcroissant gives text, are decoded."""
    for record in described.records(name):
        fields = _named(record)
        if "label" in fields:
            yield {**fields, "speaker": fields["attributes"]["speaker"]}
        for span in fields.get("spans", ()):
            if span["start"] is not None:
                yield {**span, "article": fields["id"], "speaker": span["attributes.speaker"]}


def _named(value: Any) -> Any:
    if isinstance(value, dict):
        return {name.rpartition("/")[2]: _named(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_named(inner) for inner in value]
    return value.decode() if isinstance(value, bytes) else value
