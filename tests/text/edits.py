"""Edits as newsrooms make them, which know where each span went, and how many spans are found again after them.

`python -m tests.text.edits [SEED …]` prints the table by kind of edit, for the articles and annotations of this project.
"""

from __future__ import annotations

import random
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import orjson

from annotator.text.realign import find_again
from tests.text.drafts import Draft

HOME = Path(__file__).parents[2]
SEEDS = (1, 2, 3)
_WORD = re.compile(r"[^\W\d_]{4,}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SENTENCE = re.compile(r"[^\s][^\n]*?[.!?][\"”’]?(?=\s|$)")
_LINE = re.compile(r"\S[^\n]*")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")
_OTHER_WORDS = [
    "brisk",
    "harbour",
    "lantern",
    "gravel",
    "meadow",
    "parcel",
    "copper",
    "window",
    "saddle",
    "thunder",
    "pepper",
    "orchard",
    "ribbon",
]
_OTHER_NAMES = ("Brannigan", "Oyelaran", "Whitcombe", "Zielinski")
_OTHER_SENTENCES = (
    "The desk has since confirmed the figures with two further sources.",
    "None of this was known when the first version appeared.",
    "Officials did not answer questions on Tuesday.",
    "“We are looking into it,” a spokeswoman said.",
    "About 40 people were present, among them 12 reporters.",
    "It was the first such statement in 15 years.",
)


def typos(draft: Draft, chance: random.Random) -> None:
    """Eight words get, or lose, a typing error."""
    edits = []
    for match in _some(chance, _WORD.finditer(draft.text), 8):
        at = chance.randrange(match.start() + 1, match.end() - 1)
        here = draft.text[at : at + 2]
        edits.append(
            chance.choice([(at, at + 2, here[::-1]), (at, at + 1, ""), (at, at + 1, here[0] * 2), (at, at + 1, "e")])
        )
    draft.replace(edits)


def words_replaced(draft: Draft, chance: random.Random) -> None:
    """Six words become other words."""
    found = _some(chance, _WORD.finditer(draft.text), 6)
    draft.replace((match.start(), match.end(), chance.choice(_OTHER_WORDS)) for match in found)


def sentences_inserted(draft: Draft, chance: random.Random) -> None:
    """Three new sentences, in three places."""
    found = _some(chance, _SENTENCE.finditer(draft.text), 3)
    draft.replace((m.start(), m.start(), chance.choice(_OTHER_SENTENCES) + " ") for m in found)


def sentences_removed(draft: Draft, chance: random.Random) -> None:
    """Three sentences are gone."""
    found = _some(chance, _SENTENCE.finditer(draft.text), 3)
    draft.replace((m.start(), m.end() + (draft.text[m.end() : m.end() + 1] == " "), "") for m in found)


def paragraphs_moved(draft: Draft, chance: random.Random) -> None:
    """Two paragraphs go elsewhere; often that swaps neighbours."""
    for _ in range(2):
        lines = [match.span() for match in _LINE.finditer(draft.text)]
        index = chance.randrange(1, len(lines) - 1)
        start, end = lines[index][0], lines[index + 1][0]
        others = [low for low, _ in lines if low not in (start, end)]
        draft.move(start, end, chance.choice(others))


def repeated_elsewhere(draft: Draft, chance: random.Random) -> None:
    """A sentence and three wordings of two to eight words stand in further places too."""
    edits = {}
    targets = _some(chance, _SENTENCE.finditer(draft.text), 4)
    source = chance.choice(list(_SENTENCE.finditer(draft.text)))
    edits[targets[0].start()] = source[0] + " "
    for target in targets[1:]:
        words = list(re.finditer(r"\S+", chance.choice(list(_SENTENCE.finditer(draft.text)))[0]))
        first = chance.randrange(len(words))
        part = words[first : first + chance.randint(2, 8)]
        wording = " ".join(word[0] for word in part)
        edits[target.start()] = f"There was more about {wording} later. "
    draft.replace((at, at, wording) for at, wording in edits.items())


def quotation_marks(draft: Draft, chance: random.Random) -> None:
    """Curly marks become straight ones, or straight ones curly."""
    if "“" in draft.text or "’" in draft.text:
        table = {"“": '"', "”": '"', "‘": "'", "’": "'"}
        draft.replace((at, at + 1, table[c]) for at, c in enumerate(draft.text) if c in table)
        return
    edits = []
    for at, character in enumerate(draft.text):
        opens = at == 0 or draft.text[at - 1] in " \n(—"
        if character in "\"'":
            edits.append((at, at + 1, {'"': "”“", "'": "’‘"}[character][opens]))
    draft.replace(edits)


def numbers_updated(draft: Draft, chance: random.Random) -> None:
    """Four in ten of the numbers in digits get another digit."""
    edits = []
    for match in _NUMBER.finditer(draft.text):
        if chance.random() < 0.4:
            digits = [at for at in range(*match.span()) if draft.text[at].isdigit()]
            at = chance.choice(digits)
            edits.append((at, at + 1, str((int(draft.text[at]) + chance.randint(1, 8)) % 9 + 1)))
    draft.replace(edits)


def white_space(draft: Draft, chance: random.Random) -> None:
    """Line ends, double and no-break spaces, and the form of accented letters change."""
    edits = []
    ends = chance.choice(["\r\n", "\n\n", "\n"])
    for at, character in enumerate(draft.text):
        if character == "\n":
            edits.append((at, at + 1, ends))
        elif character == " " and chance.random() < 0.05:
            edits.append((at, at + 1, chance.choice(["  ", "\u00a0", "\n"])))
        elif unicodedata.normalize("NFD", character) != character:
            edits.append((at, at + 1, unicodedata.normalize("NFD", character)))
    draft.replace(edits)


def rewritten(draft: Draft, chance: random.Random) -> None:
    """The first line and a paragraph are written anew, with half of their longer words, in another order."""
    lines = [match.span() for match in _LINE.finditer(draft.text)]
    edits = []
    for start, end in (lines[0], chance.choice(lines[1:])):
        words = [word for word in re.findall(r"[^\W\d_]+", draft.text[start:end]) if len(word) > 5]
        chance.shuffle(words)
        mixed = [w for word in words[::2] for w in (word, chance.choice(_OTHER_WORDS))]
        edits += [(start, end, ""), (end, end, " ".join(mixed).capitalize() + ".")]
    draft.replace(edits)


def duplicated(draft: Draft, chance: random.Random) -> None:
    """A sentence and a paragraph stand twice, the second time right there or elsewhere."""
    for pattern in (_SENTENCE, _LINE):
        found = [match.span() for match in pattern.finditer(draft.text)]
        start, end = chance.choice(found)
        at = chance.choice([start, end, *(low for low, _ in found)])
        space = " " if pattern is _SENTENCE else "\n\n"
        copy = draft.text[start:end]
        draft.replace([(at, at, space + copy if at == end else copy + space)])


def name_changed(draft: Draft, chance: random.Random) -> None:
    """The two names that stand most often are others throughout."""
    counts: dict[str, int] = {}
    for name in _NAME.findall(draft.text):
        counts[name] = counts.get(name, 0) + 1
    names = sorted(counts, key=lambda name: (-counts[name], name))[:2]
    others = chance.sample(_OTHER_NAMES, len(names))
    for name, other in zip(names, others, strict=True):
        draft.replace((m.start(), m.end(), other) for m in re.finditer(rf"\b{name}\b", draft.text))


def several(draft: Draft, chance: random.Random) -> None:
    """Four of the others, one after another."""
    for edit in chance.sample(KINDS[:-1], 4):
        edit(draft, chance)


Edit = Callable[[Draft, random.Random], None]
KINDS: list[Edit] = [
    typos,
    words_replaced,
    sentences_inserted,
    sentences_removed,
    paragraphs_moved,
    repeated_elsewhere,
    quotation_marks,
    numbers_updated,
    white_space,
    rewritten,
    duplicated,
    name_changed,
    several,
]


def _some(chance: random.Random, matches: Iterable[re.Match[str]], count: int) -> list[re.Match[str]]:
    """At most `count` of the matches."""
    found = list(matches)
    return chance.sample(found, min(count, len(found)))


class Case(NamedTuple):
    """One edit of one article, with what became of each of its spans."""

    article: str
    old: str
    draft: Draft
    spans: list[tuple[int, int]]


class Tally(NamedTuple):
    """Spans by what became of them, and of what was proposed for them.

    Attributes:
        kept: Spans that the edited text still holds.
        gone: Spans that it does not.
        sure: Sure proposals for spans of either sort.
        right: Sure proposals at the true place, to the character. The other sure ones are wrong.
        proposed: Spans of `kept` for which anything was proposed.
        near: Proposals, sure or not, at the true place.
        cut: Spans left out: an edit lay across an edge, or the parts were parted, so that no one place is the true one.
    """

    kept: int = 0
    gone: int = 0
    sure: int = 0
    right: int = 0
    proposed: int = 0
    near: int = 0
    cut: int = 0

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    @property
    def wrong(self) -> int:
        """Sure proposals that are not the true place at all, or whose span is gone."""
        return self.sure - self.right


def articles() -> dict[str, tuple[str, list[tuple[int, int]]]]:
    """By id, the text of each seed article and the places of the spans in kim's and lee's journals, each place once."""
    records: dict[str, dict[str, object]] = {}
    for name in ("kim", "lee"):
        for line in (HOME / "annotations" / f"{name}.jsonl").read_bytes().splitlines():
            record = orjson.loads(line)
            known = records.get(name + record["id"])
            if known is None or str(known["rev"]) < str(record["rev"]):
                records[name + record["id"]] = record
    found = {}
    for path in sorted((HOME / "seeds").glob("*.txt")):
        mine = [record for record in records.values() if record["article"] == path.stem and record["op"] == "put"]
        places = {(int(str(record["start"])), int(str(record["end"]))) for record in mine}
        found[path.stem] = (path.read_bytes().decode(), sorted(places))
    return found


def case(article: str, text: str, spans: list[tuple[int, int]], edit: Edit, seed: int) -> Case:
    """An article after one edit; the same for the same seed."""
    draft = Draft(text)
    edit(draft, random.Random(f"{seed} {article} {edit.__name__}"))
    return Case(article, text, draft, spans)


def tally(one: Case, show: Callable[[str], None] | None = None) -> Tally:
    """How the spans of a case are found again; `show` is told of each that is wrong."""
    total = Tally()
    for anchor in find_again(one.old, one.draft.text, one.spans):
        truth = one.draft.truth(anchor.start, anchor.end)
        if truth.fate == "cut":
            total = total.plus(Tally(cut=1))
            continue
        right = anchor.found == truth.place and anchor.found is not None
        kept = truth.fate == "kept"
        total = total.plus(
            Tally(kept, not kept, anchor.sure, anchor.sure and right, kept and anchor.found is not None, right)
        )
        if show and anchor.sure and not right:
            show(f"{one.article} {one.old[anchor.start : anchor.end]!r} {anchor} {truth}")
    return total


def measure(seeds: Iterable[int], show: Callable[[str], None] | None = None) -> dict[str, Tally]:
    """For each kind of edit, all spans of all articles under it, once a seed."""
    table = {edit.__name__: Tally() for edit in KINDS}
    known = articles()
    for seed in seeds:
        for edit in KINDS:
            for article, (text, spans) in known.items():
                total = tally(case(article, text, spans, edit, seed), show)
                table[edit.__name__] = table[edit.__name__].plus(total)
    return table


def whole(table: dict[str, Tally]) -> Tally:
    """All kinds of edit together."""
    total = Tally()
    for row in table.values():
        total = total.plus(row)
    return total


def drawn(table: dict[str, Tally]) -> str:
    """The table for people."""
    lines = [
        f"{'kind of edit':20}{'kept':>7}{'gone':>6}{'cut':>5}{'sure':>7}{'wrong':>6}{'sure of kept':>14}{'right at all':>14}"
    ]
    for name, row in [*table.items(), ("all", whole(table))]:
        kept = max(row.kept, 1)
        lines.append(
            f"{name.replace('_', ' '):20}{row.kept:7}{row.gone:6}{row.cut:5}{row.sure:7}{row.wrong:6}"
            f"{row.right / kept:14.1%}{row.near / kept:14.1%}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(drawn(measure([int(word) for word in sys.argv[1:]] or SEEDS, print)))
