"""What is learned of a label that takes no object, such as people or places: which words bear it, by a conditional random field.

It needs python-crfsuite, which trains in a process of its own: there nothing waits for it, and no model can end the screen.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson

from annotator.suggest.crf_child import features
from annotator.suggest.finished import FinishedArticle
from annotator.suggest.learning_figures import LEAST, Bools, Figures, Floats, f1_of, figures_of, offers_from
from annotator.text.segments.words import LETTER, WITHOUT_SPACES

EXTRA = "train"
"""What brings python-crfsuite."""
MOST_WORDS = 12_000
"""Of the last articles that are learned from, so that it takes a second at most; the least number of articles, whatever their length."""
_PARTS = 6
"""Of more articles than that are several left out at once, to judge what the others teach."""
_PATIENCE = 60.0
"""Seconds after which the process that trains is given up; it takes one of a processor."""
_EXAMPLES = 300
"""Of either kind, kept for reasons."""
_CHILD = Path(__file__).with_name("crf_child.py")

Words = list[str]
Run = tuple[int, int]
"""From word to word of a line."""
Example = tuple[str, frozenset[str]]
"""Its words, and what is looked at in them."""


class Line(NamedTuple):
    """A line of a text."""

    words: Words
    places: list[tuple[int, int]]
    """By word, code points."""
    row: str
    """From its first word to its last."""

    def shown(self, first: int, last: int) -> str:
        """The words from one to another, as they stand there."""
        low = self.places[0][0]
        return self.row[self.places[first][0] - low : self.places[last - 1][1] - low]


class Likely(NamedTuple):
    """How likely the label is in a line."""

    begins: Floats
    """`(words,)`: that a span begins there."""
    inside: Floats
    """`(words,)`: that the word is in a span."""

    def spans(self, least: float = 0.5) -> list[tuple[int, int, float]]:
        """The runs of words that are in a span at least so likely: from, to, and how likely that is a span from end to end."""
        runs: list[list[int]] = []
        for word, (begins, inside) in enumerate(zip(self.begins.tolist(), self.inside.tolist(), strict=True)):
            if inside < least:
                continue
            if runs and runs[-1][1] == word and begins < inside / 2:
                runs[-1][1] = word + 1
            else:
                runs.append([word, word + 1])
        return [(first, last, self._of(first, last)) for first, last in runs]

    def _of(self, first: int, last: int) -> float:
        goes_on = float(self.inside[last] - self.begins[last]) if last < len(self.inside) else 0.0
        return float(min(self.begins[first], *(self.inside - self.begins)[first + 1 : last], 1 - goes_on))


@dataclass(frozen=True)
class LearnedPhrases:
    """What was learned of a label without an object.

    Attributes:
        label: its name.
        model: as python-crfsuite reads it.
        wordings: what was tagged, word by word: the plain rule takes them where they stand again.
        threshold: how likely a span must be for an offer.
        tagged: what was tagged.
        left: words that were not, those that are most like what was.
        figures: how good it is; the candidates are words, F1 is of spans.
    """

    label: str
    model: bytes
    wordings: frozenset[tuple[str, ...]]
    threshold: float
    tagged: Sequence[Example]
    left: Sequence[Example]
    figures: Figures

    @property
    def by(self) -> str:
        """As records name what proposed a span."""
        return f"learned:{self.label}@{hashlib.sha256(self.model).hexdigest()[:8]}"

    def likely(self, lines: Sequence[Line]) -> list[Likely]:
        """How likely the label is in lines; empty if that cannot be told."""
        known = (_marked(line, repeated(line, self.wordings)) for line in lines)
        asked = {
            "model": base64.b64encode(self.model).decode(),
            "lines": [(line.words, of) for line, of in zip(lines, known, strict=True)],
        }
        try:
            return list(map(_likely, _asked(asked)["marginals"]))
        except ChildProcessError:
            return []

    def to_json(self) -> dict[str, Any]:
        """As the cache keeps it."""
        return {
            "label": self.label, "model": base64.b64encode(self.model).decode(), "sha256": hashlib.sha256(self.model).hexdigest(),
            "wordings": sorted(self.wordings), "threshold": self.threshold, "figures": list(self.figures),
            "tagged": [(words, sorted(looked)) for words, looked in self.tagged],
            "left": [(words, sorted(looked)) for words, looked in self.left],
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> LearnedPhrases:
        """What the cache kept; fails, in any way, if it is broken."""
        model = base64.b64decode(kept["model"], validate=True)
        if hashlib.sha256(model).hexdigest() != kept["sha256"]:
            raise ValueError("model")
        f1, rule_f1, gains, sizes, chances = kept["figures"]
        figures = Figures(float(f1), float(rule_f1), tuple(gains), tuple(sizes), tuple(chances))
        tagged, left = (
            [(str(words), frozenset(map(str, of))) for words, of in kept[name]] for name in ("tagged", "left")
        )
        wordings = frozenset(tuple(map(str, words)) for words in kept["wordings"])
        return cls(str(kept["label"]), model, wordings, float(kept["threshold"]), tagged, left, figures)


def is_possible() -> bool:
    """Whether python-crfsuite is installed."""
    return importlib.util.find_spec("pycrfsuite") is not None


def learn_phrases(
    name: str, articles: Iterable[tuple[FinishedArticle, str]], stopped: Callable[[], bool]
) -> LearnedPhrases | None:
    """What articles teach of a label, the last finished first; `None` if that is nothing.

    Raises:
        ChildProcessError: if it could not be learned.
    """
    lines, parts, tags, spans, count, size = list[Line](), list[int](), list[list[str]](), 0, 0, 0
    for article, text in articles:
        if stopped() or (size >= MOST_WORDS and count >= LEAST):
            break
        mine = [(start, end) for start, end, label in article.spans if label == name]
        found = lines_of(text)
        lines += found
        tags += [tags_of(line, mine) for line in found]
        parts += [count] * len(found)
        spans, count, size = spans + len(mine), count + 1, size + sum(len(line.words) for line in found)
    if count < LEAST or spans < LEAST or stopped():
        return None
    by_rule = _by_rule(lines, parts, tags)
    tagged = [(line.words, _marked(line, runs), of) for line, runs, of in zip(lines, by_rule, tags, strict=True)]
    answer = _asked({"lines": tagged, "parts": [part % _PARTS for part in parts]})
    likely = list(map(_likely, answer["marginals"]))
    figures, threshold = _judged(by_rule, parts, tags, likely, spans)
    wordings = frozenset(wording for line, of in zip(lines, tags, strict=True) for wording in _wordings(line, of))
    return LearnedPhrases(
        name, base64.b64decode(answer["model"]), wordings, threshold, *_examples(lines, tags, likely), figures
    )


def _by_rule(lines: Sequence[Line], parts: Sequence[int], tags: Sequence[list[str]]) -> list[list[Run]]:
    """By line the wordings that were tagged in another article."""
    where = dict[tuple[str, ...], set[int]]()
    for line, of, part in zip(lines, tags, parts, strict=True):
        for wording in _wordings(line, of):
            where.setdefault(wording, set()).add(part)
    return [_said(line, partial(_elsewhere, where, part)) for line, part in zip(lines, parts, strict=True)]


def _judged(
    by_rule: Sequence[list[Run]], parts: Sequence[int], tags: Sequence[list[str]], likely: Sequence[Likely], spans: int
) -> tuple[Figures, float]:
    """How good it is, each article judged by what others taught, and the threshold."""
    sure, right = list[float](), list[bool]()
    rule_right = rule_taken = 0
    for of, seen, ruled in zip(tags, likely, by_rule, strict=True):
        there = set(_runs(of))
        for first, last, p in seen.spans():
            sure.append(p)
            right.append((first, last) in there)
        rule_taken += len(ruled)
        rule_right += len(there & set(ruled))
    words = list(map(len, tags))
    figures = figures_of(
        np.concatenate([seen.inside for seen in likely]),
        np.array([tag != "O" for of in tags for tag in of], dtype=np.bool_),
        np.concatenate([covered(size, ruled) for size, ruled in zip(words, by_rule, strict=True)]),
        np.repeat(np.array(parts, dtype=np.int64), words),
        spans,
    )
    bears = np.array(right, dtype=np.bool_)
    rule_f1 = 2 * rule_right / (rule_taken + spans)
    exact = figures._replace(f1=f1_of(np.ones(len(bears), dtype=np.bool_), bears, spans), rule_f1=rule_f1)
    return exact, offers_from(np.array(sure), bears)


def lines_of(text: str) -> list[Line]:
    """The lines of a text that hold words."""
    found, low = [], 0
    for row in text.splitlines(keepends=True):
        places = [(low + match.start(), low + match.end()) for match in _word().finditer(row)]
        if places:
            found.append(Line([text[start:end] for start, end in places], places, text[places[0][0] : places[-1][1]]))
        low += len(row)
    return found


def tags_of(line: Line, spans: Sequence[tuple[int, int]]) -> list[str]:
    """For each word `B` where a span begins, `I` where it goes on, else `O`; the longest of nested ones."""
    tags = ["O"] * len(line.words)
    low, high = line.places[0][0], line.places[-1][1]
    for start, end in sorted((s for s in spans if s[0] < high and s[1] > low), key=lambda s: (s[0] - s[1], s)):
        inside = [i for i, (first, last) in enumerate(line.places) if first < end and last > start]
        if inside and all(tags[i] == "O" for i in inside):
            tags[inside[0] : inside[-1] + 1] = ["B", *["I"] * (len(inside) - 1)]
    return tags


def repeated(line: Line, wordings: frozenset[tuple[str, ...]]) -> list[Run]:
    """The plain rule: where wordings stand again that were tagged elsewhere, from word to word, the longest first."""
    return _said(line, wordings.__contains__)


def covered(size: int, runs: Iterable[Run]) -> Bools:
    """Which of so many words are in runs, `(size,)`."""
    found = np.zeros(size, dtype=np.bool_)
    for first, last in runs:
        found[first:last] = True
    return found


def _marked(line: Line, runs: Iterable[Run]) -> str:
    marks = ["-"] * len(line.words)
    for first, last in runs:
        marks[first:last] = ["B", *"I" * (last - first - 1)]
    return "".join(marks)


def looked_at(line: Line, first: int, last: int) -> frozenset[str]:
    """What is looked at in words of a line, to tell how like others they are."""
    seen = list(features(line.words, " " * len(line.words)))
    return frozenset([*seen[first], *(f"last {what}" for what in seen[last - 1])])


_LONGEST = 12
"""Words of a wording that the plain rule looks for."""


def _said(line: Line, known: Callable[[tuple[str, ...]], bool]) -> list[Run]:
    found, at, size = [], 0, len(line.words)
    while at < size:
        last = next((e for e in range(min(at + _LONGEST, size), at, -1) if known(tuple(line.words[at:e]))), at)
        if last > at:
            found.append((at, last))
        at = max(last, at + 1)
    return found


def _elsewhere(where: Mapping[tuple[str, ...], set[int]], article: int, wording: tuple[str, ...]) -> bool:
    """Whether a wording was tagged in another article."""
    return bool(where.get(wording, set()) - {article})


def _runs(tags: Sequence[str]) -> list[Run]:
    starts = [i for i, tag in enumerate(tags) if tag == "B"]
    return [(i, next((e for e in range(i + 1, len(tags)) if tags[e] != "I"), len(tags))) for i in starts]


def _wordings(line: Line, tags: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(line.words[first:last]) for first, last in _runs(tags)]


def _examples(
    lines: Sequence[Line], tags: Sequence[list[str]], likely: Sequence[Likely]
) -> tuple[list[Example], list[Example]]:
    tagged = [(line, first, last) for line, of in zip(lines, tags, strict=True) for first, last in _runs(of)]
    rest = sorted(
        (-p, at, word)
        for at, (of, seen) in enumerate(zip(tags, likely, strict=True))
        for word, p in enumerate(seen.inside.tolist())
        if of[word] == "O" and p > 0
    )[:_EXAMPLES]
    left = [(lines[at], word, word + 1) for _, at, word in rest]
    kept = [
        [(line.shown(first, min(last, first + _LONGEST)), looked_at(line, first, last)) for line, first, last in places]
        for places in (tagged[:_EXAMPLES], left)
    ]
    return kept[0], kept[1]


def _likely(marginals: Sequence[Sequence[float]]) -> Likely:
    begins, goes_on = np.array(marginals, dtype=np.float64).reshape(-1, 2).T
    return Likely(begins, begins + goes_on)


@cache
def _word() -> re.Pattern[str]:
    """One word, sign, or character of a script without spaces; made when it is first asked for."""
    return re.compile(rf"{WITHOUT_SPACES}|(?:(?!{WITHOUT_SPACES}){LETTER})+|[^\w\s]")


def _asked(what: Mapping[str, Any]) -> dict[str, Any]:
    """What the process of its own answers.

    Raises:
        ChildProcessError: if it does not, or takes too long.
    """
    found = importlib.util.find_spec("pycrfsuite")
    try:
        packages = str(Path(found.origin).parent.parent) if found is not None and found.origin is not None else ""
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(_CHILD)],
            input=orjson.dumps({"packages": packages, **what}),
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=_PATIENCE, check=True,
        )  # fmt: skip
        answer: dict[str, Any] = orjson.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, orjson.JSONDecodeError) as error:
        raise ChildProcessError(str(error)) from error
    return answer
