"""The promise of the product: what append confirmed is in the file, once, and opening changes nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotator.errors import AnnotatorError
from annotator.journal import journal as journal_file
from annotator.journal.journal import Journal, NotSavedError
from annotator.journal.records import read_lines
from annotator.project import ProjectFolder
from tests.making import lines_of, raw, span, state, tombstone, winners


def ids(path: Path) -> list[str]:
    return [line.record["id"] for line in lines_of(path)]


def failing(*_: object) -> int:
    raise OSError(5, "Input/output error")


def test_a_record_is_in_the_file_when_append_returns(journal: Journal) -> None:
    journal.append([span()])
    assert journal.path.read_bytes() == raw(span()) + b"\n"
    journal.append([tombstone(), state()])
    assert journal.path.read_bytes() == b"".join(raw(r) + b"\n" for r in (span(), tombstone(), state()))
    assert journal.unsaved == 0


def test_each_append_is_one_write_and_one_sync(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    journal.append([span()])
    calls: list[str] = []
    write, sync = os.write, os.fdatasync

    def counted_write(descriptor: int, data: bytes) -> int:
        calls.append("write")
        return write(descriptor, data)

    def counted_sync(descriptor: int) -> None:
        calls.append("sync")
        sync(descriptor)

    monkeypatch.setattr(os, "write", counted_write)
    monkeypatch.setattr(os, "fdatasync", counted_sync)
    journal.append([span("01B"), span("01C")])
    assert calls == ["write", "sync"]


def test_looking_at_a_journal_changes_no_byte_of_it(project: ProjectFolder) -> None:
    path = project.journal_path("kim")
    path.parent.mkdir()
    path.write_bytes(b"rubbish\n" + raw(span()) + b"\n")
    os.utime(path, (1, 1))
    for read_only in (True, False):
        Journal.open(path, "kim", read_only=read_only).close()
    assert path.read_bytes() == b"rubbish\n" + raw(span()) + b"\n"
    assert path.stat().st_mtime == 1


def test_nothing_is_made_for_an_annotator_who_only_looks(project: ProjectFolder) -> None:
    project.open_journal("kim", read_only=True).close()
    assert not project.annotations.exists()


def test_a_torn_line_is_sealed_with_a_newline_and_nothing_else(project: ProjectFolder) -> None:
    path = project.journal_path("kim")
    path.parent.mkdir()
    path.write_bytes(raw(span()) + b'\n{"v":1,"op":')
    looking = Journal.open(path, "kim", read_only=True)
    assert path.read_bytes().endswith(b'"op":')
    assert len(looking.problems[path]) == 1
    Journal.open(path, "kim").close()
    assert path.read_bytes() == raw(span()) + b'\n{"v":1,"op":\n'


def test_a_complete_last_record_without_its_newline_counts(project: ProjectFolder) -> None:
    path = project.journal_path("kim")
    path.parent.mkdir()
    path.write_bytes(raw(span()))
    opened = Journal.open(path, "kim")
    opened.append([span("01B")])
    opened.close()
    assert ids(path) == ["01A", "01B"]


@pytest.mark.parametrize("times", [1, 3])
def test_what_could_not_be_saved_is_saved_once_when_it_can_be(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    journal.append([span("01A")])
    with monkeypatch.context() as broken:
        broken.setattr(os, "write", failing)
        for n in range(times):
            with pytest.raises(NotSavedError, match=f"NOT SAVED: {n + 1} record.*Input/output error"):
                journal.append([span(f"01B{n}")])
        assert journal.unsaved == times
        assert journal.unsaved_lines.count(b"\n") == times
    journal.append([span("01C")])
    assert ids(journal.path) == ["01A", *(f"01B{n}" for n in range(times)), "01C"]
    assert journal.unsaved == 0


def test_unsaved_records_can_be_saved_without_another_action(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(os, "write", failing)
        with pytest.raises(NotSavedError):
            journal.append([span()])
        with pytest.raises(NotSavedError):
            journal.save_pending()
    journal.save_pending()
    journal.save_pending()
    assert ids(journal.path) == ["01A"]


def test_leaving_tries_a_last_time(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(os, "write", failing)
        with pytest.raises(NotSavedError):
            journal.append([span()])
    journal.close()
    journal.close()
    assert ids(journal.path) == ["01A"]
    assert journal.unsaved == 0


def test_what_is_unsaved_in_the_end_can_still_be_asked_for(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "write", failing)
    with pytest.raises(NotSavedError):
        journal.append([span()])
    journal.close()
    assert journal.unsaved_lines == raw(span()) + b"\n"


def test_half_a_line_that_could_not_be_taken_back_spoils_nothing_after_it(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.append([span("01A")])
    write = os.write
    with monkeypatch.context() as broken:

        def half(descriptor: int, data: bytes) -> int:
            broken.setattr(os, "write", failing)
            return write(descriptor, data[: len(raw(span("01B"))) + 20])

        broken.setattr(os, "write", half)
        broken.setattr(os, "ftruncate", failing)
        with pytest.raises(NotSavedError):
            journal.append([span("01B"), span("01C")])
    journal.append([span("01D")])
    found = read_lines(journal.path.read_bytes())
    assert [line.record["id"] for line in found.lines] == ["01A", "01B", "01C", "01D"]
    assert len(found.problems) == 1


def test_a_line_somebody_added_without_its_end_is_not_glued_to_ours(journal: Journal) -> None:
    journal.append([span("01A")])
    with journal.path.open("ab") as other:
        other.write(raw(span("01X")))
    journal.append([span("01B")])
    assert ids(journal.path) == ["01A", "01X", "01B"]
    assert journal.fold.revision("01X") == 1


@pytest.mark.parametrize("broken_times", [0, 1, 2])
def test_a_file_removed_beneath_us_is_written_again_in_the_order_of_work(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, broken_times: int
) -> None:
    journal.append([span("01A")])
    journal.append([span("01A", rev=2, label="quote")])
    journal.append([span("01B")])
    journal.append([tombstone("01A", rev=3)])
    journal.path.unlink()
    with monkeypatch.context() as broken:
        broken.setattr(os, "write", failing)
        for n in range(broken_times):
            with pytest.raises(NotSavedError):
                journal.append([span(f"01E{n}")])
    journal.append([span("01F")])
    found = [(line.record["id"], line.record["rev"]) for line in lines_of(journal.path)]
    late = [(f"01E{n}", 1) for n in range(broken_times)]
    assert found == [("01A", 1), ("01A", 2), ("01B", 1), ("01A", 3), *late, ("01F", 1)]


def test_a_file_filled_with_something_else_is_left_so_and_what_it_lost_is_kept_beside_it(journal: Journal) -> None:
    journal.append([span("01A")])
    journal.path.write_bytes(b"".join(raw(span(f"01X{n}")) + b"\n" for n in range(5)))
    journal.append([span("01B")])
    assert ids(journal.path) == [*(f"01X{n}" for n in range(5)), "01B"]
    (beside,) = journal.path.parent.glob("kim.recovered-*.jsonl")
    assert ids(beside) == ["01A"]
    assert "1 of your records that are no longer in it were saved in kim.recovered-" in journal.notice


def test_a_file_cut_short_again_and_again_makes_one_file_of_what_was_lost_each_time(journal: Journal) -> None:
    for n in range(3):
        journal.append([span(f"01A{n}"), span(f"01B{n}")])
        first, *_ = journal.path.read_bytes().splitlines(keepends=True)
        journal.path.write_bytes(first)
    journal.append([span("01Z")])
    assert ids(journal.path) == ["01A0", "01Z"]
    beside = sorted(journal.path.parent.glob("kim.recovered-*.jsonl"))
    assert [ids(path) for path in beside] == [["01B0"], ["01A1", "01B1"], ["01A2", "01B2"]]
    again = Journal.open(journal.path, "kim", read_only=True)
    assert winners(again.fold) == winners(journal.fold)
    assert again.copies == beside


def test_a_file_made_since_we_looked_is_read_before_it_is_written(journal: Journal) -> None:
    journal.path.write_bytes(raw(span("01X")))
    journal.append([span("01A")])
    assert ids(journal.path) == ["01X", "01A"]


@pytest.mark.parametrize("kind", ["folder", "pipe", "link", "dangling"])
def test_something_else_in_the_files_place_is_never_written_to(journal: Journal, kind: str) -> None:
    journal.append([span("01A")])
    elsewhere = journal.path.with_name("elsewhere")
    journal.path.unlink()
    if kind == "folder":
        journal.path.mkdir()
    elif kind == "pipe":
        os.mkfifo(journal.path)
    else:
        if kind == "link":
            elsewhere.write_bytes(b"precious")
        journal.path.symlink_to(elsewhere)
    with pytest.raises(NotSavedError):
        journal.append([span("01B")])
    if kind == "link":
        assert elsewhere.read_bytes() == b"precious"
    else:
        assert not elsewhere.exists()
    journal.path.rmdir() if kind == "folder" else journal.path.unlink()
    journal.save_pending()
    assert ids(journal.path) == ["01A", "01B"]


def test_a_file_of_a_newer_version_put_in_place_is_left_alone_and_ours_goes_beside_it(journal: Journal) -> None:
    journal.append([span("01A")])
    newer = journal.path.with_name("new")
    newer.write_bytes(raw(span("01N"), v=2) + b"\n")
    newer.replace(journal.path)
    with pytest.raises(NotSavedError, match="newer version"):
        journal.append([span("01B")])
    journal.append([span("01C")])
    assert journal.path.read_bytes() == raw(span("01N"), v=2) + b"\n"
    (beside,) = journal.path.parent.glob("kim.recovered-*.jsonl")
    assert ids(beside) == ["01A", "01B", "01C"]


def test_a_journal_with_records_of_a_newer_version_opens_for_reading_only(project: ProjectFolder) -> None:
    path = project.journal_path("kim")
    path.parent.mkdir()
    content = raw(span("01A")) + b"\n" + raw(span("01N"), v=99) + b"\ntorn"
    path.write_bytes(content)
    opened = Journal.open(path, "kim")
    assert opened.read_only is not None
    assert "newer version" in opened.read_only
    with pytest.raises(AnnotatorError, match="nothing can be changed"):
        opened.append([span("01B")])
    assert opened.unsaved == 0
    opened.close()
    assert path.read_bytes() == content
    assert opened.fold.revision("01A") == 1


def test_recovery_files_are_read_with_their_journal(project: ProjectFolder) -> None:
    path = project.journal_path("kim")
    path.parent.mkdir()
    path.write_bytes(raw(span("01A")) + b"\n")
    path.with_name("kim.recovered-20261122T052015000000.jsonl").write_bytes(raw(span("01A", rev=2, label="ad")) + b"\n")
    opened = Journal.open(path, "kim", read_only=True)
    assert opened.fold.spans("ferry")[0].label == "ad"
    assert len(winners(opened.fold)) == 1


def test_a_journal_that_cannot_be_read_leaves_no_lock_behind(project: ProjectFolder) -> None:
    path = project.journal_path("kim")
    path.parent.mkdir()
    path.mkdir()
    with pytest.raises(AnnotatorError, match="not a regular file"):
        Journal.open(path, "kim")
    path.rmdir()
    opened = Journal.open(path, "kim")
    assert opened.read_only is None
    opened.close()


def test_a_new_file_is_synced_with_its_folder_even_if_that_fails_at_first(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def once(descriptor: int) -> None:
        synced.append("failed" if not synced else "synced")
        if synced == ["failed"]:
            failing()
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", once)
    with pytest.raises(NotSavedError):
        journal.append([span("01A")])
    journal.append([span("01B")])
    assert synced == ["failed", "synced"]
    assert ids(journal.path) == ["01A", "01B"]


def test_an_action_that_the_cut_of_the_remembered_tail_goes_through_is_remembered_whole(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_file, "TAIL", 3)
    path = project.journal_path("kim")
    path.parent.mkdir()
    actions = ["a", "b", "b", "b", "c"]
    path.write_bytes(b"".join(raw(span(f"0{n}", action=a)) + b"\n" for n, a in enumerate(actions)))
    assert [head.action for head in Journal.open(path, "kim", read_only=True).tail] == ["b", "b", "b", "c"]
