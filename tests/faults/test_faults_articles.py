"""FAULTS 19, 20, 21, 27, 38, 39, 40, 44: articles that change, vanish, are no texts, mislead; clocks; hostile names."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator import session as session_module
from annotator.errors import AnnotatorError
from annotator.project import ProjectFolder
from annotator.session import Session
from annotator.text.load import load_article
from tests.making import FERRY, LIMIT, article, raw, restart, seen, span, start_session, texts

ENDS = ["\r\n", "\r", "\n", "\n\r", "\x85", "\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\xa0", "\u3000"]


@settings(max_examples=50)
@given(texts(20), st.lists(st.sampled_from(ENDS), max_size=4), texts(10), st.booleans(), st.data())
def test_a_spans_wording_is_the_files_wording_whatever_the_line_ends(
    head: str, ends: list[str], tail: str, bom: bool, data: st.DataObject
) -> None:
    text = head + "".join(ends) + "x" + tail
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a.txt"
        path.write_bytes(b"\xef\xbb\xbf" * bom + text.encode())
        about = load_article(path)
        if not bom and text.startswith("\ufeff"):
            return  # such a text begins with the mark
        session = start_session(Path(name) / "annotations", about)
        session.tag([(start, end)], "claim")
        session.undo()
        session.redo()
        session = restart(session)
        (found,) = session.spans
        assert found.text == about.text[found.start : found.end] == text[start:end]
        assert session.snapshots.text(about.sha256, LIMIT) == text
        session.journal.close()


def test_an_article_that_changed_is_shown_as_it_was_annotated(session: Session) -> None:
    session.tag([(4, 9)], "claim")
    changed = article("NEW. " + FERRY)
    session.open(changed)
    assert session.article is not None
    assert session.article.text == FERRY
    assert "has changed since" in session.notice
    assert [s.range for s in session.spans] == [(4, 9)]
    assert session.tag([(0, 3)], "quote").failure is None
    assert {s.sha256 for s in session.spans} == {article().sha256}
    state = session.state("ferry")
    assert state is not None
    assert state.length == len(FERRY)
    session.undo()
    session.undo()
    session.open(changed)
    assert session.article.text == "NEW. " + FERRY


def test_spans_of_a_lost_version_are_counted_and_stay_in_the_journal(session: Session) -> None:
    session.tag([(4, 9), (0, 3)], "claim")
    for path in session.snapshots.folder.iterdir():
        path.unlink()
    session.open(article("NEW. " + FERRY))
    assert len(session.spans) == 0
    assert session.notice.startswith("2 of your spans here belong to another version")
    assert len(session.journal.fold.live("ferry")) == 2


def test_a_record_whose_wording_is_not_the_texts_is_not_shown_as_if_it_were(project: ProjectFolder) -> None:
    project.annotations.mkdir()
    project.journal_path("kim").write_bytes(
        raw(span(text="abc")) + b"\n" + raw(span("01B", 5000, 5003, text="abc")) + b"\n"
    )
    session = start_session(project.annotations)
    assert len(session.spans) == 0
    assert session.notice.startswith("2 of your spans")


@pytest.mark.parametrize("renamed", [False, True])
def test_the_spans_of_an_article_that_is_gone_are_still_there(project: ProjectFolder, renamed: bool) -> None:
    session = start_session(project.annotations)
    session.tag([(4, 9)], "claim")
    path = project.seeds / "ferry.txt"
    path.rename(path.with_name("boat.txt")) if renamed else path.unlink()
    session = restart(session)
    assert "ferry" in session.journal.fold.articles()
    assert project.text(article().sha256, "ferry") == FERRY
    session.journal.close()


@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "sparse", "gone", "loop"])
def test_what_is_no_article_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "strange.txt"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "folder":
        path.mkdir()
    elif kind == "sparse":
        with path.open("wb") as file:
            file.truncate(3 * 2**30)
    elif kind == "loop":
        path.symlink_to(path)
    before = monotonic()
    with pytest.raises(AnnotatorError, match=r"strange\.txt: "):
        load_article(path)
    assert monotonic() - before < 5  # 3 GB read, or a pipe waited for, takes longer


@pytest.mark.parametrize("name", ["-rf", ".x", "a b", "é", "a\x1b[2J", "a\u202eb", "x" * 129, "\udcff"])
def test_an_article_whose_name_is_no_id_is_refused_without_drawing_it_raw(tmp_path: Path, name: str) -> None:
    with pytest.raises(AnnotatorError, match="rename it") as caught:
        load_article(tmp_path / f"{name}.txt")
    assert not any(c in str(caught.value) for c in "\x1b\u202e\udcff")


@pytest.mark.parametrize(
    "times", [["2026-03-29T01:30:00.000Z", "2026-03-28T01:30:00.000Z"], ["1970-01-01T00:00:00.000Z"]]
)
def test_a_clock_that_jumps_back_changes_nothing(
    session: Session, monkeypatch: pytest.MonkeyPatch, times: list[str]
) -> None:
    tagged = session.tag([(4, 9)], "claim").span
    assert tagged is not None
    for n, time in enumerate(times):
        monkeypatch.setattr(session_module, "now", lambda time=time: time)
        session.change(tagged, note=str(n))
    before = seen(session)
    session.journal.path.write_bytes(b"".join(reversed(session.journal.path.read_bytes().splitlines(keepends=True))))
    session.journal.close()
    again = start_session(session.journal.path.parent)
    assert seen(again) == before
    again.journal.close()


@pytest.mark.parametrize(
    ("text", "characters"),
    [("e\u0301x", 3), ("\U0001f469\u200d\U0001f467x", 4), ("\U0001f1e9\U0001f1eax", 3), ("אבx", 3), ("\u202ex", 2)],
)
def test_offsets_count_code_points_whatever_is_seen_as_one_character(
    tmp_path: Path, text: str, characters: int
) -> None:
    session = start_session(tmp_path, article(text))
    tagged = session.tag([(characters - 1, characters)], "claim").span
    assert tagged is not None
    assert tagged.text == "x"
