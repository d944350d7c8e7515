"""What each annotator gave in an article, read from their journals when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from annotator.agreement.table import sort_order
from annotator.dataset.dataset import Entry
from annotator.gold.joining import record_of
from annotator.journal.columns import UNKNOWN, Columns
from annotator.journal.fold import reading_order
from annotator.journal.records import Fields


class OwnWork:
    """The work of annotators, by article."""

    def __init__(self, journals: Columns, names: Sequence[str]) -> None:
        """Take what their journals hold.

        Args:
            journals: of all.
            names: whose work counts, in order.
        """
        self._files = journals.files
        self._article = {name: code for code, name in enumerate(journals.articles)}
        self._who = {name: journals.annotators.index(name) for name in names}
        self._done = journals.done()
        self._states: dict[tuple[str, int], str] = {}
        """The version that each annotator's state speaks of, by article and annotator."""
        for state, who in zip(journals.states, journals.state_owners.tolist(), strict=True):
            self._states[state.article, who] = state.sha256
        rows = journals.spans
        order = sort_order((rows.article.astype(np.int64), rows.annotator.astype(np.int64)))
        self._place = rows.place[order]
        key = rows.article[order].astype(np.int64) * len(journals.annotators) + rows.annotator[order]
        self._first = np.searchsorted(key, np.arange(self._done.size + 1))
        self._version = {sha256: code for code, sha256 in enumerate(journals.versions)}
        self._versions = len(journals.versions) + 1
        of_version, counts = np.unique(
            key * self._versions + (rows.version[order].astype(np.int64) - UNKNOWN), return_counts=True
        )
        self._counts: dict[int, int] = dict(zip(of_version.tolist(), counts.tolist(), strict=True))

    def counts(self, article: str, sha256: str | None) -> dict[str, int]:
        """How many spans those gave who finished this version of an article, by their names."""
        code = self._article.get(article)
        if code is None:
            return {}
        return {
            name: self._count(code, who, sha256)
            for name, who in self._who.items()
            if self._done[code, who] and self._states.get((article, who), sha256) == sha256
        }

    def _count(self, article: int, who: int, sha256: str | None) -> int:
        """Spans of this version, and those that do not say of which they are."""
        cell = (article * self._done.shape[1] + who) * self._versions
        codes = {UNKNOWN, self._version.get(sha256 or "", UNKNOWN)}
        return sum(self._counts.get(cell + code - UNKNOWN, 0) for code in codes)

    def spans(self, name: str, entry: Entry, text: str | None) -> list[Fields]:
        """What an annotator gave in a version of an article, in reading order; spans that do not fit its text left out."""
        cell = self._article[entry.id] * self._done.shape[1] + self._who[name]
        places = self._place[self._first[cell] : self._first[cell + 1]]
        lines = dict(zip(sorted(places.tolist()), self._files.needed_lines(sorted(places.tolist())), strict=True))
        records = [record_of(lines[place]) for place in places.tolist()]
        records.sort(key=lambda record: reading_order({"id": "", **record}))
        spans = [span for span in records if span["sha256"] in {None, entry.sha256}]
        if text is not None:
            spans = [span for span in spans if span["text"] in {None, text[span["start"] : span["end"]]}]
        return spans


class Own(Mapping[str, Sequence[Fields]]):
    """What each annotator gave in one document, by name."""

    def __init__(self, work: OwnWork, entry: Entry, text: str | None) -> None:
        """Take whose work it is, and on what."""
        self._work, self._entry, self._text = work, entry, text

    def __getitem__(self, name: str) -> list[Fields]:
        if name not in self._entry.own:
            raise KeyError(name)
        return self._work.spans(name, self._entry, self._text)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entry.own)

    def __len__(self) -> int:
        return len(self._entry.own)
