"""Hostile texts, names, notes and settings on every screen: shown, never obeyed, in the bytes that reach the terminal."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pyte
import pytest

from tests.faults.hostile import Run, hostile_project
from tests.faults.payloads import PAYLOADS, leaks

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal, which Windows does not have")
SIZE = (100, 30)
PASTE = "".join(PAYLOADS.values()).replace("\x1b", "\x1b\x1b")
SCREENS = {
    "through the article": [b"\x1b[6~"] * 14,
    "every span": [b"\t"] * 40,
    "articles": [b"o", b"\x1b[B" * 12, b"\x1b[B" * 12, b"pwned", b"\x1b"],
    "next articles": [b"]", b"]", b"]", b"["],
    "edit": [b"\t" * 6, b"e", b"\t", b"\t", b"\x1b"],
    "article note": [b"\x05", b"\t", b"\x1b"],
    "palette": [b"\x10", b"the", b"\x1b"],
    "help": [b"?", b"\x1b[6~", b"\x1b"],
    "guideline": [b"g", b"\x1b[6~", b"\x1b[6~", b"\x1b[6~", b"g"],
    "hints": [b"s", b"\x1b", b"N", b"\x1b", b"Q", b"\x1b", b"f", b"\x1b"],
    "suggestions": [b"\x14", b"\t", b"\t", b"\x14"],
    "twins": [b"\x1b[1;6C" * 3, b"*", b"\x1b"],
    "tagging": [b"c", b"n", b"x", b"u", b"u"],
    "search": [b"/", b"\x1b[200~" + PAYLOADS["colours"].encode() + b"\x1b[201~", b"\r", b"\x1b"],
    "search across articles": [
        b"\x06",
        b"e",
        b"\t",
        b"\x1b[6~",
        b" ",
        b"\x1b[6~",
        b"e",
        b"\x1b",
        b"*",
        b"q",
        b"\x1b",
        b"/",
        b"\x1b[200~" + PAYLOADS["colours"].encode() + b"\x1b[201~",
        b"\x1b",
    ],
    "spans across articles": [b"\x06", b"annotator:kim", b"\t", b"\x1b[6~", b"\x1b[6~", b"x", b"\r", b"u", b"\r"],
    "paste": [b"\t" * 5, b"e", b"\x1b[200~" + PASTE.encode().replace(b"\x1b\x1b", b"") + b"\x1b[201~", b"\x1b"],
}


def shown(run: Run) -> list[str]:
    """The screen that the bytes leave."""
    screen = pyte.Screen(*SIZE)
    stream = pyte.ByteStream(screen)
    # pyte draws the private sequences for the keyboard that it does not know.
    stream.feed(re.sub(rb"\x1b\[[<>=?][0-9;]*[a-zA-Z]|\x1b\[[0-9?;]*\$p", b"", run.written))
    return list(screen.display)


@pytest.mark.parametrize("name", SCREENS)
def test_no_screen_lets_anything_through(tmp_path: Path, name: str) -> None:
    world = hostile_project(tmp_path / "project")
    run = Run(["--as", "kim"], world, tmp_path / "state", SIZE)
    run.wait(b"kim")
    run.read(0.5)
    for keys in SCREENS[name]:
        run.press(keys)
    before = shown(run)
    run.press(b"\x11", 0.5)
    code = run.finish()
    assert leaks(run.written) == []
    assert code == 0, before
    assert b"Traceback" not in run.written
    assert any("kim" in row or "╭" in row or "▌" in row for row in before)
