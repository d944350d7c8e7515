"""spaCy: a `DocBin` for each part. Needs the extra `spacy`, and no model.

Every span is in `doc.spans["sc"]`, those that do not overlap are in `doc.ents` too. spaCy's spans are made of whole
tokens. An edge inside a token is moved outwards, so that no tagged word is lost; one behind the space after a word is
moved before it, as that space belongs to the word's token. Both are counted. `doc.user_data["annotator"]` has the exact
offsets (code points) and all else that is known of each span, in the order of `doc.spans["sc"]`.
"""

from __future__ import annotations

import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, TypeGuard

import numpy as np
import orjson

from annotator.dataset.dataset import Dataset, FileContents
from annotator.dataset.document import Document, Documents
from annotator.errors import AnnotatorError, need
from annotator.formats import Exported, Format, NotTaken, Source, SourceDocument, SourceSpan
from annotator.formats.parsing import LIMIT, items, passed_over, read_bytes, source_span, string, table
from annotator.formats.schema import span_text
from annotator.journal.records import Fields, numbered
from annotator.text.sanitize import one_line

FORMAT = Format(
    "`start` and `end` in `doc.user_data`; `doc.spans` is made of whole tokens",
    needs_text=True,
    extra="spacy",
    suffixes=(".spacy",),
)
GROUP = "sc"
"""The key of `doc.spans`: the one that spaCy's span categorizer takes by default."""
USER_DATA = "annotator"
_KEPT = ("start", "end", "label", "annotators", "support", "of", "origin", "attributes", "note")

