"""Run as a program of its own: matches a regular expression in the texts that it is sent, until nobody sends any.

It loads nothing of this package, so that it starts at once, and is ended where a pattern takes too long; see
`annotator.search.patterns`.
"""

from __future__ import annotations

import re
import struct
import sys
from typing import IO


def _read(source: IO[bytes]) -> bytes:
    size = source.read(4)
    return source.read(*struct.unpack("<I", size)) if len(size) == 4 else b""


def main(source: IO[bytes], target: IO[bytes]) -> None:
    """Answer the pattern with what is wrong with it, or nothing; then each text with the ranges that match."""
    pattern = _read(source).decode()
    # As with words: case matters where a capital was typed. `\\S` and the like are no capitals.
    flags = re.MULTILINE if any(map(str.isupper, re.sub(r"\\.", "", pattern))) else re.MULTILINE | re.IGNORECASE
    wrong = ""
    try:
        compiled = re.compile(pattern, flags)
    except re.error as error:
        wrong = f"{error.msg}{'' if error.pos is None else f' at character {error.pos + 1}'}"
    except (OverflowError, RecursionError, MemoryError):
        wrong = "is too large"
    _write(target, wrong.encode())
    while not wrong and (batch := source.read(4)):
        texts = [_read(source).decode() for _ in range(*struct.unpack("<I", batch))]
        for text in texts:
            ends = [end for match in compiled.finditer(text) if match[0] for end in match.span()]
            _write(target, struct.pack(f"<{len(ends)}I", *ends))


def _write(target: IO[bytes], data: bytes) -> None:
    target.write(struct.pack("<I", len(data)) + data)
    target.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
