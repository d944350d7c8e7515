"""spaCy's `.spacy` files (`DocBin`), or a folder of them, which need the extra `spacy`; and training data in JSON.

Files that `export --to spacy` wrote say exactly what stood in the dataset. Of others all groups in `doc.spans` are taken,
and of `doc.ents` what is not among them. Offsets are code points.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.formats.parsing import LIMIT, integer, names, read_bytes, string, strings, table
from annotator.formats.spacy import EXTRA, USER_DATA
from annotator.gold.extras import need
from annotator.gold.importing import Given, GivenDocument, GivenSpan, Left, spacy_json
from annotator.model import AnnotatorError
from annotator.text.sanitize import one_line

_SUFFIX = ".spacy"
_WHAT = "--from spacy"


def read(path: Path) -> Given:
    """A document for each `Doc`, or for each example in JSON."""
    if path.suffix.lower() in spacy_json.SUFFIXES:
        return spacy_json.read(path)
    spacy, tokens = need("spacy", EXTRA, _WHAT), need("spacy.tokens", EXTRA, _WHAT)
    files = sorted(p for p in path.rglob(f"*{_SUFFIX}") if p.is_file()) if path.is_dir() else [path]
    if not files:
        raise AnnotatorError(f"{one_line(str(path))}: holds no {_SUFFIX} file: name one, or a folder of them")
    vocab = spacy.blank("xx").vocab
    left: list[Left] = []
    documents = [
        _document(file, number, doc, left, alone=len(files) == 1)
        for file in files
        for number, doc in enumerate(_docs(file, tokens, vocab), 1)
    ]
    return Given(documents, left=left)


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


def _document(path: Path, number: int, doc: Any, left: list[Left], *, alone: bool) -> GivenDocument:
    where = f"{one_line(path.name)}, document {number}"
    ours = table(doc.user_data.get(USER_DATA))
    name = string(ours.get("id")) or f"{path.stem}-{number}"
    if isinstance(ours.get("spans"), tuple):  # spaCy gives lists back as tuples
        spans = [_exact(span) for span in ours["spans"]]
        return GivenDocument(where, spans, name, doc.text, string(ours.get("sha256")), finished=True)
    return GivenDocument(where, list(_spans(doc)), name, doc.text, finished=True)


def _exact(fields: Any) -> GivenSpan:
    span = table(fields)
    return GivenSpan(
        string(span.get("label")),
        integer(span.get("start")),
        integer(span.get("end")),
        string(span.get("text")),
        strings(span.get("attributes")),
        string(span.get("note")),
        names(list(span["annotators"]) if isinstance(span.get("annotators"), tuple) else None),
    )


def _spans(doc: Any) -> Iterator[GivenSpan]:
    """The spans of all groups, then the entities that are none of them; each once."""
    groups = (span for key in sorted(doc.spans) for span in doc.spans[key])
    seen = set()
    for span in (*groups, *doc.ents):
        place = span.label_, span.start_char, span.end_char
        if place not in seen:
            seen.add(place)
            yield GivenSpan(span.label_ or None, span.start_char, span.end_char, span.text)
