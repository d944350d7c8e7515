"""From a request to a dataset's files: reads what is to be exported, parts it, and has it written with its card."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Any

import orjson

from annotator.adjudication.gold import gold_content
from annotator.boards.board_articles import event_of
from annotator.dataset.collect import (
    cited_measures,
    collect,
    collect_gold,
    edited,
    may_hold_decisions,
    sha256_of,
    shared_table,
    taken_spans,
)
from annotator.dataset.dataset import Content, Dataset, FileContents, grouped, part
from annotator.dataset.dataset_groups import GROUPS, groups_of
from annotator.dataset.document import Documents
from annotator.dataset.grouping import STEPS, Grouping, without_event
from annotator.dataset.shared_text import Tie
from annotator.dataset.split import empty_parts, parse_sizes
from annotator.engine import THIS_MACHINE, Engine
from annotator.errors import AnnotatorError
from annotator.export import card as cards
from annotator.export import pseudonyms as people
from annotator.export.card import ExportSettings, not_held_told
from annotator.export.dataset_folder import Pace, need_texts, write_dataset
from annotator.formats import Exported, Format, format_named, need_text, writer
from annotator.garbage import no_cycles_expected
from annotator.guideline import about
from annotator.journal.columns import read_columns
from annotator.journal.copies import copies_of
from annotator.journal.earlier import Earlier
from annotator.journal.records import Problem
from annotator.listener import NOBODY, Listener, reading
from annotator.merge import account
from annotator.model import GOLD
from annotator.project import ProjectFolder
from annotator.text.load import MAX_BYTES, read_regular
from annotator.text.sanitize import one_line, plural


class Export:
    """An export that was read, and can be written.

    Attributes:
        problems: lines passed over, by file.
        files: those whose copies the reader may want to know of.
        card: the content of the card; empty until it is written.
    """

    _begin = f"{cards.README} is its card"
    """Where a reader of the folder begins."""

    def __init__(
        self,
        project: ProjectFolder,
        settings: ExportSettings,
        source: Path | None = None,
        listener: Listener = NOBODY,
        engine: Engine = THIS_MACHINE,
    ) -> None:
        """Read what is to be exported.

        Args:
            project: where texts, guideline and journals are.
            settings: what is asked for.
            source: a journal or a file of flat spans; by default gold.
            listener: hears how far reading is.
            engine: who reads and measures.

        Raises:
            AnnotatorError: if what is asked for cannot be, or the decisions rest on spans of somebody who has no journal
                here.
        """
        self._format = self._asked_format(settings)
        project.guideline_file()  # says before anything is read where the settings name one that is not there
        self._project, self._settings, self._engine = project, settings, engine
        self._shares = None if settings.sizes is None else parse_sizes(settings.sizes)
        self._source = source or _gold(project)
        self._listener = listener
        self._earlier = _earlier_card(settings.out, project)
        self.card: dict[str, Any] = {}
        with no_cycles_expected():
            self._read(listener)

    def _read(self, listener: Listener) -> None:
        project, source, settings = self._project, self._source, self._settings
        gold, least = None, settings.min_annotators
        self._once = once = self._format.once and not (self._shares or settings.pseudonyms)
        with reading(project.journals(), listener) as step:
            journals = read_columns(project.journals(), step, engine=self._engine)
        if may_hold_decisions(source):
            gold = gold_content(project, source, journals, alone=settings.alone)
        if settings.alone and gold is None:
            raise AnnotatorError(f"--alone: {one_line(str(source))} holds no decisions: leave --alone out")
        more: dict[Path, list[Problem]]
        if gold is None:
            with reading([source], listener) as step:
                columns = read_columns([source], step, engine=self._engine)
            self._contents = collect(columns, journals, project, least, once=once, engine=self._engine)
            more = columns.problems
        else:
            journals = read_columns([]) if gold.alone else journals
            self._contents, more = collect_gold(gold, journals, project, least, once=once), gold.problems
        self._journals, self._of_gold = journals, gold is not None
        groups, unread = groups_of(project, self._contents.documents)
        if groups is not None:
            documents = groups.with_ids(self._contents.documents)
            self._contents = self._contents._replace(documents=documents, groups=groups)
        more = {**more, **unread}
        self._decided = gold is not None and not gold.alone
        self.problems = {**journals.problems, **more}
        self.files = [source, *(copies_of(source, GOLD) if self._of_gold else [])]

    def write(self) -> None:
        """Part the dataset and write it.

        Raises:
            AnnotatorError: if nothing is finished, a text is missing, or the folder holds what no export wrote.
        """
        project, settings, contents = self._project, self._settings, self._contents
        if not contents.documents:
            if settings.min_annotators > 1:
                raise AnnotatorError(
                    f"{one_line(str(self._source))}: holds no article that {settings.min_annotators} annotators have "
                    "finished: ask for fewer (--min-annotators), or have more of them finish the same articles"
                )
            how = "decide all of its passages (annotator adjudicate)" if self._of_gold else "mark articles done (key d)"
            raise AnnotatorError(f"{one_line(str(self._source))}: holds no finished article: {how} first")
        if not self._once:
            self._read_all(contents.documents)
        own = contents.annotators, {entry.id for entry in contents.documents.entries}
        self._compared = shared_table(self._journals, *own, list(project.labels()))
        measured = None if self._compared is None else cited_measures(self._compared, self._engine)
        offers = self._offers(*own)
        mentions = 0
        if settings.pseudonyms:
            contents, measured, mentions = people.disguise(contents, measured)
            mentions *= self._format.noted
        pace = Pace(len(contents.documents))
        documents = Documents(contents.documents.entries, pace.counted(contents.documents.read))
        contents = contents._replace(documents=documents)
        bound = [] if contents.groups is None else contents.groups.ties
        groups = self._grouped(contents.documents, bound) if self._shares else Grouping({}, [], [])
        self._dataset = Dataset(part(contents.documents, self._shares, groups, settings.seed), contents)
        inputs = [
            {"name": self._shown(path), "sha256": sha256_of(path)}
            for path in (self._source, *(project.journals() if self._decided else ()))
        ]
        guideline, rules = about(project)
        self._sharing = groups if self._shares else None
        provenance = cards.Provenance(
            settings=settings,
            format=self._format,
            command=self._command(inputs[0]["name"]),
            annotated=_last_date([self._source]) or _last_date(project.journals()),
            inputs=inputs,
            guideline=guideline,
            rules=rules,
            agreement=measured,
            offers=offers,
            earlier=self._earlier,
            mentions=mentions,
            sharing=self._sharing,
            passed_over=[{"name": self._shown(path), "lines": len(lines)} for path, lines in self.problems.items()],
            edited=cache(partial(edited, project, self._dataset.entries)),
        )
        with self._listener.progress("looking through articles", pace.of(0)) as pace.step:  # as some formats have to
            exported = with_groups(self._exported(provenance), self._dataset, provenance)
            pace.end_file()
        with self._listener.progress("writing", pace.of(len(exported.files) + exported.described)) as pace.step:
            self.card = write_dataset(self._dataset, provenance, exported, pace)

    def _read_all(self, documents: Documents) -> None:
        """Read every document, before the first is written of those that will be gone through several times."""
        count = len(documents)
        with self._listener.progress("reading articles", count) as step, no_cycles_expected():
            for _ in documents:
                if step is not None:
                    step(1)
        if self._settings.with_text:
            need_texts(documents)

    def _grouped(self, documents: Documents, bound: Sequence[Tie]) -> Grouping:
        """What a split may not part."""
        with self._listener.progress("comparing", STEPS * len(documents)) as step:
            return grouped(documents, self._settings.by, bound, step)

    def _asked_format(self, settings: ExportSettings) -> Format:
        need_text(settings.format, with_text=settings.with_text)
        return format_named(settings.format)

    def _exported(self, provenance: cards.Provenance) -> Exported:
        """The files beside the card."""
        return writer(provenance.settings.format)(self._dataset, with_text=provenance.settings.with_text)

    def _command(self, source: str) -> str:
        """The command line without the folder's name."""
        return " ".join(["annotator export", source, f"--to {self._settings.format}", *self._settings.options])

    def _offers(self, annotators: Collection[str], articles: Collection[str]) -> cards.Offers | None:
        """How many spans the program proposed, and the agreement without second looks; `None` if there were none."""
        if not self._journals.offered:
            return None
        taken = taken_spans(self._journals, annotators, articles)
        if not taken.second_look:
            return cards.Offers(*taken, None)
        before = None
        with suppress(AnnotatorError):  # flat spans do not say how they came
            journals = read_columns(self._project.journals(), earlier=Earlier(independent=True))
            table = shared_table(journals, annotators, articles, list(self._project.labels()))
            before = None if table is None else cited_measures(table)["measures"]
        return cards.Offers(*taken, before)

    def _shown(self, path: Path) -> str:
        """The path within the project, else the file's name alone: cards are passed on, and folders are private.

        With pseudonyms nothing of it, but for gold: files are named after annotators.
        """
        if self._settings.pseudonyms and path.absolute() != self._project.journal_path(GOLD).absolute():
            return "FILE"
        try:
            return Path(os.path.normpath(path.absolute())).relative_to(self._project.root).as_posix()
        except ValueError:
            return path.name

    def sentences(self) -> Iterator[str]:
        """What came of it, once it is written."""
        dataset, card, out = self._dataset, self.card, self._settings.out
        yield from account(dataset.contents.left_out)
        if card["edited"]:
            yield cards.edited_told(card["edited"])
        yield from dataset.contents.told
        if dataset.contents.added:
            yield (
                f"{plural(len(dataset.contents.added), 'article')} without a span taken in as finished, as the project's "
                "journals say"
            )
        missing = sum(not entry.has_text for entry in dataset.entries)
        if missing:
            yield f"the text of {plural(missing, 'article')} is not at hand: offsets there could not be checked"
        several = cards.articles_in_versions(dataset)
        if several:
            yield (
                f"{plural(several, 'article')} in more than one version of the text, each with its spans: some "
                "were given in an earlier one (annotator status counts them)"
            )
        for parted in (found := cards.parted_events(dataset))[:_NAMED]:
            yield f"--by {self._settings.by}: articles of one event stand in several parts: {parted}"
        if len(found) > _NAMED:
            yield f"--by {self._settings.by}: articles of {plural(len(found) - _NAMED, 'more event')} stand in several parts"
        if self._sharing is not None:
            for pair in cards.parted_pairs(dataset, self._sharing):
                yield f"--by {self._settings.by}: {pair}"
        for name in empty_parts(card["split"]["asked"]) if card["split"] else ():
            yield f"{name}: not written, as 0 % were asked for it"
        for name, counts in card["counts"].items():
            yield f"{name}: {plural(counts['articles'], 'article')}, {plural(counts['spans'], 'span')}"
        if card["single"]["articles"]:
            yield f"{cards.single_told(card['single'])}: nobody checked them (--min-annotators 2 leaves them out)"
        if card["groups"]:
            yield from cards.groups_told(card["groups"])
        for what, count in card["not_held"].items():
            yield f"the format could not hold {not_held_told(what, count)}"
        yield from card["told"]
        if card["mentions"]:
            yield "names of annotators are still in notes or attributes: the card counts them"
        if card["licence"] is None:
            yield f"no licence is stated: set it in {out / cards.CARD} and export again"
        yield f"written to {out}; {self._begin}"
        if self._sharing is not None:
            unnamed = sum(event_of(entry.meta.event) is None for entry in dataset.entries)
            yield from without_event(unnamed, len(dataset.entries))
            yield from self._sharing.told()


