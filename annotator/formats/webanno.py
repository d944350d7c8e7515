"""UIMA CAS XMI, as INCEpTION and WebAnno read it: one file an article, and the type system. Needs the extra `uima`.

Spans are annotations of the custom layer `webanno.custom.Span`. UIMA counts UTF-16 code units, the package
dkpro-cassis turns code points into them. XML cannot hold most control characters: each is written as U+FFFD, which
keeps every offset, and counted.
"""

from __future__ import annotations

import io
import json
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import orjson

from annotator.dataset.dataset import WHOLE, Content, Dataset, Document, Documents, Entry, FileContents
from annotator.errors import AnnotatorError, need
from annotator.formats import Exported, Format, NotTaken, Source, SourceDocument, SourceSpan
from annotator.formats.parsing import LIMIT, read_bytes, string, strings
from annotator.formats.views import Utf16
from annotator.journal.records import Fields
from annotator.text.load import decode
from annotator.text.sanitize import one_line, plural
from annotator.text.segments import sentences, words

FORMAT = Format(
    "`begin` and `end` of each annotation", unit="utf-16", needs_text=True, extra="uima", suffixes=(".xmi", ".zip")
)
LAYER = "webanno.custom.Span"
"""The type of a span; INCEpTION calls a project's own layers so."""
TYPES = "TypeSystem.xml"
SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
TOKEN = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"  # noqa: S105 - the name of a type
METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
SHA256 = "sha256:"
"""The text before the hash of the article's file in `documentUri`."""
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
    cassis = need("cassis", "uima", "--to webanno")
    types = _type_system(cassis)
    versions = Counter(entry.id for entry in dataset.entries)
    lost: dict[str, Counter[str]] = {}
    files: dict[str, Content] = {TYPES: types.to_xml().encode()}

    def xmi(documents: Documents, entry: Entry, file: str) -> list[bytes]:
        lost[file] = Counter()
        return [_cas(documents.read(entry), cassis, types, lost[file]).to_xmi().encode()]

    for part, documents in dataset.parts.items():
        for entry in documents.entries:
            name = entry.id if versions[entry.id] == 1 else f"{entry.id}.{(entry.sha256 or '')[:8]}"
            file = f"{name}.xmi" if part == WHOLE else f"{part}/{name}.xmi"
            files[file] = partial(xmi, documents, entry, file)
    return Exported(
        FileContents(files), lambda: {what: n for what, n in sum(lost.values(), Counter[str]()).items() if n}
    )


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
    for name, ranges in ((SENTENCE, sentences(text, 0, len(text))), (TOKEN, _tokens(text))):
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
    values: dict[str, Any] = {name: span[name] for name in _FEATURES} | {
        "attributes": orjson.dumps(span["attributes"]).decode() if span["attributes"] else None,
        "annotators": ",".join(span["annotators"] or ()) or None,
    }
    return {name: _clean(value, lost) if isinstance(value, str) else value for name, value in values.items()}


def _clean(text: str, lost: Counter[str]) -> str:
    clean, count = _NOT_XML.subn("\ufffd", text)
    lost[_CONTROLS] += count
    return clean


TSV_HEAD = "#FORMAT=WebAnno TSV 3"
_FORMAT = re.compile(r"#FORMAT=WebAnno TSV 3(\.\d+)?\s*")
_STACKED = re.compile(r"(?:[^|\\]|\\.)+")
_NUMBERED = re.compile(r"(.*?)(?<!\\)\[(\d+)\]", re.DOTALL)
_ESCAPED = re.compile(r"\\(->|.)", re.DOTALL)
_CONTROL = {"t": "\t", "n": "\n", "r": "\r"}
_UNIT = re.compile(r"\d+-\d+(\.\d+)?")
_LINKS = "ROLE_"
_PLACE = re.compile(r"(\d{1,15})-(\d{1,15})")


class _Layer(NamedTuple):
    """A layer as the head of a file names it."""

    kind: str
    """`SP` for spans, `RL` for relations, `CH` for chains."""
    name: str
    features: tuple[str, ...]
    """A column each; one column without a name if it has none."""


