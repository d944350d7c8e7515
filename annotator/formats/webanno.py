"""UIMA CAS XMI, as INCEpTION and WebAnno read it: one file an article, and the type system. Needs the extra `uima`.

Spans are annotations of the custom layer `webanno.custom.Span`. UIMA counts UTF-16 code units, the package
dkpro-cassis turns code points into them. XML cannot hold most control characters: each is written as U+FFFD, which
keeps every offset, and counted. INCEpTION refuses documents in which anything begins or ends outside a sentence, or
with white space: sentences cover all words, and edges are trimmed, which is counted too.
"""

from __future__ import annotations

import io
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import orjson

from annotator.dataset.dataset import WHOLE, Content, Dataset, FileContents
from annotator.dataset.document import Document, Documents, Entry
from annotator.errors import AnnotatorError, need
from annotator.formats import Exported, Format, NotTaken, Source, SourceDocument, SourceSpan
from annotator.formats.parsing import is_curated, json_strings, read_bytes, string, strings, unzipped
from annotator.formats.views import Utf16, cut_at, in_xml
from annotator.journal.records import Fields
from annotator.model import GOLD, Range
from annotator.text.load import decode
from annotator.text.sanitize import one_line, plural
from annotator.text.segments import sentences, words

FORMAT = Format(
    "`begin` and `end` of each annotation",
    unit="utf-16",
    needs_text=True,
    extra="uima",
    suffixes=(".xmi", ".zip"),
    layers=True,
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
_MARK = re.compile(r"[^\w\s](?:\u200d[^\w\s])*")
_SPACE = r"\s\u200b-\u200f\u202a-\u202e\u2060-\u206f"
"""What nothing may begin or end with in INCEpTION (`TrimUtils` in its sources)."""
_INK = re.compile(rf"[^{_SPACE}](?:.*[^{_SPACE}])?", re.DOTALL)
_CONTROLS = "control characters (U+FFFD stands for each)"
_TRIMMED = "white space at edges of spans"
_BLANK = "spans of white space"


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
    clean = _clean("\ufffd" + text[1:] if text[:1] == "\ufeff" else text, lost)
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
    cuts = _sentence_cuts(clean, document.meta.language)
    for name, ranges in ((SENTENCE, pairwise(cuts)), (TOKEN, cut_at(_tokens(clean), cuts))):
        kind = types.get_type(name)
        cas.add_all([kind(begin=start, end=end) for start, end in _trimmed(clean, ranges)])
    layer = types.get_type(LAYER)
    for span in document.spans:
        place = span["start"], span["end"]
        found = list(_trimmed(clean, [place]))
        lost[_BLANK] += not found
        for start, end in found:
            lost[_TRIMMED] += (start != place[0]) + (end != place[1])
            cas.add(layer(begin=start, end=end, **_features(span, lost)))
    return cas


def _trimmed(text: str, ranges: Iterable[Range]) -> Iterator[Range]:
    """The ranges without white space at their edges; those that are nothing else left out."""
    return (ink.span() for start, end in ranges if (ink := _INK.search(text, start, end)))


def _sentence_cuts(text: str, language: str | None) -> list[int]:
    """Where the text is parted, so that every word is in a sentence: what is between two is one, or begins the next."""
    cuts = {0, len(text)}
    place = 0
    for start, end in sentences(text, 0, len(text), language):
        if any(map(str.isalnum, text[place:start])):
            cuts.add(start)
        cuts.add(end)
        place = end
    return sorted(cuts)


def _tokens(text: str) -> list[Range]:
    """Words, and every mark between them for itself."""
    found = list(_trimmed(text, words(text, 0, len(text))))
    marks: list[Range] = []
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
    clean, count = in_xml(text)
    lost[_CONTROLS] += count
    return clean


TSV_HEAD = "#FORMAT=WebAnno TSV 3"
_FORMAT = re.compile(r"#FORMAT=WebAnno TSV 3(?:\.(\d+))?\s*")
_JAVA = re.compile(r"((?:\\u+[0-9A-Fa-f]{4})+)|\\([0-3]?[0-7]{1,2}|.)", re.DOTALL)
"""Characters as TSV up to 3.1 writes them."""
_JAVA_CONTROL = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_STACKED = re.compile(r"(?:[^|\\]|\\.)+")
_NUMBERED = re.compile(r"(.*?)(?<!\\)(\[\d+\])", re.DOTALL)
_ESCAPED = re.compile(r"\\(->|.)", re.DOTALL)
_CONTROL = {"t": "\t", "n": "\n", "r": "\r"}
_UNIT = re.compile(r"\d+-\d+(\.\d+)?\t(\d{1,15})-(\d{1,15})\t(.*)")
_LINKS = "ROLE_"


class _Layer(NamedTuple):
    """A layer as the head of a file names it."""

    kind: str
    """`SP` for spans, `RL` for relations, `CH` for chains."""
    name: str
    features: tuple[str, ...]
    """A column each; one column without a name if it has none."""


class _TsvToken(NamedTuple):
    """The line of a token, or of a part of one."""

    start: int
    end: int
    """UTF-16 code units, as `start`."""
    part: bool
    cells: list[str]
    """Its form, and the columns of the layers."""


class _LayerChoice:
    """Which layers are taken, and what there is of others.

    Attributes:
        others: how many annotations are of no layer that is taken, by its short name.
    """

    def __init__(self, asked: Iterable[str]) -> None:
        self._asked = {name: feature for name, _, feature in (one.partition(":") for one in asked)}
        self._met: set[str] = set()
        self._spans: dict[str, str] = {}
        self.others: Counter[str] = Counter()

    def takes(self, layer: str) -> bool:
        """Whether a layer is custom, that of named entities, or asked for by its whole or short name."""
        self._met |= {layer, _short(layer)} & self._asked.keys()
        return layer.startswith(_CUSTOM) or layer == _ENTITY or not {layer, _short(layer)}.isdisjoint(self._asked)

    def feature(self, layer: str) -> str | None:
        """Which feature of a layer is the label, if that was asked for."""
        return self._asked.get(layer) or self._asked.get(_short(layer)) or None

    def leave(self, layer: str, *, is_span: bool) -> bool:
        """Count what is not taken; whether that may be work of an annotator's which nobody decided to leave."""
        self.others[_short(layer)] += 1
        if is_span:
            self._spans[_short(layer)] = layer
        return is_span and not self._asked and not layer.startswith(_BUILT_IN)

    def told(self) -> list[str]:
        """Sentences on what was left."""
        found = []
        for what, count in sorted((+self.others).items()):
            named = self._spans.get(what)
            more = f" (add --layer {one_line(named, 100)} for these)" if named else ""
            found.append(f"{plural(count, what)} left: only custom layers and named entities are taken{more}")
        return found

    def refuse_unmet(self, path: Path) -> None:
        """Refuse a layer that is nowhere.

        Raises:
            AnnotatorError: naming the layers that are there.
        """
        missing = sorted(self._asked.keys() - self._met)
        if missing:
            there = ", ".join(sorted(self._spans.values())) or "no further layer of spans"
            raise AnnotatorError(
                f"--layer {one_line(missing[0], 100)}: {one_line(str(path))} has no such layer with annotations; there is: "
                f"{one_line(there, 300)}"
            )


def read_tsv(content: str, choice: _LayerChoice) -> tuple[str, list[SourceSpan], bool]:
    """The text and the spans of a file in WebAnno's TSV 3, and whether others were left that may matter.

    Args:
        content: the file, decoded.
        choice: the layers that are taken; it counts what is of others.

    Raises:
        ValueError: if it is of another format, or its tokens do not stand in its sentences where it says.
    """
    lines = [line.removesuffix("\r") for line in content.split("\n")]
    version = _FORMAT.fullmatch(lines[0])
    if not version:
        raise ValueError(f"it does not begin with {TSV_HEAD}: export it again as WebAnno TSV v3.3")
    plain = _java if int(version[1] or 0) <= 1 else _plain
    layers = []
    sentences: list[tuple[list[str], list[_TsvToken]]] = [([], [])]
    for line in lines[1:]:
        if line.startswith("#T_"):
            kind, _, about = line.removeprefix("#T_").partition("=")
            name, *features = about.split("|")
            layers.append(_Layer(kind, name, tuple(features) or ("",)))
        elif line.startswith("#Text="):
            if sentences[-1][1]:
                sentences.append(([], []))
            sentences[-1][0].append(plain(line.removeprefix("#Text=")))
        elif unit := _UNIT.fullmatch(line):
            token = _TsvToken(int(unit[2]), int(unit[3]), unit[1] is not None, unit[4].split("\t"))
            sentences[-1][1].append(token)
    text = _tsv_text(sentences)
    counting = Utf16(text)
    spans = []
    incomplete = False
    for layer, start, end, values in _tsv_annotations(
        (token for _, tokens in sentences for token in tokens), layers, choice.others
    ):
        if layer.kind != "SP" or not choice.takes(layer.name):
            incomplete |= choice.leave(layer.name, is_span=layer.kind == "SP")
            continue
        first, last = counting.code_points(start), counting.code_points(end)
        fault = "begins or ends in the middle of a character" if first is None or last is None else None
        spans.append(_span(layer.name, first, last, None, values, choice)._replace(fault=fault))
    return text, spans, incomplete


def _tsv_text(sentences: Iterable[tuple[list[str], list[_TsvToken]]]) -> str:
    """The text of sentences, each of which begins where its first token says, with line ends between.

    Raises:
        ValueError: if a token does not stand in it.
    """
    parts: list[str] = []
    units = 0
    forms = []
    for lines, tokens in sentences:
        whole = [(token.start, _plain(token.cells[0])) for token in tokens if not token.part]
        if whole and lines:
            sentence, (start, form) = "\n".join(lines), whole[0]
            gap = "\n" * max(start - _units(sentence[: max(sentence.find(form), 0)]) - units, 0)
            parts += [gap, sentence]
            units += len(gap) + _units(sentence)
        forms += whole
    text = "".join(parts)
    counting = Utf16(text)
    for start, form in forms:
        place = counting.code_points(start)
        if place is None or not text.startswith(form, place):
            raise ValueError(f"the token {one_line(repr(form), 40)} does not stand at {start}")
    return text


def _tsv_annotations(
    tokens: Iterable[_TsvToken], layers: list[_Layer], others: Counter[str]
) -> Iterator[tuple[_Layer, int, int, dict[str, Any]]]:
    """The annotations in the order of the file, those with a number joined, which go on over several tokens.

    What an annotation leads to (a slot's filler) is counted as a link in `others`.
    """
    found: dict[tuple[int, str], tuple[_Layer, int, int, dict[str, Any]]] = {}
    for row, token in enumerate(tokens):
        column = 1
        for number, layer in enumerate(layers):
            cells = token.cells[column : column + len(layer.features)]
            column += len(layer.features)
            stacked: dict[str, dict[str, Any]] = {}
            target = False
            for feature, cell in zip(layer.features, cells, strict=False):
                values = [] if target or cell in {"_", ""} else _STACKED.findall(cell)
                # The column after that of the roles says which annotations these lead to.
                target = feature.startswith(_LINKS)
                others["link"] += len(re.findall(r"[^;_|]+", cell)) if target and values else 0
                for nth, value in enumerate(values):
                    numbered = _NUMBERED.fullmatch(value)
                    plain, identity = numbered.groups() if numbered else (value, f"{row}:{nth}")
                    said = stacked.setdefault(identity, {})
                    if plain != "*" and feature and not target:
                        said[feature] = _plain(plain)
            for identity, said in stacked.items():
                _, start, end, said = found.get((number, identity), (layer, token.start, token.end, said))
                found[number, identity] = layer, min(start, token.start), max(end, token.end), said
    return iter(found.values())


def _units(text: str) -> int:
    return len(text) + sum(c > "\uffff" for c in text)


def _java(value: str) -> str:
    """A value as Java writes it; a character outside the first plane is two of UTF-16."""

    def character(match: re.Match[str]) -> str:
        if match[1]:
            units = b"".join(int(unit, 16).to_bytes(2, "big") for unit in re.findall("[0-9A-Fa-f]{4}", match[1]))
            return units.decode("utf-16-be", "surrogatepass")
        return chr(int(match[2], 8)) if match[2].isdigit() else _JAVA_CONTROL.get(match[2], match[2])

    return _JAVA.sub(character, value)


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda match: _CONTROL.get(match[1], match[1]), value)


_ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
_CUSTOM = ("custom.", "webanno.custom.")
_BUILT_IN = ("de.tudarmstadt.ukp.", "uima.", "org.dkpro.core.")
"""How the names of layers begin that programs fill."""
_PASSED_OVER = frozenset({SENTENCE, TOKEN, METADATA, "uima.tcas.DocumentAnnotation", "uima.cas.Sofa"})
_BASE = frozenset({"sofa", "begin", "end"})
_LINKING = frozenset({"Governor", "Dependent", "first", "next"})
"""Features that relations and chains have."""
_CURATION = re.compile("curation(_ser|_json)?")
_UNTOUCHED = "INITIAL_CAS"
"""The name that INCEpTION gives to a document as it was imported, before anybody annotated it."""
_SUFFIXES = (".xmi", ".json", ".tsv", ".zip")
_ENDINGS = (".txt", ".xmi", ".json", ".xml", ".tsv", ".html", ".pdf")


class _CasFile(NamedTuple):
    """A CAS or a TSV file, with the type system that lies beside it."""

    name: str
    data: bytes
    types: bytes | None

    @property
    def is_tsv(self) -> bool:
        """Whether it is WebAnno TSV."""
        return self.name.lower().endswith(".tsv")


def read(path: Path, layers: Iterable[str] = ()) -> Source:
    """A document for each CAS.

    Raises:
        AnnotatorError: if nothing of it can be read, or a layer of `layers` (`TYPE` or `TYPE:FEATURE`) is not there.
    """
    choice = _LayerChoice(layers)
    documents: list[SourceDocument] = []
    left: list[NotTaken] = []
    for file in _files(path):
        if PurePosixPath(file.name).stem == _UNTOUCHED:
            continue
        try:
            documents.append(_document(file, choice))
        except AnnotatorError:
            raise
        except Exception as error:  # whatever the parser trips over in bytes that may be anything
            kind = "WebAnno TSV" if file.is_tsv else "CAS"
            left.append(
                NotTaken(file.name, None, f"is no {kind} ({one_line(str(error) or type(error).__name__, 120)})")
            )
    if not documents and not left:
        raise AnnotatorError(
            f"{one_line(str(path))}: holds no .xmi, .json or .tsv file of INCEpTION's, and no .jsonl of doccano's: unpack a "
            "zip of other files, such as texts, and import the folder"
            if path.is_file()
            else f"{one_line(str(path))}: holds no .xmi, .json or .tsv file: name an export of INCEpTION's"
        )
    choice.refuse_unmet(path)
    return Source(documents, left=left, told=choice.told())