def with_groups(exported: Exported, dataset: Dataset, provenance: cards.Provenance) -> Exported:
    """The files of a format with that of the groups, where there are any."""
    groups = dataset.contents.groups
    if groups is None:
        return exported
    contents: dict[str, Content] = {name: partial(exported.files.parts, name) for name in exported.files}
    contents[GROUPS] = partial(groups.lines, dataset.parts, with_text=provenance.settings.with_text)

    def lost() -> dict[str, int]:
        held = provenance.format.groups
        ids = 0 if held else sum(len(span["groups"]) for document in dataset.documents for span in document.spans)
        return {**exported.lost(), **({f"ids of groups in spans ({GROUPS} has the members)": ids} if ids else {})}

    return exported._replace(files=FileContents(contents), lost=lost)


_NAMED = 5
"""Events that are named whose articles are parted."""
_AT = re.compile(rb'"at": ?"(\d{4}-\d\d-\d\d)T')
_TAIL = 2**16
"""Bytes of a journal in which its last records are."""


def _last_date(journals: Iterable[Path]) -> str | None:
    """The date of the last records of journals, which are appended to; `None` if none has one."""
    found: list[bytes] = []
    for path in journals:
        with path.open("rb") as file:
            file.seek(max(path.stat().st_size - _TAIL, 0))
            found += _AT.findall(file.read())
    return max(found).decode() if found else None


