"""How labels and votes are shown: a letter, a line and a colour for each label, so that none is told by colour alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from annotator.book.contents import BookSpan
from annotator.model import Label
from annotator.report.markup import LINES, Html, Inside, Look, joined, looks, tag
from annotator.text.sanitize import one_line

_TOGGLES = 40
"""Labels that can be shown and hidden by themselves."""
_VALUE = 400
"""Characters of an attribute's value and of a note."""
_NAMED = 12
"""Annotators named of a span."""
_USUAL = frozenset({None, "hand"})


GroupLink = Callable[[str], str | None]
"""Where the book shows a decided group, by its id; `None` if it does not."""


class Labels(Sequence[Look]):
    """The looks of a book's labels, by place."""

    def __init__(self, names: Sequence[str], known: Mapping[str, Label]) -> None:
        """Take the labels' names, and the project's labels by name."""
        self.names = names
        self._looks = looks(names, known)

    def __getitem__(self, place: int) -> Look:  # type: ignore[override]
        return self._looks[place]

    def __len__(self) -> int:
        return len(self._looks)

    def name(self, place: int) -> Html:
        """A label's name, with its letter and line as they stand in articles."""
        look = self[place]
        letter, name = tag("b", look.letter, class_="key"), tag("bdi", look.name)
        return tag("span", letter, " ", name, class_=f"name l{place} {LINES[place % len(LINES)]}")

    def mark(self, span: BookSpan) -> str:
        """What stands before a span in its article: the label's letter, and which of its spans it is."""
        return f"{self[span.label].letter}{span.nth}"

    def can_hide(self, place: int) -> bool:
        """Whether pages have a box that hides its spans."""
        return place < _TOGGLES

    def style(self) -> str:
        """For the style sheet: each label's colour, what its box hides, and no ground where it covers most of a text."""
        colours = [f".l{look.place}{{--c:{look.colour}}}" for look in self._looks]
        hidden = [
            f"body:has(#show-{place}:not(:checked)) :is(.t,.note,.spans tr).l{place}{{display:none}}\n"
            f"body:has(#show-{place}:not(:checked)) .s.l{place}{{border-color:transparent;background:none}}"
            for place in range(min(len(self), _TOGGLES))
        ]
        quiet = [f".q{place} .s.i.l{place}{{background:none}}" for place in range(len(self))]
        return "\n".join([*colours, *hidden, *quiet, ""])


def votes(span: BookSpan, finishers: Sequence[str]) -> Html:
    """Who gave a span, of how many: `1 of 2: lee`, or `2 of 2` where it is all who are known to have finished the article.

    Args:
        span: of an article.
        finishers: who finished that article, as far as it is known.
    """
    named = span.annotators or []
    parts: list[Inside] = [] if span.support is None or span.of is None else [f"{span.support} of {span.of}"]
    if named and not (parts and len(named) == span.of and set(named) == {*finishers}):
        parts += [": " if parts else "", tag("bdi", _some(named))]
    if span.origin not in _USUAL:
        parts += [", " if parts else "", one_line(str(span.origin), 40)]
    return joined(*parts)


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(one_line(name, 40) for name in names[:_NAMED])
    return f"{shown} and {len(names) - _NAMED} more" if len(names) > _NAMED else shown


def attributes(span: BookSpan) -> list[tuple[str, str]]:
    """A span's attributes by name, harmless."""
    return [(one_line(name, 60), one_line(value, _VALUE)) for name, value in span.attributes.items() if value]


def note(span: BookSpan) -> str:
    """A span's note, harmless; empty if there is none."""
    return one_line(span.note or "", _VALUE)
