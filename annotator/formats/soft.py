"""Votes by token, for learning from disagreement: of each token and label, how many of all who finished the article tagged it.

JSON lines, an article a line; offsets of the tokens in code points. Who did the article and has no span there votes too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import orjson

from annotator.dataset.dataset import Content, Dataset, FileContents
from annotator.dataset.document import Document, Documents
from annotator.formats import Exported, Format
from annotator.formats.schema import a_file_a_part
from annotator.formats.views import ATTRIBUTES, NOTES, RULE, labels_of, lost, tokens
from annotator.journal.columns import Ints
from annotator.journal.records import Fields

FORMAT = Format("`tokens`, pairs of start and end", noted=False)
_WIDENED = "edges of spans inside a token (widened to the whole token)"
_NO_TEXT = "articles whose text is not at hand, so that they have no tokens"
TOLD = (
    RULE,
    "A token has an annotator's vote for a label if any of their spans of it lies on any part of the token; where one span of "
    "a label ends and the next begins is not said.",
)


class TokenVotes(NamedTuple):
    """The tokens of one article.

    Attributes:
        ranges: `(tokens, 2)`, code points.
        annotators: who finished it, by name, as far as they are known.
        of: how many finished it: as many votes there could be.
        votes: of each label, `(tokens,)`: how many of them tagged the token.
        chosen: of each label, `(tokens,)`: 1 where a span of the dataset itself lies on the token.
        widened: edges of the annotators' spans that fall inside a token.
    """

    ranges: Ints
    annotators: list[str]
    of: int
    votes: dict[str, Ints]
    chosen: dict[str, Ints]
    widened: int


def token_votes(document: Document, labels: Sequence[str], alone: str | None = None) -> TokenVotes | None:
    """The votes in a document; `None` if its text is not at hand.

    Args:
        document: whose annotators' own spans vote; where it has none of these, those whom its spans name.
        labels: of the dataset.
        alone: whose work all of the dataset is, if it is one annotator's.
    """
    if document.text is None:
        return None
    ranges = np.array([*tokens(document.text)], dtype=np.int64).reshape(-1, 2)
    own = document.own or _named_by(document.spans) or ({} if alone is None else {alone: []})
    of = max((span["of"] or 0 for span in document.spans), default=0)
    covered = {name: _covered(ranges, spans, labels) for name, spans in sorted(own.items())}
    votes = {
        label: sum((cover[label] for cover in covered.values()), np.zeros(len(ranges), np.int64)) for label in labels
    }
    widened = sum(_edges_inside(ranges, spans) for spans in own.values())
    return TokenVotes(
        ranges, list(covered), max(of, len(covered)), votes, _covered(ranges, document.spans, labels), widened
    )


def _named_by(spans: Sequence[Fields]) -> Mapping[str, list[Fields]]:
    """The spans of each annotator whom one of them names."""
    found: dict[str, list[Fields]] = {}
    for span in spans:
        for name in span["annotators"] or ():
            found.setdefault(name, []).append(span)
    return found


def _covered(ranges: Ints, spans: Sequence[Fields], labels: Sequence[str]) -> dict[str, Ints]:
    """Of each label 1 for the tokens that a span of it lies on, `(tokens,)`."""
    edges = {label: np.zeros(len(ranges) + 1, dtype=np.int64) for label in labels}
    for span in spans:
        first = np.searchsorted(ranges[:, 1], span["start"], side="right")
        last = np.searchsorted(ranges[:, 0], span["end"], side="left")
        if first < last:
            edges[span["label"]][first] += 1
            edges[span["label"]][last] -= 1
    return {label: (np.cumsum(change[:-1]) > 0).astype(np.int64) for label, change in edges.items()}


def _edges_inside(ranges: Ints, spans: Sequence[Fields]) -> int:
    """How many ends of spans fall inside a token."""
    ends = np.array([end for span in spans for end in (span["start"], span["end"])], dtype=np.int64)
    place = np.searchsorted(ranges[:, 1], ends, side="right")
    inside = place < len(ranges)
    return int((ranges[place[inside], 0] < ends[inside]).sum())


def all_labels(dataset: Dataset) -> list[str]:
    """The labels that the dataset or one of its annotators has, sorted."""
    own = {span["label"] for document in dataset.documents for spans in document.own.values() for span in spans}
    return sorted({*labels_of(dataset), *own})


def voted(
    documents: Documents, labels: Sequence[str], counts: Counter[str], annotators: Sequence[str]
) -> Iterator[tuple[Document, TokenVotes]]:
    """Each document with its votes; what is not held is counted. `annotators` are those of the dataset."""
    counts.clear()
    for document in documents:
        found = token_votes(document, labels, annotators[0] if len(annotators) == 1 else None)
        if found is None:
            counts[_NO_TEXT] += 1
            continue
        counts[_WIDENED] += found.widened
        yield document, found


def not_held(dataset: Dataset, counted: Mapping[str, Counter[str]]) -> dict[str, int]:
    """What such files do not say, from what was counted file by file."""
    counts = sum(counted.values(), Counter[str]())
    return lost(dataset, ATTRIBUTES, NOTES) | {what: counts[what] for what in (_WIDENED, _NO_TEXT) if counts[what]}


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<part>.jsonl` for each part of the dataset."""
    labels, annotators = all_labels(dataset), dataset.contents.annotators
    counted = {f"{part}.jsonl": Counter[str]() for part in dataset.parts}
    files: dict[str, Content] = {
        name: partial(_lines, partial(voted, documents, labels, counted[name], annotators), with_text)
        for name, documents in zip(counted, dataset.parts.values(), strict=True)
    }
    return Exported(
        FileContents(files),
        lambda: not_held(dataset, counted),
        configs=partial(a_file_a_part, dataset, ".jsonl"),
        sentences=lambda: TOLD,
    )


def _lines(votes: Callable[[], Iterator[tuple[Document, TokenVotes]]], with_text: bool) -> Iterator[bytes]:
    for document, found in votes():
        line = {
            "id": document.id,
            "sha256": document.sha256,
            "annotators": found.annotators,
            "of": found.of,
            "tokens": found.ranges,
            "votes": found.votes,
            "chosen": found.chosen,
        }
        if with_text:
            line["text"] = document.text
        yield orjson.dumps(line, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE)
