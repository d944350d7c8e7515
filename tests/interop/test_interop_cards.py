"""The card's word on offsets, held against the files as other projects' readers see them; what `--split` names files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyarrow.parquet
import pytest
import spacy
from spacy.tokens import DocBin

from tests.cli.cli_world import COUNCIL, World, two_annotators


def _ends(to: str, out: Path) -> tuple[int, int]:
    """Where the claim `It rained.`, which stands behind an emoji, begins and ends."""
    if to == "webanno":
        # As plain XML: dkpro-cassis would turn the units into code points.
        xmi = (out / "council.xmi").read_text("utf-8")
        [span] = [node for node in re.findall(r"<custom:Span [^>]*>", xmi) if 'label="claim"' in node]
        begin, end = re.search(r'begin="(\d+)"', span), re.search(r'end="(\d+)"', span)
        assert begin is not None
        assert end is not None
        return int(begin[1]), int(end[1])
    if to == "spacy":
        docs = DocBin().from_disk(out / "data.spacy").get_docs(spacy.blank("en").vocab)
        spans = next(doc for doc in docs if doc.text == COUNCIL).user_data["annotator"]["spans"]
    elif to == "parquet":
        spans = [
            row for row in pyarrow.parquet.read_table(out / "spans.parquet").to_pylist() if row["article"] == "council"
        ]
    else:
        rows = pyarrow.parquet.read_table(out / "data.parquet").to_pylist()
        spans = next(row["spans"] for row in rows if row["id"] == "council")
    [(start, end)] = [(span["start"], span["end"]) for span in spans if span["label"] == "claim"]
    return start, end


def merged(root: Path) -> World:
    world = two_annotators(root)
    world.run("merge", world.journal("kim"), world.journal("lee"), "-o", root / "all.jsonl")
    return world


@pytest.mark.parametrize("to", ["spacy", "webanno", "parquet", "huggingface"])
def test_the_cards_word_on_offsets_is_true_of_the_files(tmp_path: Path, to: str) -> None:
    world = merged(tmp_path)
    out = tmp_path / "out"
    ran = world.run("export", tmp_path / "all.jsonl", "--to", to, "-o", out, "--with-text")
    assert ran.code == 0, ran.err
    offsets = json.loads((out / "card.json").read_text("utf-8"))["offsets"]
    start, end = _ends(to, out)
    units = COUNCIL.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le", "replace")

    assert {"code-points": COUNCIL[start:end], "utf-16": units}[offsets] == "It rained."
    called = {"code-points": "Unicode code points", "utf-16": "UTF-16 code units"}[offsets]
    assert f"Offsets are {called}" in (out / "README.md").read_text("utf-8")


def test_parquet_in_parts_is_named_as_the_documentation_says(tmp_path: Path) -> None:
    world = merged(tmp_path)
    out = tmp_path / "out"
    assert world.run("export", tmp_path / "all.jsonl", "--to", "parquet", "-o", out, "--split", "50/50").code == 0

    assert {path.name for path in out.glob("*.parquet")} == {
        "train-articles.parquet", "train-spans.parquet", "test-articles.parquet", "test-spans.parquet",
    }  # fmt: skip
