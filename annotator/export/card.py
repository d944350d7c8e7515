"""The card of a dataset: what it holds, how it was made, what it cannot promise. as `card.json` says it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from annotator.dataset.dataset import By, Dataset, Entry, group_of
from annotator.dataset.split import METHOD, Grouping
from annotator.formats import format_named
from annotator.formats.views import WORDS
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


class Making(NamedTuple):
    """How an export was made: what the dataset itself does not know."""

    command: str
    at: str
    """UTC, ISO 8601."""
    inputs: list[dict[str, str]]
    """Each `{"name", "sha256"}`."""
    guideline: dict[str, Any]
    """`{"name", "version", "sha256", "rules", "last_rule"}`; see `annotator.gold.guideline.about`."""
    with_text: bool
    sizes: str | None
    by: By
    seed: int
    agreement: dict[str, Any] | None
    licence: str | None
    """What the user has written into the card of an earlier export to the same folder."""
    rights: str | None
    """Likewise: who holds the rights in the texts, and what they allow."""
    pseudonyms: bool = False
    """Whether the annotators' names are not their own."""
    mentions: int = 0
    """With pseudonyms: spans whose note or attributes have an annotator's name in them all the same."""
    sharing: Grouping | None = None
    """What a split by event kept together beyond the events; `None` if that was not looked for."""
    format: str = "jsonl"
    """One of `annotator.gold.export.FORMATS`."""
    labels: Mapping[str, str | None] = {}
    """What each label of the dataset means, if the guideline says it."""
    passed_over: Sequence[Mapping[str, Any]] = ()
    """`{"name", "lines"}` of each file that was read with lines which could not be."""
    edited: Sequence[str] = ()
    """Articles whose file is another now than that which was annotated."""


def build(
    dataset: Dataset,
    making: Making,
    files: Mapping[str, str],
    not_held: Mapping[str, int],
    told: Iterable[str] = (),
    own_files: Iterable[str] = (),
) -> dict[str, Any]:
    """The content of `card.json`, all but the hash of the README, which is made from it.

    Args:
        dataset: what was exported.
        making: how.
        files: the sha256 of each of the format's files.
        not_held: what the format could not hold.
        told: sentences on what the format holds otherwise than the dataset.
        own_files: the files of one annotator's own spans each.
    """
    dataset.documents.finish()
    total = _counts(dataset.entries, making.by)
    decisions = dataset.gathered.decisions
    return {
        "card": 1,
        "licence": making.licence,
        "rights": making.rights,
        "made": {"program": "annotator", "version": __version__, "command": making.command, "at": making.at},
        "inputs": making.inputs,
        "guideline": making.guideline,
        "labels": {name: making.labels.get(name) for name in total["labels"]},
        "format": making.format,
        "offsets": format_named(making.format).unit,
        "text": "included" if making.with_text else "stand-off",
        "annotators": dataset.gathered.annotators,
        "pseudonyms": making.pseudonyms,
        "mentions": making.mentions,
        "spans_by": _spans_by(dataset),
        "own_by": _own_by(dataset),
        "unsupported": dataset.gathered.said.unsupported,
        "decisions": None if decisions is None else decisions._asdict(),
        "origins": dict(sorted(dataset.gathered.said.origins.items())),
        "counts": {name: _counts(documents.entries, making.by) for name, documents in dataset.parts.items()},
        "total": total,
        "split": _split(dataset, making),
        "agreement": making.agreement,
        "passed_over": list(making.passed_over),
        "edited": list(making.edited),
        "limits": _limits(dataset, making),
        "not_held": dict(not_held),
        "told": list(told),
        "articles": [
            {"id": entry.id, "sha256": entry.sha256, "length": entry.length, "split": name}
            for name, documents in dataset.parts.items()
            for entry in documents.entries
        ],
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


def _spans_by(dataset: Dataset) -> dict[str, int]:
    """How many of the dataset's spans each annotator gave; a span of two counts for both."""
    counts = dataset.gathered.said.by
    return {name: counts[name] for name in sorted({*dataset.gathered.annotators, *counts})}


def _own_by(dataset: Dataset) -> dict[str, int]:
    """How many spans each annotator gave in the dataset's articles, whatever became of them; those not known left out."""
    gathered = dataset.gathered
    found: Counter[str] = Counter()
    for entry in dataset.entries:
        found.update(entry.own)
    if not found and len(gathered.annotators) == 1 and gathered.annotators != [GOLD] and gathered.decisions is None:
        return dict(gathered.said.by)
    return dict(sorted(found.items()))


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


def _split(dataset: Dataset, making: Making) -> dict[str, Any] | None:
    if making.sizes is None:
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
        "asked": making.sizes,
        "by": making.by,
        "seed": making.seed,
        "method": METHOD,
        "reached": reached,
        "sharing": making.sharing and making.sharing.structure(),
    }


