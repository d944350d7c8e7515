"""Where words or a pattern stand in texts. A pattern is matched in a process of its own, which is ended if it hangs.

Python's regular expressions can take longer than the age of the universe, and nothing in the same process can stop them.
"""

from __future__ import annotations

import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

from annotator.errors import AnnotatorError
from annotator.model import Range
from annotator.search.query import Query
from annotator.search.texts import KeptText
from annotator.text.find import needles, words_pattern
from annotator.text.sanitize import one_line

_CHILD = Path(__file__).with_name("pattern_child.py")
PATIENCE = 2.0
"""Seconds that a pattern may take for a batch of texts, and as much for every further megabyte."""


class Matcher(Protocol):
    """What finds ranges in texts."""

    def ranges(self, texts: Sequence[KeptText]) -> list[list[Range]]:
        """Where each text matches, in order and without overlaps, in code points."""


def matcher(query: Query) -> AbstractContextManager[Matcher]:
    """What finds the words or the pattern of a search; it is closed by `with`."""
    return PatternProcess(query.words) if query.regex else nullcontext(_Words(query.words))


class _Words:
    """Finds words: texts that cannot hold them are passed over at once."""

    def __init__(self, words: str) -> None:
        self._needles, self._pattern = needles(words), words_pattern(words)

    def ranges(self, texts: Sequence[KeptText]) -> list[list[Range]]:
        return list(map(self._ranges, texts))

    def _ranges(self, text: KeptText) -> list[Range]:
        folded = text.folded
        if self._pattern is None or not all(needle in folded for needle in self._needles):
            return []
        return [match.span() for match in self._pattern.finditer(text.text)]


class PatternProcess:
    """Matches a regular expression in a process that is ended where it takes too long.

    Raises:
        AnnotatorError: if the pattern is none.
    """

    def __init__(self, pattern: str) -> None:
        self._shown = f"/{one_line(pattern, 60)}/"
        self._late = False
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(_CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to: IO[bytes] = self._process.stdin
        self._from: IO[bytes] = self._process.stdout
        try:
            answers = self._answers([pattern.encode("utf-8", "replace")], 1, head=b"")
            wrong = answers[0].decode() if answers else "it is too large"
        except BaseException:
            self._end()
            raise
        if wrong:
            self._end()
            raise AnnotatorError(f"{self._shown} is no regular expression: {one_line(wrong)}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def ranges(self, texts: Sequence[KeptText]) -> list[list[Range]]:
        """See `Matcher`.

        Raises:
            AnnotatorError: if it takes too long, naming the article.
        """
        answers = self._answers([text.raw for text in texts], len(texts), head=struct.pack("<I", len(texts)))
        if len(answers) < len(texts):
            where = one_line(texts[len(answers)].article)
            why = "takes too long" if self._late else "could not be matched"
            raise AnnotatorError(
                f"{self._shown} {why} in {where}: make it simpler, without repetitions inside repetitions"
            )
        ends = (struct.unpack(f"<{len(answer) // 4}I", answer) for answer in answers)
        return [list(zip(numbers[::2], numbers[1::2], strict=True)) for numbers in ends]

    def _answers(self, parts: Sequence[bytes], count: int, head: bytes) -> list[bytes]:
        """Send parts, and wait for so many answers; fewer, where the process has ended before."""
        watch = threading.Timer(PATIENCE * (1 + sum(map(len, parts)) / 1_000_000), self._give_up)
        watch.daemon = True
        watch.start()
        found: list[bytes] = []
        with suppress(OSError, EOFError):
            self._to.write(head + b"".join(struct.pack("<I", len(part)) + part for part in parts))
            self._to.flush()
            while len(found) < count:
                found.append(self._read(*struct.unpack("<I", self._read(4))))
        watch.cancel()
        return found

    def _read(self, size: int) -> bytes:
        data = self._from.read(size)
        if len(data) < size:
            raise EOFError
        return data

    def _give_up(self) -> None:
        self._late = True
        self._process.kill()

    def _end(self) -> None:
        self._process.kill()
        for pipe in (self._to, self._from):
            with suppress(OSError):
                pipe.close()
        self._process.wait()
