"""spaCy: a `DocBin` for each part. Needs the extra `spacy`, and no model.

Every span is in `doc.spans["sc"]`, those that do not overlap are in `doc.ents` too. spaCy's spans are made of whole
tokens. An edge inside a token is moved outwards, so that no tagged word is lost; one behind the space after a word is
moved before it, as that space belongs to the word's token. Both are counted. `doc.user_data["annotator"]` has the exact
offsets (code points) and all else that is known of each span, in the order of `doc.spans["sc"]`.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from annotator.dataset.dataset import Dataset, Document, Documents
from annotator.formats import Exported
from annotator.formats.schema import span_text
from annotator.gold.export.files import Files
from annotator.gold.extras import need
from annotator.journal.records import Fields
from annotator.model import AnnotatorError
from annotator.text.sanitize import one_line

EXTRA = "spacy"
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
    spacy, tokens = need("spacy", EXTRA, "--to spacy"), need("spacy.tokens", EXTRA, "--to spacy")
    tokenizers = _Tokenizers(spacy)
    lost: dict[str, Counter[str]] = {}

    def docs(part: str, documents: Documents) -> list[bytes]:
        lost[part] = Counter()
        found = tokens.DocBin(store_user_data=True)
        for document in documents:
            found.add(_doc(document, tokenizers, tokens, spacy, lost[part]))
        return [found.to_bytes()]

    def not_held() -> dict[str, int]:
        counts = sum(lost.values(), Counter[str]())
        return {what: counts[what] for what in (_MOVED, _OVERLAPPING, _SPACE, _ANY) if counts[what]}

    files = {f"{part}.spacy": partial(docs, part, documents) for part, documents in dataset.parts.items()}
    return Exported(Files(files), not_held)


class _Tokenizers:
    """A blank pipeline for each language, with the one for any language where there is none."""

    def __init__(self, spacy: Any) -> None:
        self._spacy = spacy
        self._known: dict[str, tuple[Any, bool]] = {}

    def of(self, language: str | None) -> tuple[Any, bool]:
        """The pipeline for a language code, and whether it is the language's own."""
        code = (language or "xx").replace("_", "-").partition("-")[0].lower()
        if code not in self._known:
            try:
                self._known[code] = self._spacy.blank(code), True
            except (ImportError, ValueError, OSError):  # an unknown code, or a tokenizer that needs a package
                self._known[code] = self._spacy.blank("xx"), False
        return self._known[code]


def _doc(document: Document, tokenizers: _Tokenizers, tokens: Any, spacy: Any, lost: Counter[str]) -> Any:
    nlp, own = tokenizers.of(document.meta.language)
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
        "meta": document.meta.model_dump(mode="json"),
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
