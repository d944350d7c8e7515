"""How good second looks are on the bundled project: F1 with each article left out, and what comes back of what was forgotten.

Everything is drawn with known seeds, so that the same program prints the same figures.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

from annotator.project import ProjectFolder
from annotator.suggest.finished import FinishedArticle, finished_articles
from annotator.suggest.learned import Trainer
from annotator.suggest.second_look import offers
from benchmarks.report import heading

_LABEL = "claim"
_SEEDS = 5
_FORGOTTEN = 0.1


class Recall(NamedTuple):
    """What came back of spans that were taken away at random."""

    forgotten: int
    right: int
    wrong: int


def recalled(articles: list[FinishedArticle], texts: dict[str, str], trainer: Trainer, seed: int) -> Recall:
    """One span in ten is taken away; each article is looked at with what the others teach."""
    dice = random.Random(seed)
    left = [
        one._replace(spans=tuple(s for s in one.spans if s[2] != _LABEL or dice.random() >= _FORGOTTEN))
        for one in articles
    ]
    forgotten = right = wrong = 0
    for number, (whole, here) in enumerate(zip(articles, left, strict=True)):
        learned = {_LABEL: trainer.learn(left[:number] + left[number + 1 :])[_LABEL]}
        missed = set(whole.spans) - set(here.spans)
        found = offers(texts[here.sha256], here, learned, trainer)
        offered = {(one.start, one.end, one.label) for one in found if one.offer == "tag"}
        forgotten, right = forgotten + len(missed), right + len(offered & missed)
        wrong += len(offered - missed)
    return Recall(forgotten, right, wrong)


def main() -> None:
    """Print the figures of each annotator's claims."""
    heading(f"second look, {_LABEL}s of the bundled project")
    project = ProjectFolder.find(Path(__file__).parents[1])
    for name in ("kim", "lee"):
        articles = finished_articles(project.open_journal(name, read_only=True).fold)
        texts = {one.sha256: project.text(one.sha256, one.article) or "" for one in articles}
        trainer = Trainer(project.labels(), project.text, language_of=project.language)
        figures = trainer.learn(articles)[_LABEL].figures
        found = [recalled(articles, texts, trainer, seed) for seed in range(_SEEDS)]
        forgotten, right, wrong = map(sum, zip(*found, strict=True))
        print(
            f"{name}: F1 {figures.f1:.3f}, the plain rule {figures.rule_f1:.3f}; of {forgotten} forgotten {right / forgotten:.0%}"
            f" come back, with {wrong / max(right, 1):.2f} wrong offers for a right one"
        )
