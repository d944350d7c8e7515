"""FAULTS 1: the program killed at a random moment, again and again, loses no action that it had confirmed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = 100

# It loads the program once and forks a worker for each kill; a worker reports every action once it counts as saved.
KILLER = """
import json, os, random, select, signal, sys, time
from pathlib import Path
from annotator.journal.file import Journal
from annotator.journal.read import read_lines
from annotator.journal.snapshots import Snapshots
from annotator.session import Session
from tests.making import article
import ulid

folder, kills = Path(sys.argv[1]), int(sys.argv[2])
about = article("x" * 3000)
confirmed = set()
torn = 0

def work(here):
    journal = Journal.open(folder / "kim.jsonl", "kim")
    if journal.read_only is not None:
        os.write(here, b"READ ONLY " + journal.read_only.encode() + b"\\n")
        os._exit(1)
    session = Session(journal, Snapshots(folder / "articles"), 10**6)
    session.open(about)
    for n in range(10**6):
        start = random.randrange(2900)
        outcome = session.undo() if n % 5 == 4 else session.tag([(start, start + random.randrange(1, 99))], "claim")
        if outcome is not None and outcome.failure is None:
            record = journal._lines[-1]
            os.write(here, record + b"\\n")

for n in range(kills):
    there, here = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work(here)
        finally:
            os._exit(1)
    os.close(here)
    select.select([there], [], [], 5)
    time.sleep(random.random() * 0.02)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the worker ended by itself"
    with os.fdopen(there, "rb") as pipe:
        acked = [line for line in pipe.read().split(b"\\n")[:-1] if line.startswith(b"{")]
    confirmed.update(acked)
    data = (folder / "kim.jsonl").read_bytes()
    torn += not data.endswith(b"\\n")

reading = read_lines((folder / "kim.jsonl").read_bytes())
lost = confirmed - {line.raw for line in reading.lines}
print(json.dumps({"confirmed": len(confirmed), "lost": len(lost), "problems": len(reading.problems), "torn": torn}))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork are POSIX's")
def test_a_program_killed_at_any_moment_loses_nothing_that_it_said_was_saved(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLER, str(tmp_path), str(KILLS)]
    root = Path(__file__).parents[2]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=root, check=False)
    assert ran.returncode == 0, ran.stderr
    result = json.loads(ran.stdout)
    assert result["confirmed"] > KILLS
    assert result["lost"] == 0
    assert result["problems"] <= result["torn"]
