"""The words that everything here speaks: article, label, span, tombstone, article state. No files, no screen."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from annotator.errors import AnnotatorError

FORMAT_VERSION = 1
"""The `v` of every record that this program writes; a larger one is refused, never rewritten."""

ARTICLE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
ANNOTATOR_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LETTERS = "letters (a to z, without accents), digits, dots, hyphens or underscores, beginning with a letter or digit"
NAME_RULE = f"an annotator's name is 1 to 64 {_LETTERS}"
ID_RULE = f"an article's id is 1 to 128 {_LETTERS}"
RESERVED_NAMES = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}
)
GOLD = "gold"
"""The file stem of adjudicated spans; no annotator can bear it."""

State = Literal["started", "done", "skipped"]
Origin = Literal["hand", "suggested", "edited", "imported", "adjudicated", "reanchored"]
ObjectKind = Literal["quotation", "number", "sentence", "paragraph"]


class Frozen(BaseModel):
    """A value that never changes and accepts no other type than the one written down."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)


class Label(Frozen):
    """A kind of span, the key that gives it, its colour, and the object which the key takes without a selection."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,31}$")]
    key: Annotated[str, Field(pattern=r"^[a-z]$")]
    colour: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")] = "#D55E00"
    object: ObjectKind | None = None
    attributes: list[Annotated[str, Field(min_length=1, max_length=64)]] | None = None
    """Names of what is noted of such a span; by default those known for the four labels and those used before."""


DEFAULT_LABELS = (
    # Colours of the palette by Okabe and Ito (2008), which colour-blind readers tell apart.
    Label(name="claim", key="c", colour="#56B4E9", object="sentence"),
    Label(name="quote", key="q", colour="#E69F00", object="quotation"),
    Label(name="number", key="n", colour="#009E73", object="number"),
    Label(name="ad", key="a", colour="#CC79A7", object="paragraph"),
)


class Meta(BaseModel):
    """What `seeds/<id>.meta.json` says about an article; every field may be missing, unknown ones are kept."""

    model_config = ConfigDict(frozen=True, strict=True, extra="allow", defer_build=True)

    title: str | None = None
    source: str | None = None
    url: str | None = None
    authors: list[str] = []
    published: str | None = None
    language: str | None = None
    event: str | None = None


class Article(Frozen):
    """One article: the exact text of a file, as strict UTF-8 with nothing translated, normalised or trimmed."""

    id: Annotated[str, Field(pattern=rf"^{ARTICLE_ID.pattern}$")]
    text: str
    sha256: str
    """Of the file's bytes, a byte order mark included."""
    bom: bool = False
    meta: Meta = Meta()
    meta_missing: str = ""
    """Why the `.meta.json` beside it could not be read, so that `meta` is empty; empty if it could, or there is none."""

    @property
    def length(self) -> int:
        """The number of code points."""
        return len(self.text)


class _Record(BaseModel):
    """What all lines of a journal share. Unknown fields are kept, and written back."""

    model_config = ConfigDict(frozen=True, strict=True, extra="allow", defer_build=True)

    v: Literal[1] = 1
    id: Annotated[str, Field(min_length=1, max_length=200)]
    rev: Annotated[int, Field(ge=1, lt=2**53)]
    article: Annotated[str, Field(pattern=rf"^{ARTICLE_ID.pattern}$")]
    annotator: Annotated[str, Field(pattern=rf"^{ANNOTATOR_NAME.pattern}$")]
    at: Annotated[str, Field(min_length=1, max_length=40)]
    """When it was confirmed: UTC, ISO 8601 with milliseconds and `Z`."""
    action: str | None = None
    """The user's action that wrote this record; records of one action are undone together."""
    undoes: str | None = None
    """The action that this one takes back, if it is an undo (or, taking back an undo, a redo)."""


class Span(_Record):
    """A labelled stretch `[start, end)` of an article, in code points: `article.text[start:end] == text`."""

    op: Literal["put"] = "put"
    sha256: str
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    label: Annotated[str, Field(min_length=1, max_length=200)]
    text: str
    origin: Origin = "hand"
    attributes: dict[str, str] = {}
    note: str | None = None

    @property
    def range(self) -> tuple[int, int]:
        """`(start, end)`, code points, half-open."""
        return self.start, self.end


class Tombstone(_Record):
    """The deletion of a span. It stays for ever, so that an old copy of the file cannot bring the span back."""

    op: Literal["del"] = "del"


class ArticleState(_Record):
    """How far an annotator is with an article. Its id is `article:` and the article's id."""

    op: Literal["article"] = "article"
    sha256: str
    length: Annotated[int, Field(ge=0)]
    """The article's code points, so that agreement needs no texts."""
    state: State
    seconds: Annotated[int, Field(ge=0)] = 0
    note: str | None = None


Record = Span | Tombstone | ArticleState
RECORD: TypeAdapter[Record] = TypeAdapter(
    Annotated[Record, Field(discriminator="op")], config=ConfigDict(defer_build=True)
)

_ORDER = (
    "v", "op", "id", "rev", "article", "sha256", "start", "end", "length", "label", "text",
    "annotator", "at", "state", "seconds", "origin", "attributes", "note", "action", "undoes",
)  # fmt: skip


def record_fields(record: Record) -> dict[str, Any]:
    """The record as the mapping that a journal's line holds: known fields in their usual order, then unknown ones."""
    fields = record.model_dump()
    for optional in ("action", "undoes"):
        if fields[optional] is None:
            del fields[optional]
    known = {name: fields.pop(name) for name in _ORDER if name in fields}
    return known | fields


def first_complaint(error: ValidationError) -> str:
    """What pydantic found wrong first, as `field: what is wrong`."""
    detail = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in detail["loc"] if part not in {"put", "del"})
    if detail["type"] in {"union_tag_not_found", "union_tag_invalid"}:
        return "op: a record says what it is, put, del or article"
    rules = {"annotator": NAME_RULE, "article": ID_RULE}
    if detail["type"] == "string_pattern_mismatch" and (rule := rules.get(where.rpartition(".")[2])):
        return f"{where}: {rule}"
    return f"{where}: {detail['msg']}" if where else detail["msg"]


def check_annotator_name(name: str) -> str:
    """Return `name` if it can name an annotator's file on every platform, else raise `AnnotatorError`."""
    if not ANNOTATOR_NAME.fullmatch(name):
        raise AnnotatorError(f"{NAME_RULE}: choose another with --as NAME")
    if name.casefold() == GOLD:
        raise AnnotatorError(f"the name {name!r} is kept for adjudicated spans: choose another with --as NAME")
    if ".recovered-" in name.casefold():
        raise AnnotatorError(f"the name {name!r} is one of a recovery file: choose another with --as NAME")
    if name.casefold().split(".")[0] in RESERVED_NAMES or name.endswith("."):
        raise AnnotatorError(f"a file named {name!r} cannot exist on every system: choose another with --as NAME")
    return name