def read_tsv(content: str, others: Counter[str]) -> tuple[str, list[SourceSpan]]:
    """The text and the spans of a file in WebAnno's TSV 3.

    Args:
        content: the file, decoded.
        others: how many annotations are of no layer that is taken, by its short name; added to.

    Raises:
        ValueError: if it is of another format, or its tokens do not stand in its sentences where it says.
    """
    lines = [line.removesuffix("\r") for line in content.split("\n")]
    if not _FORMAT.fullmatch(lines[0]):
        raise ValueError(f"it does not begin with {TSV_HEAD}: export it again as WebAnno TSV v3.3")
    layers = []
    for head in (line.removeprefix("#T_") for line in lines if line.startswith("#T_")):
        kind, _, about = head.partition("=")
        name, *features = about.split("|")
        layers.append(_Layer(kind, name, tuple(features) or ("",)))
    made, found = _TsvText(), _TsvAnnotations(layers)
    for line in lines[1:]:
        if line.startswith("#Text="):
            made.more(_plain(line.removeprefix("#Text=")))
        cells = line.split("\t")
        place = _PLACE.fullmatch(cells[1]) if len(cells) > 2 and _UNIT.fullmatch(cells[0]) else None
        if place is not None and "." not in cells[0]:
            made.token(int(place[1]), _plain(cells[2]))
        if place is not None:
            found.line(int(place[1]), int(place[2]), cells[3:])
    text = made.whole()
    counting = Utf16(text)
    spans = []
    others["link"] += found.links
    for layer, start, end, values in found.annotations():
        short = layer.name.rpartition(".")[2]
        if layer.kind != "SP" or not _wanted(layer.name):
            others[short] += 1
            continue
        # The label is what the features give, as for UIMA CAS.
        named = next((name for name in ("label", "value") if name in values), next(iter(values), None))
        label = values.pop(named) if named is not None else short
        first, last = counting.code_points(start), counting.code_points(end)
        fault = "begins or ends in the middle of a character" if first is None or last is None else None
        spans.append(SourceSpan(label, first, last, attributes=values, fault=fault))
    return text, spans


