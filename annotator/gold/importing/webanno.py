"""What INCEpTION and WebAnno export: UIMA CAS as XMI or JSON, which need the extra `uima`, and WebAnno TSV 3.

A file, a zip or a folder of them.

Taken are annotations of custom layers and named entities. What a span is called is its feature `label`, else `value`,
else the first string that it has, else the name of the layer; the other features become attributes. dkpro-cassis turns
UIMA's UTF-16 offsets into code points. In a project's export, where a document is a folder, a file's name is the annotator.
"""

from __future__ import annotations

import io
import json
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from annotator.formats.parsing import LIMIT, read_bytes, string, strings
from annotator.formats.webanno import EXTRA, LAYER, METADATA, SENTENCE, SHA256, TOKEN, TYPES
from annotator.gold.extras import need
from annotator.gold.importing import Given, GivenDocument, GivenSpan, Left, webanno_tsv
from annotator.merge import plural
from annotator.model import AnnotatorError
from annotator.text.load import decode
from annotator.text.sanitize import one_line

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


class _File(NamedTuple):
    """A CAS, with the type system that lies beside it."""

    name: str
    data: bytes
    types: bytes | None


def read(path: Path) -> Given:
    """A document for each CAS."""
    others: Counter[str] = Counter()
    documents: list[GivenDocument] = []
    left: list[Left] = []
    for file in _files(path):
        if PurePosixPath(file.name).stem == _UNTOUCHED:
            continue
        try:
            documents.append(_table(file, others) if _is_tsv(file.name) else _document(_load(file), file, others))
        except AnnotatorError:
            raise
        except Exception as error:  # whatever the parser trips over in bytes that may be anything
            kind = "WebAnno TSV" if _is_tsv(file.name) else "CAS"
            left.append(Left(file.name, None, f"is no {kind} ({one_line(str(error) or type(error).__name__, 120)})"))
    if not documents and not left:
        raise AnnotatorError(f"{one_line(str(path))}: holds no .xmi, .json or .tsv file: name an export of INCEpTION's")
    told = [
        f"{plural(n, what)} left: only custom layers and named entities are taken"
        for what, n in sorted(others.items())
        if n
    ]
    return Given(documents, left=left, told=told)


def _files(path: Path) -> Iterator[_File]:
    if not path.is_dir():
        yield from _in(path, path.parent)
        return
    for file in sorted(path.rglob("*")):
        if file.suffix.lower() in _SUFFIXES and file.is_file() and not file.name.startswith("."):
            yield from _in(file, path)


def _in(path: Path, top: Path) -> Iterator[_File]:
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
    yield _File(name, data, types)


def _unpacked(data: bytes, name: str) -> Iterator[_File]:
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
            yield _File(shown, content, inside.get(str(PurePosixPath(member).parent / TYPES), inside.get(TYPES)))


def _is_tsv(name: str) -> bool:
    return name.lower().endswith(".tsv")


def _placed(file: _File) -> tuple[str | None, str | None]:
    """The document and the annotator that a file is of, if it lies in a project's export, where documents are folders."""
    path = PurePosixPath(file.name)
    return (path.parent.name, path.stem) if path.parent.suffix.lower() in _ENDINGS else (None, None)


def _table(file: _File, others: Counter[str]) -> GivenDocument:
    """The document of a TSV file."""
    found = webanno_tsv.read(decode(file.data, file.name)[0], _wanted, others)
    folder, who = _placed(file)
    name = _stem(folder or PurePosixPath(file.name).name)
    return GivenDocument(file.name, found.spans, name, found.text, annotator=who)


def _load(file: _File) -> Any:
    cassis = need("cassis", EXTRA, "--from webanno")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if file.name.lower().endswith(".json"):
            return cassis.load_cas_from_json(io.BytesIO(file.data))
        if file.types is None:
            raise AnnotatorError(f"{file.name}: needs the file {TYPES} of its export beside it: put it there")
        types = cassis.load_typesystem(io.BytesIO(file.types))
        return cassis.load_cas_from_xmi(io.BytesIO(file.data), typesystem=types, lenient=True)


def _document(cas: Any, file: _File, others: Counter[str]) -> GivenDocument:
    found = [fs for fs in cas.select_all() if fs.type.name not in _PASSED_OVER]
    spans = []
    for fs in found:
        if _is_span(fs):
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
        return GivenDocument(file.name, spans, identity, whole, uri.removeprefix(SHA256), finished=True)
    folder, who = _placed(file)
    annotator = identity if title is not None and identity not in {title, _stem(title)} else who
    return GivenDocument(
        file.name, spans, _stem(title or folder or identity or PurePosixPath(file.name).name), text, annotator=annotator
    )


def _stem(name: str) -> str:
    """A document's name without the endings that it got as a file."""
    while (path := PurePosixPath(name)).suffix.lower() in _ENDINGS:
        name = path.stem
    return name


def _is_span(fs: Any) -> bool:
    """Whether it is a span of a custom layer or a named entity: no relation, and no link of a chain."""
    kind = fs.type.name
    features = {feature.name for feature in fs.type.all_features}
    return _wanted(kind) and "begin" in features and not features & _LINKING


def _wanted(layer: str) -> bool:
    """Whether a layer is custom, or that of named entities."""
    return layer.startswith(_CUSTOM) or layer == _ENTITY


def _features(fs: Any) -> dict[str, Any]:
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


def _span(fs: Any, text: str) -> GivenSpan:
    features = _features(fs)
    wording = text[fs.begin : fs.end]
    words = None if "\ufffd" in wording else wording
    if fs.type.name == LAYER and "label" in features:
        return GivenSpan(
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
    return GivenSpan(label, fs.begin, fs.end, words, strings(features), string(note))


def _json(value: Any) -> dict[str, str]:
    try:
        return strings(json.loads(value)) if isinstance(value, str) else {}
    except (ValueError, RecursionError):
        return {}
