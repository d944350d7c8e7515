"""Reads what adjudication needs: the annotators' files, gold's journal, and by which rule the rest was taken."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from annotator.adjudication.adjudicator import Adjudication
from annotator.adjudication.decisions import is_decision_id
from annotator.adjudication.items import board_of
from annotator.gold.adjudicate.causes import absent_in_words
from annotator.gold.adjudicate.desk import Desk
from annotator.gold.adjudicate.session import GoldSession
from annotator.journal.bulk import no_cycles_expected
from annotator.journal.copies import copies_of, is_of_gold
from annotator.journal.corpus import Corpus, Work, read_corpus
from annotator.journal.flat import is_flat
from annotator.journal.fold import Fold
from annotator.journal.journal import Journal, read_journal_bytes
from annotator.journal.records import Fields, Problem, numbered, parse_json, read_lines
from annotator.merge import Keep
from annotator.model import GOLD, AnnotatorError, check_annotator_name
from annotator.project import ArticleFile, Project
from annotator.text.sanitize import one_line


class Gold(NamedTuple):
    """Gold's journal, read and not opened."""

    fold: Fold
    problems: dict[Path, list[Problem]]
    """Lines passed over, by file."""
    copies: list[Path]


def read_gold(path: Path) -> Gold | None:
    """Gold's journal, folded as one whoever wrote its records, with the copies beside it; `None` if it is none.

    Raises:
        AnnotatorError: if it cannot be read, or holds records of a newer format.
    """
    fold, problems = Fold(), {}
    copies = copies_of(path, GOLD)
    for file in (path, *copies):
        data = read_journal_bytes(file) or b""
        with no_cycles_expected():
            reading = read_lines(data)
            fold.extend(reading.lines)
        if reading.newer:
            raise AnnotatorError(
                f"{one_line(str(file))}: holds records of a newer version of annotator: update this one"
            )
        if reading.problems:
            problems[file] = reading.problems
    if not any(is_decision_id(record["id"]) or "rule" in record for record in fold.records()):
        return None
    return Gold(fold, problems, copies)


def holds_flat_spans(path: Path) -> bool:
    """Whether a file has a line that `merge` wrote."""
    for _, raw in numbered(read_journal_bytes(path) or b""):
        if not raw.startswith(b'{"v":'):
            with contextlib.suppress(ValueError):
                if is_flat(parse_json(raw)):
                    return True
    return False


def rule_of(fold: Fold) -> Keep | None:
    """The rule that was used last; `None` if gold's journal tells none."""
    told = [(record["at"], record["rule"]) for record in fold.records() if isinstance(record.get("rule"), str | int)]
    rule = max(told, key=lambda one: one[0])[1] if told else None
    return rule if rule in {"unanimous", "majority"} or type(rule) is int else None


def left_out_of(fold: Fold) -> set[str]:
    """The annotators without whom somebody went on deciding, as gold's journal remembers."""
    told = (record.get("without") for record in fold.records() if record["op"] == "article")
    return {name for names in told if isinstance(names, list) for name in names if isinstance(name, str)}


def without_options(absent: Iterable[str]) -> str:
    """What to type so that annotators are not missed any more."""
    return " ".join(f"--without {name}" for name in absent)


def open_gold(project: Project, decider: str, *, read_only: bool = False) -> Journal:
    """Gold's journal, opened for a decider.

    Raises:
        AnnotatorError: if the name cannot be a decider's, or the file holds what `merge` wrote, or cannot be read.
    """
    check_annotator_name(decider)
    path = project.journal_path(GOLD)
    if holds_flat_spans(path):
        raise AnnotatorError(
            f"{one_line(str(path))}: holds flat spans, as merge writes them, and decisions are records of a journal: "
            f"move it away (mv {one_line(path.name)} merged.jsonl), then start again"
        )
    return project.open_gold(decider, read_only=read_only)


def with_texts(corpus: Corpus, project: Project) -> Corpus:
    """The corpus with spans that come without a hash taken to be of the text that the article's file has now.

    Raises:
        AnnotatorError: if such a span does not fit that text, or the article has no file.
    """
    works = {}
    for name, work in corpus.works.items():
        spans = {}
        for article, records in work.spans.items():
            spans[article] = [
                record if record["sha256"] is not None else record | _found(record, corpus, project)
                for record in records
            ]
        works[name] = Work(work.annotator, spans, work.states)
    return corpus._replace(works=works)


def _found(record: Fields, corpus: Corpus, project: Project) -> Fields:
    article, start, end = record["article"], record["start"], record["end"]
    known = {
        span["sha256"] for work in corpus.works.values() for span in work.spans.get(article, ()) if span["sha256"]
    } | {work.states[article]["sha256"] for work in corpus.works.values() if article in work.states}
    path = project.seeds / f"{article}.txt"
    if path.is_file():
        loaded = project.load(ArticleFile(article, path))
        text = loaded.text[start:end]
        if (not known or loaded.sha256 in known) and record["text"] in {None, text}:
            return {"sha256": loaded.sha256, "text": text}
    if len(known) == 1 and record["text"] is not None:
        return {"sha256": known.pop()}
    raise AnnotatorError(f"{article}: a span of it comes without sha256, and does not fit the text that is there")


def adjudication_of(
    project: Project,
    corpus: Corpus,
    decider: str,
    rule: Keep | None = None,
    *,
    read_only: bool = False,
    without: Collection[str] = (),
) -> Adjudication:
    """Everything that deciding needs, gold's journal opened.

    Args:
        project: whose gold it is.
        corpus: what the annotators' files hold, as `read_annotators` reads it.
        decider: who decides.
        rule: by which spans are taken; by default the one used before, else unanimity.
        read_only: look, but change nothing. So it is too where decisions rest on spans of annotators of whom the
            corpus has nothing.
        without: such annotators who are not missed: decisions on spans of theirs are open again. Gold remembers it.

    Raises:
        AnnotatorError: see `open_gold`.
    """
    journal = open_gold(project, decider, read_only=read_only)
    try:
        session = GoldSession(journal, project.snapshots, project.settings.limits.article_bytes)
        chosen = rule if rule is not None else rule_of(journal.fold) or "unanimous"
        with no_cycles_expected():
            left = (left_out_of(journal.fold) | set(without)) - set(corpus.works)
            adjudication = Adjudication(Desk(project, session, corpus, board_of(corpus, chosen), left))
        absent = adjudication.standings.absent
        if absent and journal.read_only is None:
            journal.read_only = f"{absent_in_words(absent)}: put it back, or start with {without_options(absent)}"
    except AnnotatorError:
        journal.close()
        raise
    return adjudication


def read_annotators(project: Project, files: Iterable[Path]) -> Corpus:
    """What the annotators' files hold.

    Raises:
        AnnotatorError: if gold is among them, or one cannot be read.
    """
    files = list(files)
    for path in files:
        if path.absolute().parent == project.annotations.absolute() and is_of_gold(path):
            raise AnnotatorError(f"{one_line(str(path))}: is what is decided, not what is decided on: leave it out")
    with no_cycles_expected():
        return with_texts(read_corpus(files), project)
