"""Training data as it is written for spaCy in JSON: `[text, {"entities": [[start, end, label]]}]`, a list of them, or one a line.

The same as an object's `annotations`, as annotation pages in a browser write it. Offsets are code points. The token trees
of spaCy 2 (`paragraphs`) are refused: `spacy convert` makes `.spacy` files of them.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, TypeGuard

import orjson

from annotator.formats.parsing import integer, items, read_bytes, string, table
from annotator.gold.importing import Given, GivenDocument, GivenSpan, Left
from annotator.journal.records import numbered
from annotator.merge import plural
from annotator.model import AnnotatorError
from annotator.text.sanitize import one_line

SUFFIXES = (".json", ".jsonl")


def is_example(value: Any) -> TypeGuard[list[Any]]:
    """Whether a value is a text with what is annotated in it."""
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], dict)


def examples(value: Any) -> list[Any] | None:
    """The examples in the JSON value of a file; `None` if it is of another shape."""
    found = table(value).get("annotations", value)
    if is_example(found):
        return [found]
    return found if isinstance(found, list) and any(map(is_example, found)) else None


def read(path: Path) -> Given:
    """A document an example; what else an example says of its text is counted.

    Raises:
        AnnotatorError: if it holds no examples.
    """
    left: list[Left] = []
    others: Counter[str] = Counter()
    documents = []
    for where, value in _values(path, left):
        if not is_example(value):
            if value is not None:  # which stands for a text that nobody has come to
                left.append(Left(where, None, "is not [text, {entities: …}]"))
            continue
        text, about = value
        entities = about.get("entities")
        others["whole-text label"] += len(table(about.get("cats")))
        others["link"] += len(table(about.get("links")))
        if entities is not None and not isinstance(entities, list):
            left.append(Left(where, None, "has entities that are no list"))
            continue
        documents.append(GivenDocument(where, [_span(entity) for entity in items(entities)], text=text, finished=True))
    told = [f"{plural(count, what)} left: this program has none" for what, count in sorted(others.items()) if count]
    return Given(documents, left=left, told=told)


def _values(path: Path, left: list[Left]) -> list[tuple[str, Any]]:
    data = read_bytes(path).removeprefix(b"\xef\xbb\xbf")
    shown = one_line(path.name)
    try:
        whole = orjson.loads(data)
    except orjson.JSONDecodeError:
        return _lines(data, path, left)
    found = examples(whole)
    if found is None:
        tree = any("paragraphs" in table(item) for item in (whole if isinstance(whole, list) else [whole]))
        raise AnnotatorError(
            f"{one_line(str(path))}: holds token trees of spaCy 2: make a .spacy file of it with `spacy convert`"
            if tree
            else f"{one_line(str(path))}: holds no [text, {{entities: …}}]: name the format with --from"
        )
    return [(f"{shown}, item {number}", value) for number, value in enumerate(found, 1)]


def _lines(data: bytes, path: Path, left: list[Left]) -> list[tuple[str, Any]]:
    found = []
    for number, line in numbered(data):
        where = f"{one_line(path.name)}, line {number}"
        try:
            found.append((where, orjson.loads(line)))
        except orjson.JSONDecodeError as error:
            left.append(Left(where, None, f"is not JSON ({one_line(error.msg, 80)})"))
    return found


def _span(entity: Any) -> GivenSpan:
    if isinstance(entity, dict):
        return GivenSpan(string(entity.get("label")), integer(entity.get("start")), integer(entity.get("end")))
    if isinstance(entity, list) and len(entity) >= 3:
        return GivenSpan(string(entity[2]), integer(entity[0]), integer(entity[1]))
    return GivenSpan(None, None, None, fault="is not [start, end, label]")