def _files(path: Path) -> Iterator[_CasFile]:
    files, top = [path], path.parent
    if path.is_dir():
        found = (file for file in sorted(path.rglob("*")) if file.suffix.lower() in _SUFFIXES)
        files, top = [file for file in found if file.is_file() and not file.name.startswith(".")], path
    for file in files:
        beside = (folder / TYPES for folder in (file.parent, file.parent.parent))
        types = next((read_bytes(known) for known in beside if known.is_file()), None)
        yield from _in(str(file.relative_to(top)), read_bytes(file), types)


def _in(name: str, data: bytes, types: bytes | None) -> Iterator[_CasFile]:
    """The file itself, or those in it if it is a zip; JSON only if it is a CAS."""
    if data[:2] != b"PK":
        if not name.lower().endswith(".json") or b"%FEATURE_STRUCTURES" in data:
            yield _CasFile(one_line(name), data, types)
        return
    inside = unzipped(data, one_line(name), (*_SUFFIXES, ".xml"))
    for member, content in sorted(inside.items()):
        folder = PurePosixPath(member).parent
        if member.lower().endswith(_SUFFIXES):
            beside = inside.get(str(folder / TYPES), inside.get(TYPES))
            # A zip in the zip of a project stands for the folder that it lies in.
            yield from _in(f"{name}/{folder.name if member.lower().endswith('.zip') else member}", content, beside)


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


