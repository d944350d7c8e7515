"""Gold by its own records, where the annotators' journals are not at hand: the articles of which all is decided."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from annotator.adjudication.decisions import Decision, latest
from annotator.adjudication.gold import Gold
from annotator.gold.adjudicate.desk import belongs_to
from annotator.journal.records import Fields, Problem
from annotator.merge import Merge, plural


class Alone(NamedTuple):
    """What gold's journal holds of finished articles."""

    spans: list[Fields]
    """Flat spans in reading order, with the votes that the records tell."""
    versions: dict[tuple[str, str | None], int | None]
    """The finished articles, by id and sha256, with their lengths in code points."""
    annotators: list[str]
    """Whom the records name."""
    unfinished: int
    """Articles of which not all is decided; nothing of them is in `spans`."""
    decisions: list[Decision]
    """Those that the finished articles rest on."""
    problems: dict[Path, list[Problem]]
    """Lines of gold's journal that were passed over, by file."""

    @property
    def merged(self) -> Merge:
        """As `annotator.gold.merge.merge` would have told it."""
        return Merge(self.spans, [], {}, 0, 0, [])


def alone(gold: Gold) -> Alone:
    """What gold's journal holds by itself."""
    fold = gold.fold
    versions: dict[tuple[str, str | None], int | None] = {}
    unfinished = 0
    for article in sorted(fold.articles()):
        state = fold.state(article)
        if state is not None and state.state == "done":
            versions[article, state.sha256] = state.length
        elif state is not None:
            unfinished += 1
    by_article: dict[str, dict[str, Decision]] = {article: {} for article, _ in versions}
    for decision in latest(fold):
        if decision.article in by_article:
            by_article[decision.article][decision.item] = decision
    spans: list[Fields] = []
    for article, decisions in by_article.items():
        records = fold.live(article)
        told = [record.get("of") for record in records] + [decision.of for decision in decisions.values()]
        of = max((votes for votes in told if isinstance(votes, int)), default=None)
        for record in records:
            versions.setdefault((article, record["sha256"]), None)
            spans.append(_flat(record, decisions.get(belongs_to(record) or ""), of))
    spans.sort(key=lambda span: (span["article"], span["sha256"], span["start"], -span["end"], span["label"]))
    names = {name for span in spans for name in span["annotators"]}
    made = [decision for decisions in by_article.values() for decision in decisions.values()]
    names.update(*(decision.annotators for decision in made))
    return Alone(spans, versions, sorted(names), unfinished, made, gold.problems)


def _flat(record: Fields, decision: Decision | None, of: int | None) -> Fields:
    place = record["start"], record["end"], record["label"]
    names = record.get("annotators")
    if not isinstance(names, list):
        names = sorted(name for name, *where in decision.versions if tuple(where) == place) if decision else []
    support = record.get("support")
    return {
        **{name: record[name] for name in ("article", "sha256", "start", "end", "label", "text")},
        "annotators": names,
        "support": support if isinstance(support, int) else len(names) if decision else None,
        "of": of,
        "origin": "adjudicated",
        "attributes": record.get("attributes") or {},
        "note": record.get("note"),
    }


def alone_told(gold: Alone) -> list[str]:
    """Sentences on what is not known so, for the person who exports."""
    found = [
        "the annotators' own journals were not read: these are gold's own records of the articles that are done, with the "
        "votes that they tell, and without what the annotators gave besides"
    ]
    if gold.unfinished:
        are = "is" if gold.unfinished == 1 else "are"
        found.append(f"{plural(gold.unfinished, 'article')} of which not all is decided {are} left out")
    unnamed = sum(not span["annotators"] and bool(span["support"]) for span in gold.spans)
    if unnamed:
        found.append(f"{plural(unnamed, 'span')} of which the records tell how many gave it, but not who")
    return found
