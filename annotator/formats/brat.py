"""brat's standoff: for each article its text and an `.ann` beside it, in a folder that opens as a collection.

Offsets are code points of the text file. brat knows no span over a line's end: such a one is written in fragments, one a
line, which `annotator import` joins again.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from pathlib import Path

from annotator.dataset.dataset import PARTS, Content, Dataset, FileContents
from annotator.dataset.document import Document, Entry
from annotator.errors import AnnotatorError
from annotator.formats import Exported, Format, NotTaken, Source, SourceDocument, SourceSpan
from annotator.formats.parsing import passed_over, read_text, string, strings, table
from annotator.formats.schema import configuration
from annotator.formats.views import VOTES, DatasetView, file_name, labels_of, lost, text_of, views
from annotator.model import GOLD, Range
from annotator.text.sanitize import one_line, plural

FORMAT = Format(
    "the numbers in the `T` lines of each `.ann`", votes=False, needs_text=True, suffixes=(".ann", ".a1", ".a2")
)
CONFIG = "annotation.conf"
EXACT = "annotator"
"""The type of the note that holds a span's attributes and note, as JSON, and its label if brat has no such name."""
_LINE_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""All at which Python's `splitlines`, with which brat reads, ends a line."""
_PIECE = re.compile(rf"[^{_LINE_ENDS}]+")
_NO_TYPE = re.compile(r"[^A-Za-z0-9_-]")


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>/<article>.txt` and `.ann`, and the same in `<part>.<annotator>/` with each annotator's own spans."""
    files: dict[str, Content] = {}
    own: list[str] = []
    for view in views(dataset):
        before = len(files)
        taken: set[str] = set()
        for entry in view.documents.entries:
            name = file_name(entry, taken)
            files[f"{view.name}/{name}.txt"] = partial(_text, view, entry)
            files[f"{view.name}/{name}.ann"] = partial(_annotations, view, entry)
        files[f"{view.name}/{CONFIG}"] = lambda: [_config(dataset)]
        own += list(files)[before:] if view.annotator is not None else []
    return Exported(
        FileContents(files),
        lambda: lost(dataset, VOTES) | _not_held(dataset),
        configs=lambda: [
            configuration("default", {part: f"{part}/*.txt" for part in dataset.parts}, sample_by="document")
        ],
        sentences=lambda: _told(dataset),
        own=tuple(own),
    )


def _text(view: DatasetView, entry: Entry) -> list[bytes]:
    return [text_of(view.documents.read(entry)).encode()]


def _annotations(view: DatasetView, entry: Entry) -> list[bytes]:
    return ["".join(f"{line}\n" for line in _lines(view.documents.read(entry))).encode()]


def pieces(text: str, start: int, end: int) -> list[Range]:
    """The parts of a span that stand in one line each, without white space where one ends and the next begins."""
    lines = [match.span() for match in _PIECE.finditer(text, start, end)]
    found = []
    for number, (low, high) in enumerate(lines):
        line = text[low:high]
        low += len(line) - len(line.lstrip()) if number else 0
        high -= len(line) - len(line.rstrip()) if number < len(lines) - 1 else 0
        if low < high:
            found.append((low, high))
    return found


def _lines(document: Document) -> Iterator[str]:
    text = text_of(document)
    notes = 0
    for number, span in enumerate(document.spans, 1):
        found = pieces(text, span["start"], span["end"])
        if not found:
            continue
        where = ";".join(f"{start} {end}" for start, end in found)
        wording = " ".join(text[start:end] for start, end in found)
        kind = _NO_TYPE.sub("_", span["label"])
        yield f"T{number}\t{kind} {where}\t{wording}"
        if span["note"]:
            notes += 1
            yield f"#{notes}\tAnnotatorNotes T{number}\t{one_line(span['note'])}"
        exact = {name: span[name] for name in ("attributes", "note") if span[name]}
        if kind != span["label"]:
            exact["label"] = span["label"]
        if exact:
            notes += 1
            yield f"#{notes}\t{EXACT} T{number}\t{json.dumps(exact)}"


def _not_held(dataset: Dataset) -> dict[str, int]:
    edges = blank = 0
    for document in dataset.documents:
        for span in document.spans:
            found = pieces(text_of(document), span["start"], span["end"])
            blank += not found
            edges += bool(found) and (found[0][0], found[-1][1]) != (span["start"], span["end"])
    labels = len([label for label in labels_of(dataset) if _NO_TYPE.search(label)])
    counts = {
        "line ends, and white space beside them, at the edges of spans": edges,
        "spans of line ends alone": blank,
        "labels with other characters than a to z, digits, - and _ (written as _)": labels,
    }
    return {what: count for what, count in counts.items() if count}


def _told(dataset: Dataset) -> tuple[str, ...]:
    with_returns = sum("\r" in text_of(document) for document in dataset.documents)
    if not with_returns:
        return ()
    return (
        f"{plural(with_returns, 'article')} with carriage returns: offsets count each of them, so a reader that "
        "translates line ends (Python's text mode does) must be told not to.",
    )


def _config(dataset: Dataset) -> bytes:
    labels = sorted({_NO_TYPE.sub("_", label) for label in labels_of(dataset)})
    overlap = "<OVERLAP> Arg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>"
    return "\n".join(
        ["[entities]", *labels, "", "[relations]", overlap, "", "[events]", "", "[attributes]", ""]
    ).encode()


_BOUND = re.compile(r"(\S+) (\d{1,15} \d{1,15}(?:;\d{1,15} \d{1,15})*)")
_KINDS = {"R": "relation", "E": "event", "*": "relation", "N": "normalization"}
_NOTES = "AnnotatorNotes"
_CARRIED = "text without carriage returns"


def read(path: Path) -> Source:
    """A document for each text that has annotations."""
    files = _files(path)
    if not files:
        raise AnnotatorError(f"{one_line(str(path))}: holds no .ann file: name a folder of brat's, or one of its files")
    left: list[NotTaken] = []
    others: Counter[str] = Counter()
    annotators = _annotators(path, list(files))
    documents = [
        _document(base, found, path, annotators.get(base.parent), left, others) for base, found in sorted(files.items())
    ]
    carried = others.pop(_CARRIED, 0)
    told = passed_over(others)
    if carried:
        told.append(f"{plural(carried, 'document')} whose offsets do not count carriage returns: taken without them")
    return Source(documents, left=left, told=told)


def _files(path: Path) -> dict[Path, list[Path]]:
    """The annotation files, by the path without its suffix."""
    if path.is_dir():
        found = (p for p in sorted(path.rglob("*")) if p.suffix in FORMAT.suffixes and not p.name.startswith("."))
    else:
        beside = [path.with_suffix(suffix) for suffix in FORMAT.suffixes]
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
    folders = {base.parent for base in bases if base.parent != path}
    ours = {folder: own for folder in folders if (own := _one_annotators(folder, folders)) is not None}
    names = {folder: folder.name for folder in folders}
    if ours:  # an export of this program's, with the dataset itself and beside it what each annotator gave
        names |= {folder: GOLD for folder in folders if folder.name in PARTS} | ours
    return names


def _one_annotators(folder: Path, folders: Collection[Path]) -> str | None:
    """Whose own spans a folder `<part>.<annotator>` holds that stands beside the part; `None` if it is none."""
    part, _, name = folder.name.partition(".")
    return name if name and part in PARTS and folder.with_name(part) in folders else None


def _document(
    base: Path, files: list[Path], source: Path, annotator: str | None, left: list[NotTaken], others: Counter[str]
) -> SourceDocument:
    where = one_line(str(base.relative_to(source)) if source.is_dir() else base.name)
    beside = base.with_name(f"{base.name}.txt")
    text = read_text(beside) if beside.is_file() else None
    lines = [line.removesuffix("\r") for file in files for line in read_text(file).split("\n")]
    bounds = {identity: rest for line in lines if line[:1] == "T" for identity, _, rest in [line.partition("\t")]}
    if text is not None and "\r\n" in text and _fits(bounds.values(), bare := text.replace("\r\n", "\n"), text):
        text = bare
        others[_CARRIED] += 1
    spans = {identity: _span(rest) for identity, rest in bounds.items()}
    for number, line in enumerate(lines, 1):
        kind, rest = line[:1], line.partition("\t")[2]
        if not line.strip() or kind == "T":
            continue
        if kind in "AM#":
            if (passed := _note(kind, rest, spans)) is not None:
                others[passed] += 1
        elif kind in _KINDS:
            others[_KINDS[kind]] += 1
        else:
            left.append(NotTaken(where, None, f"line {number} is no annotation of brat's"))
    return SourceDocument(where, list(spans.values()), base.name, text, None, annotator, finished=True)


def _fits(bounds: Iterable[str], one: str, other: str) -> bool:
    """Whether more spans stand on their words in `one` than in `other`."""
    given = [span for rest in bounds if (span := _span(rest)).text and span.start is not None]

    def on_their_words(text: str) -> int:
        return sum("".join((s.text or "").split()) == "".join(text[s.start : s.end].split()) for s in given)

    return on_their_words(one) > on_their_words(other)


def _span(rest: str) -> SourceSpan:
    bound, _, wording = rest.partition("\t")
    match = _BOUND.fullmatch(bound)
    if match is None:
        return SourceSpan(None, None, None, fault="is not written as brat does (label, start and end)")
    places = sorted((int(start), int(end)) for start, end in (place.split(" ") for place in match[2].split(";")))
    pieces = tuple(places) if len(places) > 1 else ()
    return SourceSpan(match[1], places[0][0], places[-1][1], wording or None, pieces=pieces)


def _note(kind: str, rest: str, spans: dict[str, SourceSpan]) -> str | None:
    """Put an attribute or note on the span that it names; of relations and events, say what it is instead."""
    about, _, text = rest.partition("\t")
    name, _, target = about.partition(" ")
    identity, _, value = target.partition(" ")
    span = spans.get(identity)
    if span is None:
        return f"relation or event {'note' if kind == '#' else 'attribute'}"
    if kind != "#":
        spans[identity] = span._replace(attributes={**span.attributes, name: _both(span, name, value or "true")})
    elif name == EXACT:
        try:
            exact = table(json.loads(text))
        except (ValueError, RecursionError):
            return "unreadable note"
        note = string(exact.get("note")) or span.note
        label = string(exact.get("label")) or span.label
        spans[identity] = span._replace(label=label, attributes=strings(exact.get("attributes")), note=note)
    elif name != _NOTES:
        spans[identity] = span._replace(attributes={**span.attributes, name: _both(span, name, text.strip())})
    elif text and span.note != text:
        spans[identity] = span._replace(note=f"{span.note}\n{text}" if span.note else text)
    return None


def _both(span: SourceSpan, name: str, value: str) -> str:
    """An attribute's value, after those that the span has of that name."""
    before = span.attributes.get(name)
    return value if before is None or before == value else f"{before}; {value}"