def _document(file: _CasFile, choice: _LayerChoice) -> SourceDocument:
    text: str | None
    about: Any = None
    if file.is_tsv:
        text, spans, incomplete = read_tsv(decode(file.data, file.name)[0], choice)
    else:
        cas = _load(file)
        text = cas.sofa_string
        spans, incomplete = _spans(cas, choice)
        about = next((fs for fs in _annotations(cas) if fs.type.name == METADATA), None)
    title, identity, uri = (string(getattr(about, f"document{name}", None)) for name in ("Title", "Id", "Uri"))
    if uri is not None and uri.startswith(SHA256):
        # A file of ours; where U+FFFD stands for what XML cannot write, the article itself has to say what it was.
        whole = None if text is None or "\ufffd" in text else text
        return SourceDocument(file.name, spans, identity, whole, uri.removeprefix(SHA256), finished=True)
    # In a project's export documents are folders, of files that are named after annotators.
    path = PurePosixPath(file.name)
    # What was curated lies in a folder beside that of the annotators, under whatever name.
    curated = any(_CURATION.fullmatch(part) for part in path.parts[:-1])
    folder, who = (path.parent.name, path.stem) if path.parent.suffix.lower() in _ENDINGS else (None, None)
    annotator = identity if title is not None and identity not in {title, _stem(title)} else who
    name = _stem(title or folder or identity or path.name)
    if curated and not is_curated(annotator or ""):
        annotator = GOLD
    return SourceDocument(file.name, spans, name, text, annotator=annotator, incomplete=incomplete)


