"""What is searched for: words or a pattern, and filters of spans and of articles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from annotator.errors import AnnotatorError
from annotator.text.sanitize import one_line

STATES = ("open", "started", "done", "skipped")
"""How far an article is; open: nobody who is asked about has begun it."""
_NAMES = {"label": "labels", "annotator": "annotators", "state": "states", "article": "articles", "event": "events"}
_PART = re.compile(
    r'(?P<name>label|annotator|state|article|event|note|attr|attribute):(?P<value>(?:"[^"]*"?|[^\s"])*)'
    r"|/(?P<pattern>(?:[^/\\]|\\.)+)/(?=\s|\Z)"
    r"|\S+"
)


@dataclass(frozen=True, slots=True)
class Query:
    """A search. What has several values is met by any of them, attributes by all; all filters together must be met.

    Raises:
        AnnotatorError: for a state that there is not.
    """

    words: str = ""
    regex: bool = False
    """The words are a regular expression."""
    labels: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    """Names with words of the value; no words: the span has such an attribute."""
    note: str | None = None
    """Words of a span's note; empty: it has one."""
    annotators: tuple[str, ...] = ()
    """Whose spans, and whose state; where a state is the only other filter, whose state alone."""
    states: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    """Ids; `*` and `?` stand for letters."""
    events: tuple[str, ...] = ()
    """As of the articles' `.meta.json`; `*` and `?` stand for letters."""

    def __post_init__(self) -> None:
        for state in self.states:
            if state not in STATES:
                raise AnnotatorError(f"{one_line(state, 40)!r} is no state: {', '.join(STATES)}")

    @property
    def of_spans(self) -> bool:
        """Whether only spans are found, or only words in spans."""
        about_spans = self.labels or self.attributes or self.note is not None
        return bool(about_spans or (self.annotators and not self.states))

    @property
    def asks(self) -> bool:
        """Whether there is anything to find: a filter of articles alone finds nothing in them."""
        return bool(self.words.strip() or self.of_spans)


def parse_query(line: str) -> Query:
    """The search that a line means, such as `the man label:quote state:done`, `/[0-9]+/`, `attr:speaker=Ana note:`.

    Several values are separated by commas, a value with spaces is put in quotation marks.

    Raises:
        AnnotatorError: for a state that there is not, or words beside a pattern.
    """
    words: list[str] = []
    pattern: str | None = None
    found: dict[str, tuple[str, ...]] = {}
    attributes: list[tuple[str, str]] = []
    note: str | None = None
    for part in _PART.finditer(line):
        name, value = part["name"], (part["value"] or "").replace('"', "")
        if part["pattern"] is not None:
            pattern = part["pattern"]
        elif name is None:
            words.append(part[0])
        elif name == "note":
            note = value
        elif name in {"attr", "attribute"}:
            attributes += [attribute(value)] if value else []
        else:
            values = tuple(one for one in value.split(",") if one)
            found[_NAMES[name]] = (*found.get(_NAMES[name], ()), *values)
    if pattern is not None and words:
        raise AnnotatorError("words and a /pattern/ are not searched for together: put the words into the pattern")
    return Query(
        " ".join(words) if pattern is None else pattern,
        pattern is not None,
        attributes=tuple(attributes),
        note=note,
        **found,
    )


def attribute(written: str) -> tuple[str, str]:
    """`name=words` as name and words; a name alone has no words."""
    name, _, words = written.partition("=")
    return name, words


def fits_any(value: str, patterns: Iterable[str]) -> bool:
    """Whether a name is one of those given, in which `*` and `?` stand for letters."""
    from fnmatch import fnmatchcase

    return any(value == pattern or fnmatchcase(value, pattern) for pattern in patterns)
