"""Bring exports into other programs and back, the programs themselves: `make clients`. Exit 1 if anything changed."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from tests.clients import doccano, label_studio
from tests.clients.outcome import Outcome, put_into, table
from tests.clients.server import ClientError

CLIENTS: dict[str, Callable[[Path, Path], Outcome]] = {"label-studio": label_studio.tried, "doccano": doccano.tried}
NOT_TRIED = (
    "brat's own server was not tried: it is in no package that `pip` installs (`brat` there is somebody else's, `brat-tools` "
    "has brat's scripts without the server). Its reader of annotations is, in `make interop`.",
)


def main() -> int:
    """Try the programs named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.clients", description=__doc__)
    parser.add_argument("clients", nargs="*", metavar="CLIENT", help=f"one of {', '.join(CLIENTS)}; all by default")
    parser.add_argument("--environments", default=".venv-clients-", help="what the environments' names begin with")
    parser.add_argument("--table", type=Path, metavar="FILE", help="put the table between its two lines in FILE")
    given = parser.parse_args()
    if unknown := set(given.clients) - set(CLIENTS):
        parser.error(f"{', '.join(sorted(unknown))} is no client: {', '.join(CLIENTS)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers are ended
    outcomes, failed = [], False
    for name in given.clients or CLIENTS:
        outcome = _tried(name, Path(given.environments + name).absolute())
        failed |= outcome is None or bool(outcome.faults)
        outcomes += [outcome] if outcome else []
    text = table(outcomes, NOT_TRIED)
    print(text, end="")
    if given.table and not failed:
        put_into(given.table, text)
    return int(failed)


def _tried(name: str, venv: Path) -> Outcome | None:
    """One program, in a folder of its own that stays if anything is wrong."""
    root, began = Path(tempfile.mkdtemp(prefix=f"clients-{name}-")), monotonic()
    print(f"{name}: started in {root}", file=sys.stderr)
    try:
        outcome = CLIENTS[name](venv, root)
    except ClientError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return None
    for fault in outcome.faults:
        print(f"{name}: {fault}", file=sys.stderr)
    if not outcome.faults:
        shutil.rmtree(root)
    print(f"{name}: {monotonic() - began:.0f} s", file=sys.stderr)
    return outcome


if __name__ == "__main__":
    sys.exit(main())
