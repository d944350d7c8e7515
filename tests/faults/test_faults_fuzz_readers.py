"""Journals and articles of bytes that nobody would write: each is read, or refused in words, and nothing else."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.model import record_fields
from tests.faults.harness.oracles import check_article, check_journal
from tests.faults.harness.table import Tally
from tests.making import NASTY, raw, span, state, texts, tombstone

FUZZER = Path(__file__).with_name("fuzz_atheris.py")
QUICK, FULL = 250, 20_000
RECORDS = [record_fields(record) for record in (span(), span("01B", 4, 9, note="x"), tombstone(), state())]
FIELDS = sorted({name for record in RECORDS for name in record} | {"v", "action", "undoes", "refused", "extra"})

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=9)
    | st.sampled_from([0, 1, 2, -1, 2**53, 2**63, 1.0, "", "put", "del", "article", "done", "hand", "ferry", "01A"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=4,
)  # fmt: skip


@st.composite
def odd_records(draw: st.DrawFn) -> bytes:
    """A record with some fields wrong, missing, new or in another order."""
    fields = dict(draw(st.sampled_from(RECORDS)))
    for name in draw(st.lists(st.sampled_from(FIELDS), max_size=3)):
        fields.pop(name, None)
    fields |= draw(st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), values, max_size=3))
    names = draw(st.permutations(list(fields))) if draw(st.booleans()) else list(fields)
    return orjson.dumps({name: fields[name] for name in names})


@st.composite
def right_records(draw: st.DrawFn) -> bytes:
    """A record as this program would write it, of any wording."""
    text = draw(texts(8).filter(bool))
    start = draw(st.integers(0, 10**9))
    more: dict[str, Any] = {"start": start, "end": start + len(text), "text": text, "note": draw(st.none() | texts(4))}
    identity = draw(st.sampled_from(["01A", "01B", "article:ferry"]))
    return raw(span(identity, rev=draw(st.integers(1, 3)), label=draw(texts(3).filter(bool)), **more))


@st.composite
def damaged(draw: st.DrawFn, source: st.SearchStrategy[bytes]) -> bytes:
    """Bytes with stretches cut out, doubled or overwritten."""
    data = draw(source)
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 20)))
        put = draw(
            st.binary(max_size=6)
            | st.sampled_from([b"\n", b"\r\n", b"\0" * 9, b'"', b"\\", b"{", b"\xff", b"\xe2\x80\xa8"])
        )
        data = data[:start] + put + data[end:]
    return data


lines = st.one_of(right_records(), odd_records(), damaged(odd_records()), st.binary(max_size=30))
journals = st.lists(lines, max_size=6).map(b"\n".join)
files = st.one_of(st.binary(max_size=60), texts(20).map(str.encode), damaged(texts(20).map(str.encode)))


def test_any_bytes_as_a_journal_are_read_or_reported_by_line(full: bool, tally: Tally) -> None:
    tried = records = 0

    @settings(max_examples=FULL if full else QUICK)
    @given(journals)
    def law(data: bytes) -> None:
        nonlocal tried, records
        tried += 1
        records += check_journal(data)

    law()
    assert records > tried / 10  # not all of it is rubbish
    tally(tried=tried, fault="made-up bytes as a journal")


def test_any_bytes_as_an_article_are_its_exact_text_or_refused(full: bool, tally: Tally) -> None:
    tried = accepted = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made-up.txt"

        @settings(max_examples=FULL if full else QUICK)
        @given(files)
        def law(data: bytes) -> None:
            nonlocal tried, accepted
            tried += 1
            accepted += check_article(path, data)

        law()
    assert 0 < accepted < tried
    tally(tried=tried, fault="made-up bytes as an article")


@pytest.mark.parametrize("what", ["journal", "article"])
@pytest.mark.fault("bytes found by following the code's branches (atheris)")
def test_a_fuzzer_that_looks_at_the_code_finds_no_way_to_break_the_readers(
    tmp_path: Path, full: bool, tally: Tally, what: str
) -> None:
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("needs atheris: pip install '.[fuzz]' in the clone")
    if not full:
        pytest.skip("takes minutes: make faults FULL=1")
    seconds = int(os.environ.get("FUZZ_SECONDS", "3600")) // 12
    (tmp_path / "seeds").mkdir()
    for n, record in enumerate(RECORDS):
        (tmp_path / "seeds" / str(n)).write_bytes(orjson.dumps(record) + b"\n")
    (tmp_path / "seeds" / "nasty").write_bytes("".join(NASTY).encode())
    command = [sys.executable, str(FUZZER), what, "--seconds", str(seconds), "--seeds", str(tmp_path / "seeds")]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env=environment)
    assert ran.returncode == 0, ran.stderr[-3000:]
    done = re.search(r"Done (\d+) runs", ran.stderr)
    assert done is not None, ran.stderr[-3000:]
    tally(tried=int(done[1]), fault=f"atheris, {what}: inputs tried in {seconds} s")
