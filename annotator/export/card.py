"""The card of a dataset: what it holds, how it was made, what it cannot promise, as `card.json` and `README.md` say it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from jinja2 import Environment, StrictUndefined

from annotator.boards.board_articles import event_of
from annotator.dataset.dataset import Dataset, group_of
from annotator.dataset.dataset_groups import GROUPS
from annotator.dataset.document import Entry
from annotator.dataset.grouping import By, Grouping, without_event
from annotator.dataset.split import METHOD
from annotator.formats import Format
from annotator.formats.views import WORDS
from annotator.guideline import meanings
from annotator.merge import account
from annotator.model import GOLD
from annotator.text.sanitize import one_line, plural
from annotator.version import __version__

CARD = "card.json"
README = "README.md"
_NAMED = 5
"""Articles that are named in a sentence."""
_FEW = 20
"""Articles below which figures over a dataset say little about other articles."""


@dataclass(frozen=True)
class ExportSettings:
    """How a dataset is to be exported."""

    format: str
    """One of `annotator.formats.EXPORT_FORMATS`, or `book`."""
    out: Path
    """The dataset's folder."""
    sizes: str | None = None
    """Percentages such as `80/10/10`; `None` for one part."""
    by: By = "event"
    """What is never parted."""
    seed: int = 0
    with_text: bool = False
    alone: bool = False
    """Only what stands in gold is exported, and nothing of the journals."""
    pseudonyms: bool = False
    min_annotators: int = 1
    """Only articles that so many annotators finished."""

    @property
    def options(self) -> list[str]:
        """As the command line has them, for the card."""
        return [
            *([f"--split {self.sizes} --by {self.by} --seed {self.seed}"] if self.sizes else []),
            "--with-text" if self.with_text else "--standoff",
            *(["--alone"] if self.alone else []),
            *(["--pseudonyms"] if self.pseudonyms else []),
            *([f"--min-annotators {self.min_annotators}"] if self.min_annotators > 1 else []),
        ]


class Offers(NamedTuple):
    """What the program's proposals did to the annotators' own spans in the exported articles: see `collect.Taken`."""

    spans: int
    suggested: int
    second_look: int
    swept: int
    agreement_before: list[dict[str, Any]] | None
    """The measures of `agreement`, of what everybody had before second looks; `None` without these, or if it cannot be told."""


class Provenance(NamedTuple):
    """How an export was made: what the dataset itself does not know."""

    settings: ExportSettings
    format: Format
    """What the dataset is written in."""
    command: str
    annotated: str | None
    """The date of the last record, if records say it."""
    inputs: list[dict[str, str]]
    """Each `{"name", "sha256"}`."""
    guideline: dict[str, Any]
    """`{"name", "version", "sha256", "rules", "last_rule"}`; see `annotator.guideline.about`."""
    rules: str
    """The guideline's text, which may say what labels mean."""
    agreement: dict[str, Any] | None
    offers: Offers | None
    """`None` if nobody took anything that the program proposed."""
    earlier: Mapping[str, Any]
    """The card of an earlier export to the same folder, into which the user may have written licence and rights."""
    mentions: int
    """With pseudonyms: spans whose note or attributes still have an annotator's name in them."""
    sharing: Grouping | None
    """What articles of different events share, which a split by event keeps together; `None` without a split."""
    passed_over: Sequence[Mapping[str, Any]]
    """`{"name", "lines"}` of each file that was read with lines which could not be."""
    edited: Callable[[], Sequence[str]]
    """Articles whose file is another now than that which was annotated; to be asked once all documents were read."""


def build(
    dataset: Dataset,
    provenance: Provenance,
    files: Mapping[str, str],
    not_held: Mapping[str, int],
    told: Iterable[str] = (),
    own_files: Iterable[str] = (),
) -> dict[str, Any]:
    """The content of `card.json`, all but the hash of the README, which is made from it.

    Args:
        dataset: what was exported.
        provenance: how.
        files: the sha256 of each of the format's files.
        not_held: what the format could not hold.
        told: sentences on what the format holds otherwise than the dataset.
        own_files: the files of one annotator's own spans each.
    """
    dataset.documents.finish()
    settings = provenance.settings
    total = _counts(dataset.entries, settings.by)
    known = meanings(provenance.rules, total["labels"])
    return {
        "card": 1,
        "licence": provenance.earlier.get("licence"),
        "rights": provenance.earlier.get("rights"),
        "made": {"program": "annotator", "version": __version__, "command": provenance.command},
        "annotated": provenance.annotated,
        "inputs": provenance.inputs,
        "guideline": provenance.guideline,
        "labels": {name: known.get(name) for name in total["labels"]},
        "format": settings.format,
        "offsets": provenance.format.unit,
        "text": "included" if settings.with_text else "stand-off",
        **_annotated_by(dataset, provenance),
        "counts": {name: _counts(documents.entries, settings.by) for name, documents in dataset.parts.items()},
        "total": total,
        "split": _split(dataset, provenance),
        "groups": _groups(dataset),
        "agreement": provenance.agreement,
        "offers": provenance.offers and provenance.offers._asdict(),
        "passed_over": list(provenance.passed_over),
        "edited": list(provenance.edited()),
        "limits": _limits(dataset, provenance),
        "not_held": dict(not_held),
        "told": list(told),
        "articles": _articles(dataset),
        "files": dict(files),
        "own_files": list(own_files),
    }


