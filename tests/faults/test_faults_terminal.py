"""The program in a terminal that vanishes, stops, shrinks, floods it, or is none; and the program itself breaking."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from annotator.journal.records import read_lines
from tests.faults import fuzz_keys
from tests.terminal.pty_world import PROGRAM, Pty

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="ptys, /proc and their signals as Linux has them")
ROOT = Path(__file__).parents[2]
SECRET = "Kowalczykowa"
"""A word of the article that no crash report may hold."""
RUN = "from annotator.__main__ import run; run()"
FULL = """
import os, pathlib, errno
real = os.write
def write(descriptor, data):
    if pathlib.Path("full").exists() and os.readlink(f"/proc/self/fd/{descriptor}").endswith("kim.jsonl"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return real(descriptor, data)
os.write = write
"""
SLOW = """
import os, pathlib, time
real = os.fdatasync
def fdatasync(descriptor):
    while pathlib.Path("hangs").exists():
        time.sleep(0.05)
    real(descriptor)
os.fdatasync = fdatasync
"""
Start = Callable[..., Pty]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    (tmp_path / "seeds").mkdir()
    text = f"Ms {SECRET} sold 1,200 boats in May. “We are glad,” she said.\n\nOthers sold 900.\n"
    (tmp_path / "seeds" / "boats.txt").write_text(text)
    (tmp_path / "annotator.toml").write_text("coverage = false\n")
    begun: list[Pty] = []

    def begin(*words: str, broken: str = "", command: tuple[str, ...] = PROGRAM, **more: Any) -> Pty:
        command = (sys.executable, "-c", f"{broken}\n{RUN}") if broken else command
        begun.append(Pty(tmp_path, *(words or ("--as", "kim")), command=command, **more))
        return begun[-1]

    yield begin
    for pty in begun:
        pty.close()


def stored(folder: Path, op: str = "put") -> list[dict[str, Any]]:
    path = folder / "annotations" / "kim.jsonl"
    return [orjson.loads(line) for line in path.read_bytes().splitlines() if orjson.loads(line)["op"] == op]


class TestLeavingWithSomethingUnsaved:
    """What cannot be saved is handed out, whole, and the exit code tells what ended the program."""

    @pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
    def test_a_signal_prints_lines_that_check_finds_right(
        self, start: Start, tmp_path: Path, number: signal.Signals, code: int
    ) -> None:
        pty = start(broken=FULL)
        pty.wait("no changes yet")
        (tmp_path / "full").touch()
        pty.send(b"ca")
        pty.wait("NOT SAVED: 2 actions")
        pty.process.send_signal(number)
        assert pty.code() == code
        assert pty.faults_of_the_terminal() == []
        printed = pty.raw[pty.raw.index(b"could NOT be saved") :].splitlines()[1:]
        (tmp_path / "full").unlink()
        kept = tmp_path / "kim.copy.jsonl"
        kept.write_bytes(b"".join(line + b"\n" for line in printed if line.startswith(b"{")))
        assert [line.record["op"] for line in read_lines(kept.read_bytes()).lines] == ["article", "put", "put"]
        check = subprocess.run([*PROGRAM, "check", kept], cwd=tmp_path, env=environment(), check=False)
        assert check.returncode == 0

    def test_a_signal_after_space_came_back_saves_and_prints_nothing(self, start: Start, tmp_path: Path) -> None:
        pty = start(broken=FULL)
        pty.wait("no changes yet")
        (tmp_path / "full").touch()
        pty.send(b"c")
        pty.wait("NOT SAVED")
        (tmp_path / "full").unlink()
        pty.process.send_signal(signal.SIGTERM)
        assert pty.code() == 143
        assert b"could NOT be saved" not in pty.raw
        assert [r["label"] for r in stored(tmp_path)] == ["claim"]

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
    def test_a_signal_also_leaves_a_file_that_the_next_start_reads(
        self, start: Start, tmp_path: Path, number: signal.Signals
    ) -> None:
        pty = start(broken=FULL)
        pty.wait("no changes yet")
        (tmp_path / "full").touch()
        pty.send(b"c")
        pty.wait("NOT SAVED")
        pty.process.send_signal(number)
        pty.code()
        (left,) = (tmp_path / "annotations").glob("kim.recovered-*.jsonl")
        assert left.name.encode() in pty.raw
        assert [line.record["op"] for line in read_lines(left.read_bytes()).lines] == ["article", "put"]
        (tmp_path / "full").unlink()
        pty = start()
        pty.wait("1 copy of kim.jsonl read with it")
        pty.wait("claim, paragraph 1")

    def test_what_is_said_at_the_end_does_not_stand_in_their_way(self, start: Start, tmp_path: Path) -> None:
        pty = start(broken=f"{FULL}\nimport annotator.tui.closing as c; c.after_annotating = None")
        pty.wait("no changes yet")
        (tmp_path / "full").touch()
        pty.send(b"c")
        pty.wait("NOT SAVED")
        pty.process.send_signal(signal.SIGTERM)
        assert pty.code() == 143
        assert b"Traceback" not in pty.raw
        (left,) = (tmp_path / "annotations").glob("kim.recovered-*.jsonl")
        assert [line.record["op"] for line in read_lines(left.read_bytes()).lines] == ["article", "put"]

    def test_leaving_by_choice_prints_them_and_makes_no_file(self, start: Start, tmp_path: Path) -> None:
        pty = start(broken=FULL)
        pty.wait("no changes yet")
        (tmp_path / "full").touch()
        pty.send(b"c")
        pty.wait("NOT SAVED")
        pty.send(b"\x11")
        pty.wait("printed to the terminal")
        pty.send(b"p")
        assert pty.code() == 1
        assert b"could NOT be saved" in pty.raw
        assert list(tmp_path.rglob("*.recovered-*")) == []

    def test_a_terminal_that_is_gone_leaves_a_file_beside_the_journal(self, start: Start, tmp_path: Path) -> None:
        pty = start(broken=FULL)
        pty.wait("no changes yet")
        (tmp_path / "full").touch()
        pty.send(b"c")
        pty.wait("NOT SAVED")
        os.close(pty.slave)
        os.close(pty.master)
        assert pty.process.wait(30) == 129
        (left,) = (tmp_path / "annotations").glob("kim.recovered-*.jsonl")
        assert [line.record["op"] for line in read_lines(left.read_bytes()).lines] == ["article", "put"]

    @pytest.mark.parametrize(("full", "place"), [("/annotations/", "state"), ("/annotations/|/state/", "temporary")])
    def test_where_that_folder_takes_nothing_either_the_next_start_tells_where_they_are(
        self, start: Start, tmp_path: Path, full: str, place: str
    ) -> None:
        (tmp_path / "temporary").mkdir()
        broken = (
            FULL.replace('.endswith("kim.jsonl")', "")
            .replace("os.readlink(", f"__import__('re').search({full!r}, os.readlink(")
            .replace('{descriptor}")', '{descriptor}"))')
        )
        there = {"TMPDIR": str(tmp_path / "temporary")}
        pty = start(broken=broken, **there)
        pty.wait("no changes yet")
        (tmp_path / "full").touch()
        pty.send(b"c")
        pty.wait("NOT SAVED")
        os.close(pty.slave)
        os.close(pty.master)
        assert pty.process.wait(30) == 129
        (tmp_path / "full").unlink()
        (left,) = (tmp_path / place).glob("kim.recovered-*.jsonl")
        pty = start(**there)
        pty.wait(lambda text: "2 records that could not be saved" in " ".join(text.split()))
        pty.send(b"\x11")
        assert pty.code() == 0
        told = pty.raw[pty.raw.rindex(b"\x1b[?1049l") :]
        assert f"are in {left}: copy it into annotations/".encode() in told
        (tmp_path / "annotations" / left.name).write_bytes(left.read_bytes())
        pty = start(**there)
        pty.wait("1 copy of kim.jsonl read with it")
        pty.wait("claim, paragraph 1")
        pty.send(b"\x11")
        assert pty.code() == 0
        assert b"could not be saved" not in pty.raw


class TestTheTerminal:
    """What terminals do."""

    def test_one_that_vanishes_without_a_signal_ends_the_program(self, start: Start, tmp_path: Path) -> None:
        pty = start(broken="import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)")
        pty.wait("no changes yet")
        pty.send(b"c")
        pty.wait("saved ")
        os.close(pty.slave)
        os.close(pty.master)
        assert pty.process.wait(30) == 129
        assert [r["label"] for r in stored(tmp_path)] == ["claim"]

    @pytest.mark.fault("Sequences that no key sends are ignored")
    def test_sequences_that_no_key_sends_are_ignored(self, start: Start, tmp_path: Path) -> None:
        pty = start()
        pty.wait("no changes yet")
        for parameters in (
            "57441;1:3u",
            "1114112u",
            "55296u",
            "1;2:1C",
            "48;9999999999;9999999999;1;1t",
            "48;0;0;0;0t",
        ):
            pty.send(f"\x1b[{parameters}".encode())
            pty.send(f"\x1b[{parameters[:-2]}".encode())  # and half of it
            pty.read(0.15)
        pty.send(b"\x1b[<0;99999999999999999999;1M\x1b[<0;3;3M\x1b[<0;3;3m")
        pty.send(b"c")
        pty.wait("saved ")
        pty.send(b"\x11")
        assert pty.code() == 0
        assert [r["label"] for r in stored(tmp_path)][-1:] == ["claim"]

    def test_stopped_it_is_as_it_was_and_going_on_all_is_drawn_anew(self, start: Start, tmp_path: Path) -> None:
        pty = start()
        pty.wait("no changes yet")
        pty.send(b"c")
        pty.wait("saved ")
        for _ in range(2):
            pty.process.send_signal(signal.SIGTSTP)
            wait_for_state(pty, "T")
            assert pty.faults_of_the_terminal() == []
            pty.process.send_signal(signal.SIGCONT)
            pty.wait(lambda text: SECRET in text and "saved " in text)
        pty.process.send_signal(signal.SIGSTOP)
        wait_for_state(pty, "T")
        pty.process.send_signal(signal.SIGCONT)
        pty.send(b"a")
        pty.wait("tagged ad")
        pty.send(b"\x11")
        assert pty.code() == 0
        assert pty.faults_of_the_terminal() == []
        assert sorted(r["label"] for r in stored(tmp_path)) == ["ad", "claim"]

    def test_five_hundred_sizes_down_to_one_cell_leave_it_alive(self, start: Start, tmp_path: Path) -> None:
        pty = start(drawn=False)
        until(pty, b"no changes yet")
        chance = random.Random(1)
        for i in range(500):
            pty.resize(*((1, 1) if i % 10 == 0 else (chance.randint(1, 250), chance.randint(1, 70))))
            pty.process.send_signal(signal.SIGWINCH)
            pty.read(0.001)
        pty.resize(100, 30)
        pty.read(1.0)
        pty.raw = b""
        pty.send(b"a")
        until(pty, b"tagged")
        pty.send(b"\x11")
        assert pty.code() == 0
        assert [r["label"] for r in stored(tmp_path)] == ["ad"]

    def test_each_press_of_a_repeated_key_is_one_record(self, start: Start, tmp_path: Path) -> None:
        pty = start()
        pty.wait("no changes yet")
        for _ in range(300):
            pty.send(b"k")  # skipped, and not, and skipped …
            pty.read(0.005)
        pty.send(b"\x11")
        assert pty.code() == 0
        states = [r["state"] for r in stored(tmp_path, "article") if r.get("action")]
        assert states == ["skipped", "started"] * 150

    @pytest.mark.parametrize(
        "keys", [b"ce", b"/", b"\x05", b"o", b"\x10"], ids=["note", "search", "article", "list", "palette"]
    )
    def test_a_megabyte_pasted_into_a_field_is_cut(self, start: Start, keys: bytes) -> None:
        pty = start()
        pty.wait("no changes yet")
        for key in keys:
            pty.send(bytes([key]))
            pty.read(0.5)
        pty.send(b"\x1b[200~" + b"word " * 200_000 + b"\x1b[201~")
        pty.wait("paste was cut")
        for _ in range(2):
            pty.send(b"\x1b")
            pty.read(0.3)  # else it would be Alt with what follows
        pty.send(b"\x11")
        assert pty.code() == 0

    def test_bytes_that_are_no_text_are_keys_like_others(self, start: Start, tmp_path: Path) -> None:
        pty = start()
        pty.wait("no changes yet")
        pty.send(b"\xff\xfe\xe9\xc3(\xf0\x9f")
        pty.read(0.3)
        pty.send(b"a")
        pty.wait("tagged ad")
        pty.send(b"\x11")
        assert pty.code() == 0
        assert [r["label"] for r in stored(tmp_path)] == ["ad"]

    @pytest.mark.parametrize(
        "variables",
        [
            {"NO_COLOR": "1"}, {"LANG": "C", "LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"TERM": "vt100"},
            {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"TERM": "xterm-16color", "COLORTERM": ""},
        ],
        ids=str,
    )  # fmt: skip
    def test_poor_terminals_and_locales_are_enough(self, start: Start, variables: dict[str, str]) -> None:
        pty = start(size=(40, 10), **variables)
        pty.wait(lambda text: "“We are glad,”" in text)
        pty.send(b"c")
        pty.wait("saved ")
        pty.send(b"\x11")
        assert pty.code() == 0

    @pytest.mark.parametrize("name", ["dumb", "unknown"])
    def test_one_that_can_only_print_lines_is_refused(self, start: Start, name: str) -> None:
        pty = start(TERM=name)
        assert pty.code() == 2
        assert b"annotator: the terminal says" in pty.raw
        assert b"\x1b[?1049h" not in pty.raw

    @pytest.mark.parametrize("words", [["--as", "kim"], ["annotate"]])
    @pytest.mark.parametrize("what", ["stdin", "stdout"])
    def test_none_at_all_is_refused_in_one_line(
        self, start: Start, tmp_path: Path, words: list[str], what: str
    ) -> None:
        redirect = "< /dev/null" if what == "stdin" else "> out"
        line = f"exec {sys.executable} -m annotator {' '.join(words)} {redirect}"
        pty = Pty(tmp_path, "-c", line, command=("/bin/sh",))
        try:
            assert pty.code() == 2
            assert pty.raw.count(b"\n") == 1
            assert b"needs a terminal" in pty.raw
        finally:
            pty.close()


class TestBreaking:
    """An error nobody expected: what was saved is saved, the terminal is as before, the report holds no article."""

    PLACES = {
        "key": "from annotator.tui.annotate.tagging import Tagging as W; W.edit = broken",
        "render": "from annotator.tui.widgets.status_line import SpanDetails as W; W.render_line = broken",
        "timer": "from annotator.tui.app import AnnotatorApp as W; W.on_ready = lambda self: self.set_timer(1.5, lambda: broken(self))",
    }

    @pytest.mark.parametrize("error", ["ValueError", "MemoryError"])
    @pytest.mark.parametrize("place", PLACES)
    def test_saved_stays_saved_and_nothing_of_the_text_is_told(
        self, start: Start, tmp_path: Path, place: str, error: str
    ) -> None:
        breaking = f"""
import pathlib
def broken(self, *words):
    text = "{SECRET} is a local value"
    if pathlib.Path("annotations/kim.jsonl").exists() or "{place}" == "timer":
        raise {error}(text)
    from textual.strip import Strip
    return Strip([])
{self.PLACES[place]}
"""
        pty = start(broken=breaking)
        pty.wait("no changes yet") if place != "timer" else pty.wait(SECRET)
        pty.send(b"c")
        pty.read(0.5)
        if place == "key":
            pty.wait("saved ")
            pty.send(b"e")
        assert pty.code() == 70
        assert pty.faults_of_the_terminal() == []
        after = pty.raw[pty.raw.rindex(b"\x1b[?1049l") :]
        assert f"something broke ({error})".encode() in after
        assert SECRET.encode() not in after
        assert b"Traceback" not in after
        (report,) = (tmp_path / "state").glob("crash-*.txt")
        assert error in report.read_text()
        assert SECRET not in report.read_text()
        assert place == "timer" or [r["label"] for r in stored(tmp_path)] == ["claim"]

    def test_too_little_memory_for_a_big_article_is_said(self, start: Start, tmp_path: Path) -> None:
        (tmp_path / "seeds" / "boats.txt").write_text("word and 12 more. " * 4_000_000)
        (tmp_path / "annotator.toml").write_text("limits = { article_bytes = 100_000_000 }\n")
        pty = start(broken="import resource; resource.setrlimit(resource.RLIMIT_AS, (256 << 20, 256 << 20))")
        assert pty.code() in {2, 70}
        assert b"Traceback" not in pty.raw
        assert b"annotator: " in pty.raw

    def test_too_little_memory_for_a_big_journal_is_said_and_it_is_as_it_was(
        self, start: Start, tmp_path: Path
    ) -> None:
        pty = start()
        pty.wait("no changes yet")
        pty.send(b"c\x11")
        assert pty.code() == 0
        journal = tmp_path / "annotations" / "kim.jsonl"
        line = journal.read_bytes().splitlines()[-1]
        identity = stored(tmp_path)[0]["id"].encode()
        with journal.open("ab") as file:
            file.writelines(line.replace(identity, b"%026d" % i) + b"\n" for i in range(400_000))
        before = journal.stat()
        pty = start(broken="import resource; resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))")
        assert pty.code() in {2, 70}
        assert b"Traceback" not in pty.raw
        assert b"annotator: " in pty.raw
        assert (journal.stat().st_size, journal.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


class TestAHangingDisk:
    """A save is waited for; that this takes long is said, and what is typed meanwhile is done afterwards."""

    def test_it_is_said_within_a_second_and_no_key_is_lost(self, start: Start, tmp_path: Path) -> None:
        pty = start(broken=SLOW)
        pty.wait("no changes yet")
        (tmp_path / "hangs").touch()
        pty.send(b"ca")
        pty.wait("saving… the disk has not answered")
        (tmp_path / "hangs").unlink()
        pty.wait(lambda text: "saving…" not in text and "tagged ad" in text)
        assert sorted(r["label"] for r in stored(tmp_path)) == ["ad", "claim"]


INTERRUPTED = """
import os, runpy, signal, sys
loading = 0
def interrupt(event, words):
    global loading
    if event == "import" and (loading or words[0] == "annotator.cli"):
        loading += 1
        if loading == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGINT)
