"""Sentences, line by line: what sentencex finds, mended around quotation marks as the guideline wants claims cut."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from functools import cache
from typing import TYPE_CHECKING

from annotator.text.edges import stripped
from annotator.text.languages import language_of
from annotator.text.languages.shared import SPACE, either
from annotator.text.segments.paragraphs import line_at, lines, trimmed
from annotator.text.segments.quotations import PAIRS, Quotation, first_mark, quotations_between, quotations_near

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.model import Range
    from annotator.text.languages.language import Language

LOOK = 3_000
"""Code points of a longer line that are looked at on either side of a position."""
AT_ONCE = 4_000
"""Code points that are given to sentencex at once."""
STEP = 500
"""Code points that are looked through at once for the next sentence."""
_FINAL = ".!?…。！？"
_CLOSING = "”“’‘\"'»«›‹」』)]*_"
_MARKS = 20
"""Closing marks after a quotation that are passed over."""
_SENTENCE_MARK = re.compile(r"[.!?…](?=\s|$)")


def sentences(text: str, start: int = 0, end: int | None = None, language: str | None = None) -> list[Range]:
    """The sentences that overlap `[start, end)`, whole, in order, without bullets and markup.

    A sentence whose quotation holds several sentences is left out in favour of these (guideline, nesting rule 2).
    `language` is the code of the text's language; None to tell it from the text.
    """
    rules = language_of(text, language)
    stop = len(text) if end is None else end
    found: list[Range] = []
    for low, high, near in _lines_with_quotations(text, start, stop):
        found += _claimable(text, low, high, near, rules)
    return [(low, high) for low, high in found if low < stop and high > start]


def _lines_with_quotations(text: str, start: int, stop: int) -> Iterator[tuple[int, int, list[Quotation]]]:
    """The lines that `[start, stop)` touches, long ones cut to what is near it, each with the quotations it touches."""
    quotes = quotations_between(
        text, max(line_at(text, start)[0], start - LOOK), min(line_at(text, stop)[1], stop + LOOK)
    )
    coming, near = 0, list[Quotation]()
    for low, high in lines(text, start, stop):
        low, high = (max(low, start - LOOK), min(high, stop + LOOK)) if high - low > 2 * LOOK else (low, high)
        while coming < len(quotes) and quotes[coming].start < high:
            near.append(quotes[coming])
            coming += 1
        near = [quote for quote in near if quote.end > low]
        yield low, high, near


def next_sentence(text: str, pos: int, language: str | None = None) -> int:
    """Where the next sentence after `pos` begins, be it around a quotation or in it; the end of the text if none does."""
    rules = language_of(text, language)
    low = pos
    while low < len(text):
        high = min(low + STEP, len(text))
        found = [start for start in _starts(text, low, high, rules) if start > pos]
        if found:
            return min(found)
        low = high
    return len(text)


def previous_sentence(text: str, pos: int, language: str | None = None) -> int:
    """Where the sentence that begins before `pos` begins, be it around a quotation or in it; 0 if none does."""
    rules = language_of(text, language)
    high = pos
    while high > 0:
        low = max(high - STEP, 0)
        found = [start for start in _starts(text, low, high, rules) if start < pos]
        if found:
            return max(found)
        high = low
    return 0


def _starts(text: str, start: int, stop: int, language: Language) -> set[int]:
    """Where sentences begin on the lines that `[start, stop)` touches."""
    return {
        first
        for low, high, near in _lines_with_quotations(text, start, stop)
        for first, _ in (*_split(text, low, high, near, language), *_claimable(text, low, high, near, language))
    }


def sentence_at(text: str, pos: int, language: str | None = None) -> Range | None:
    """The sentence that holds `pos`, or in the white space after one, that one; None on a blank line.

    In a quotation of several sentences it is the one inside the marks, with its own final punctuation (guideline,
    nesting rule 2); in the reporting clause before or after such a quotation it is the whole sentence.
    """
    rules = language_of(text, language)
    low, high = line_at(text, pos)
    low, high = max(low, pos - LOOK), min(high, pos + LOOK)
    quotes = [quote for quote in quotations_near(text, pos) if quote.start < high and quote.end > low]
    for quote in quotes:
        if quote.depth == 0 and quote.start <= pos < quote.end:
            inner = _inside(text, quote, low, high, quotes, rules)
            if inner:
                return _last_before(inner, pos)
    return _last_before(_split(text, low, high, quotes, rules), pos)


def _last_before(found: list[Range], pos: int) -> Range | None:
    """The range that holds `pos`, or the last one before it, or the first one."""
    before = [item for item in found if item[0] <= pos]
    return before[-1] if before else (found[0] if found else None)


def _claimable(text: str, low: int, high: int, quotes: list[Quotation], language: Language) -> list[Range]:
    """The sentences of one line, those within a quotation of several instead of the sentence around it."""
    inner_of = {
        quote: _inside(text, quote, low, high, quotes, language)
        for quote in quotes
        if quote.depth == 0 and quote.start < high and quote.end > low
    }
    found: list[Range] = []
    waiting = [item for items in inner_of.values() for item in items]
    for start, end in _split(text, low, high, quotes, language):
        inner = []
        while waiting and waiting[0][0] < end:
            inner.append(waiting.pop(0))
        found += inner or [(start, end)]
    return found


def _inside(
    text: str, quote: Quotation, low: int, high: int, quotes: list[Quotation], language: Language
) -> list[Range]:
    """The sentences inside a quotation that holds several, within `[low, high)`; none if it holds one."""
    start, end = quote.start + 1, quote.end
    if text[end - 1] in _CLOSING:
        end -= 1
    lines_in = line_at(text, start)[1] < end
    if low > start:  # a later paragraph of the quotation, which repeats the opening mark
        start = first_mark(text, low, min(high, end))
        start += text[start : start + 1] in PAIRS
    first, after = bisect_left(quotes, (start,)), bisect_left(quotes, (end,))
    inner = [item._replace(depth=item.depth - 1) for item in quotes[first:after] if item.end <= end]
    found = _split(text, max(start, low), min(end, high), inner, language)
    several = len(found) > 1 or lines_in
    ended = [(first, last - 1 if text[last - 1] in ",;" else last) for first, last in found]
    return [(first, last) for first, last in ended if first < last] if several else []


def _split(text: str, low: int, high: int, quotes: list[Quotation], language: Language) -> list[Range]:
    """The sentences of `[low, high)`, a line or the inside of a quotation, trimmed."""
    outer = [quote for quote in quotes if quote.depth == 0 and quote.start < high and quote.end > low]
    low = trimmed(text, low, high)[0]  # sentencex takes the number of a list item for a sentence
    cuts = _cuts(text, low, high, language)
    order = sorted(cuts)
    for quote in outer:
        cuts.difference_update(order[bisect_right(order, quote.start) : bisect_right(order, quote.end)])
        after = quote.end
        most = min(high, after + _MARKS)
        while after < most and text[after] in _CLOSING:
            after += 1
        following = stripped(text, after, high)[0]
        cuts.difference_update(order[bisect_left(order, after) : bisect_right(order, following)])
        if following < high and following > after and _ends_with(text, quote, following, high, language):
            cuts.add(following)
        before = text[max(low, quote.start - 8) : quote.start].rstrip()
        if before.endswith((",", ":")):
            cuts.discard(quote.start)
    edges = [low, *sorted(cut for cut in cuts if low < cut < high), high]
    found = (trimmed(text, first, last) for first, last in itertools.pairwise(edges))
    return [(first, last) for first, last in found if first < last]


def _ends_with(text: str, quote: Quotation, following: int, high: int, language: Language) -> bool:
    """Whether the sentence that holds `quote` ends with it, given where the next words begin."""
    tail = text[quote.end - 1 : following].strip()
    tail = tail.strip(_CLOSING)
    if tail[:1] and tail[0] in _FINAL:
        return True  # “… a slip”. Next
    if tail:
        return False
    last = text[quote.start : quote.end].rstrip(_CLOSING + "\u00a0\u202f ")[-1:]
    if last not in _FINAL or not last:
        return False
    next_character = text[following]
    if next_character.islower() or next_character in ",;:—–-)":
        return False
    if last in ".。":
        return True
    clause_end = _SENTENCE_MARK.search(text, following, min(high, following + 120))
    clause = text[following : clause_end.start() if clause_end else min(high, following + 120)]
    return next_character in "“„«\"‘'" or _saying(language).match(clause) is None


def _within_word(text: str, place: int) -> bool:
    """Whether neither space, nor a full stop without one after it, nor a capital is around a place: n.º 7, J.-P. Martin."""
    before, after = text[place - 1 : place], text[place : place + 1]
    return bool(before) and not before.isspace() and before not in "。！？」』" and not after.isupper()


@cache
def _saying(language: Language) -> re.Pattern[str]:
    """Some words of which one says that what was quoted before them was said."""
    return re.compile(rf"\W*(?:[\w.'’-]+\W+){{0,6}}?(?:{either(language.said)})\b")


@cache
def _ends(language: Language) -> re.Pattern[str] | None:
    """A word that ends a sentence although it looks like an abbreviation, and the space after it."""
    if not language.ends:
        return None
    return re.compile(rf"(?<![\w.-])(?:{either(language.ends)})\.\s{{1,20}}(?=[“„\"‘«¿¡(]{{0,3}}[A-ZÀ-ÖØ-Þ](?!\.))")


@cache
def _no_ends(language: Language) -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    """What may be before and after a place where no sentence ends."""
    abbreviations = "|".join(rf"(?<!\w){re.escape(word)}" for word in language.abbreviations).replace(r"\ ", SPACE)
    pairs = ((rf"(?:{abbreviations})\s+\Z", ""), *language.no_end) if abbreviations else language.no_end
    return [(re.compile(before), re.compile(after)) for before, after in pairs]


def _cuts(text: str, low: int, high: int, language: Language) -> set[int]:
    """Where sentencex lets sentences begin in `[low, high)`, less where the language's words say that none does."""
    import sentencex  # here: it is loaded when the first sentence is wanted, not at start

    cuts = {low}
    at = low
    while at < high:
        # Given all of a line full of marks, it takes time by the square of its length.
        window = text[at : min(at + AT_ONCE, high)].replace("\n", " ").replace("\r", " ")
        ends = list(itertools.accumulate(map(len, sentencex.segment(language.code or "en", window)), initial=at))[1:]
        if not ends or ends[-1] != at + len(window):
            return {low}
        if ends[-1] < high:
            del ends[-1]  # the last sentence may go on: it is read again with what follows
        cuts.update(ends)
        at = ends[-1] if ends else at + AT_ONCE
    cuts -= {cut for cut in cuts if _within_word(text, cut)}
    for before, after in _no_ends(language):
        cuts -= {cut for cut in cuts if after.match(text, cut, high) and before.search(text, max(low, cut - 30), cut)}
    if (ending := _ends(language)) is not None:
        cuts.update(match.end() for match in ending.finditer(text, low, high))
    return cuts | {low}
