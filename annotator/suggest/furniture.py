"""Lines that stand beside a story and are no part of it: links to other stories, sources, credits, bylines; and headings."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from annotator.text.segments import trimmed
from annotator.text.segments.paragraphs import line_at

if TYPE_CHECKING:
    from annotator.model import Range

LONGEST = 300
"""Code points; a longer line is prose."""
HEADING_AT = 12
"""Lines of a list that are looked back through for its heading."""
_LINK_WORDS = (
    r"related(?: (?:stor(?:y|ies)|articles?|news|links?|topics?|coverage|content|reading))?|read (?:more|also|next|on)|also read"
    r"|see also|more on this(?: story)?|more (?:stories|news)|further reading|watch(?: more)?|listen|in pictures"
    r"|recommended|most read|don['’]t miss"
)
_CREDIT_WORDS = (
    r"sources?|source\(s\)|references?|photo(?:graph|s)?(?: credit| by)?|pictures?(?: by| credit)?|images?(?: by| credit)?"
    r"|credits?|video(?: by)?|graphics?(?: by)?|illustration(?: by)?|copyright|editing by|reporting by|additional reporting(?: by)?"
    r"|written by|posted|published|updated|last updated|tags?|topics?|filed under"
)
_LINE = re.compile(rf"(?:{_LINK_WORDS}|{_CREDIT_WORDS})\s*(?:[:|»›→–—]|\Z)", re.IGNORECASE)
_CREDIT = re.compile(
    r"\(?(?:(?i:(?:photo(?:graph)?|picture|image|video|editing|reporting|additional reporting|written) by|©|\(c\)|copyright)\s*\S)"
    r"|(?:By|BY) (?:[A-Z][\w.’'-]+(?: and |, | |\Z)){2,8}(?:\|.*|[–—-].*|(?<=, )[a-z][\w -]{2,40})?\Z"
    r"|.{0,80}[/|(–—-] ?(?i:photo|foto|picture|image|video)s?: ?\S.{0,60}\Z"
    r"|(?:[\w.’'-]+ ){0,4}[\w.’'-]+ ?/ ?(?:AP|AFP|EPA|ANP|DPA|dpa|Reuters|REUTERS|Getty|TASS)\b[^.]{0,30}\Z"
    r"|\d{1,2}:\d\d(?::\d\d)?\Z"
)
_NAME = re.compile(r"(?:[A-Z][\w.’'-]+ ){1,2}[A-Z][\w’'-]+\Z")
_HEADING_WORDS, _HEADING = 6, 60
"""Words, and code points, that a heading or a name has at most."""
_FINAL = ".!?…。！？؟۔।"
_AFTER = "”“’‘\"'»«›‹」』)]*_|# \t\r"
"""What may stand between the last word of a line and its end."""
_HEAD = 1_000
"""Code points at the beginning of an article in which a name alone on a line is the writer's."""
_MARKUP = "*_#|>! \t"
"""Of Markdown, around a line of a page that was saved with it."""
_BULLET = re.compile(r"\s*(?:[-*+•‣◦▪●·–—]|\d{1,3}[.)])\s")


def is_furniture(text: str, pos: int) -> bool:
    """Whether the line at `pos` is a link, a source, a credit, a byline or without a word, or in a list headed as one."""
    return _is_beside_story(text, *line_at(text, pos))


@lru_cache(32)
def _is_beside_story(text: str, low: int, high: int) -> bool:
    """Of a line: the last ones are kept, as whoever looks a text through asks for its sentences, numbers and quotations."""
    if high - low > LONGEST:
        return False
    if _is_marked(text, (low, high)):
        return True
    if 0 < low < _HEAD and _NAME.match(text, low, high) and not text[:low].isspace():
        return True
    return _BULLET.match(text, low, high) is not None and _heading_is_marked(text, low)


def is_heading(text: str, place: Range) -> bool:
    """Whether a sentence is a heading, a name or a credit: few words up to the end of a line, without final punctuation.

    The article's own headline, its first line, is none of these: most say something.
    """
    start, end = place
    if end - start > _HEADING or len(text[start:end].split()) > _HEADING_WORDS:
        return False
    low, high = line_at(text, start)
    rest = text[start:high].rstrip(_AFTER)
    return rest[-1:] not in _FINAL and start + len(rest) <= end and bool(text[:low].strip())


def _is_marked(text: str, line: Range) -> bool:
    words = text[slice(*line)].strip(_MARKUP).replace("**", "")
    if not any(map(str.isalnum, words)):
        return True
    return _LINE.match(words) is not None or _CREDIT.match(words) is not None


def _heading_is_marked(text: str, low: int) -> bool:
    """Whether the list that the line at `low` belongs to follows such a line, blank ones between them or not."""
    for _ in range(HEADING_AT):
        if low <= 0:
            return False
        low, high = line_at(text, low - 1)
        if high - low > LONGEST:
            return False
        if low < high and not text[low:high].isspace() and not _BULLET.match(text, low, high):
            start, end = trimmed(text, low, high)
            return end - start < 40 and _LINE.match(text[start:end].removesuffix(":")) is not None
    return False
