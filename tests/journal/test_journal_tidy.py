"""Tidying a journal changes nothing of what counts, keeps the old file, and leaves the old or the new one, whole."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import AnnotatorError
from annotator.journal import journal_files, storage
from annotator.journal import tidy as module
from annotator.journal import winners as winners_of_ids
from annotator.journal.fold import Fold
from annotator.journal.journal import Journal
from annotator.journal.records import read_lines
from annotator.journal.tidy import Folded, Folding, check_same, tidy
from tests.making import fold_of, lines_of, raw, seen, span, start_session, state, tombstone, winners

RUBBISH = [b"rubbish", b"<<<<<<< HEAD", b"=======", b"\0\0", b'{"v":1', b"[1]", b"\xff\r", b'{"start":0}']
RECORDS = st.one_of(
    st.builds(
        lambda name, rev, label, who: raw(span(name, rev=rev, label=label, annotator=who)),
        st.sampled_from(["01A", "01B", "01C"]),
        st.integers(1, 4),
        st.sampled_from(["claim", "quote", "häßlich"]),
        st.sampled_from(["kim", "lee"]),
    ),
    st.builds(lambda rev: raw(tombstone("01A", rev=rev)), st.integers(1, 4)),
    st.builds(lambda rev: raw(span("01A", rev=rev), colour="red", nested={"a": [1]}), st.integers(1, 4)),
    st.builds(lambda word, rev: raw(state(word, rev=rev)), st.sampled_from(["done", "started"]), st.integers(1, 3)),
    st.builds(
        lambda rev: raw(tombstone("suggestion:8d7c:0-3:claim", rev=rev), refused={"start": 0, "end": 3}),
        st.integers(1, 3),
    ),
)
FILES = st.lists(st.one_of(RECORDS, st.sampled_from(RUBBISH), st.just(b""), st.just(b"  ")), max_size=14)


def folded(data: bytes) -> tuple[Folding, bytes]:
    with TemporaryDirectory() as name:
        path = Path(name) / "kim.jsonl"
        path.write_bytes(data)
        found = Folded(path)
        return found.folding, b"".join(found.lines())


def whole(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def write(path: Path, *lines: bytes) -> Path:
    path.write_bytes(whole(list(lines)))
    return path


@given(FILES, st.booleans())
def test_all_that_counts_and_all_that_cannot_be_read_is_the_same_after_it(lines: list[bytes], torn: bool) -> None:
    data = whole(lines)[: -1 if torn else None]
    before = read_lines(data)
    if before.problems and not before.lines:
        with pytest.raises(AnnotatorError, match="holds no record"):
            folded(data)
        return
    new, kept = folded(data)
    after = read_lines(kept)
    assert winners(Fold(after.lines)) == winners(Fold(before.lines))
    for annotator in ("kim", "lee"):
        ours, theirs = (Fold(x for x in r.lines if x.head.annotator == annotator) for r in (before, after))
        assert winners(ours) == winners(theirs)
    rubbish = [line for line in lines if line in RUBBISH]
    assert [line for line in kept.split(b"\n") if line in RUBBISH] == rubbish
    assert len(after.lines) == len({(x.head.annotator, x.head.id) for x in before.lines}) == new.kept
    assert (new.records, new.unreadable) == (len(before.lines), len(rubbish))
    assert new.spans == sum(x.head.op == "put" for x in after.lines)


@given(FILES)
def test_tidying_twice_is_tidying_once(lines: list[bytes]) -> None:
    data = whole([raw(span("01Z")), *lines])
    _, once = folded(data)
    assert folded(once)[1] == once


@given(FILES, FILES)
def test_an_old_copy_folded_in_again_brings_nothing_back(lines: list[bytes], later: list[bytes]) -> None:
    data = whole([raw(span("01Z")), *lines])
    new = folded(data)[1] + whole(later)
    assert winners(Fold(read_lines(new + data).lines)) == winners(Fold(read_lines(data + whole(later)).lines))


@given(FILES, st.data())
def test_a_record_or_line_that_went_missing_on_the_way_is_noticed(lines: list[bytes], data: st.DataObject) -> None:
    with TemporaryDirectory() as name:
        old, changed = (Path(name) / one for one in ("old", "new"))
        old.write_bytes(whole([raw(span("01Z")), raw(span("01Y")), *lines]))
        new = list(folded(old.read_bytes())[1].splitlines(keepends=True))
        gone = data.draw(st.integers(0, len(new) - 1))
        changed.write_bytes(b"".join(new[:gone] + new[gone + 1 :]))
        with pytest.raises(AnnotatorError, match="would not give the same spans"):
            check_same(Folded(old), Folded(changed))


def test_the_old_file_is_kept_whole_and_never_written_over(tmp_path: Path) -> None:
    path = write(tmp_path / "kim.jsonl", raw(span()), raw(span(rev=2)), b"rubbish")
    first = path.read_bytes()
    path.chmod(0o640)
    done = tidy(path)
    assert done.backup == tmp_path / "kim.jsonl.bak"
    assert done.backup.read_bytes() == first
    assert path.read_bytes() == whole([raw(span(rev=2)), b"rubbish"])
    assert [stat.S_IMODE(p.stat().st_mode) for p in (path, done.backup)] == [0o640, 0o640]
    with path.open("ab") as file:
        file.write(raw(span(rev=3)) + b"\n")
    second = path.read_bytes()
    again = tidy(path)
    assert again.backup is not None
    assert again.backup.name.startswith("kim.jsonl.bak-2")
    assert (done.backup.read_bytes(), again.backup.read_bytes()) == (first, second)


def test_a_long_journal_is_never_in_memory_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_files, "_PIECE", 2**14)
    for part in (module, winners_of_ids):
        monkeypatch.setattr(part, "_AT_ONCE", 2**6)
    long = {"note": "n" * 2000}
    path = write(tmp_path / "kim.jsonl", *(raw(span(f"01{n}", rev=rev), **long) for rev in (1, 2) for n in range(2000)))
    size = path.stat().st_size
    tidy(write(tmp_path / "warm.jsonl", raw(span()), raw(span(rev=2))))
    tracemalloc.start()
    try:
        done = tidy(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (done.tidied.records, done.tidied.kept) == (4000, 2000)
    assert peak < size / 4


def test_where_nothing_is_to_be_done_no_file_is_touched_or_made(tmp_path: Path) -> None:
    path = write(tmp_path / "kim.jsonl", raw(span()), raw(tombstone("01B")), b"rubbish")
    os.utime(path, (1, 1))
    assert tidy(path).backup is None
    assert path.stat().st_mtime == 1
    assert list(tmp_path.iterdir()) == [path]


def test_records_of_a_newer_format_are_never_rewritten(tmp_path: Path) -> None:
    path = write(tmp_path / "kim.jsonl", raw(span()), raw(span(rev=2)), raw(span("01N"), v=2))
    before = path.read_bytes()
    with pytest.raises(AnnotatorError, match=r"kim\.jsonl: holds records of a newer version"):
        tidy(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_journal_that_somebody_works_on_is_left_alone(tmp_path: Path) -> None:
    opened = Journal.open(tmp_path / "kim.jsonl", "kim")
    opened.append([span(), span(rev=2)])
    before = opened.path.read_bytes()
    for path in (opened.path, write(tmp_path / "kim.recovered-1.jsonl", raw(span()), raw(span(rev=2)))):
        with pytest.raises(AnnotatorError, match=f"is being written by process {os.getpid()} on .*: close that first"):
            tidy(path)
    assert opened.path.read_bytes() == before
    opened.close()
    assert tidy(opened.path).tidied.kept == 1
    lines_of(opened.path)


def test_a_file_that_another_program_holds_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "PATIENCE", 0.03)
    path = write(tmp_path / "kim.jsonl", raw(span()), raw(span(rev=2)))
    before = path.read_bytes()
    other = storage.open_append(path, create=False)
    assert storage.lock(other)
    with pytest.raises(AnnotatorError, match="another program holds the file"):
        tidy(path)
    os.close(other)
    assert path.read_bytes() == before


def test_a_file_that_changed_meanwhile_is_left_as_it_is_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "kim.jsonl", raw(span()), raw(span(rev=2)))

    def checked(old: Folded, new: Folded) -> None:
        check_same(old, new)
        with path.open("ab") as file:
            file.write(raw(span("01X")) + b"\n")

    monkeypatch.setattr(module, "check_same", checked)
    with pytest.raises(AnnotatorError, match="was changed by another program meanwhile"):
        tidy(path)
    assert path.read_bytes() == whole([raw(span()), raw(span(rev=2)), raw(span("01X"))])


def test_what_reached_the_disk_is_checked_not_what_was_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "kim.jsonl", raw(span()), raw(span(rev=2)))
    before = path.read_bytes()
    monkeypatch.setattr(storage, "write_all", lambda descriptor, data: os.write(descriptor, data.replace(b"T", b"t")))
    with pytest.raises(AnnotatorError, match="would not give the same spans"):
        tidy(path)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob(".*.tmp"))


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_only_a_regular_file_is_tidied(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "kim.jsonl"
    if kind == "link":
        path.symlink_to(write(tmp_path / "elsewhere", raw(span()), raw(span(rev=2))))
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    with pytest.raises(AnnotatorError, match=r"kim\.jsonl: is (a symbolic link|not a regular file)"):
        tidy(path)
    assert not list(tmp_path.glob("*.bak"))


def test_flat_spans_are_no_journal(tmp_path: Path) -> None:
    path = write(tmp_path / "flat.jsonl", b'{"article":"a","start":0,"end":1,"label":"claim"}')
    with pytest.raises(AnnotatorError, match="holds no record"):
        tidy(path)


def test_undo_stops_at_a_tidied_journal_and_never_takes_back_half_an_action(tmp_path: Path) -> None:
    session = start_session(tmp_path)
    session.tag([(0, 3), (4, 9)], "claim")
    session.change(next(iter(session.spans)), label="ad")
    session.journal.close()
    before = seen(session)
    tidy(session.journal.path)
    session = start_session(tmp_path)
    assert seen(session) == before
    assert session.undo() is None
    session.tag([(10, 14)], "quote")
    session.journal.close()
    session = start_session(tmp_path)
    assert session.undo() is not None
    assert seen(session) == before
    assert session.undo() is None
    session.journal.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from annotator.journal.tidy import tidy
n, path = int(sys.argv[1]), Path(sys.argv[2])
count = 0
def counted(name):
    real = getattr(os, name)
    def call(*args, **more):
        global count
        count += 1
        if count == n:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **more)
    return call
for name in ("open", "write", "fsync", "replace", "rename", "unlink", "close", "fstat", "fchmod", "stat", "pread"):
    setattr(os, name, counted(name))
for n_ in range(100):
    pid = os.fork()
    if pid == 0:
        n, count = n_ + 1, 0
        tidy(path)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    print(status, path.read_bytes().count(b"\\n"), *sorted(os.listdir(path.parent)), flush=True)
    (path.parent / path.name).write_bytes(Path(sys.argv[3]).read_bytes())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="fork and SIGKILL are POSIX's")
def test_killed_at_any_call_the_old_or_the_new_file_is_there_and_the_old_one_can_be_had(tmp_path: Path) -> None:
    folder = tmp_path / "annotations"
    folder.mkdir()
    old = [raw(span(rev=rev)) for rev in range(1, 9)]
    path = write(folder / "kim.jsonl", *old)
    original = write(tmp_path / "original", *old)
    command = [sys.executable, "-c", KILLED, "0", str(path), str(original)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert ran.returncode == 0, ran.stderr
    outcomes = [line.split() for line in ran.stdout.splitlines()]
    assert {lines for _, lines, *_ in outcomes} == {"8", "1"}
    assert {status for status, *_ in outcomes} == {"0", "9"}
    for _, lines, *names in outcomes:
        assert lines == "8" or "kim.jsonl.bak" in names
    assert (folder / "kim.jsonl.bak").read_bytes() == original.read_bytes()
    leftover = [p.name for p in folder.iterdir() if p.name not in {"kim.jsonl", "kim.jsonl.bak", ".kim.lock"}]
    assert all(storage.is_temporary(name) for name in leftover)
    opened = Journal.open(path, "kim")
    assert opened.copies == []
    assert winners(opened.fold) == winners(fold_of(*old))
    opened.close()


def test_a_full_disk_leaves_the_journal_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "kim.jsonl", raw(span()), raw(span(rev=2)))
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AnnotatorError, match=r"kim\.jsonl: could not be tidied \(No space left on device\)"):
        tidy(path)
    assert path.read_bytes() == before
    assert {p.name for p in tmp_path.iterdir()} <= {"kim.jsonl", ".kim.lock"}


def test_unknown_fields_come_out_byte_for_byte(tmp_path: Path) -> None:
    odd = orjson.dumps({**orjson.loads(raw(span(rev=2))), "zzz": 1.50, "aaa": {"b": None}}, option=orjson.OPT_SORT_KEYS)
    path = write(tmp_path / "kim.jsonl", raw(span()), odd.replace(b":1.5,", b": 1.50 ,"))
    tidy(path)
    assert path.read_bytes() == odd.replace(b":1.5,", b": 1.50 ,") + b"\n"
