"""README.md of a dataset: what its `card.json` says, in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from annotator.formats import HOLDS
from annotator.gold.offsets import WORDS
from annotator.merge import plural
from annotator.text.sanitize import one_line

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
        f"Offsets are {WORDS[card['offsets']]}{wide}, `[start, end)`: {HOLDS[card['format']].where}. They count from the "
        "beginning of the article's text: its file decoded as UTF-8, no line end translated, a byte order mark left out. "
        "The sha256 of each file is in `card.json`."
    ]


def _support_note(card: Mapping[str, Any]) -> list[str]:
    if not HOLDS[card["format"]].votes:
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