def _spans_in(entries: Iterable[Entry]) -> int:
    return sum(sum(entry.labels.values()) for entry in entries)


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def parted_events(dataset: Dataset) -> list[str]:
    """The events whose articles stand in more than one part."""
    parts: dict[str, set[str]] = {}
    for name, documents in dataset.parts.items():
        for entry in documents.entries:
            if entry.meta.event is not None:
                parts.setdefault(entry.meta.event, set()).add(name)
    return sorted(event for event, names in parts.items() if len(names) > 1)


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


def _limits(dataset: Dataset, making: Making) -> list[str]:
    entries = dataset.entries
    found = [
        f"{plural(file['lines'], 'line')} of {file['name']} could not be read and {'was' if file['lines'] == 1 else 'were'} "
        "passed over: what stood there is not in the dataset."
        for file in making.passed_over
    ]
    found += [f"{sentence[:1].upper()}{sentence[1:]}." for sentence in account(dataset.gathered.merge)]
    if making.edited:
        found.append(f"{edited_told(making.edited)}.")
    parted = parted_events(dataset)
    if parted:
        found.append(
            f"Articles of one event stand in different splits ({', '.join(one_line(event, 60) for event in parted)}): "
            "they share facts and quotations, so scores on the test part are too good."
        )
    if making.sizes is not None:
        unnamed = sum(entry.meta.event is None for entry in entries)
        if unnamed:
            found.append(f"{plural(unnamed, 'article')} of no named event, each taken for an event of its own.")
        found += making.sharing.told() if making.sharing else ["Near-duplicate articles were not looked for."]
    if len(entries) < _FEW:
        found.append(f"Fewer than {_FEW} articles: figures over them say little about others.")
    single = dataset.gathered.said.single
    if single:
        found.append(
            f"{plural(single, 'span')} from articles that one annotator alone has finished: nobody checked them."
        )
    found += [f"{sentence[:1].upper()}{sentence[1:]}." for sentence in dataset.gathered.told]
    if dataset.gathered.added:
        found.append(
            f"{plural(len(dataset.gathered.added), 'article')} without a span, finished according to the project's journals."
        )
    if dataset.gathered.contested:
        found.append(
            f"{plural(dataset.gathered.contested, 'span')} of these annotators did not enter the dataset (too few votes, "
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
    if making.mentions:
        found.append(
            "The annotators' names are pseudonyms. Spans that have one of their own names in a note or an attribute all "
            f"the same: {making.mentions}."
        )
    return found or ["None that the program knows of."]


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


def to_markdown(card: Mapping[str, Any], languages: list[str], more: Mapping[str, Any] | None = None) -> bytes:
    """The bytes of README.md: a YAML head (of values in JSON, which is YAML too), then the card in words.

    Args:
        card: the content of `card.json`.
        languages: the codes of the texts' languages.
        more: what the format adds to the head.
    """
    made = card["made"]
    head = {"license": card["licence"] or "unknown", "language": languages, **(more or {})}
    lines = [
        "---",
        *(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items() if value),
        "---",
        "# Spans of news articles",
        "",
        f"{plural(card['total']['spans'], 'span')} in {plural(card['total']['articles'], 'article')}, annotated by "
        f"{_listed(card['annotators'])}{' (pseudonyms)' if card['pseudonyms'] else ''}.",
        *_own_files_note(card),
        "",
        *_offsets_note(card),
        *_support_note(card),
        "",
        *_text_note(card),
        "",
        *_table(card),
        *_labels_note(card),
        "",
        "## Annotators",
        "",
        *_people(card),
        "",
        "## Licence and rights",
        "",
        *_licence_note(card),
        "",
        "## How it was made",
        "",
        f"- `{_code(made['command'])}` (annotator {made['version']})",
        *(f"- input: {_plain(file['name'])}, sha256 `{file['sha256']}`" for file in card["inputs"]),
        _guideline_note(card["guideline"]),
        f"- origins of the spans: {', '.join(f'{_plain(name)} {count}' for name, count in card['origins'].items()) or 'none'}",
        *_decisions_note(card["decisions"]),
        *_split_note(card["split"]),
        *_agreement_note(card["agreement"]),
        "",
        "## Limits",
        "",
        *(f"- {_plain(limit)}" for limit in card["limits"]),
        *_not_held_note(card["not_held"]),
        *(f"- {_plain(sentence)}" for sentence in card["told"]),
        "",
        "The articles' hashes and the files' hashes are in `card.json`.",
        "",
    ]
    return "\n".join(lines).encode()


def _own_files_note(card: Mapping[str, Any]) -> list[str]:
    """What the files of single annotators are, so that nobody trains on the same articles several times."""
    own = _some(card["own_files"])
    if not own:
        return []
    alone = _some(name for name in card["files"] if name not in set(card["own_files"]))
    return [
        "",
        f"**{own} are not more data**: they hold the same articles again, with what one annotator alone gave. The dataset "
        f"is {alone}: train on that alone.",
    ]


def _some(files: Iterable[str]) -> str:
    """The first few files, folders for those in them."""
    paths = (name.partition("/") for name in files)
    names = list(dict.fromkeys(f"{first}/" if rest else first for first, _, rest in paths))
    return ", ".join(f"`{_code(name)}`" for name in names[:_SHOWN]) + ", …" * (len(names) > _SHOWN)


def _offsets_note(card: Mapping[str, Any]) -> list[str]:
    wide = (
        " (as JavaScript, Java and UIMA count: an emoji takes two or more, which in Python are fewer characters)"
        if card["offsets"] == "utf-16"
        else ""
    )
    return [
        f"Offsets are {WORDS[card['offsets']]}{wide}, `[start, end)`: {format_named(card['format']).where}. They count from the "
        "beginning of the article's text: its file decoded as UTF-8, no line end translated, a byte order mark left out. "
        "The sha256 of each file is in `card.json`."
    ]


def _support_note(card: Mapping[str, Any]) -> list[str]:
    if not format_named(card["format"]).votes:
        return []
    nobody = (
        f" `support` 0 ({plural(card['unsupported'], 'span')}): nobody gave it as it is; its boundaries or its label are "
        "the adjudicator's own."
        if card["unsupported"]
        else ""
    )
    return ["", f"`support` of `of` annotators who finished the article gave a span.{nobody}"]


def _labels_note(card: Mapping[str, Any]) -> list[str]:
    if not card["labels"]:
        return []
    unsaid = "the guideline has no section of this name"
    return [
        "",
        "## Labels",
        "",
        *(f"- {_plain(name)}: {_plain(about or unsaid)}" for name, about in card["labels"].items()),
    ]


def _people(card: Mapping[str, Any]) -> list[str]:
    rows = [
        f"| {_plain(name)} | {own if (own := card['own_by'].get(name)) is not None else 'not known'} | {count} |"
        for name, count in card["spans_by"].items()
    ]
    if not rows:
        return ["No span says who gave it."]
    return ["| annotator | own spans in these articles | spans of the dataset among them |", "|---|--:|--:|", *rows]


def _text_note(card: Mapping[str, Any]) -> list[str]:
    if card["text"] == "included":
        return ["The articles' texts are included."]
    return [
        "Stand-off: neither the articles' nor the spans' text is included. Get each article elsewhere, compare the "
        "sha256 of its file, decode it as UTF-8 without translating line ends, leave a byte order mark out, and cut.",
        "Attributes and notes are what annotators wrote, and may repeat words of the text.",
    ]


def _table(card: Mapping[str, Any]) -> list[str]:
    labels = list(card["total"]["labels"])
    rows = list(card["counts"].items())
    if len(rows) > 1:
        rows.append(("all", card["total"]))
    return [
        "| " + " | ".join(["part", "articles", "without spans", *map(_plain, labels), "spans"]) + " |",
        "|---" + "|--:" * (len(labels) + 3) + "|",
        *(
            "| "
            + " | ".join(
                [name, str(counts["articles"]), str(counts["without_spans"])]
                + [str(counts["labels"].get(label, 0)) for label in labels]
                + [str(counts["spans"])]
            )
            + " |"
            for name, counts in rows
        ),
    ]


def _licence_note(card: Mapping[str, Any]) -> list[str]:
    warning = (
        "News text belongs to its publishers. Check that you may pass on "
        + ("the texts" if card["text"] == "included" else "what is quoted here")
        + ", and the annotators' work, before you do."
    )
    rights = (
        f"Rights in the texts: {_plain(card['rights'])}"
        if card["rights"]
        else "Rights in the texts: **not stated**. Set `rights` in `card.json`: who holds them, and what they allow."
    )
    licence = (
        f"{_plain(card['licence'])}."
        if card["licence"]
        else "**Not stated.** Nobody may use this dataset until you say on which terms: set `licence` in `card.json` and "
        "export again to this folder."
    )
    return [licence, "", rights, "", warning]


def _guideline_note(guideline: Mapping[str, Any]) -> str:
    version = "states no version" if guideline["version"] is None else f"version {_plain(guideline['version'])}"
    if guideline["rules"]:
        version += f" and {plural(guideline['rules'], 'rule')} from adjudication, the last of {guideline['last_rule']}"
    return f"- guideline: {_plain(guideline['name'])}, {version}, sha256 `{guideline['sha256']}`"


def _decisions_note(decisions: Mapping[str, Any] | None) -> list[str]:
    if decisions is None or not decisions["by"]:
        return []
    by = ", ".join(f"{_plain(name)} ({plural(count, 'decision')})" for name, count in decisions["by"].items())
    kinds = ", ".join(
        f"{count:,} {what}" for choice, what in _CHOICES.items() if (count := decisions["choices"].get(choice))
    )
    return [f"- adjudicated by {by}: {kinds}"]


def _split_note(split: Mapping[str, Any] | None) -> list[str]:
    if split is None:
        return ["- not split"]
    reached = ", ".join(
        f"{name} {shares['articles_percent']} % of the articles and {shares['spans_percent']} % of the spans"
        for name, shares in split["reached"].items()
    )
    kept = "articles of one event never part" if split["by"] == "event" else "each article for itself"
    return [
        f"- split {_plain(split['asked'])} by {split['by']} ({kept}), seed {split['seed']}; {split['method']}",
        f"- reached: {reached}",
    ]


def _agreement_note(agreement: Mapping[str, Any] | None) -> list[str]:
    if agreement is None:
        return ["- agreement: n/a (no article here was finished by two annotators whose journals were read)"]
    shaky = "" if agreement["stable"] else ", too few for stable intervals"
    lines = [
        f"- agreement of {_listed(agreement['annotators'])}, by their own journals, over "
        f"{plural(agreement['articles'], 'article')} that two or more finished{shaky}; 95 % intervals from resampling "
        f"articles ({agreement['resamples']:,} times, seed {agreement['seed']}):"
    ]
    for measure in agreement["measures"]:
        value = "n/a" if measure["value"] is None else f"{measure['value']:.3f}"
        if measure["low"] is not None and measure["high"] is not None:
            value += f" ({measure['low']:.3f} to {measure['high']:.3f})"
        lines.append(f"  - {measure['name']}: {value}")
    return lines


def _not_held_note(not_held: Mapping[str, int]) -> list[str]:
    if not not_held:
        return ["- The format holds everything that is in the dataset."]
    return [f"- The format could not hold {_plain(not_held_told(what, count))}." for what, count in not_held.items()]


def not_held_told(what: str, count: int) -> str:
    """What a format could not hold and what became of it: `edges of spans … (moved …): 32 moved`."""
    became = next((word for word in ("moved", "widened") if f"({word}" in what), "left out")
    return f"{what}: {count} {became}"


def _listed(names: list[str]) -> str:
    return ", ".join(map(_plain, names)) or "nobody"


def _plain(text: str) -> str:
    """Foreign text in Markdown: one line, with nothing that would be taken for markup."""
    return _MARKDOWN.sub(r"\\\1", one_line(text, 300))


def _code(text: str) -> str:
    """Foreign text between backticks."""
    return one_line(text, 300).replace("`", "'")
