"""Tokens with tags, a token a line: as `export --to conll` writes them, with offsets, or as anybody does, without.

The first column is the token, the last its tag, in any of IOB1, IOB2, IOBES and BILOU. Without offsets the tokens are
looked for one after another in the article of the file's name; if there is none, the text is made of them: a space
between tokens, a line a sentence. A file counts as finished: each of its tokens has a tag. A last column without any
such tag is no column of tags, and the file is refused; single tags of another form are reported and taken for `O`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from annotator.formats.parsing import integer, read_text
from annotator.gold.importing import Given, GivenDocument, GivenSpan, Left
from annotator.model import AnnotatorError
from annotator.text.sanitize import one_line

DOCUMENT = "-DOCSTART-"
_TAG = re.compile(r"O|[BIESULM]-.+", re.DOTALL)
_BEGIN, _INSIDE = frozenset("BSU"), frozenset("IEML")


class _Token(NamedTuple):
    text: str
    tag: str
    start: int | None
    end: int | None


class _Part(NamedTuple):
    """A document's lines: sentences of tokens."""

    article: str | None
    sha256: str | None
    sentences: list[list[_Token]]


def read(path: Path) -> Given:
    """A document for each `-DOCSTART-`, or one."""
    left: list[Left] = []
    parts = [part for part in _parts(path, left) if any(part.sentences) or part.article]
    stem = path.name.partition(".")[0]
    tags = {token.tag for part in parts for sentence in part.sentences for token in sentence} - {"O"}
    if tags and not any(map(_TAG.fullmatch, tags)):
        raise AnnotatorError(
            f"{one_line(str(path))}: its last column has no tags as O, B-name and I-name: move them there, or name the "
            "format with --from"
        )
    documents = []
    for number, part in enumerate(parts, 1):
        name = part.article or (stem if len(parts) == 1 else f"{stem}-{number}")
        where = f"{one_line(path.name)}, document {number}"
        documents.append(_document(where, name, part))
    return Given(documents, left=left)


def _parts(path: Path, left: list[Left]) -> Iterator[_Part]:
    part = _Part(None, None, [[]])
    for number, line in enumerate(read_text(path).split("\n"), 1):
        columns = line.removesuffix("\r").split("\t" if "\t" in line else None)
        if not line.strip():
            part.sentences.append([])
        elif columns[0] == DOCUMENT:
            yield part
            ours = len(columns) == 4 and len(columns[2]) == 64
            part = _Part(columns[1] if ours else None, columns[2] if ours else None, [[]])
        elif line.startswith("# ") and " = " in line:
            continue
        elif len(columns) < 2:
            left.append(Left(f"{one_line(path.name)}, line {number}", None, "has a token and no tag"))
        else:
            ours = len(columns) == 4
            if not _TAG.fullmatch(columns[-1]):
                tag = one_line(repr(columns[-1]), 40)
                left.append(Left(f"{one_line(path.name)}, line {number}", None, f"has the tag {tag}, which is no tag"))
            start, end = (integer(columns[1]), integer(columns[2])) if ours else (None, None)
            part.sentences[-1].append(_Token(columns[0], columns[-1], start, end))
    yield part


def _document(where: str, name: str, part: _Part) -> GivenDocument:
    tokens = [token for sentence in part.sentences for token in sentence]
    exact = bool(tokens) and all(token.start is not None and token.end is not None for token in tokens)
    if exact or not tokens:
        places = [(token.start or 0, token.end or 0) for token in tokens]
        text = None
    else:
        text, places = _made(part.sentences)
    spans = [
        GivenSpan(
            label,
            places[first][0],
            places[last - 1][1],
            None if exact else text and text[places[first][0] : places[last - 1][1]],
        )
        for first, last, label in _runs(tokens)
    ]
    return GivenDocument(where, spans, name, text, part.sha256, finished=True)


def _made(sentences: list[list[_Token]]) -> tuple[str, list[tuple[int, int]]]:
    """A text of the tokens, and where each stands in it."""
    lines: list[str] = []
    places = []
    offset = 0
    for sentence in filter(None, sentences):
        for token in sentence:
            places.append((offset, offset + len(token.text)))
            offset += len(token.text) + 1
        lines.append(" ".join(token.text for token in sentence))
    return "\n".join([*lines, ""]), places


def _runs(tokens: list[_Token]) -> Iterator[tuple[int, int, str]]:
    """Stretches of tokens `[first, last)` with one label."""
    first, label = 0, ""
    for i, token in enumerate(tokens):
        kind, _, name = token.tag.partition("-")
        begins = kind in _BEGIN or (kind in _INSIDE and name != label)
        if label and (begins or kind not in _INSIDE):
            yield first, i, label
            label = ""
        if begins and name:
            first, label = i, name
    if label:
        yield first, len(tokens), label
