"""A program of somebody else's as a server on this machine: started, waited for, asked over HTTP, and ended by its id."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

NOWHERE = "http://127.0.0.1:9"
"""A proxy that nobody is: what a program would ask of other machines fails at once."""
_ANSWER = 60.0
"""Seconds that an answer may take."""
_ENDING = 20.0


class ClientError(Exception):
    """A sentence on what a program did not do."""


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, binaries: Path, **more: str) -> dict[str, str]:
    """What a program is started with: nothing of this user's, its own home, no way to other machines."""
    own = {"HOME": str(home), "PATH": f"{binaries}:/usr/bin:/bin", "LANG": "C.UTF-8", "NO_PROXY": "127.0.0.1,localhost"}
    return own | dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), NOWHERE) | more


def ran(command: Sequence[object], env: Mapping[str, str], log: Path, seconds: float) -> None:
    """Run a command to its end.

    Raises:
        ClientError: if it fails, or takes longer.
    """
    with log.open("ab") as out:
        try:
            code = subprocess.run(
                [str(part) for part in command], env=env, stdout=out, stderr=out, timeout=seconds, check=False
            ).returncode
        except subprocess.TimeoutExpired:
            raise ClientError(f"{command[0]} was not ready after {seconds:.0f} s: see {log}") from None
    if code:
        raise ClientError(f"{command[0]} ended with {code}: see {log}")


@contextlib.contextmanager
def started(
    command: Sequence[object], env: Mapping[str, str], log: Path, folder: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a session of its own, ended with all that it started when the block is left."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            [str(part) for part in command], env=env, cwd=folder, stdout=out, stderr=out, start_new_session=True
        )
    try:
        yield process
    finally:
        for how in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, how)  # its group's id is its own
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_ENDING)
                if not _group_lives(process.pid):
                    break


def _group_lives(group: int) -> bool:
    """Whether anything of a group is left, a moment after its first process ended."""
    until = time.monotonic() + _ENDING
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    return True


class Api:
    """Requests to one server, with the head that says who asks."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.head: dict[str, str] = {}
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def bytes_of(self, method: str, path: str, body: bytes | None = None, kind: str = "application/json") -> bytes:
        """The body of the answer.

        Raises:
            ClientError: if the answer is an error, with its first words.
        """
        head = {**self.head, "Content-Type": kind}
        request = urllib.request.Request(self.base + path, body, head, method=method)
        try:
            with self._opener.open(request, timeout=_ANSWER) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            raise ClientError(f"{method} {path}: {error.code} {error.read()[:300]!r}") from None
        except (OSError, ValueError) as error:
            raise ClientError(f"{method} {path}: {error}") from None

    def get(self, path: str) -> Any:
        """A JSON answer."""
        return json.loads(self.bytes_of("GET", path))

    def post(self, path: str, given: Any) -> Any:
        """Send JSON; the JSON answer."""
        return json.loads(self.bytes_of("POST", path, json.dumps(given).encode()))

    def upload(self, path: str, field: str, file: Path) -> bytes:
        """Send a file as a form does."""
        mark = uuid.uuid4().hex
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{field}"; filename="{file.name}"\r\n\r\n'
        body = head.encode() + file.read_bytes() + f"\r\n--{mark}--\r\n".encode()
        return self.bytes_of("POST", path, body, f"multipart/form-data; boundary={mark}")


def waited(what: str, ready: Callable[[], Any], seconds: float, process: subprocess.Popen[bytes], log: Path) -> Any:
    """What `ready` gives once it gives something true, and raises nothing.

    Raises:
        ClientError: if that takes longer, or the process ended.
    """
    until, last = time.monotonic() + seconds, ""
    while time.monotonic() < until:
        if process.poll() is not None:
            raise ClientError(f"{what}: the server ended with {process.returncode}: see {log}")
        try:
            if found := ready():
                return found
        except ClientError as error:
            last = f" ({error})"
        time.sleep(0.5)
    raise ClientError(f"{what}: nothing after {seconds:.0f} s{last}: see {log}")
