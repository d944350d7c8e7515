"""UIMA CAS XMI, as INCEpTION and WebAnno read it: one file an article, and the type system. Needs the extra `uima`.

Spans are annotations of the custom layer `webanno.custom.Span`. UIMA counts UTF-16 code units, the package
dkpro-cassis turns code points into them. XML cannot hold most control characters: each is written as U+FFFD, which
keeps every offset, and counted.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from typing import Any

import orjson

from annotator.dataset.dataset import WHOLE, Dataset, Document, Documents, Entry
from annotator.formats import Exported
from annotator.gold.export.files import Content, Files
from annotator.gold.extras import need
from annotator.journal.records import Fields
from annotator.text.segments import sentences, words

EXTRA = "uima"
LAYER = "webanno.custom.Span"
"""The type of a span; INCEpTION calls a project's own layers so."""
TYPES = "TypeSystem.xml"
SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
TOKEN = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"  # noqa: S105 - the name of a type
METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
SHA256 = "sha256:"
"""What stands before the hash of the article's file in `documentUri`."""
_STRING, _INTEGER = "uima.cas.String", "uima.cas.Integer"
_ANNOTATION = "uima.tcas.Annotation"
_FEATURES = {
    "label": (_STRING, "What was tagged."),
    "attributes": (_STRING, "What was noted of it by name, a JSON object."),
    "note": (_STRING, "What an annotator wrote about it."),
    "annotators": (_STRING, "Who gave it, with commas between."),
    "support": (_INTEGER, "How many gave it."),
    "of": (_INTEGER, "How many annotators finished the article."),
    "origin": (_STRING, "How it came about."),
}
# What XML 1.0 has no way to write: https://www.w3.org/TR/xml/#charsets
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARK = re.compile(r"[^\w\s]")
_CONTROLS = "control characters (U+FFFD stands for each)"


def write(dataset: Dataset, *, with_text: bool) -> Exported:
    """`<article>.xmi` for each article, in a folder for each part if there are several, and `TypeSystem.xml`."""
    assert with_text
    cassis = need("cassis", EXTRA, "--to webanno")
    types = _type_system(cassis)
    versions = Counter(entry.id for entry in dataset.entries)
    lost: dict[str, Counter[str]] = {}
    files: dict[str, Content] = {TYPES: _bytes(types.to_xml())}

    def xmi(documents: Documents, entry: Entry, file: str) -> list[bytes]:
        lost[file] = Counter()
        return [_bytes(_cas(documents.read(entry), cassis, types, lost[file]).to_xmi())]

    for part, documents in dataset.parts.items():
        for entry in documents.entries:
            name = entry.id if versions[entry.id] == 1 else f"{entry.id}.{(entry.sha256 or '')[:8]}"
            file = f"{name}.xmi" if part == WHOLE else f"{part}/{name}.xmi"
            files[file] = partial(xmi, documents, entry, file)
    return Exported(Files(files), lambda: {what: n for what, n in sum(lost.values(), Counter[str]()).items() if n})


def _bytes(xml: str) -> bytes:
    return xml.encode("utf-8")


def _type_system(cassis: Any) -> Any:
    """Only what the files use: INCEpTION offers every type of an imported type system as a layer."""
    types = cassis.TypeSystem()
    for name in (SENTENCE, TOKEN):
        types.create_type(name, _ANNOTATION)
    whole = types.create_type(METADATA, "uima.tcas.DocumentAnnotation")
    for name in ("documentId", "documentTitle", "documentUri"):
        types.create_feature(whole, name, _STRING)
    layer = types.create_type(LAYER, _ANNOTATION, "A span that an annotator tagged.")
    for name, (kind, about) in _FEATURES.items():
        types.create_feature(layer, name, kind, description=about)
    return types


def _cas(document: Document, cassis: Any, types: Any, lost: Counter[str]) -> Any:
    text = document.text or ""
    clean = _clean(text, lost)
    cas = cassis.Cas(typesystem=types)
    cas.sofa_mime = "text/plain"
    cas.sofa_string = clean
    about = {"documentId": document.id, "documentTitle": document.meta.title or document.id}
    language = _clean(document.meta.language or "x-unspecified", lost)
    cas.add(
        types.get_type(METADATA)(
            begin=0,
            end=len(text),
            language=language,
            documentUri=None if document.sha256 is None else SHA256 + document.sha256,
            **{name: _clean(value, lost) for name, value in about.items()},
        )
    )
    cut = {
        SENTENCE: sentences(text, 0, len(text)),
        TOKEN: _tokens(text),
    }
    for name, ranges in cut.items():
        kind = types.get_type(name)
        cas.add_all([kind(begin=start, end=end) for start, end in ranges])
    layer = types.get_type(LAYER)
    cas.add_all([layer(begin=span["start"], end=span["end"], **_features(span, lost)) for span in document.spans])
    return cas


def _tokens(text: str) -> list[tuple[int, int]]:
    """Words, and every mark between them for itself."""
    found = words(text, 0, len(text))
    marks: list[tuple[int, int]] = []
    for start, end in zip([0, *(end for _, end in found)], [*(start for start, _ in found), len(text)], strict=True):
        marks += ((match.start(), match.end()) for match in _MARK.finditer(text, start, end))
    return sorted(found + marks)


def _features(span: Fields, lost: Counter[str]) -> dict[str, Any]:
    values: dict[str, Any] = {
        "label": span["label"],
        "attributes": orjson.dumps(span["attributes"]).decode() if span["attributes"] else None,
        "note": span["note"],
        "annotators": ",".join(span["annotators"] or ()) or None,
        "support": span["support"],
        "of": span["of"],
        "origin": span["origin"],
    }
    return {name: _clean(value, lost) if isinstance(value, str) else value for name, value in values.items()}


def _clean(text: str, lost: Counter[str]) -> str:
    clean, count = _NOT_XML.subn("\ufffd", text)
    lost[_CONTROLS] += count
    return clean