sys.addaudithook(interrupt)
runpy.run_module("annotator", run_name="__main__")
"""
"""Presses Ctrl+C when the n-th module is about to be loaded: a moment that does not depend on the machine's speed."""


@pytest.mark.parametrize("part", range(4))
def test_ctrl_c_at_any_module_that_the_start_loads_ends_it_with_130(start: Start, part: int) -> None:
    for nth in [1, 2, 3, *range(7, 160, 19)][part::4]:
        pty = start("--as", str(nth), command=(sys.executable, "-c", INTERRUPTED))
        assert pty.code() == 130, (nth, pty.raw)
        assert pty.text.split() == ["annotator:", "stopped"]


@pytest.mark.parametrize("part", range(4))
def test_ctrl_c_at_a_random_moment_of_the_start_is_no_traceback(start: Start, part: int) -> None:
    for _ in range(3):
        pty = start(drawn=False)
        time.sleep(random.random() * 0.5)
        pty.process.send_signal(signal.SIGINT)
        code = pty.code()
        # Until this program's first line has run, Python itself answers: by a traceback, or "Fatal Python error" and 1.
        ours = [line for line in pty.raw.split(b"\n") if f"{ROOT}/annotator/".encode() in line and b"/__" not in line]
        assert ours == []
        assert code in {0, 130, -signal.SIGINT} or (code == 1 and b"annotator" not in pty.raw)
        assert b"Exception ignored" not in pty.raw


