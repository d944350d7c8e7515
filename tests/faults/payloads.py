"""Strings made to mislead: a terminal, a screen of markup, a spreadsheet, a page, a shell, a reader.

`leaks` says which of their means have come through in the bytes that a program wrote to a terminal.
"""

from __future__ import annotations

import re

from tests.text.test_sanitize import INVISIBLE, STEERING

MARK = "pwned"
"""Stands in every payload that an obeying terminal or screen would act upon."""

PAYLOADS = {
    "clear": "\x1b[2J\x1b[H" + MARK,
    "colours": "\x1b[31m" + MARK + "\x1b[0m",
    "title": f"\x1b]0;{MARK}\x07",
    "title in C1": f"\x9d0;{MARK}\x9c",
    "clipboard": "\x1b]52;c;cHduZWQ=\x07",
    "link": f"\x1b]8;;http://{MARK}.example\x1b\\x\x1b]8;;\x1b\\",
    "device control": f"\x1bP+q{MARK}\x1b\\",
    "answer": "\x1b[6n\x1b[c\x1bZ\x05",
    "modes": "\x1b[?1049l\x1b[?25l\x1b[?1000h\x1bc\x0e",
    "C1": "\x9b2J\x90\x9f\x85",
    "bidi": f"\u202e{MARK}\u202c\u2066x\u2069\u200f\u061c",
    "invisible": f"p\u200bw\u2060n\ufeffe\u00add\u034f\u3164\u2800\u180e\U0001d173{MARK}",
    "smuggled": "a\ufe0f\U000e0101b\U000e0068\U000e0069\u2062\u200d",
    "overwriting": f"all is well\r{MARK}\b\b\b",
    "nul": f"a\0{MARK}\x7f\x1a\x04",
    "lines": f"a\u2028{MARK}\u2029b\x0bc\x0cd\x1ce",
    "markup": f"[red]{MARK}[/] [b]x[/b] [/]",
    "markup action": f"[@click=app.quit]{MARK}[/] [@click=app.bell]x[/]",
    "markup link": f"[link=http://{MARK}.example]x[/link] \\[ [[ ]] [/red",
    "page": f"<script>alert('{MARK}')</script><img src=x onerror=alert(1)>\"'&amp;",
    "sheet": f'=HYPERLINK("http://{MARK}.example")',
    "sheet plus": "+1+1|cmd",
    "sheet at": "@SUM(1,1)",
    "sheet tab": "\t=1+1",
    "format": "%s%n%d{0}{x.__class__}${HOME}`id`$(id)",
    "path": f"../../{MARK}",
    "json": f'","{MARK}":1,"x":"\\u0000\\',
    "markdown": f"| {MARK} |\n# {MARK}\n```\n[x](javascript:alert(1))",
    "private": "\ue000\uf8ff\ufdd0\uffff\U0010ffff\u0378",
    "heap": "z" + "\u0301\u0489" * 200,
}

_HIDDEN = (STEERING | INVISIBLE) - set("\n\r\x1b")
# What a program may send: its own sequences for colours, the cursor, modes and questions, none of which carry text, and
# that for the shape of the mouse.
_OWN = re.compile(r"\x1b(?:\[[0-9;:?<>=]*[$ ]?[A-Za-z]|[=>78]|\([0AB]|\]22;[a-z-]*\x07)")


def file_name(payload: str) -> str:
    """As much of a payload as can stand in a file's name."""
    return re.sub(r"[/\0]", "_", payload).encode()[:180].decode("utf-8", "ignore")


def leaks(written: bytes) -> list[str]:
    """What came through in bytes for a terminal: hidden and steering characters, and sequences that carry text."""
    text = _OWN.sub("", written.decode("utf-8", "surrogateescape"))
    found = [ascii(c) for c in sorted(_HIDDEN.intersection(text))]
    found += [ascii(text[m.start() : m.start() + 20]) for m in re.finditer("\x1b", text)]
    heap = re.search("[\u0300-\u036f\u0489]{7}", text)
    return found + ([f"a heap of marks: {heap[0]!a}"] if heap else [])
