"""First paint, keys and bytes of the annotating screen, through a pty, against a bare Textual application."""

from __future__ import annotations

import random
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from annotator.project import ProjectFolder
from annotator.session import Session
from benchmarks.report import Row, heading, show
from benchmarks.terminal import KEYS, Program

ROUNDS = 7
_WORDS = {"bare": "ready", "ours": "measured"}
"""What each shows when it is there."""
WORDS = ("council", "river", "said", "of", "nine", "the", "vote", "bridge", "a", "morning", "to", "after", "“no”", "40")


def make_project(folder: Path, size: int, spans: int) -> ProjectFolder:
    """One article of about `size` code points with so many spans, drawn with a fixed seed."""
    draw = random.Random(7)
    lines = ["The measured article."]
    length = len(lines[0]) + 2
    while length < size:
        line = " ".join(draw.choices(WORDS, k=draw.randint(40, 90))).capitalize() + "."
        lines.append(line)
        length += len(line) + 2
    (folder / "seeds").mkdir(parents=True)
    (folder / "seeds" / "measured.txt").write_text("\n\n".join(lines), encoding="utf-8")
    project = ProjectFolder.find(folder)
    journal = project.open_journal("kim")
    session = Session(journal, project.snapshots, 10**9)
    session.open(project.load(project.articles()[0]))
    for label, share, longest in (("number", 0.5, 14), ("claim", 0.3, 180), ("quote", 0.2, 90)):
        places = []
        for _ in range(round(spans * share)):
            start = draw.randrange(size - longest)
            places.append((start, start + draw.randint(2, longest)))
        session.tag(sorted(set(places)), label)
    journal.close()
    return project


def first_paint() -> None:
    """From the start of the process to the article's words on the screen."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_project(folder / "p", 4_200, 100)
        what = "first paint of an article of 700 words, 100 spans"
        if valgrind := shutil.which("valgrind"):
            heading("First paint (millions of instructions, by valgrind: the same on a busy machine)")
            ours, bare = (_instructions(valgrind, kind, folder) for kind in ("ours", "bare"))
            show(Row(what, ours, bare, "million", 1.4))
        heading(f"First paint ({ROUNDS} starts each, in turn; milliseconds)")
        times: dict[str, list[float]] = {"bare": [], "ours": []}
        for _ in range(ROUNDS):
            for kind, words in _WORDS.items():
                program = _start(kind, folder)
                times[kind].append(program.until(words.encode()) * 1e3)
                program.close()
        show(Row(what, statistics.median(times["ours"]), statistics.median(times["bare"]), "ms"))


def _instructions(valgrind: str, kind: str, folder: Path) -> float:
    """Millions, from the start of the process to the first frame with the words."""
    log = folder / f"{kind}.log"
    tool = [valgrind, "--tool=callgrind", "--callgrind-out-file=/dev/null", f"--log-file={log}"]
    program = ["bare"] if kind == "bare" else ["annotator", "--as", "kim"]
    command = [*tool, sys.executable, "-m", "benchmarks.first_frame", _WORDS[kind], *program]
    Program(command, folder / "p", folder / f"{kind}-state", {"PYTHONHASHSEED": "0"}).end()
    return int(log.read_text().rpartition("Collected : ")[2].split()[0]) / 1e6


def _start(kind: str, folder: Path) -> Program:
    commands = {
        "bare": [sys.executable, "-m", "benchmarks.bare"],
        "ours": [sys.executable, "-m", "annotator", "--as", "kim"],
    }
    return Program(commands[kind], folder / "p", folder / "state")


def keys() -> None:
    """Cursor, extend, page, tag and undo, on a page and on a megabyte."""
    medians: dict[tuple[str, str], float] = {}
    for title, size, spans in (("700 words, 100 spans", 4_200, 100), ("1 MB, 10,000 spans", 1_000_000, 10_000)):
        heading(f"Keys on {title} (median of each key's time until the screen settled; milliseconds)")
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            make_project(folder / "p", size, spans)
            bare, ours = _start("bare", folder), _start("ours", folder)
            for program, words in ((bare, b"ready"), (ours, b"measured")):
                program.until(words)
                program.quiet()
            ours.answers([KEYS["Down"]] * 5)
            for what, presses, bar, most_bytes in (
                ("cursor", [KEYS["Right"]] * 60, 1.25, 600),
                ("extend", [KEYS["S-Right"]] * 40, 1.25, 600),
                ("tab", [KEYS["Tab"]] * 30, 1.8, None),
                ("page", [KEYS["PgDn"], KEYS["PgUp"]] * 4, 4.0, 12_000),
                ("tag and undo", [b"c", b"u"] * 15, 2.5, None),
            ):
                ours.press(KEYS["Escape"])
                reference = bare.answers([KEYS["Right"]] * len(presses))
                found = ours.answers(presses)
                cpu = (found.median_cpu_ms, reference.median_cpu_ms)
                show(Row(what, found.median_ms, reference.median_ms, "ms", bar, cpu))
                show(Row(f"{what}: bytes to the terminal", found.median_bytes, 0, "B", most_bytes))
                medians[title, what] = found.median_ms
            bare.close()
            ours.close()
    heading("The megabyte against the page")
    small, large = (title for title in dict.fromkeys(title for title, _ in medians))
    for what in dict.fromkeys(what for _, what in medians):
        show(Row(what, medians[large, what], medians[small, what], "ms", 2.0))


def main() -> None:
    """All of it."""
    first_paint()
    keys()
