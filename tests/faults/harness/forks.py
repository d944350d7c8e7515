"""Processes to be killed: a server that has loaded the program once and forks a stopped child for each job.

Starting Python takes 60 ms and some hundred system calls of its own; a fork takes 3 ms and makes only the job's calls.
`Forks` is the tests' side; run as a program, this module is the server.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[3]
_SET_PTRACER = 0x59616D61
_CRASHED = 70


class Ended(NamedTuple):
    """How a job ended."""

    killed: bool
    code: int
    said: str
    """What it wrote to stdout and stderr."""


class Forks:
    """Starts jobs of `tests.faults.harness.jobs`, each in a process of its own."""

    def __init__(self, folder: Path) -> None:
        """Start the server; what the jobs say goes to files in `folder`."""
        self._folder = folder
        environment = {
            **os.environ,
            "ANNOTATOR_STATE": str(folder / "state"),
            "OPENBLAS_NUM_THREADS": "1",  # a process with threads cannot be forked safely
            "OMP_NUM_THREADS": "1",
        }
        self._server = subprocess.Popen(
            [sys.executable, "-m", __name__], cwd=ROOT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def _ask(self, **request: Any) -> Any:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(request) + "\n")
        self._server.stdin.flush()
        answer = self._server.stdout.readline()
        assert answer, "the server of jobs has ended"
        return json.loads(answer)

    def start(self, job: str, folder: Path, acks: Path, *words: object) -> int:
        """Fork a process that will do a job in `folder`; it waits for SIGCONT.

        Args:
            job: a function's name.
            folder: what the job works on.
            acks: where it writes a line for each thing that it may confirm to a user.
            words: further arguments, given as strings.

        Returns:
            Its process id.
        """
        output = str(self._folder / "output")
        return int(
            self._ask(job=job, folder=str(folder), acks=str(acks), words=list(map(str, words)), output=output)["pid"]
        )

    def wait(self, pid: int, *, may_crash: bool = False) -> Ended:
        """Wait for the end of a process; `may_crash` if its disk was taken away, where any end will do."""
        status = self._ask(wait=pid)["status"]
        said = (self._folder / "output").read_text(encoding="utf-8", errors="replace")
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) == signal.SIGKILL, f"ended by signal {os.WTERMSIG(status)}: {said}"
            return Ended(True, -signal.SIGKILL, said)
        code = os.waitstatus_to_exitcode(status)
        assert may_crash or code != _CRASHED, said
        return Ended(False, code, said)

    def run(self, job: str, folder: Path, acks: Path, *words: object) -> Ended:
        """Do a job undisturbed, to its end."""
        pid = self.start(job, folder, acks, *words)
        os.kill(pid, signal.SIGCONT)
        return self.wait(pid)

    def close(self) -> None:
        """End the server."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.close()
        self._server.wait(30)
        self._server.stdout.close()


def _child(request: dict[str, Any], jobs: dict[str, Callable[..., int]]) -> None:
    """Do one job in a process just forked; never returns."""
    code = _CRASHED
    try:
        # Where only ancestors may trace a process, anybody may trace this one.
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)
        output = os.open(request["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.kill(os.getpid(), signal.SIGSTOP)
        code = jobs[request["job"]](Path(request["folder"]), Path(request["acks"]), *request["words"])
        sys.stdout.flush()
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)


def _serve() -> None:
    from tests.faults.harness.jobs import JOBS, load_all

    load_all()
    for line in sys.stdin:
        request = json.loads(line)
        if "wait" in request:
            answer = {"status": os.waitpid(request["wait"], 0)[1]}
        else:
            pid = os.fork()
            if pid == 0:
                _child(request, JOBS)
            os.waitpid(pid, os.WUNTRACED)
            answer = {"pid": pid}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    _serve()