def _stem(name: str) -> str:
    """A document's name without the endings that it got as a file."""
    while (path := PurePosixPath(name)).suffix.lower() in _ENDINGS:
        name = path.stem
    return name


def _short(layer: str) -> str:
    return one_line(layer.rpartition(".")[2], 40)


def _spans(cas: Any, choice: _LayerChoice) -> tuple[list[SourceSpan], bool]:
    """The spans of a CAS, and whether others were left that may matter."""
    spans = []
    incomplete = False
    text = cas.sofa_string or ""
    for fs in _annotations(cas):
        names = {feature.name for feature in fs.type.all_features}
        # No relation, and no link of a chain.
        is_span = "begin" in names and not names & _LINKING
        if is_span and choice.takes(fs.type.name):
            features, links = _features_of(fs)
            wording = text[fs.begin : fs.end]
            words = None if "\ufffd" in wording else wording
            spans.append(_span(fs.type.name, fs.begin, fs.end, words, features, choice))
            choice.others["link"] += links
        elif fs.type.name not in _PASSED_OVER:
            incomplete |= choice.leave(fs.type.name, is_span=is_span)
    return spans, incomplete


def _annotations(cas: Any) -> Iterator[Any]:
    """All annotations of a CAS, whose method for that has another name since cassis 0.11."""
    return iter((getattr(cas, "select_all_annotations", None) or cas.select_all)())


def _features_of(fs: Any) -> tuple[dict[str, Any], int]:
    """What an annotation says in words and numbers, several of one feature in one; and how many others it leads to."""
    found: dict[str, Any] = {}
    links = 0
    for feature in fs.type.all_features:
        value = None if feature.name in _BASE else getattr(fs, feature.name, None)
        several = getattr(value, "elements", None)
        values: list[Any] = several if isinstance(several, list) else [value]
        links += sum(hasattr(one, "xmiID") for one in values)
        if values and all(isinstance(one, str) for one in values):
            found[feature.name] = "; ".join(values)
        elif isinstance(value, bool | int | float):
            found[feature.name] = value
    return found, links


def _span(
    layer: str, start: int | None, end: int | None, words: str | None, features: dict[str, Any], choice: _LayerChoice
) -> SourceSpan:
    """The span that an annotation with these features is: of another's layer, one feature is the label."""
    note = string(features.pop("note", None))
    if layer == LAYER and "label" in features:
        annotators = tuple(filter(None, str(features.get("annotators", "")).split(",")))
        label, attributes = string(features["label"]), json_strings(features.get("attributes"))
        return SourceSpan(label, start, end, words, attributes, note, annotators)
    asked = choice.feature(layer)
    named = next((name for name in (asked, "label", "value", *features) if name and string(features.get(name))), None)
    label = str(features.pop(named)) if named else _short(layer)
    return SourceSpan(label, start, end, words, strings(features), note)
