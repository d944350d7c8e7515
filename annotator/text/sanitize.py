r"""What may be drawn: a 1:1 map from code points that could steer or deceive to visible stand-ins.

The map never changes a string's length, so an offset in the drawn text is the same offset in the article. It is applied
to every string from outside that reaches a terminal: article text, names, notes, file names, error messages.

Replaced is, by rule, all that Unicode calls a control, a format character, a surrogate, for private use, unassigned, or
a line or paragraph separator; and what it calls a letter, mark or symbol though it shows nothing. Kept are the few of
these that writing needs, where it needs them: joiners and selectors within an emoji or a flag, a variation selector
behind the character that it varies, and the non-joiner within a word of a script that joins its letters. (The joiner is
kept in emoji alone: in words, terminals disagree with what it is measured as.)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

REPLACEMENT = "\ufffd"
MARKS = 6
"""Combining marks drawn on one character; no script stacks more."""

_NON_JOINER = "\u200c"
_DOT, _TURN, _LINE = "·", "\u2bd1", "\u2424"
_OTHER = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
# Not among these categories, but showing nothing: joiners and fillers of letters, selectors, blank symbols.
_BLANK = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U00016fe4\U0001d159\U000e0100-\U000e01ef"
)
_BLANKS = re.compile(f"[{_BLANK}]")

_EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_SKIN = "\U0001f3fb-\U0001f3ff"
_GREAT_BRITAIN = (
    "\U000e0067\U000e0062"
    "(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074|\U000e0077\U000e006c\U000e0073)"
)
# Scripts whose words may hold a non-joiner: Arabic to Mandaic, the Indic ones, Burmese, Khmer, Mongolian.
_JOINED = (
    "\u0620-\u066f\u0671-\u06dc\u06df-\u06ff\u0710-\u085f\u0870-\u088e\u08a0-\u08e1\u08e3-\u08ff\u0900-\u0dff"
    "\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff\u1820-\u18aa"
)
_MAY_BE_KEPT = re.compile(f"[\u200d{_BLANK}\U000e0061-\U000e007f]")
_SPACES = re.compile(r"[\s\u2400-\u2424]+")
_STAND_IN = re.compile(r"[\u2400-\u2424]")
_LETTERS = "!-~\u00a1-\u00ac\u00ae-\u02ff\u2013\u2014\u2018-\u201e\u2026\u2039\u203a\u20ac"
_ORDINARY = re.compile(f"[{_LETTERS}]+(?: [{_LETTERS}]+)*")
"""Words of which nothing is drawn otherwise, with one space between them: nearly all that is ever told."""
_HEAP = re.compile(rf"[^\w\s\x00-\u02ff\u2010-\u2bff]{{{MARKS + 1},}}")
_MARK = frozenset({"Mn", "Me"})


@cache
def _loose() -> re.Pattern[str]:
    """Non-joiners outside words of scripts that have them. This and the next are made when they are needed: seldom."""
    return re.compile(rf"\u200c(?:(?<![{_JOINED}]\u200c)|(?![{_JOINED}]|\Z))")


@cache
def _sequences() -> re.Pattern[str]:
    """What is drawn as it is, though it holds what may not be drawn by itself."""
    return re.compile(
        # The flags of England, Scotland and Wales. Drawn text may be cut anywhere, so the end of what is kept may be missing.
        rf"\U0001f3f4(?:{_GREAT_BRITAIN}\U000e007f|[\U000e0061-\U000e007a]{{1,5}}\Z)"
        rf"|[{_EMOJI}](?:[\ufe0e\ufe0f]|[{_SKIN}]?(?=\u200d))(?:\u200d(?:[{_EMOJI}](?:\ufe0f|[{_SKIN}])?|\Z))*"
        r"|[0-9#*]\ufe0f"  # as on a key
        r"|[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af][\ufe00-\ufe02\U000e0100-\U000e01ef]"
        r"|[\u1820-\u18aa][\u180b-\u180d\u180f]"
    )


def _stand_in(code: int) -> str | None:
    """What is drawn for a code point that may not be drawn itself; `None` for all others."""
    character = chr(code)
    category = unicodedata.category(character)
    if category not in _OTHER:
        return _DOT if _BLANKS.match(character) else None
    if category == "Cc" and code < 0x80:
        return {0x09: " ", 0x7F: "\u2421"}.get(code, chr(0x2400 + code))
    if category in {"Zl", "Zp"}:
        return _LINE
    if unicodedata.bidirectional(character) in _TURNING or code in {0x061C, 0x200E, 0x200F}:
        return _TURN
    # Of format characters, those that belong to what they mark are dots; tags and interlinear marks carry hidden text.
    return _DOT if category == "Cf" and code < 0xE0000 and not 0xFFF9 <= code <= 0xFFFB else REPLACEMENT


class _Table(dict[int, int | str]):
    """For `str.translate`: every assigned code point is looked up in Unicode's tables once."""

    def __missing__(self, code: int) -> int | str:
        drawn = _stand_in(code) or code
        if drawn != REPLACEMENT:  # there are a million of these, and an article may hold them all
            self[code] = drawn
        return drawn


