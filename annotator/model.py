"""The words that everything here speaks: article, label, span, tombstone, article state. No files, no screen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

import msgspec

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

Range = tuple[int, int]
"""`(start, end)`, code points, half-open."""
State = Literal["started", "done", "skipped"]
Origin = Literal["hand", "suggested", "edited", "imported", "adjudicated", "reanchored"]
SWEEP = "sweep"
"""What `by` says of spans that were proposed by the program's rule and taken many at once, with one key, in the sweep."""
ObjectKind = Literal["quotation", "number", "sentence", "paragraph"]


Identity = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Revision = Annotated[int, msgspec.Meta(ge=1, lt=2**53)]
LARGEST = 2**63 - 1
"""The largest integer that columns can hold; no limit that anybody meets."""
Count = Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]
Look = Annotated[int, msgspec.Meta(ge=1, le=LARGEST)]
Time = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
"""UTC, ISO 8601 with milliseconds and `Z`."""
LabelName = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
ArticleId = Annotated[str, msgspec.Meta(pattern=rf"^{ARTICLE_ID.pattern}\Z")]
AnnotatorName = Annotated[str, msgspec.Meta(pattern=rf"^{ANNOTATOR_NAME.pattern}\Z")]


class Closed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Values that have the fields written down, and no others."""


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """Values that may have further fields, which are kept and written back."""

    more: dict[str, Any] = msgspec.field(default_factory=dict, name="…")
    """The further fields."""

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Self:
        """The value with these fields, which were found good where they came in."""
        known = {name: fields[name] for name in cls.__struct_fields__ if name in fields and name != "more"}
        return cls(**known, more={name: fields[name] for name in fields if name not in known and name != "op"})

    def changed(self, **changes: Any) -> Self:
        """The same value but for these fields, known or not."""
        return self.from_fields(self.fields() | changes)

    def fields(self) -> dict[str, Any]:
        """All fields: the known ones in their order, then the further ones."""
        return {name: getattr(self, name) for name in self.__struct_fields__ if name != "more"} | self.more


LABEL_RULE = "a letter, a to z, and up to 31 letters, digits, hyphens or underscores"
KEY_RULE = "one small letter, a to z"
COLOUR_RULE = "a number sign and six digits or letters a to f, as #D55E00"


class Label(Closed, frozen=True, kw_only=True):
    """A kind of span, the key that gives it, its colour, and the object which the key takes without a selection."""

    name: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,31}\Z")]
    key: Annotated[str, msgspec.Meta(pattern=r"^[a-z]\Z")]
    colour: Annotated[str, msgspec.Meta(pattern=r"^#[0-9A-Fa-f]{6}\Z")] = "#D55E00"
    object: ObjectKind | None = None
    attributes: list[Annotated[str, msgspec.Meta(min_length=1, max_length=64)]] | None = None
    """Names of what is noted of such a span; by default those known for the four labels and those used before."""


DEFAULT_LABELS = (
    # Colours of the palette by Okabe and Ito (2008), which colour-blind readers tell apart.
    Label(name="claim", key="c", colour="#56B4E9", object="sentence"),
    Label(name="quote", key="q", colour="#E69F00", object="quotation"),
    Label(name="number", key="n", colour="#009E73", object="number"),
    Label(name="ad", key="a", colour="#CC79A7", object="paragraph"),
)


class Meta(Open, frozen=True, kw_only=True):
    """What `seeds/<id>.meta.json` says about an article; every field may be missing, unknown ones are kept."""

    title: str | None = None
    source: str | None = None
    url: str | None = None
    authors: list[str] = []
    published: str | None = None
    language: str | None = None
    event: str | None = None


class Article(Closed, frozen=True, kw_only=True):
    """One article: the exact text of a file, as strict UTF-8 with nothing translated, normalised or trimmed."""

    id: ArticleId
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


class RevisedRecord(Open, frozen=True, kw_only=True, tag_field="op"):
    """What all lines of append-only files share: of the records of one id the highest revision counts."""

    v: Literal[1] = 1
    id: Identity
    rev: Revision
    annotator: AnnotatorName
    at: Time
    """When it was confirmed."""
    action: str | None = None
    """The user's action that wrote this record; records of one action are undone together."""
    undoes: str | None = None
    """The action that this one takes back, if it is an undo (or, taking back an undo, a redo)."""


class JournalRecord(RevisedRecord, frozen=True, kw_only=True):
    """What all lines of a journal share."""

    article: ArticleId
    by: str | None = None
    """What proposed it, if it was not found by hand: `rule:<kind>`, or `learned:<label>@<sha8 of the model>`."""
    look: Look | None = None
    """2 in a second look: made when, or after, the annotator had seen what was learned from their other articles."""


class Span(JournalRecord, frozen=True, kw_only=True, tag="put"):
    """A labelled stretch `[start, end)` of an article, in code points: `article.text[start:end] == text`."""

    op: ClassVar[Literal["put"]] = "put"
    sha256: str
    start: Count
    end: Count
    label: LabelName
    text: str
    origin: Origin = "hand"
    attributes: dict[str, str] = {}
    note: str | None = None

    @property
    def range(self) -> tuple[int, int]:
        """`(start, end)`, code points, half-open."""
        return self.start, self.end


class Tombstone(JournalRecord, frozen=True, kw_only=True, tag="del"):
    """The deletion of a span. It stays for ever, so that an old copy of the file cannot bring the span back."""

    op: ClassVar[Literal["del"]] = "del"


class ArticleState(JournalRecord, frozen=True, kw_only=True, tag="article"):
    """How far an annotator is with an article. Its id is `article:` and the article's id."""

    op: ClassVar[Literal["article"]] = "article"
    sha256: str
    length: Count
    """The article's code points, so that agreement needs no texts."""
    state: State
    seconds: Count = 0
    note: str | None = None


class FlatSpan(Open, frozen=True, kw_only=True):
    """A span with the annotators who gave it: `support` of `of`, those who finished the article."""

    article: ArticleId
    sha256: str | None = None
    start: Count
    end: Count
    label: LabelName
    text: str | None = None
    annotators: list[str] | None = None
    support: Count | None = None
    of: Count | None = None
    origin: Origin | None = None
    attributes: dict[str, str] = {}
    note: str | None = None


Record = Span | Tombstone | ArticleState
KINDS: dict[str, type[Record]] = {"put": Span, "del": Tombstone, "article": ArticleState}

_ORDER = (
    "v", "op", "id", "rev", "article", "sha256", "start", "end", "length", "label", "text",
    "annotator", "at", "state", "seconds", "origin", "attributes", "note", "action", "undoes",
    "by", "look",
)  # fmt: skip


def record_fields(record: Record) -> dict[str, Any]:
    """The record as the mapping that a journal's line holds: known fields in their usual order, then unknown ones."""
    return fields_in_order(record, record.op, _ORDER)


def fields_in_order(record: RevisedRecord, op: str, order: Iterable[str]) -> dict[str, Any]:
    """A record as the mapping that its line holds: the fields of `order`, then the others; no action where there is none."""
    fields = record.fields() | {"op": op}
    for optional in ("action", "undoes", "by", "look"):
        if optional in fields and fields[optional] is None:
            del fields[optional]
    return {name: fields[name] for name in order if name in fields} | fields


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