class _TsvAnnotations:
    """The annotations, gathered line by line: those with a number go on over several."""

    def __init__(self, layers: list[_Layer]) -> None:
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

    def _stacked(self, layer: _Layer, cells: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
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

    def annotations(self) -> Iterator[tuple[_Layer, int, int, dict[str, str]]]:
        """Every annotation with its layer, in the order of the file."""
        for (number, _), (start, end, values) in self._numbered.items():
            yield self._layers[number], start, end, values


class _TsvText:
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


_ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
_CUSTOM = ("custom.", "webanno.custom.")
_PASSED_OVER = frozenset({SENTENCE, TOKEN, METADATA, "uima.tcas.DocumentAnnotation", "uima.cas.Sofa"})
_BASE = frozenset({"sofa", "begin", "end"})
_LINKING = frozenset({"Governor", "Dependent", "first", "next"})
"""Features that relations and chains have."""
_UNTOUCHED = "INITIAL_CAS"
"""The name that INCEpTION gives to a document as it was imported, before anybody annotated it."""
_SUFFIXES = (".xmi", ".json", ".tsv", ".zip")
_ENDINGS = (".txt", ".xmi", ".json", ".xml", ".tsv", ".html", ".pdf")


class _CasFile(NamedTuple):
    """A CAS, with the type system that lies beside it."""

    name: str
    data: bytes
    types: bytes | None


def read(path: Path) -> Source:
    """A document for each CAS."""
    others: Counter[str] = Counter()
    documents: list[SourceDocument] = []
    left: list[NotTaken] = []
    for file in _files(path):
        if PurePosixPath(file.name).stem == _UNTOUCHED:
            continue
        try:
            documents.append(
                _tsv_document(file, others) if _is_tsv(file.name) else _document(_load(file), file, others)
            )
        except AnnotatorError:
            raise
        except Exception as error:  # whatever the parser trips over in bytes that may be anything
            kind = "WebAnno TSV" if _is_tsv(file.name) else "CAS"
            left.append(
                NotTaken(file.name, None, f"is no {kind} ({one_line(str(error) or type(error).__name__, 120)})")
            )
    if not documents and not left:
        raise AnnotatorError(f"{one_line(str(path))}: holds no .xmi, .json or .tsv file: name an export of INCEpTION's")
    told = [
        f"{plural(n, what)} left: only custom layers and named entities are taken"
        for what, n in sorted(others.items())
        if n
    ]
    return Source(documents, left=left, told=told)


def _files(path: Path) -> Iterator[_CasFile]:
    if not path.is_dir():
        yield from _in(path, path.parent)
        return
    for file in sorted(path.rglob("*")):
        if file.suffix.lower() in _SUFFIXES and file.is_file() and not file.name.startswith("."):
            yield from _in(file, path)


def _in(path: Path, top: Path) -> Iterator[_CasFile]:
    """The file itself, or those in it if it is a zip."""
    data = read_bytes(path)
    name = one_line(str(path.relative_to(top)))
    if data[:2] == b"PK":
        yield from _unpacked(data, name)
        return
    if path.suffix.lower() == ".json" and b"%FEATURE_STRUCTURES" not in data:
        return
    beside = (folder / TYPES for folder in (path.parent, path.parent.parent))
    types = next((read_bytes(file) for file in beside if file.is_file()), None)
    yield _CasFile(name, data, types)


def _unpacked(data: bytes, name: str) -> Iterator[_CasFile]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            if sum(info.file_size for info in members) > LIMIT:
                raise AnnotatorError(f"{name}: holds more than {LIMIT:,} bytes: unpack it, and name its parts")
            inside = {
                info.filename: archive.read(info) for info in members if info.filename.endswith((*_SUFFIXES, ".xml"))
            }
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise AnnotatorError(f"{name}: is no zip that can be read ({one_line(str(error), 80)})") from None
    for member, content in sorted(inside.items()):
        shown = one_line(f"{name}/{member}")
        if member.endswith(".zip"):
            yield from _unpacked(content, f"{name}/{PurePosixPath(member).parent.name}")
        elif member.endswith((".xmi", ".tsv")) or (member.endswith(".json") and b"%FEATURE_STRUCTURES" in content):
            yield _CasFile(shown, content, inside.get(str(PurePosixPath(member).parent / TYPES), inside.get(TYPES)))


def _is_tsv(name: str) -> bool:
    return name.lower().endswith(".tsv")


def _placed(file: _CasFile) -> tuple[str | None, str | None]:
    """The document and the annotator that a file is of, if it lies in a project's export, where documents are folders."""
    path = PurePosixPath(file.name)
    return (path.parent.name, path.stem) if path.parent.suffix.lower() in _ENDINGS else (None, None)


def _tsv_document(file: _CasFile, others: Counter[str]) -> SourceDocument:
    """The document of a TSV file."""
    text, spans = read_tsv(decode(file.data, file.name)[0], others)
    folder, who = _placed(file)
    name = _stem(folder or PurePosixPath(file.name).name)
    return SourceDocument(file.name, spans, name, text, annotator=who)


def _load(file: _CasFile) -> Any:
    cassis = need("cassis", "uima", "--from webanno")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if file.name.lower().endswith(".json"):
            return cassis.load_cas_from_json(io.BytesIO(file.data))
        if file.types is None:
            raise AnnotatorError(f"{file.name}: needs the file {TYPES} of its export beside it: put it there")
        types = cassis.load_typesystem(io.BytesIO(file.types))
        return cassis.load_cas_from_xmi(io.BytesIO(file.data), typesystem=types, lenient=True)


def _document(cas: Any, file: _CasFile, others: Counter[str]) -> SourceDocument:
    found = [fs for fs in cas.select_all() if fs.type.name not in _PASSED_OVER]
    spans = []
    for fs in found:
        features = {feature.name for feature in fs.type.all_features}
        # No relation, and no link of a chain.
        if _wanted(fs.type.name) and "begin" in features and not features & _LINKING:
            spans.append(_span(fs, cas.sofa_string or ""))
            others["link"] += _links(fs)
        else:
            others[one_line(fs.type.name.rpartition(".")[2], 40)] += 1
    about = next((fs for fs in cas.select_all() if fs.type.name == METADATA), None)
    title, identity, uri = (string(getattr(about, f"document{name}", None)) for name in ("Title", "Id", "Uri"))
    text = cas.sofa_string
    if uri is not None and uri.startswith(SHA256):
        # A file of ours; where U+FFFD stands for what XML cannot write, the article itself has to say what it was.
        whole = None if text is None or "\ufffd" in text else text
        return SourceDocument(file.name, spans, identity, whole, uri.removeprefix(SHA256), finished=True)
    folder, who = _placed(file)
    annotator = identity if title is not None and identity not in {title, _stem(title)} else who
    return SourceDocument(
        file.name, spans, _stem(title or folder or identity or PurePosixPath(file.name).name), text, annotator=annotator
    )


def _stem(name: str) -> str:
    """A document's name without the endings that it got as a file."""
    while (path := PurePosixPath(name)).suffix.lower() in _ENDINGS:
        name = path.stem
    return name


def _wanted(layer: str) -> bool:
    """Whether a layer is custom, or that of named entities."""
    return layer.startswith(_CUSTOM) or layer == _ENTITY


def _read_features(fs: Any) -> dict[str, Any]:
    """What an annotation says in words and numbers; several of one feature in one."""
    found: dict[str, Any] = {}
    for feature in fs.type.all_features:
        value = getattr(fs, feature.name, None)
        several = getattr(value, "elements", None)
        if isinstance(several, list) and all(isinstance(one, str) for one in several):
            value = "; ".join(several)
        if feature.name not in _BASE and isinstance(value, bool | str | int | float):
            found[feature.name] = value
    return found


def _links(fs: Any) -> int:
    """How many other annotations an annotation leads to."""
    count = 0
    for feature in fs.type.all_features:
        value = getattr(fs, feature.name, None)
        several = getattr(value, "elements", None)
        found = several if isinstance(several, list) else [value]
        count += sum(hasattr(one, "xmiID") for one in found) if feature.name not in _BASE else 0
    return count


def _span(fs: Any, text: str) -> SourceSpan:
    features = _read_features(fs)
    wording = text[fs.begin : fs.end]
    words = None if "\ufffd" in wording else wording
    if fs.type.name == LAYER and "label" in features:
        return SourceSpan(
            string(features["label"]),
            fs.begin,
            fs.end,
            words,
            _json(features.get("attributes")),
            string(features.get("note")),
            tuple(filter(None, str(features.get("annotators", "")).split(","))),
        )
    named = next((name for name in ("label", "value") if string(features.get(name))), None)
    named = named or next((name for name, value in features.items() if string(value)), None)
    label = str(features.pop(named)) if named else fs.type.name.rpartition(".")[2]
    note = features.pop("note", None)
    return SourceSpan(label, fs.begin, fs.end, words, strings(features), string(note))


def _json(value: Any) -> dict[str, str]:
    try:
        return strings(json.loads(value)) if isinstance(value, str) else {}
    except (ValueError, RecursionError):
        return {}