def test_ctrl_c_at_a_random_moment_of_the_end_is_no_traceback(start: Start) -> None:
    for _ in range(4):
        pty = start(drawn=False)
        until(pty, b"no changes yet")
        pty.send(b"\x11")
        time.sleep(random.random() * 0.3)
        pty.process.send_signal(signal.SIGINT)
        assert pty.code() in {0, 130}
        assert b"Traceback" not in pty.raw
        assert b"Exception ignored" not in pty.raw


def test_random_keys_break_nothing(tmp_path: Path) -> None:
    seed = random.Random().randrange(10**6)
    tally = fuzz_keys.run(tmp_path / "fuzz", 20, seed, least=200)
    assert not tally.wrong, f"seed {seed}\n" + "\n".join(tally.told)
    assert tally.keys >= 200


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def until(pty: Pty, words: bytes, patience: float = 30.0) -> None:
    end = time.monotonic() + patience
    while words not in pty.raw:
        pty.read(0.05)
        assert time.monotonic() < end, f"never wrote {words!r}"


def wait_for_state(pty: Pty, letter: str) -> None:
    end = time.monotonic() + 30
    while Path(f"/proc/{pty.process.pid}/stat").read_text().rpartition(")")[2].split()[0] != letter:
        pty.read(0.02)
        assert time.monotonic() < end
    pty.read(0.05)
