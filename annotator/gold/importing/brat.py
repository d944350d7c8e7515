"""brat's standoff: `.ann` files (or `.a1` and `.a2`) beside the `.txt` that they are of; a file, or a folder of them.

Offsets are code points. Fragments with nothing but line ends between them are one span; others are discontinuous. Where
several folders in one have documents of the same name, each folder is an annotator. A document with an `.ann` is finished.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from annotator.gold.export.brat import EXACT
from annotator.gold.importing import Given, GivenDocument, GivenSpan, Left
from annotator.gold.importing.plain import read_text, string, strings, table
from annotator.gold.merge import plural
from annotator.model import AnnotatorError
from annotator.text.display import one_line

_SUFFIXES = (".ann", ".a1", ".a2")
_BOUND = re.compile(r"(\S+) (\d{1,15} \d{1,15}(?:;\d{1,15} \d{1,15})*)")
_KINDS = {"R": "relation", "E": "event", "*": "relation", "N": "normalization"}


def read(path: Path) -> Given:
    """A document for each text that has annotations."""
    files = _files(path)
    if not files:
        raise AnnotatorError(f"{one_line(str(path))}: holds no .ann file: name a folder of brat's, or one of its files")
    left: list[Left] = []
    others: Counter[str] = Counter()
    annotators = _annotators(path, list(files))
    documents = [
        _document(base, found, path, annotators.get(base.parent), left, others) for base, found in sorted(files.items())
    ]
    return Given(
        documents,
        left=left,
        told=[f"{plural(n, what)} left: this program has none" for what, n in sorted(others.items())],
    )


def _files(path: Path) -> dict[Path, list[Path]]:
    """The annotation files, by the path without its suffix."""
    if path.is_dir():
        found = (p for p in sorted(path.rglob("*")) if p.suffix in _SUFFIXES and not p.name.startswith("."))
    else:
        beside = [path.with_suffix(suffix) for suffix in _SUFFIXES]
        found = (p for p in beside if p == path or (path.suffix != ".ann" and p.suffix != ".ann" and p.is_file()))
    files: dict[Path, list[Path]] = {}
    for file in found:
        files.setdefault(file.with_suffix(""), []).append(file)
    return files


def _annotators(path: Path, bases: list[Path]) -> dict[Path, str]:
    """The folders that stand for annotators, with their names."""
    counts = Counter(base.name for base in bases)
    if not path.is_dir() or max(counts.values()) == 1:
        return {}
    return {base.parent: base.parent.name for base in bases if base.parent != path}


def _document(
    base: Path, files: list[Path], source: Path, annotator: str | None, left: list[Left], others: Counter[str]
) -> GivenDocument:
    where = one_line(str(base.relative_to(source)) if source.is_dir() else base.name)
    beside = base.with_name(f"{base.name}.txt")
    text = read_text(beside) if beside.is_file() else None
    spans: dict[str, GivenSpan] = {}
    lines = [line.removesuffix("\r") for file in files for line in read_text(file).split("\n")]
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        kind, (identity, _, rest) = line[0], line.partition("\t")
        if kind == "T":
            spans[identity] = _span(rest, text)
        elif kind in "AM#":
            _note(rest, spans)
        elif kind in _KINDS:
            others[_KINDS[kind]] += 1
        else:
            left.append(Left(where, None, f"line {number} is no annotation of brat's"))
    return GivenDocument(where, list(spans.values()), base.name, text, None, annotator, finished=True)


def _span(rest: str, text: str | None) -> GivenSpan:
    bound, _, wording = rest.partition("\t")
    match = _BOUND.fullmatch(bound)
    if match is None:
        return GivenSpan(None, None, None, fault="is not written as brat does (label, start and end)")
    places = sorted((int(start), int(end)) for start, end in (place.split(" ") for place in match[2].split(";")))
    start, end = places[0][0], places[-1][1]
    if len(places) > 1 and not _joined(places, text):
        return GivenSpan(match[1], start, end, fault="is discontinuous")
    return GivenSpan(match[1], start, end, wording or None)


def _joined(places: list[tuple[int, int]], text: str | None) -> bool:
    """Whether fragments follow each other with nothing but line ends between them."""
    if text is None:
        return all(before[1] == after[0] for before, after in _pairs(places))
    gaps = (text[before[1] : after[0]] for before, after in _pairs(places))
    return all(not gap.strip() and len("".join(gap.splitlines())) == 0 for gap in gaps)


def _pairs(places: list[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    return pairwise(places)


def _note(rest: str, spans: dict[str, GivenSpan]) -> None:
    """An attribute or note, on the span that it names; others are of relations and events."""
    about, _, text = rest.partition("\t")
    kind, _, target = about.partition(" ")
    identity, _, value = target.partition(" ")
    span = spans.get(identity)
    if span is None:
        return
    if kind == EXACT:
        try:
            exact = table(json.loads(text))
        except (ValueError, RecursionError):
            return
        note = string(exact.get("note")) or span.note
        spans[identity] = span._replace(attributes=strings(exact.get("attributes")), note=note)
    elif kind == "AnnotatorNotes":
        spans[identity] = span._replace(note=span.note or text or None)
    elif not text:
        spans[identity] = span._replace(attributes={**span.attributes, kind: value or "true"})
