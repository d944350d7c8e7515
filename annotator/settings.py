"""What `annotator.toml` may say of a project: folders, labels, limits, keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import msgspec

from annotator.errors import AnnotatorError
from annotator.model import DEFAULT_LABELS, Closed, Label
from annotator.remote import is_there
from annotator.rules import RuleSettings
from annotator.text.load import MAX_BYTES, read_regular
from annotator.text.sanitize import one_line
from annotator.validation import complaints, validated

SETTINGS = "annotator.toml"
_SETTINGS_LIMIT = 1_000_000
_LONGEST = 100
"""Characters of an unknown setting that are compared with the known ones."""
_MOST = 5
"""Wrong settings that are told."""
_BARE = re.compile(r"""\s*([\w.-]+)\s*=\s*([^\W\d][^"'#\[\]{}=]*?)\s*(?:#.*)?""")
"""A line that gives a setting a word without quotation marks."""
_PLACE = re.compile(r"\.\d+(?=\.|$)")
"""Of a setting's name, which one of a list it is in."""
_LIKE = 0.6
"""How like, of 1, a known setting must be to be named."""


class Folders(Closed, frozen=True, kw_only=True):
    """Folders of the project, relative to the folder of `annotator.toml`."""

    seeds: str = "seeds"
    annotations: str = "annotations"


class Limits(Closed, frozen=True, kw_only=True):
    """What is refused as too large."""

    article_bytes: Annotated[int, msgspec.Meta(ge=1)] = MAX_BYTES


class Settings(Closed, frozen=True, kw_only=True):
    """What `annotator.toml` may say; all of it is optional."""

    folders: Folders = Folders()
    labels: list[Label] = msgspec.field(default_factory=lambda: list(DEFAULT_LABELS))
    limits: Limits = Limits()
    guideline: str = "docs/guidelines.md"
    """The project's annotation guideline, a text file relative to the folder of `annotator.toml`."""
    dates: bool = False
    """Whether dates, years and clock times count as numbers, for the number key, hints and suggestions."""
    suggestions: bool = True
    """Whether suggestions may be turned on; `false` in a blind round, where they would steer the annotators."""
    dim_unlikely: bool = False
    """Whether sentences that are unlikely to be tagged, as learned from the annotator's other articles, are drawn dimmer.

    It steers while the article is annotated, so that nothing in it counts as independent."""
    agreement: bool | None = None
    """Whether the screen shows agreement, and so what the others tagged; left out, as `suggestions`."""
    coverage: bool = True
    """Whether marking an article done first points at quotations and numbers without a span."""
    order: Literal["name", "shuffled"] = "name"
    """The order of articles on the screen: by name, or another one for each annotator, made from the name."""
    pause_minutes: Annotated[int, msgspec.Meta(ge=0, le=600)] = 50
    """Minutes of work after which the screen once suggests a pause; 0 for never."""
    rules: RuleSettings = RuleSettings()
    """Which rules about spans hold, and the project's own."""
    snap: bool = True
    """Whether what is tagged is whole words, where words were selected or dragged over, without white space at its edges."""
    theme: Literal["dark", "light", "contrast"] = "dark"
    keys: dict[str, str | list[str]] = {}
    """Actions of the screen with the key or keys that replace theirs; `annotator.tui.keymap` checks them."""

    @property
    def shows_agreement(self) -> bool:
        """Whether the screen shows agreement: not in a blind round, unless the settings say so."""
        return self.suggestions if self.agreement is None else self.agreement


def read_settings(path: Path) -> Settings:
    """The settings in `annotator.toml`, or the defaults if there is no such file.

    Raises:
        AnnotatorError: with the field and what is wrong with it.
    """
    if not is_there(path):
        return Settings()
    import tomllib  # loaded only for projects with settings

    shown = one_line(str(path))
    try:
        text = read_regular(path, _SETTINGS_LIMIT).decode("utf-8")
        values: dict[str, Any] = tomllib.loads(text)
        settings = validated(Settings, values)
    except UnicodeDecodeError as error:
        raise AnnotatorError(f"{shown}: byte {error.start} is not UTF-8: save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise AnnotatorError(f"{shown}: {_told_unreadable(str(error), text)}: correct the file") from error
    except ValueError as error:
        raise AnnotatorError(f"{shown}: {_told_wrong(values) or one_line(str(error), 200)}") from error
    for field in ("name", "key"):
        twice = _first_twice(getattr(label, field) for label in settings.labels)
        if twice is not None:
            raise AnnotatorError(f"{shown}: two labels have the {field} {twice!r}: give each its own")
    if not settings.labels:
        raise AnnotatorError(f"{shown}: labels: there must be at least one")
    wrong_rule = settings.rules.complaint(label.name for label in settings.labels)
    if wrong_rule is not None:
        raise AnnotatorError(f"{shown}: {wrong_rule}")
    for name, folder in msgspec.structs.asdict(settings.folders).items():
        if "\0" in folder or Path(folder).is_absolute() or ".." in Path(folder).parts:
            raise AnnotatorError(f"{shown}: folders.{name}: must lie inside the project: give a relative path")
    return settings


def _table(kind: Any) -> type[msgspec.Struct] | None:
    """Of what a setting may be, the table with settings of its own."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind
    return next(filter(None, map(_table, get_args(kind))), None)


def _known(kind: type[msgspec.Struct], before: str = "") -> Iterator[str]:
    """The names of all settings, with those of their tables."""
    for field in msgspec.structs.fields(kind):
        table = _table(field.type)
        yield before + field.encode_name
        if table is not None:
            yield from _known(table, f"{before}{field.encode_name}.")


def _unknown(values: dict[str, Any], kind: type[msgspec.Struct], before: str = "") -> Iterator[str]:
    """The names of settings that are none."""
    tables = {field.encode_name: _table(field.type) for field in msgspec.structs.fields(kind)}
    for name, value in values.items():
        if name not in tables:
            yield before + name
        elif (table := tables[name]) is not None:
            for inner in value if isinstance(value, list) else [value]:
                if isinstance(inner, dict):
                    yield from _unknown(inner, table, f"{before}{name}.")


def _told_unreadable(message: str, text: str) -> str:
    """What the reader of TOML says, and what to do where a value only lacks its quotation marks."""
    place = re.search(r"at line (\d+)", message)
    line = text.splitlines()[int(place[1]) - 1] if place else ""
    given = _BARE.fullmatch(line)
    if given is None:
        return one_line(message, 200)
    name, value = one_line(given[1], 40), one_line(given[2], 60)
    right = value.lower() if value.lower() in {"true", "false"} else f'"{value}"'
    how = "in small letters" if right == value.lower() else "in quotation marks"
    return f"line {int(place[1]) if place else 0}: put the value {how}: {name} = {right}"


def _told_wrong(values: dict[str, Any]) -> str:
    """Everything that is wrong with settings, a sentence each."""
    unknown = list(dict.fromkeys(_unknown(values, Settings)))
    wrong = {
        where: told for where, told in complaints(values, Settings).items() if _PLACE.sub("", where) not in unknown
    }
    told = [*(one_line(sentence, 200) for sentence in wrong.values()), *map(_told_unknown, unknown)]
    more = f"; and {len(told) - _MOST} more" if len(told) > _MOST else ""
    return "; ".join(told[:_MOST]) + more + ": correct the file" * (not unknown)


def _told_unknown(name: str) -> str:
    def likeness(known: str) -> tuple[float, float]:
        last = SequenceMatcher(None, name[-_LONGEST:].rpartition(".")[2], known.rpartition(".")[2]).ratio()
        return last, SequenceMatcher(None, name[-_LONGEST:], known).ratio()

    from difflib import SequenceMatcher  # loaded only for settings that are wrong

    nearest = max(_known(Settings), key=likeness)
    advice = f"did you mean {nearest}?" if max(likeness(nearest)) > _LIKE else "take it out"
    return f"unknown setting {one_line(name, 60)}; {advice}"


def _first_twice(values: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None
