"""Lines that differ from an example in their values alone, read all at once as arrays: no object for any of them.

A *pattern* is made from one line whose record was read and found good. Between its strings and numbers that vary stand
bytes that do not; a line with those same bytes, with plain strings and numbers in the gaps, holds a record of the same
kind, and where its values stand is known without parsing it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import orjson

from annotator.journal.edges import SIZE, Edges, Words

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_STRINGS = frozenset(("id", "article", "sha256", "label", "text", "annotator", "at", "action", "undoes"))
_NUMBERS = frozenset(("start", "end", "support", "of"))
_LONGEST = {"id": 200, "label": 200, "at": 40}
"""Bytes; no longer than the models allow in characters."""
_MOST_DIGITS = 8
_MOST_CONSTANT = 512
"""Bytes that an example may have besides its values."""
_PAD = bytes(2 * _MOST_CONSTANT)
_QUOTE, _BACKSLASH, _NEWLINE, _SPACE, _ZERO = b'"\\\n 0'
_PLAIN_ESCAPES = np.isin(np.arange(256), np.frombuffer(b'"nrtbf', dtype=np.uint8))
"""Letters after a backslash that together are one character, written in the one way that this program writes it."""
_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(9)], dtype=np.uint64)
_ZEROS, _ABOVE_NINE, _TOP_BITS = (np.uint64(byte * 0x0101010101010101) for byte in (0x30, 0x46, 0x80))
_LOW_HALVES, _LOW_PAIRS, _LOW_FOURS = (
    np.uint64(bits) for bits in (0x0F0F0F0F0F0F0F0F, 0x00FF00FF00FF00FF, 0x0000FFFF0000FFFF)
)
_TENS, _HUNDREDS, _THOUSANDS = np.uint64((10 << 8) + 1), np.uint64((100 << 16) + 1), np.uint64((10_000 << 32) + 1)
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(29))


class Strings(NamedTuple):
    """Where values stand, `(lines,)` each: byte offsets of the first byte and of the one past the last."""

    begin: Ints
    end: Ints


class Lines:
    """Whole lines of a file, and where their marks are.

    Attributes:
        whole: their bytes.
        starts: `(lines,)`, the offset of each line.
        usable: `(lines,)`, whether a pattern may be held against the line at all.
        quotes, backslashes: their offsets; of quotation marks those alone that begin or end a string.
        first_quote, quote_count: `(lines,)`, the place in `quotes` of each line's first one, and how many it has.
        extra: offsets of bytes that are no further character: each adds one to the length in bytes.
    """

    def __init__(self, whole: bytes) -> None:
        self.whole = whole
        padded = np.frombuffer(whole + _PAD, dtype=np.uint8)
        self.letters = letters = padded[: len(whole)]
        self._padded = padded
        # Eight bytes from any offset on, as one number.
        self.words: Words = np.ndarray((len(padded) - 7,), dtype="<u8", buffer=padded.data, strides=(1,))
        newlines = np.flatnonzero(letters == _NEWLINE)
        self.starts: Ints = np.concatenate((np.zeros(1, dtype=np.int64), newlines + 1))
        if self.starts[-1] == len(letters):
            self.starts = self.starts[:-1]
        self.ends = newlines if len(newlines) == len(self.starts) else np.append(newlines, len(letters))
        self.usable: Bools = np.zeros(len(self.starts), dtype=np.bool_)
        self.quotes = self.extra = self.backslashes = np.zeros(0, dtype=np.int64)
        self.first_quote = self.quote_count = np.zeros(len(self.starts), dtype=np.int64)
        if np.count_nonzero(letters < _SPACE) > len(newlines):
            return
        self._find_marks()
        if self._is_utf8():
            self.usable[: len(newlines)] = True
            odd = self.backslashes[~_PLAIN_ESCAPES[padded[self.backslashes + 1]]]
            self.usable[np.searchsorted(self.starts, odd, side="right") - 1] = False

    def _find_marks(self) -> None:
        letters = self.letters
        if b"\\" in self.whole:
            self.backslashes = np.flatnonzero(letters == _BACKSLASH)
        quote = letters == _QUOTE
        if len(self.backslashes):
            after = self.backslashes + 1
            quote[after[after < len(letters)]] = False
        self.quotes = np.flatnonzero(quote)
        self.first_quote = np.searchsorted(self.quotes, self.starts)
        self.quote_count = np.diff(self.first_quote, append=len(self.quotes))
        self.extra = self.backslashes

    def _is_utf8(self) -> bool:
        """Whether the bytes are UTF-8; adds the later bytes of characters to `extra`."""
        if self.whole.isascii():
            return True
        letters = self.letters
        high = np.flatnonzero(letters.view(np.int8) < 0)
        of_characters = letters[high]
        further = high[(of_characters & 0xC0) == 0x80]
        if (letters[further - 1] < 0x80).any():
            return False
        try:  # as no ASCII letter stands within a character, the others may be looked at alone
            of_characters.tobytes().decode()
        except UnicodeDecodeError:
            return False
        self.extra = np.sort(np.concatenate((self.backslashes, further))) if len(self.backslashes) else further
        return True

    def __len__(self) -> int:
        return len(self.starts)

    def characters(self, found: Strings) -> Ints:
        """The lengths of strings in code points, `(strings,)`."""
        return found.end - found.begin - _within(self.extra, found)

    def plain(self, found: Strings) -> Bools:
        """Whether strings hold no escape, `(strings,)`."""
        plain: Bools = _within(self.backslashes, found) == 0
        return plain

    def fresh(self, found: Strings) -> Bools:
        """Whether each string differs from the one before it, `(strings,)`; the first one does."""
        size = found.end - found.begin
        same: Bools = size[1:] == size[:-1]
        for word, _ in self._eights(found.begin, size):
            same &= word[1:] == word[:-1]
        fresh: Bools = np.concatenate((np.ones(min(len(size), 1), dtype=np.bool_), ~same))
        return fresh

    def short(self, found: Strings) -> Words:
        """The bytes of strings of at most eight as one number each, `(strings,)`; different for different strings."""
        word: Words = self.words[found.begin] & _MASKS[found.end - found.begin]
        return word

    def edges(self, found: Strings) -> Edges:
        """Both ends of strings."""
        mask = _MASKS[np.minimum(found.end - found.begin, SIZE)]
        return Edges(self.words[found.begin] & mask, self.words[np.maximum(found.end - SIZE, found.begin)] & mask)

    def fingerprints(self, found: Strings) -> Ints:
        """A number for each string, `(strings,)`: equal for equal bytes, and hardly ever else."""
        size = found.end - found.begin
        mixed = size.astype(np.uint64)
        for word, there in self._eights(found.begin, size):
            stirred = (mixed ^ word) * _MIX[0]
            stirred = (stirred ^ (stirred >> _MIX[2])) * _MIX[1]
            mixed = stirred if there is None else np.where(there, stirred, mixed)
        return mixed.view(np.int64)

    def _eights(self, begin: Ints, size: Ints) -> Iterator[tuple[Words, Bools | None]]:
        """Strings eight bytes at a time, zeros after their ends; and which reach so far, `None` for all."""
        most = int(size.max(initial=0))
        least = int(size.min(initial=most))
        for offset in range(0, most, 8):
            word = self.words[begin + offset]
            if offset + 8 <= least:
                yield word, None
            elif least == most:
                yield word & _MASKS[most - offset], None
            else:
                left = np.clip(size - offset, 0, 8)
                yield word & _MASKS[left], left > 0


def fingerprints(strings: Sequence[str]) -> Ints:
    """As `Lines.fingerprints`, for strings that were read otherwise, `(strings,)`."""
    encoded = [string.encode() for string in strings]
    lines = Lines(b"".join(encoded))
    ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)))
    return lines.fingerprints(Strings(np.concatenate((np.zeros(1, np.int64), ends[:-1])) if encoded else ends, ends))


def _within(places: Ints, found: Strings) -> Ints:
    """How many of the ascending places lie in each string, `(strings,)`."""
    if not len(places):
        return np.zeros(len(found.begin), dtype=np.int64)
    return np.searchsorted(places, found.end) - np.searchsorted(places, found.begin)


class Values(NamedTuple):
    """What the lines of one pattern hold."""

    rows: Ints
    """Which lines, `(matched,)`."""
    strings: dict[str, Strings]
    numbers: dict[str, Ints]

    def only(self, keep: Ints) -> Values:
        """The same of some of the lines."""
        return Values(
            self.rows[keep],
            {name: Strings(found.begin[keep], found.end[keep]) for name, found in self.strings.items()},
            {name: found[keep] for name, found in self.numbers.items()},
        )


class _Constant:
    """Bytes that stand in every line of a pattern.

    Args:
        value: the bytes.
        quote: the number of the line's first quote in or after them.
        last: whether the line ends with them.
    """

    def __init__(self, value: bytes, quote: int, *, last: bool) -> None:
        self.size = len(value)
        self._quote, self._offset = quote, value.find(b'"')
        self._last = last and self._offset < 0
        places = [*range(0, self.size - 7, 8), self.size - 8] if self.size >= 8 else [0]
        mask = (1 << (8 * min(self.size, 8))) - 1
        padded = value + bytes(8)
        self._words = [(at, np.uint64(int.from_bytes(padded[at : at + 8], "little") & mask)) for at in places]
        self._mask = np.uint64(mask)

    def place(self, lines: Lines, rows: Ints, first: Ints) -> Ints:
        """Where they would stand in each line."""
        if self._last:
            return lines.ends[rows] - self.size
        return lines.quotes[first + self._quote] - self._offset

    def there(self, words: Words, place: Ints) -> Bools:
        """Whether they do stand there."""
        found: Bools = np.ones(len(place), dtype=np.bool_)
        for offset, word in self._words:
            found &= (words[place + offset] & self._mask) == word
        return found


class Pattern:
    """What lines have in common with an example, see `pattern_of`."""

    def __init__(self, constants: list[bytes], slots: list[tuple[str, bool]], example: dict[str, object]) -> None:
        self.example = example
        """The fields of the example's record; those that are no slot are the same in every line."""
        self._slots: list[tuple[str, int]] = []
        self._constants: list[_Constant] = []
        quote = 0
        for number, constant in enumerate(constants):
            self._constants.append(_Constant(constant, quote, last=number == len(slots)))
            quote += len(Lines(constant).quotes)
            if number < len(slots):
                name, is_string = slots[number]
                self._slots.append((name, quote - 1 if is_string else -1))
        self._quotes = quote

    def values(self, lines: Lines, among: Bools) -> Values:
        """The lines, of those `among`, `(lines,)`, that are of this pattern, and what they hold."""
        rows = np.flatnonzero(among & (lines.quote_count == self._quotes))
        first = lines.first_quote[rows]
        places = [constant.place(lines, rows, first) for constant in self._constants]
        good = (places[0] == lines.starts[rows]) & (places[-1] + self._constants[-1].size == lines.ends[rows])
        for constant, place in zip(self._constants, places, strict=True):
            good &= constant.there(lines.words, place)
        kept = np.flatnonzero(good)
        if len(kept) < len(rows):
            rows, first, places = rows[kept], first[kept], [place[kept] for place in places]
        strings: dict[str, Strings] = {}
        numbers: dict[str, Ints] = {}
        good = np.ones(len(rows), dtype=np.bool_)
        for number, (name, quote) in enumerate(self._slots):
            if quote >= 0:
                strings[name] = Strings(lines.quotes[first + quote] + 1, lines.quotes[first + quote + 1])
                good &= _allowed(lines, name, strings[name])
            else:
                begin = places[number] + self._constants[number].size
                numbers[name], right = _numbers(lines, begin, places[number + 1])
                good &= right
        found = Values(rows, strings, numbers)
        return found if good.all() else found.only(np.flatnonzero(good))