def _gold(project: ProjectFolder) -> Path:
    path = project.journal_path(GOLD)
    if not path.is_file():
        raise AnnotatorError(
            f"{one_line(str(path))}: there is no gold yet: make it with annotator adjudicate, or without looking at what "
            "differs with annotator merge FILE… --keep majority -o merged.jsonl, and name that file to export"
        )
    return path


def _earlier_card(out: Path, project: ProjectFolder) -> dict[str, Any]:
    """The card of an earlier export to this folder; empty if there is none.

    Raises:
        AnnotatorError: if the folder is no place for a dataset, or has a card of another program.
    """
    if out.resolve() in (project.annotations.resolve(), project.seeds.resolve(), project.root.resolve()):
        raise AnnotatorError(f"{one_line(str(out))}: is the project's own: choose another folder")
    path = out / cards.CARD
    if not path.exists():
        return {}
    try:
        card = orjson.loads(read_regular(path, MAX_BYTES))
    except ValueError:
        card = None
    if not isinstance(card, dict) or not isinstance(card.get("files"), dict) or card.get("card") != 1:
        raise AnnotatorError(f"{one_line(str(path))}: is no card of this program: choose another folder")
    for field in ("licence", "rights"):
        if not isinstance(card.get(field), str | None):
            raise AnnotatorError(f"{one_line(str(path))}: {field}: must be a string or null: mend it")
    return card
