"""WebAnno TSV 3, as INCEpTION and WebAnno write it: a line a token or a part of one, a column a feature of a layer.

The text is put together from its sentences; what stood between them the file does not say, and line ends are put there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from annotator.gold.importing import GivenSpan
from annotator.gold.offsets import Utf16
from annotator.text.sanitize import one_line

FORMAT = "#FORMAT=WebAnno TSV 3"
_FORMAT = re.compile(r"#FORMAT=WebAnno TSV 3(\.\d+)?\s*")
_STACKED = re.compile(r"(?:[^|\\]|\\.)+")
_NUMBERED = re.compile(r"(.*?)(?<!\\)\[(\d+)\]", re.DOTALL)
_ESCAPED = re.compile(r"\\(->|.)", re.DOTALL)
_CONTROL = {"t": "\t", "n": "\n", "r": "\r"}
_UNIT = re.compile(r"\d+-\d+(\.\d+)?")
_LINKS = "ROLE_"
_PLACE = re.compile(r"(\d{1,15})-(\d{1,15})")


class Layer(NamedTuple):
    """A layer as the head of a file names it."""

    kind: str
    """`SP` for spans, `RL` for relations, `CH` for chains."""
    name: str
    features: tuple[str, ...]
    """A column each; one column without a name if it has none."""


class Table(NamedTuple):
    """What a file says."""

    text: str
    spans: list[GivenSpan]
    """In code points of `text`."""


def read(content: str, taken: Callable[[str], bool], others: Counter[str]) -> Table:
    """The text and the spans of a file.

    Args:
        content: the file, decoded.
        taken: whether spans of the layer of that name are wanted.
        others: how many annotations are of no such layer, by its short name; added to.

    Raises:
        ValueError: if it is of another format, or its tokens do not stand in its sentences where it says.
    """
    lines = [line.removesuffix("\r") for line in content.split("\n")]
    if not _FORMAT.fullmatch(lines[0]):
        raise ValueError(f"it does not begin with {FORMAT}: export it again as WebAnno TSV v3.3")
    layers = [_layer(line) for line in lines if line.startswith("#T_")]
    text = _Text()
    found = _Found(layers)
    for line in lines[1:]:
        if line.startswith("#Text="):
            text.more(_plain(line.removeprefix("#Text=")))
        cells = line.split("\t")
        place = _PLACE.fullmatch(cells[1]) if len(cells) > 2 and _UNIT.fullmatch(cells[0]) else None
        if place is not None and "." not in cells[0]:
            text.token(int(place[1]), _plain(cells[2]))
        if place is not None:
            found.line(int(place[1]), int(place[2]), cells[3:])
    return _table(found, text.whole(), taken, others)


def _table(found: _Found, text: str, taken: Callable[[str], bool], others: Counter[str]) -> Table:
    counting = Utf16(text)
    spans = []
    others["link"] += found.links
    for layer, start, end, values in found.annotations():
        short = layer.name.rpartition(".")[2]
        if layer.kind != "SP" or not taken(layer.name):
            others[short] += 1
            continue
        label, attributes = _named(short, values)
        first, last = counting.code_points(start), counting.code_points(end)
        fault = "begins or ends in the middle of a character" if first is None or last is None else None
        spans.append(GivenSpan(label, first, last, attributes=attributes, fault=fault))
    return Table(text, spans)


def _named(short: str, values: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The label that the features give, as for UIMA CAS, and the other features."""
    name = next((name for name in ("label", "value") if name in values), next(iter(values), None))
    label = values[name] if name is not None else short
    return label, {other: value for other, value in values.items() if other != name}


def _layer(line: str) -> Layer:
    kind, _, about = line.removeprefix("#T_").partition("=")
    name, *features = about.split("|")
    return Layer(kind, name, tuple(features) or ("",))


class _Found:
    """The annotations, gathered line by line: those with a number go on over several."""

    def __init__(self, layers: list[Layer]) -> None:
        self._layers = layers
        self._numbered: dict[tuple[int, str], tuple[int, int, dict[str, str]]] = {}
        """By the number of the layer and what tells annotations of one layer apart."""
        self._lines = 0
        self.links = 0
        """From annotations with slots to those that fill them."""

    def line(self, start: int, end: int, cells: list[str]) -> None:
        """Take a token's cells; `start` and `end` are UTF-16 code units."""
        self._lines += 1
        column = 0
        for number, layer in enumerate(self._layers):
            mine = cells[column : column + len(layer.features)]
            column += len(layer.features)
            for identity, values in self._stacked(layer, mine):
                before = self._numbered.get((number, identity), (start, end, values))
                self._numbered[number, identity] = min(before[0], start), max(before[1], end), before[2]

    def _stacked(self, layer: Layer, cells: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
        """The annotations of one layer on one token, with their features that say something."""
        stack: dict[str, dict[str, str]] = {}
        target = False
        for feature, cell in zip(layer.features, cells, strict=False):
            role = feature.startswith(_LINKS)
            self.links += len(re.findall(r"[^;_|]+", cell)) if role and cell not in {"_", ""} else 0
            for nth, value in enumerate([] if target or cell in {"_", ""} else _STACKED.findall(cell)):
                numbered = _NUMBERED.fullmatch(value)
                plain, identity = (numbered[1], f"[{numbered[2]}]") if numbered else (value, f"{self._lines}:{nth}")
                values = stack.setdefault(identity, {})
                if plain != "*" and feature and not role:
                    values[feature] = _plain(plain)
            target = role  # the column after that of the roles says which annotations these lead to
        return iter(stack.items())

    def annotations(self) -> Iterator[tuple[Layer, int, int, dict[str, str]]]:
        """Every annotation with its layer, in the order of the file."""
        for (number, _), (start, end, values) in self._numbered.items():
            yield self._layers[number], start, end, values


class _Text:
    """A text made of sentences and of where their first tokens stand."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._tokens: list[tuple[int, str]] = []
        self._units = 0
        self._sentence: str | None = None

    def more(self, line: str) -> None:
        """A line of the next sentence."""
        self._sentence = line if self._sentence is None else f"{self._sentence}\n{line}"

    def token(self, start: int, form: str) -> None:
        """A token: the first one of a sentence says where the sentence begins."""
        self._tokens.append((start, form))
        if self._sentence is None:
            return
        lead = _units(self._sentence[: max(self._sentence.find(form), 0)])
        gap = start - lead - self._units
        self._parts += ["\n" * max(gap, 0), self._sentence]
        self._units += max(gap, 0) + _units(self._sentence)
        self._sentence = None

    def whole(self) -> str:
        """The text so far.

        Raises:
            ValueError: if a token does not stand in it.
        """
        text = "".join(self._parts)
        counting = Utf16(text)
        for start, form in self._tokens:
            place = counting.code_points(start)
            if place is None or not text.startswith(form, place):
                raise ValueError(f"the token {one_line(repr(form), 40)} does not stand at {start}")
        return text


def _units(text: str) -> int:
    return len(text) + sum(c > "\uffff" for c in text)


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda match: _CONTROL.get(match[1], match[1]), value)