def _allowed(lines: Lines, name: str, found: Strings) -> Bools:
    size = found.end - found.begin
    good = size > 0
    if name in _LONGEST:
        good &= size <= _LONGEST[name]
    if name != "text" and len(lines.backslashes):
        good &= lines.plain(found)
    return good


def _numbers(lines: Lines, begin: Ints, end: Ints) -> tuple[Ints, Bools]:
    """Numbers in decimal digits, `(numbers,)`, and whether they are written as this program writes them.

    Eight digits at once, as three sums of neighbours (Lemire, "Quickly parsing eight digits", 2018).
    """
    digits = end - begin
    good = (digits >= 1) & (digits <= _MOST_DIGITS)
    if not good.all():
        digits = np.where(good, digits, 1)
    before = _MASKS[_MOST_DIGITS - digits]
    # The number stands at the end of eight bytes; what stands before it becomes zeros.
    word = (lines.words[np.maximum(end - _MOST_DIGITS, 0)] & ~before) | (_ZEROS & before)
    good &= (((word + _ABOVE_NINE) | (word - _ZEROS)) & _TOP_BITS) == 0
    good &= (digits < 2) | (lines.letters[begin] != _ZERO)
    word = (word & _LOW_HALVES) * _TENS >> np.uint64(8)
    word = (word & _LOW_PAIRS) * _HUNDREDS >> np.uint64(16)
    word = (word & _LOW_FOURS) * _THOUSANDS >> np.uint64(32)
    return word.astype(np.int64), good


def pattern_of(line: bytes) -> Pattern | None:
    """The pattern of a line that holds a record; `None` if it is not written without spaces, or too long.

    Args:
        line: without its newline; JSON in which no key stands twice.
    """
    fields: dict[str, object] = orjson.loads(line)
    constants, slots = [b"{"], list[tuple[str, bool]]()
    values: list[bytes] = []
    for number, (name, value) in enumerate(fields.items()):
        constants[-1] += b"," * (number > 0) + orjson.dumps(name) + b":"
        written = orjson.dumps(value)
        if name in _STRINGS and isinstance(value, str):
            constants[-1] += b'"'
            values.append(written[1:-1])
            slots.append((name, True))
            constants.append(b'"')
        elif name in _NUMBERS and type(value) is int:
            values.append(written)
            slots.append((name, False))
            constants.append(b"")
        else:
            constants[-1] += written
    constants[-1] += b"}"
    same = b"".join(part for pair in zip(constants, [*values, b""], strict=True) for part in pair)
    fits = sum(map(len, constants)) <= _MOST_CONSTANT and b"\\" not in b"".join(constants)
    return Pattern(constants, slots, fields) if same == line and fits else None