def to_json(card: Mapping[str, Any]) -> bytes:
    """The bytes of `card.json`."""
    return orjson.dumps(card, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def languages(dataset: Dataset) -> list[str]:
    """The language codes that the articles' metadata name, sorted."""
    found = {entry.meta.language for entry in dataset.entries} - {None}
    return sorted(code for code in found if code and re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", code))


def _annotated_by(dataset: Dataset, provenance: Provenance) -> dict[str, Any]:
    """The card's fields on who gave and who decided what."""
    contents = dataset.contents
    return {
        "annotators": contents.annotators,
        "pseudonyms": provenance.settings.pseudonyms,
        "mentions": provenance.mentions,
        "spans_by": _spans_by(dataset),
        "own_by": _own_by(dataset),
        "unsupported": contents.said.unsupported,
        "single": _single(dataset.entries),
        "decisions": None if contents.decisions is None else contents.decisions._asdict(),
        "origins": dict(sorted(contents.said.origins.items())),
    }


def _articles(dataset: Dataset) -> list[dict[str, Any]]:
    """Every article with the part that it is in."""
    return [
        {"id": entry.id, "sha256": entry.sha256, "length": entry.length, "split": name}
        for name, documents in dataset.parts.items()
        for entry in documents.entries
    ]


def _spans_by(dataset: Dataset) -> dict[str, int]:
    """How many of the dataset's spans each annotator gave; a span of two counts for both."""
    counts = dataset.contents.said.by
    return {name: counts[name] for name in sorted({*dataset.contents.annotators, *counts})}


def _own_by(dataset: Dataset) -> dict[str, int]:
    """How many spans each annotator gave in the dataset's articles, whatever became of them; those not known left out."""
    contents = dataset.contents
    found: Counter[str] = Counter()
    for entry in dataset.entries:
        found.update(entry.own)
    if not found and len(contents.annotators) == 1 and contents.annotators != [GOLD] and contents.decisions is None:
        return dict(contents.said.by)
    return dict(sorted(found.items()))


def _single(entries: Sequence[Entry]) -> dict[str, int]:
    """How many articles one annotator alone has finished, and how many spans they have."""
    found = [entry for entry in entries if entry.finishers == 1]
    return {"articles": len(found), "spans": _spans_in(found)}


def single_told(single: Mapping[str, int]) -> str:
    """What `_single` counts, in words."""
    return f"{plural(single['spans'], 'span')} from {plural(single['articles'], 'article')} that one annotator alone has finished"


def _counts(entries: Sequence[Entry], by: By) -> dict[str, Any]:
    labels: Counter[str] = Counter()
    for entry in entries:
        labels.update(entry.labels)
    return {
        "articles": len(entries),
        "groups": len({group_of(entry, by) for entry in entries}),
        "without_spans": sum(not entry.labels for entry in entries),
        "spans": labels.total(),
        "labels": dict(sorted(labels.items())),
    }


def _split(dataset: Dataset, provenance: Provenance) -> dict[str, Any] | None:
    if provenance.settings.sizes is None:
        return None
    total = len(dataset.documents)
    spans = _spans_in(dataset.entries)
    reached = {
        name: {
            "articles_percent": _percent(len(documents), total),
            "spans_percent": _percent(_spans_in(documents.entries), spans),
        }
        for name, documents in dataset.parts.items()
    }
    return {
        "asked": provenance.settings.sizes,
        "by": provenance.settings.by,
        "seed": provenance.settings.seed,
        "method": METHOD,
        "reached": reached,
        "sharing": provenance.sharing and provenance.sharing.structure(),
    }


def _groups(dataset: Dataset) -> dict[str, Any] | None:
    groups = dataset.contents.groups
    return None if groups is None else {**groups.counts(), "parted": groups.parted(dataset.parts)}


def groups_told(groups: Mapping[str, Any]) -> Iterator[str]:
    """What `_groups` counts, in sentences without their periods."""
    kinds = f" ({'; '.join(f'{kind}: {count}' for kind, count in groups['kinds'].items())})" if groups["kinds"] else ""
    yield f"{plural(groups['groups'], 'group')} with {plural(groups['members'], 'member')} in {GROUPS}{kinds}"
    if groups["undecided"]:
        yield f"{plural(groups['undecided'], 'group')} that annotators differ about left out"
    if groups["outside"]:
        yield f"{plural(groups['outside'], 'group')} with fewer than two members in these articles left out"
    if groups["parted"]:
        yield f"{plural(groups['parted'], 'group')} with members in different parts: what they share is known from training"


def _spans_in(entries: Iterable[Entry]) -> int:
    return sum(sum(entry.labels.values()) for entry in entries)


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def parted_events(dataset: Dataset) -> list[str]:
    """The events whose articles stand in more than one part, each with some of them, in words."""
    parts: dict[str, dict[str, str]] = {}
    names: dict[str, str] = {}
    for name, documents in dataset.parts.items():
        for entry in documents.entries:
            event = event_of(entry.meta.event)
            if event is not None:
                names.setdefault(event, entry.meta.event or "")
                parts.setdefault(event, {}).setdefault(name, entry.id)
    return [
        f"{one_line(names[event], 60)}: {', '.join(f'{article} in {name}' for name, article in some.items())}"
        for event, some in sorted(parts.items())
        if len(some) > 1
    ]


def parted_pairs(dataset: Dataset, sharing: Grouping) -> list[str]:
    """The pairs of articles of different events that stand in different parts though they share text, in words."""
    return sharing.parted({entry.id: name for name, documents in dataset.parts.items() for entry in documents.entries})


def articles_in_versions(dataset: Dataset) -> int:
    """How many articles are in the dataset in more than one version of their text."""
    versions = Counter(entry.id for entry in dataset.entries)
    return sum(count > 1 for count in versions.values())


def edited_told(names: Sequence[str]) -> str:
    """A sentence, without its period, on articles whose file is another now than that which was annotated."""
    shown = ", ".join(one_line(name, 60) for name in names[:_NAMED]) + ", …" * (len(names) > _NAMED)
    return (
        f"{plural(len(names), 'article')} whose file was edited after it was annotated ({shown}): spans, offsets and "
        "sha256 are of the earlier text"
    )


def _limits(dataset: Dataset, provenance: Provenance) -> list[str]:
    """Sentences on what a receiver should know before the dataset is relied on."""
    found = [
        *_limits_of_input(dataset, provenance),
        *_limits_of_split(dataset, provenance),
        *_limits_of_content(dataset, provenance),
    ]
    return found or ["None that the program knows of."]


def _limits_of_input(dataset: Dataset, provenance: Provenance) -> list[str]:
    """What did not come into the dataset, or is there as it was earlier."""
    found = [
        f"{plural(file['lines'], 'line')} of {file['name']} could not be read and {'was' if file['lines'] == 1 else 'were'} "
        "passed over: what stood there is not in the dataset."
        for file in provenance.passed_over
    ]
    found += [f"{sentence[:1].upper()}{sentence[1:]}." for sentence in account(dataset.contents.left_out)]
    if edited := provenance.edited():
        found.append(f"{edited_told(edited)}.")
    return found


def _limits_of_split(dataset: Dataset, provenance: Provenance) -> list[str]:
    """What the parts may have in common."""
    found = []
    parted = parted_events(dataset)
    if parted:
        found.append(
            f"Articles of one event stand in different splits ({'; '.join(parted)}): they share facts and quotations, so scores on "
            "the test part are too good."
        )
    if provenance.sharing is not None:
        unnamed = sum(event_of(entry.meta.event) is None for entry in dataset.entries)
        found += without_event(unnamed, len(dataset.entries))
        found += [f"{pair}." for pair in parted_pairs(dataset, provenance.sharing)]
        found += provenance.sharing.told()
    return found


def _limits_of_content(dataset: Dataset, provenance: Provenance) -> list[str]:
    """What the spans and articles that are there can not tell."""
    entries, found = dataset.entries, []
    if len(entries) < _FEW:
        found.append(f"Fewer than {_FEW} articles: figures over them say little about others.")
    single = _single(entries)
    if single["articles"]:
        found.append(f"{single_told(single)}: nobody checked them.")
    found += [f"{sentence[:1].upper()}{sentence[1:]}." for sentence in dataset.contents.told]
    if dataset.contents.added:
        found.append(
            f"{plural(len(dataset.contents.added), 'article')} without a span, finished according to the project's journals."
        )
    if dataset.contents.contested:
        found.append(
            f"{plural(dataset.contents.contested, 'span')} of these annotators did not enter the dataset (too few votes, "
            "or changed since): there it says nothing was found."
        )
    several = articles_in_versions(dataset)
    if several:
        found.append(
            f"{plural(several, 'article')} in more than one version of the text (its sha256 tells which): the spans were "
            "given in different ones."
        )
    missing = sum(not entry.has_text for entry in entries)
    if missing:
        found.append(f"{plural(missing, 'article')} whose text was not at hand: those offsets could not be checked.")
    if provenance.mentions:
        found.append(
            "The annotators' names are pseudonyms. Spans that still have one of their own names in a note or an "
            f"attribute: {provenance.mentions}."
        )
    return found


_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~!])")
_SHOWN = 3
"""Names of files that are given as examples."""
_CHOICES = {
    "version": "took a version of an annotator's",
    "union": "took the union",
    "intersection": "took the intersection",
    "none": "took none",
    "edit": "set spans by hand",
}


