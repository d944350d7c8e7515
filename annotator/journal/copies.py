"""Finds the copies of a journal that cloud folders, browsers, file managers and this program itself put beside it.

A file is a copy of `kim.jsonl` if its name says so and every record in it names kim. Gold's records name whoever
decided, so what tells a copy of `gold.jsonl` is that it holds decisions, or lines of it. Copies are read with their
journal and never changed or removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from annotator.errors import AnnotatorError
from annotator.journal.records import NewerFormatError, Parse, is_flat, numbered, owners, parse, parse_json
from annotator.journal.storage import read_journal_bytes
from annotator.model import GOLD
from annotator.text.sanitize import one_line

# What is added to a file's stem, by whom.
_ADDED = re.compile(
    r"""
      \.recovered-.+                               # this program, when a disk failed or a journal was cut short
    | [ ]\(.*conflict.*\)                          # Dropbox, Nextcloud: (Ann's conflicted copy 2026-11-22)
    | \.sync-conflict-[0-9]{8}-[0-9]{6}(-\w+)?     # Syncthing
    | _conflict-[0-9]{8}-[0-9]{6}                  # ownCloud
    | [ ]?\([0-9]{1,3}\)                           # browsers
    | [ ][0-9]{1,3}                                # iCloud
    | ([ ]-)?[ ][Cc]opy([ ]\(?[0-9]{1,3}\)?)?      # Finder, Windows
    """,
    re.VERBOSE,
)
# OneDrive adds the computer's name; but an annotator's name may hold a hyphen too, so that only the records can tell.
_COMPUTER = re.compile(r"-[A-Za-z0-9][A-Za-z0-9-]*")
_DECISION = re.compile(rb'"id"\s*:\s*"decision:')


@lru_cache(maxsize=1024)
def original_stem(stem: str) -> str:
    """The stem of the file that one of this stem is a copy of by its name; `stem` itself if it is no copy's."""
    while True:
        places = (match.start() for match in re.finditer(r"[ ._(]", stem) if match.start())
        place = next((place for place in places if _ADDED.fullmatch(stem, place)), None)
        if place is None:
            return stem
        stem = stem[:place]


def is_of_gold(path: Path) -> bool:
    """Whether a file is gold's journal or a copy of it.

    `gold-LAPTOP.jsonl` may be either a copy or the file of an annotator who is called so. It is a copy if it holds a
    decision, which nobody's own file does; else, if no record names such an annotator and it has a line in common with
    the `gold.jsonl` beside it.
    """
    stem = original_stem(path.stem)
    if stem == GOLD:
        return True
    if not (stem.startswith(GOLD) and _COMPUTER.fullmatch(stem, len(GOLD))):
        return False
    try:
        data = read_journal_bytes(path) or b""
        if any(_is_decision(raw) for _, raw in numbered(data) if _DECISION.search(raw)):
            return True
        if any(_names(raw, stem) for _, raw in numbered(data)):
            return False
        gold = read_journal_bytes(path.with_name(f"{GOLD}.jsonl")) or b""
    except AnnotatorError:
        return False  # so that whoever reads it says why it cannot be read
    return not {raw for _, raw in numbered(gold)}.isdisjoint(raw for _, raw in numbered(data))


def _is_decision(raw: bytes) -> bool:
    try:
        head = parse(raw).head
    except ValueError:
        return False
    return head.op == "del" and head.id.startswith("decision:")


def _names(raw: bytes, name: str) -> bool:
    """Whether a line says that it is of this annotator alone."""
    try:
        fields = parse_json(raw)
    except ValueError:
        return False
    return fields.get("annotator") == name or fields.get("annotators") == [name]


def copies_of(journal: Path, annotator: str, read: Parse[Any] = parse) -> list[Path]:
    """The copies of a journal in its folder, by name; those that cannot be read are among them if the name is plain.

    Args:
        journal: the file, which need not be there.
        annotator: whose it is.
        read: what reads a line of it, where it is another file of records than a journal.
    """
    if not journal.parent.is_dir():
        return []
    beside = (path for path in sorted(journal.parent.glob("*.jsonl")) if path.stem.startswith(journal.stem))
    return [path for path in beside if path != journal and _is_copy(path, journal.stem, annotator, read)]


def copies_among(paths: Iterable[Path], read: Parse[Any] = parse) -> dict[Path, list[Path]]:
    """Which of the files are copies of another, by that one, which need not be among them; `read` as in `copies_of`."""
    found: dict[Path, list[Path]] = {}
    paths = list(paths)
    for path in paths:
        stem = original_stem(path.stem)
        if path.stem != GOLD and is_of_gold(path):
            found.setdefault(path.with_name(f"{GOLD}.jsonl"), []).append(path)
            continue
        others = [path.with_name(f"{stem}.jsonl")] if stem != path.stem else [p for p in paths if _may_be(path, p)]
        for other in others:
            if _is_copy(path, other.stem, other.stem, read):
                found.setdefault(other, []).append(path)
    return found


def first_flat_owners(path: Path) -> tuple[str, ...]:
    """Who gave the first span of a file, if that is a flat one; nobody if it is not, or cannot be read."""
    try:
        with path.open("rb") as file:
            raw = next((line for line in file if line.strip()), b"")
        fields = parse_json(raw)
        return owners({"annotators": None, **fields}, path.stem) if is_flat(fields) else ()
    except (OSError, ValueError):
        return ()


def told(journal: Path, copies: list[Path]) -> str:
    """Which copies were read with a journal, in words."""
    names = ", ".join(one_line(path.name, 120) for path in copies[:3]) + ", …" * (len(copies) > 3)
    many = "copies" if len(copies) > 1 else "copy"
    return f"{len(copies)} {many} of {one_line(journal.name, 60)} read with it: {names}"


def _may_be(path: Path, other: Path) -> bool:
    return path.parent == other.parent and _COMPUTER.fullmatch(path.stem.removeprefix(other.stem)) is not None


def _is_copy(path: Path, stem: str, annotator: str, read: Parse[Any]) -> bool:
    """Whether a file is a copy of the annotator's journal `<stem>.jsonl`, by its name and its records."""
    if stem == GOLD and not path.name.startswith("."):
        return is_of_gold(path)
    plain = original_stem(path.stem) == stem
    computer = path.stem.startswith(stem) and _COMPUTER.fullmatch(path.stem, len(stem))
    if path.name.startswith(".") or not (plain or computer):
        return False
    if plain and ".recovered-" in path.stem:
        return True  # our own work
    try:
        data = read_journal_bytes(path) or b""
    except AnnotatorError:
        return plain
    return _names_only(data, annotator, read, newer=plain)


def _names_only(data: bytes, annotator: str, read: Parse[Any], *, newer: bool) -> bool:
    """Whether there are records and all name the annotator; `newer`: the answer if all are of a newer format."""
    found = unknown = False
    names: set[str] = set()
    for _, raw in numbered(data):
        try:
            if read(raw, names, 0).head.annotator != annotator:
                return False
            found = True
        except NewerFormatError:
            unknown = True
        except ValueError:
            continue
    return found or (unknown and newer)
