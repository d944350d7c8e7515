"""The texts of annotated articles, kept so that spans stay readable."""

from __future__ import annotations

import codecs
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.journal.snapshots import Snapshots
from tests.making import LIMIT, article, texts


@given(texts(), st.booleans())
def test_any_text_comes_back_exactly_as_the_file_had_it(text: str, bom: bool) -> None:
    about = article(text, bom=bom)
    with tempfile.TemporaryDirectory() as folder:
        kept = Snapshots(Path(folder))
        kept.keep(about)
        path = kept.path(about.sha256)
        assert path is not None
        assert path.read_bytes() == (codecs.BOM_UTF8 if bom else b"") + text.encode()
        if not text.startswith("\ufeff"):
            assert kept.text(about.sha256, LIMIT) == text


def test_a_text_is_stored_once_and_never_touched_again(tmp_path: Path) -> None:
    kept = Snapshots(tmp_path / "articles")
    kept.keep(article())
    (path,) = kept.folder.iterdir()
    before = path.stat()
    kept.keep(article())
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert path.stat().st_ino == before.st_ino


def test_a_text_that_was_tampered_with_is_not_shown_as_the_old_one(tmp_path: Path) -> None:
    kept = Snapshots(tmp_path)
    kept.keep(article())
    path = kept.path(article().sha256)
    assert path is not None
    path.write_text("something else")
    assert kept.text(article().sha256, LIMIT) is None


def test_a_hash_that_is_a_path_leads_nowhere(tmp_path: Path) -> None:
    kept = Snapshots(tmp_path / "articles")
    (tmp_path / "secret.txt").write_text("x")
    assert kept.path("../secret") is None
    assert kept.text("../secret", LIMIT) is None
    kept.keep(replace(article(), sha256="../evil"))
    assert not (tmp_path / "evil.txt").exists()


def test_the_mark_before_a_text_is_found_again_by_its_hash(tmp_path: Path) -> None:
    marked = article(bom=True)
    kept = Snapshots(tmp_path)
    kept.keep(replace(marked, bom=False))
    assert kept.text(marked.sha256, LIMIT) == marked.text


def test_a_text_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    kept = Snapshots(tmp_path)
    kept.keep(article())
    assert kept.text(article().sha256, 5) is None