def to_markdown(
    card: Mapping[str, Any],
    form: Format,
    languages: list[str],
    configs: Sequence[Mapping[str, Any]] = (),
) -> bytes:
    """The bytes of README.md: a YAML head (of values in JSON, which is YAML too), then the card in words.

    Args:
        card: the content of `card.json`.
        form: what the dataset is written in.
        languages: the codes of the texts' languages.
        configs: what `datasets.load_dataset` is to open; of a format that it cannot read, the list of articles.
    """
    # Without any it would take whatever it can read for data, also the annotators' own files and this card.
    articles = {
        "config_name": "articles",
        "data_files": [{"split": "articles" if card["split"] else "train", "path": CARD}],
        "field": "articles",
    }
    # Markdown is no HTML: what is foreign goes through `plain` or `code`.
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)  # noqa: S701
    environment.keep_trailing_newline = True
    environment.filters |= {
        "plain": _plain,
        "code": _code,
        "counted": plural,
        "files": _some,
        "listed": lambda names: ", ".join(map(_plain, names)) or "nobody",
        "json": lambda value: json.dumps(value, ensure_ascii=False),
    }
    rows = list(card["counts"].items())
    choices = (card["decisions"] or {"choices": {}})["choices"]
    template = resources.files("annotator.export").joinpath("card.md.jinja").read_text("utf-8")
    written = environment.from_string(template).render(
        card=card,
        head={
            "license": card["licence"] or "unknown",
            "language": languages,
            "configs": [{name: value for name, value in one.items() if name != "features"} for one in configs]
            or [articles],
            "dataset_info": [
                {"config_name": one["config_name"], "features": one["features"]} for one in configs if "features" in one
            ],
        },
        rows=[*rows, ("all", card["total"])] if len(rows) > 1 else rows,
        unit=WORDS[card["offsets"]],
        format=form,
        choices=[f"{count:,} {what}" for choice, what in _CHOICES.items() if (count := choices.get(choice))],
        not_held_told=not_held_told,
        groups_told=list(groups_told(card["groups"])) if card["groups"] else [],
        groups_file=GROUPS,
    )
    return written.encode()


def _some(files: Iterable[str]) -> str:
    """The first few files, folders for those in them."""
    paths = (name.partition("/") for name in files)
    names = list(dict.fromkeys(f"{first}/" if rest else first for first, _, rest in paths))
    return ", ".join(f"`{_code(name)}`" for name in names[:_SHOWN]) + ", …" * (len(names) > _SHOWN)


def not_held_told(what: str, count: int) -> str:
    """What a format could not hold and what became of it: `edges of spans … (moved …): 32 moved`."""
    became = next((word for word in ("moved", "widened") if f"({word}" in what), "left out")
    return f"{what}: {count} {became}"


def _plain(text: str) -> str:
    """Foreign text in Markdown: one line, with nothing that would be taken for markup."""
    return _MARKDOWN.sub(r"\\\1", one_line(text, 300))


def _code(text: str) -> str:
    """Foreign text between backticks."""
    return one_line(text, 300).replace("`", "'")