_MOVED = "edges of spans that are none of tokens (moved to take whole tokens; doc.user_data has the exact offsets)"
_OVERLAPPING = "overlapping spans in doc.ents (the longest are there; doc.spans has all)"
_SPACE = "spans that begin or end with white space in doc.ents (doc.spans has all)"
_ANY = "articles without a language that spaCy has a tokenizer for (cut into tokens by the rules for any language)"


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>.spacy` for each part of the dataset."""
    assert with_text
    spacy, tokens = need("spacy", "spacy", "--to spacy"), need("spacy.tokens", "spacy", "--to spacy")

    @cache
    def tokenizer(code: str) -> tuple[Any, bool]:
        """A blank pipeline for a language, and whether it is the language's own; else that for any language."""
        try:
            return spacy.blank(code), True
        except (ImportError, ValueError, OSError):  # an unknown code, or a tokenizer that needs a package
            return spacy.blank("xx"), False

    lost: dict[str, Counter[str]] = {}

    def docs(part: str, documents: Documents) -> Iterator[bytes]:
        lost[part] = Counter()

        def made() -> Iterator[Any]:
            for document in documents:
                code = (document.meta.language or "xx").replace("_", "-").partition("-")[0].lower()
                yield _doc(document, *tokenizer(code), tokens, spacy, lost[part])

        return _packed(made(), tokens.DocBin(store_user_data=True))

    def not_held() -> dict[str, int]:
        counts = sum(lost.values(), Counter[str]())
        return {what: counts[what] for what in (_MOVED, _OVERLAPPING, _SPACE, _ANY) if counts[what]}

    files = {f"{part}.spacy": partial(docs, part, documents) for part, documents in dataset.parts.items()}
    return Exported(FileContents(files), not_held)


_LARGE = ("tokens", "spaces", "span_groups", "user_data")
"""What a `DocBin` keeps of every document and is as large as all of them."""
_BLOCK = 2**20
"""Bytes that are compressed at once."""


def _packed(docs: Iterator[Any], bin_: Any) -> Iterator[bytes]:
    """What `DocBin.to_bytes` gives, without all documents in memory: what is large is kept in temporary files.

    Args:
        docs: spaCy's documents.
        bin_: an empty `DocBin`, to add them to.

    Raises:
        AnnotatorError: if there is more than its format can hold.
    """
    pack = import_module("srsly").msgpack_dumps
    with ExitStack() as stack:
        files = {name: stack.enter_context(tempfile.TemporaryFile()) for name in _LARGE}
        lengths = []
        for doc in docs:
            bin_.add(doc)
            for name, file in files.items():
                kept = getattr(bin_, name).pop()
                file.write(pack(kept) if isinstance(kept, bytes) else kept.tobytes("C"))
            lengths.append(len(doc))
        small = {name: getattr(bin_, name) for name in ("version", "attrs", "cats", "flags")}
        small |= {"lengths": np.array(lengths, dtype=np.int32).tobytes(), "strings": sorted(bin_.strings)}
        squeezed = zlib.compressobj()
        yield squeezed.compress(_head("map", len(_ORDER)))
        for name in _ORDER:
            yield squeezed.compress(pack(name))
            if name in small:
                yield squeezed.compress(pack(small[name]))
                continue
            file = files[name]
            yield squeezed.compress(
                _head("bytes", file.tell()) if name in {"tokens", "spaces"} else _head("array", len(lengths))
            )
            file.seek(0)
            while block := file.read(_BLOCK):
                yield squeezed.compress(block)
        yield squeezed.flush()


_ORDER = (
    "version", "attrs", "tokens", "spaces", "lengths", "strings", "cats", "flags", "span_groups", "user_data",
)  # fmt: skip


def _head(kind: Literal["map", "bytes", "array"], size: int) -> bytes:
    """How such a value of so many bytes or items begins in MessagePack (its specification, *Formats*)."""
    if size >= 2**32:
        raise AnnotatorError("--to spacy: more articles than one file can hold: use --split, or --to jsonl")
    few = {"map": 0x80, "array": 0x90}
    if size < 16 and kind in few:
        return bytes([few[kind] | size])
    marks = {"map": ((0xDE, 2), (0xDF, 4)), "array": ((0xDC, 2), (0xDD, 4)), "bytes": ((0xC4, 1), (0xC5, 2), (0xC6, 4))}
    mark, width = next((mark, width) for mark, width in marks[kind] if size < 256**width)
    return bytes([mark]) + size.to_bytes(width, "big")


def _doc(document: Document, nlp: Any, own: bool, tokens: Any, spacy: Any, lost: Counter[str]) -> Any:
    assert document.text is not None
    nlp.max_length = max(nlp.max_length, len(document.text))
    doc = nlp.make_doc(document.text)
    if doc.text != document.text:
        raise AnnotatorError(f"{one_line(document.id)}: spaCy's tokens do not give the text back: use --to jsonl")
    lost[_ANY] += not own
    spans = [_whole(doc, span, tokens) for span in document.spans]
    for found, span in zip(spans, document.spans, strict=True):
        lost[_MOVED] += (found.start_char != span["start"]) + (found.end_char != span["end"])
    doc.spans[GROUP] = tokens.SpanGroup(doc, name=GROUP, spans=spans)
    solid = [span for span in spans if not (span[0].is_space or span[-1].is_space)]
    doc.ents = spacy.util.filter_spans(solid)
    lost[_SPACE] += len(spans) - len(solid)
    lost[_OVERLAPPING] += len(solid) - len(doc.ents)
    doc.user_data[USER_DATA] = {
        "id": document.id,
        "sha256": document.sha256,
        "meta": document.meta.fields(),
        "spans": [
            {**{name: span[name] for name in _KEPT}, "text": span_text(document, span)} for span in document.spans
        ],
    }
    return doc


def _whole(doc: Any, span: Fields, tokens: Any) -> Any:
    """The whole tokens that a span touches; for the mere space after a word, the word."""
    found = doc.char_span(span["start"], span["end"], alignment_mode="expand")
    first = found.start if found.start < found.end else found.start - 1
    return tokens.Span(doc, first, found.end, span["label"])


SUFFIXES = (".json", ".jsonl")
_ENTITY = "[start, end, label]"


def is_example(value: Any) -> TypeGuard[list[Any]]:
    """Whether a value is a text with what is annotated in it."""
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], dict)


def examples(value: Any) -> list[Any] | None:
    """The examples in the JSON value of a file; `None` if it is of another shape."""
    found = table(value).get("annotations", value)
    if is_example(found):
        return [found]
    return found if isinstance(found, list) and any(map(is_example, found)) else None


def read_json(path: Path) -> Source:
    """A document an example; what else an example says of its text is counted.

    Raises:
        AnnotatorError: if it holds no examples.
    """
    left: list[NotTaken] = []
    others: Counter[str] = Counter()
    documents = []
    for where, value in _values(path, left):
        if not is_example(value):
            if value is not None:  # which stands for a text that nobody has come to
                left.append(NotTaken(where, None, "is not [text, {entities: …}]"))
            continue
        text, about = value
        entities = about.get("entities")
        others["whole-text label"] += len(table(about.get("cats")))
        others["link"] += len(table(about.get("links")))
        if entities is not None and not isinstance(entities, list):
            left.append(NotTaken(where, None, "has entities that are no list"))
            continue
        documents.append(
            SourceDocument(
                where, [source_span(entity, _ENTITY) for entity in items(entities)], text=text, finished=True
            )
        )
    return Source(documents, left=left, told=passed_over(others))


def _values(path: Path, left: list[NotTaken]) -> list[tuple[str, Any]]:
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


def _lines(data: bytes, path: Path, left: list[NotTaken]) -> list[tuple[str, Any]]:
    found = []
    for number, line in numbered(data):
        where = f"{one_line(path.name)}, line {number}"
        try:
            found.append((where, orjson.loads(line)))
        except orjson.JSONDecodeError as error:
            left.append(NotTaken(where, None, f"is not JSON ({one_line(error.msg, 80)})"))
    return found


_SUFFIX = ".spacy"
_WHAT = "--from spacy"


def read(path: Path) -> Source:
    """A document for each `Doc`, or for each example in JSON."""
    if path.suffix.lower() in SUFFIXES:
        return read_json(path)
    spacy, tokens = need("spacy", "spacy", _WHAT), need("spacy.tokens", "spacy", _WHAT)
    files = sorted(p for p in path.rglob(f"*{_SUFFIX}") if p.is_file()) if path.is_dir() else [path]
    if not files:
        raise AnnotatorError(f"{one_line(str(path))}: holds no {_SUFFIX} file: name one, or a folder of them")
    vocab = spacy.blank("xx").vocab
    left: list[NotTaken] = []
    documents = [
        _document(file, number, doc, left, alone=len(files) == 1)
        for file in files
        for number, doc in enumerate(_docs(file, tokens, vocab), 1)
    ]
    return Source(documents, left=left)


def _docs(path: Path, tokens: Any, vocab: Any) -> Iterator[Any]:
    data = read_bytes(path)
    shown = one_line(str(path))
    try:
        if len(zlib.decompressobj().decompress(data, LIMIT)) >= LIMIT:
            raise AnnotatorError(f"{shown}: holds more than {LIMIT:,} bytes: part it")
        yield from tokens.DocBin().from_bytes(data).get_docs(vocab)
    except AnnotatorError:
        raise
    except Exception as error:  # whatever spaCy trips over in bytes that may be anything
        raise AnnotatorError(
            f"{shown}: is not what spaCy's DocBin writes ({one_line(str(error) or type(error).__name__, 80)}): name a "
            f"{_SUFFIX} file"
        ) from None


def _document(path: Path, number: int, doc: Any, left: list[NotTaken], *, alone: bool) -> SourceDocument:
    where = f"{one_line(path.name)}, document {number}"
    ours = table(doc.user_data.get(USER_DATA))
    name = string(ours.get("id")) or f"{path.stem}-{number}"
    if isinstance(ours.get("spans"), tuple):  # spaCy gives lists back as tuples
        spans = [source_span(table(span)) for span in ours["spans"]]
        return SourceDocument(where, spans, name, doc.text, string(ours.get("sha256")), finished=True)
    return SourceDocument(where, list(_spans(doc)), name, doc.text, finished=True)


def _spans(doc: Any) -> Iterator[SourceSpan]:
    """The spans of all groups, then the entities that are none of them; each once.

    Their words are not said again: offsets are of the document's own text, and a file of nested spans would grow with the
    square of its size.
    """
    groups = (span for key in sorted(doc.spans) for span in doc.spans[key])
    seen = set()
    for span in (*groups, *doc.ents):
        place = span.label_, span.start_char, span.end_char
        if place not in seen:
            seen.add(place)
            yield SourceSpan(span.label_ or None, span.start_char, span.end_char)
