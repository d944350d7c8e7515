"""The files of an export on the disk: what may be written over, and all in place at once, the card last."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from annotator.dataset.collect import sha256_of
from annotator.dataset.dataset import Dataset
from annotator.dataset.document import Document, Documents, Entry
from annotator.engine import Step
from annotator.errors import AnnotatorError
from annotator.export import card as cards
from annotator.export.card import to_markdown
from annotator.export.croissant import METADATA, metadata
from annotator.formats import Exported
from annotator.garbage import no_cycles_expected
from annotator.journal.storage import is_temporary, write_files
from annotator.text.sanitize import one_line, plural


class Pace:
    """How far writing is: each file counts as all documents do, and within one those that were read for it.

    Attributes:
        step: told of each, if somebody listens.
    """

    def __init__(self, documents: int) -> None:
        """Take how many documents there are."""
        self.step: Step | None = None
        self._documents = max(documents, 1)
        self._read = 0

    def of(self, files: int) -> int:
        """The length of writing so many files and the card."""
        return (files + 1) * self._documents

    def counted(self, read: Callable[[Entry], Document]) -> Callable[[Entry], Document]:
        """The same way to read a document, each of which is told."""

        def counting(entry: Entry) -> Document:
            if self.step is not None and self._read < self._documents:
                self._read += 1
                self.step(1)
            return read(entry)

        return counting

    def end_file(self) -> None:
        """Tell that a file is written."""
        if self.step is not None:
            self.step(self._documents - self._read)
        self._read = 0


def write_dataset(dataset: Dataset, provenance: cards.Provenance, exported: Exported, pace: Pace) -> dict[str, Any]:
    """Write all files, the card last, so that a card always speaks of files that are there; the card's content.

    Each file is made while it is written, out of sight until all are.

    Raises:
        AnnotatorError: if one cannot be written, the folder has anything else in it, or a span does not fit.
    """
    out, earlier = provenance.settings.out, provenance.earlier
    card: dict[str, Any] = {}
    hashes: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def hashed(name: str, make: Callable[[], Iterable[bytes]]) -> Iterator[bytes]:
        digest, sizes[name] = hashlib.sha256(), 0
        for data in make():
            digest.update(data)
            sizes[name] += len(data)
            yield data
        hashes[name] = digest.hexdigest()
        pace.end_file()

    def readme() -> list[bytes]:
        if provenance.settings.with_text:
            need_texts(dataset.documents)
        card.update(cards.build(dataset, provenance, hashes, exported.not_held, exported.told, exported.own))
        return [to_markdown(card, provenance.format, cards.languages(dataset), exported.configs())]

    def checked() -> Iterator[bytes]:
        """The card, once every other file is on the disk and none of them would replace what somebody changed."""
        _refuse_changed(out, earlier, {name: hashes[name] for name in changed})
        card["files"] |= {name: hashes[name] for name in (cards.README, METADATA) if name in hashes}
        yield cards.to_json(card)

    contents: dict[str, Callable[[], Iterable[bytes]]] = {
        **{name: partial(exported.files.parts, name) for name in exported.files},
        cards.README: readme,
    }
    if exported.described:
        contents[METADATA] = lambda: [metadata(card, exported.tables(), sizes, cards.languages(dataset))]
    changed = _guard(out, earlier, contents)
    with no_cycles_expected():
        write_files(
            {**{out / name: hashed(name, make) for name, make in contents.items()}, out / cards.CARD: checked()}
        )
    return card


def need_texts(documents: Documents) -> None:
    """Refuse to write texts of which the project lacks some.

    Raises:
        AnnotatorError: naming articles, of documents that were all read.
    """
    missing = [entry.id for entry in documents.entries if not entry.has_text]
    if missing:
        raise AnnotatorError(
            f"--with-text: the text of {plural(len(missing), 'article')} ({', '.join(missing[:3])}"
            f"{', …' * (len(missing) > 3)}) is not in the project: put it back, or export with --standoff"
        )


def _refuse_changed(out: Path, earlier: Mapping[str, Any], hashes: Mapping[str, str]) -> None:
    """Refuse to replace what is not what an export wrote.

    Args:
        out: the dataset's folder.
        earlier: the card of the earlier export.
        hashes: what the files in question are to be: after a run that was cut off, some are that already.

    Raises:
        AnnotatorError: naming the first file that somebody changed.
    """
    for name, sha256 in hashes.items():
        if sha256_of(out / name) != sha256:
            why = (
                "was changed since it was exported: choose another folder, or move it away"
                if name in earlier.get("files", {})
                else "was not written by this program: choose an empty folder"
            )
            raise AnnotatorError(f"{one_line(str(out / name))}: {why}")


def _guard(out: Path, earlier: Mapping[str, Any], names: Collection[str]) -> list[str]:
    """Refuse a folder with anything in it that an export did not write or would leave behind.

    Returns:
        The files that are there and will be replaced, but are not what the earlier export wrote.

    Raises:
        AnnotatorError: naming the first file that is in the way.
    """
    if not out.is_dir():
        if out.exists():
            raise AnnotatorError(f"{one_line(str(out))}: is not a folder: choose another place")
        return []
    changed = []
    written = earlier.get("files", {})
    ours = {parent for name in (*names, *written) for parent in Path(name).parents}
    for path in sorted(out.rglob("*")):
        inside = path.relative_to(out)
        name = inside.as_posix()
        if (
            name == cards.CARD
            or is_temporary(path.name)
            or (inside in ours and path.is_dir() and not path.is_symlink())
        ):
            continue
        shown = one_line(str(path))
        if not path.is_file() or name not in (*names, *written):
            raise AnnotatorError(f"{shown}: was not written by this program: choose an empty folder")
        if name not in names:
            raise AnnotatorError(
                f"{shown}: is of an earlier export with other files, and would be left behind: choose another folder, "
                "or remove it first"
            )
        if name not in written or sha256_of(path) != written[name]:
            changed.append(name)
    return changed