_TABLE = _Table({code: _stand_in(code) or code for code in range(0x80)} | {ord(_NON_JOINER): _NON_JOINER})


def display(text: str) -> str:
    """`text` with every control, bidirectional and invisible character replaced by a visible one; same length."""
    if _NON_JOINER in text:
        text = _loose().sub(_DOT, text)
    others = text.replace(_NON_JOINER, "")
    if others.isprintable() and (others.isascii() or not _BLANKS.search(others)):
        return text
    drawn = text.translate(_TABLE)
    if text.isascii() or not _MAY_BE_KEPT.search(text):
        return drawn
    pieces: list[str] = []
    end = 0
    for kept in _sequences().finditer(text):
        pieces += (drawn[end : kept.start()], _kept(kept[0]))
        end = kept.end()
    return "".join([*pieces, drawn[end:]])


def _kept(sequence: str) -> str:
    """A stretch that is drawn as it is, but for code points that this Python's Unicode does not know yet."""
    unknown = (c for c in sequence if unicodedata.category(c) == "Cn")
    return sequence.translate(_TABLE) if any(unknown) else sequence


def count_stand_ins(text: str) -> int:
    """How many characters of `text` are drawn as something else (line ends and tabs not counted)."""
    if text.isascii() and text.translate(_PLAIN).isprintable():
        return 0
    characters = set(text)
    hidden = {c for c in characters - {"\t", "\n", "\r", _NON_JOINER} if _TABLE[ord(c)] != ord(c)}
    count = sum(map(text.count, hidden))
    if _NON_JOINER in characters:
        count += len(_loose().findall(text))
    if _MAY_BE_KEPT.search("".join(hidden)):
        count -= sum(c in hidden for found in _sequences().finditer(text) for c in _kept(found[0]))
    return count


_PLAIN = dict.fromkeys(map(ord, "\t\n\r"), " ")


def thinned(drawn: str) -> str:
    """`drawn` without the combining marks beyond `MARKS` on one character: for the screen only, as offsets move.

    A heap of them takes no cells, but is drawn over the lines above and below.
    """
    return _HEAP.sub(_thin, drawn) if not drawn.isascii() else drawn


def _thin(heap: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in heap[0]:
        marks = marks + 1 if unicodedata.category(character) in _MARK else 0
        if marks <= MARKS:
            kept.append(character)
    return "".join(kept)


def one_line(text: str, width: int | None = None) -> str:
    """`text` as one harmless line for a report or message: white space folded, cut to `width` characters with `…`."""
    if width is not None and len(text) > width:
        if _ORDINARY.fullmatch(text, 0, width + 1):  # whatever follows, it is cut before that
            return text[: max(width - 1, 0)].rstrip() + "…"
    elif _ORDINARY.fullmatch(text):
        return text
    drawn = display(text)
    # Printable text has no white space but spaces: nearly always there is nothing to fold.
    plain = drawn.isprintable() and "  " not in drawn and not _STAND_IN.search(drawn)
    folded = drawn if plain else _SPACES.sub(" ", drawn)
    line = thinned(folded.strip())
    if width is not None and len(line) > width:
        line = line[: max(width - 1, 0)].rstrip(" \u200d") + "…"  # a joiner would take the … into its emoji
    return line


def whole_parts(parts: Sequence[str], width: int) -> str:
    """As many of some parts, `·` between them, as fit whole into `width` characters; the first is cut where it must."""
    found = one_line(parts[0], width)
    for part in parts[1:]:
        longer = f"{found} · {one_line(part)}"
        if len(longer) > width:
            break
        found = longer
    return found


def plural(count: int, word: str) -> str:
    """`1 span`, `2,000 spans`."""
    return f"{count:,} {word}{'s' * (count != 1)}"
