"""What may be drawn: a 1:1 map from code points that could steer a terminal to visible stand-ins.

The map never changes a string's length, so an offset in the drawn text is the same offset in the article. It is applied
to every string from outside that reaches a terminal: article text, names, notes, file names, error messages.
"""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"


def _stand_ins() -> dict[int, str]:
    table = {code: chr(0x2400 + code) for code in range(0x20)}
    table |= {0x09: " ", 0x7F: "\u2421"}
    table |= dict.fromkeys(range(0x80, 0xA0), REPLACEMENT)  # C1 controls: 0x9B is CSI to some terminals
    table |= dict.fromkeys(range(0xD800, 0xE000), REPLACEMENT)
    table |= dict.fromkeys((*range(0xE0000, 0xE0100), *range(0xFFF9, 0xFFFC)), REPLACEMENT)  # tags, interlinear marks
    table |= dict.fromkeys((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\u2bd1")
    table |= dict.fromkeys(
        (0x00AD, 0x034F, 0x180E, 0x200B, 0xFEFF, *range(0x2060, 0x2066), *range(0x206A, 0x2070)), "·"
    )
    table |= dict.fromkeys((0x2028, 0x2029), "\u2424")
    table |= dict.fromkeys((0x115F, 0x1160, 0x3164, 0xFFA0), "·")  # Hangul fillers: letters that show nothing
    return table


STAND_INS = _stand_ins()
_HIDDEN = re.compile("[" + "".join(re.escape(chr(code)) for code in STAND_INS if code not in {0x09, 0x0A, 0x0D}) + "]")
_SPACES = re.compile(r"[\s\u2400-\u2424]+")


def display(text: str) -> str:
    """`text` with every control, bidirectional and invisible character replaced by a visible one; same length."""
    return text.translate(STAND_INS)


def count_stand_ins(text: str) -> int:
    """How many characters of `text` are drawn as something else (line ends and tabs not counted)."""
    return len(_HIDDEN.findall(text))


def one_line(text: str, width: int | None = None) -> str:
    """`text` as one harmless line for a report or message: white space folded, cut to `width` characters with `…`."""
    line = _SPACES.sub(" ", display(text)).strip()
    if width is not None and len(line) > width:
        line = line[: max(width - 1, 0)].rstrip() + "…"
    return line
