"""From bytes to exact text: nothing translated, and one clear line for what cannot be an article."""

from __future__ import annotations

import codecs
import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given

from annotator.errors import AnnotatorError
from annotator.model import Meta
from annotator.text.load import decode, load_article, load_meta
from tests.making import texts


@given(texts())
def test_a_text_is_exactly_what_its_bytes_say(text: str) -> None:
    assert decode(codecs.BOM_UTF8 + text.encode(), "a.txt") == (text, True)
    if not text.startswith("\ufeff"):
        assert decode(text.encode(), "a.txt") == (text, False)


def test_offsets_count_code_points_and_lines_end_as_they_ended(tmp_path: Path) -> None:
    path = tmp_path / "five.txt"
    path.write_bytes("A “quote”\r\nline2 é(NFD) 👩‍👧 x\r\n".replace("é", "e\u0301").encode())
    article = load_article(path)
    assert article.text.index("x") == 29
    assert "\r\n" in article.text
    assert "e\u0301" in article.text


def test_a_byte_order_mark_is_remembered_and_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "marked.txt"
    path.write_bytes(codecs.BOM_UTF8 + b"text")
    article = load_article(path)
    assert (article.text, article.bom) == ("text", True)
    assert article.sha256 == hashlib.sha256(codecs.BOM_UTF8 + b"text").hexdigest()


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"one\ntwo caf\xe9\n", "line 2, byte 11 \\(0xE9\\)"),
        (codecs.BOM_UTF8 + b"\xff", "line 1, byte 3 \\(0xFF\\)"),
        (b"\xed\xa0\x80", "line 1, byte 0 \\(0xED\\)"),
        (b"cut \xf0\x9f\x91", "line 1, byte 4 \\(0xF0\\)"),
        (b"\xc0\x80", "byte 0"),
        (codecs.BOM_UTF16_LE + "a".encode("utf-16-le"), "is UTF-16"),
        (codecs.BOM_UTF16_BE + "a".encode("utf-16-be"), "is UTF-16"),
    ],
)
def test_a_file_that_is_not_utf_8_is_refused_with_the_byte(tmp_path: Path, data: bytes, where: str) -> None:
    path = tmp_path / "other.txt"
    path.write_bytes(data)
    with pytest.raises(AnnotatorError, match=f"other.txt: .*{where}.*: save it as UTF-8"):
        load_article(path)


def test_a_file_beyond_the_limit_is_refused_with_both_sizes(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(b"x" * 1001)
    with pytest.raises(AnnotatorError, match=r"1,001 bytes, more than the limit of 1,000"):
        load_article(path, limit=1000)
    assert load_article(path, limit=1001).length == 1001


def test_an_empty_file_is_an_article_without_text(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    assert load_article(tmp_path / "empty.txt").text == ""


def test_what_stands_beside_an_article_is_read_and_unknown_fields_kept(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.meta.json").write_text('{"event":"fire","desk":"local"}')
    meta = load_article(tmp_path / "a.txt").meta
    assert meta.event == "fire"
    assert meta.more == {"desk": "local"}


@pytest.mark.parametrize("content", ["{", "[]", '{"title":5}', '{"authors":"kim"}'])
def test_a_wrong_meta_file_is_named_and_costs_only_what_it_says(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.meta.json").write_text(content)
    article = load_article(tmp_path / "a.txt")
    assert (article.text, article.meta) == ("x", Meta())
    assert re.search(r"a\.meta\.json: .*correct the file or remove it", article.meta_missing)
    with pytest.raises(AnnotatorError, match=r"a\.meta\.json: .*correct the file or remove it"):
        load_meta(tmp_path / "a.txt")
