"""Markup from values: every string is made harmless on its way into a page, markup alone passes as it is."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from annotator.agreement.result import Analysis
from annotator.model import Label
from annotator.report.wording import between
from annotator.text.sanitize import display, one_line

Html = Markup
"""Markup that may stand in a page as it is; any other string is escaped first."""
Inside = str | Iterable[str]


def shown(text: str) -> str:
    """An article's text as it is drawn: 1:1, line ends as they are, whatever could steer or hide replaced."""
    lines = text.split("\n")
    drawn = [f"{display(line[:-1])}\r" if line.endswith("\r") else display(line) for line in lines[:-1]]
    return "\n".join([*drawn, display(lines[-1])])


def escaped(text: str) -> Html:
    """Harmless text as markup. Browsers drop a carriage return that is not written as a number."""
    return Html(html.escape(text).replace("\r", "&#13;"))


def tag(name: str, /, *inside: Inside, **attributes: str | None) -> Html:
    """An element.

    Args:
        name: of the element.
        inside: strings, which are escaped if they are no markup, or iterables of such.
        attributes: by name, `_` for `-`, one at the end dropped (`class_`); those that are `None` are left out.
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(shown(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{name}{told}>{joined(*inside)}</{name}>")


def joined(*inside: Inside) -> Html:
    """Strings and iterables of them as one piece of markup."""
    return Html("".join(markup(part) if isinstance(part, str) else joined(*part) for part in inside))


def markup(part: str) -> Html:
    """A string as markup: escaped, unless it is markup already."""
    return part if isinstance(part, Html) else escaped(shown(part))


def name_tag(text: str, width: int = 40) -> Html:
    """A name from outside on one line, which no direction of writing of its own can spill out of."""
    return tag("bdi", one_line(text, width))


LINES = ("solid", "dashed", "dotted", "double")
"""Styles of the line under a span, by the label's place."""
HATCHES = ("", "///", "...", "xx", "---", "\\\\\\", "oo", "++")
"""Patterns of bars, by the label's place."""
_COLOURS = ("#0072B2", "#D55E00", "#8C6BB1", "#7A7A7A")
"""For labels that the project does not know; dark enough for both grounds."""
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Look(NamedTuple):
    """A label's look."""

    name: str
    """Harmless, on one line."""
    letter: str
    colour: str
    """`#rrggbb`."""
    place: int


def looks(names: Sequence[str], known: Mapping[str, Label]) -> list[Look]:
    """The looks of labels, in their order; letters are the project's keys, or else free ones, and never the same twice.

    Args:
        names: of labels.
        known: the project's labels by name.
    """
    taken = {known[name].key for name in names if name in known}
    found: list[Look] = []
    for place, label in enumerate(names):
        if label in known:
            letter, colour = known[label].key, known[label].colour
        else:
            letter, colour = _letter(label, taken, place), _COLOURS[place % len(_COLOURS)]
        found.append(Look(one_line(label, 40), letter, colour, place))
    return found


def _letter(label: str, taken: set[str], place: int) -> str:
    """A letter of the label's own that is free, any free one, or else a number."""
    candidates = [*(c for c in label.lower() if c in _LETTERS), *_LETTERS]
    letter = next((c for c in candidates if c not in taken), str(place + 1))
    taken.add(letter)
    return letter


def interval_meaning(analysis: Analysis) -> str:
    """What the headline's interval means; empty where there is none."""
    found = analysis.overall["f1"]
    if found.low is None:
        return ""
    return (
        f"The 95\N{NO-BREAK SPACE}% confidence interval of strict F1 is {between(found)}: of"
        " intervals made in this way, 19 in 20 hold the value that all articles of this kind would give."
    )
