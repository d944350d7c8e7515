"""Opens an adjudication, and reads gold: by the annotators' files and gold's journal, or by the journal alone."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import orjson

from annotator.adjudication.adjudicator import Adjudication
from annotator.adjudication.cut import CutPassages, cut_passages
from annotator.adjudication.decisions import Decision, absent_annotators, is_decision_id, latest_decisions, passage_of
from annotator.adjudication.describe import absent_in_words, reopened_in_words, void_in_words
from annotator.adjudication.gold_records import GoldSession
from annotator.adjudication.passage_status import Statuses, flat_span, gold_spans
from annotator.adjudication.ruled_passages import Passages
from annotator.engine import Step
from annotator.errors import AnnotatorError
from annotator.garbage import no_cycles_expected
from annotator.journal.columns import UNKNOWN, Columns, read_columns
from annotator.journal.copies import copies_of, is_of_gold
from annotator.journal.fold import Fold
from annotator.journal.journal import Journal, read_journal_bytes
from annotator.journal.records import Fields, Problem, is_flat, numbered, parse_json, read_lines
from annotator.listener import NOBODY, Listener, reading
from annotator.merge import Keep, LeftOut
from annotator.model import GOLD, check_annotator_name
from annotator.project import ArticleFile, ProjectFolder
from annotator.span_lines import record_of
from annotator.text.sanitize import one_line, plural


class GoldJournal(NamedTuple):
    """Gold's journal, read and not opened."""

    fold: Fold
    problems: dict[Path, list[Problem]]
    """Lines passed over, by file."""


def read_gold(path: Path) -> GoldJournal | None:
    """Gold's journal, folded as one whoever wrote its records, with the copies beside it; `None` if it is none.

    Raises:
        AnnotatorError: if it cannot be read, or holds records of a newer format.
    """
    fold, problems = Fold(), {}
    for file in (path, *copies_of(path, GOLD)):
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
    return GoldJournal(fold, problems)


def holds_flat_spans(path: Path) -> bool:
    """Whether a file has a line that `merge` wrote."""
    for _, raw in numbered(read_journal_bytes(path) or b""):
        if not raw.startswith(b'{"v":'):
            with contextlib.suppress(ValueError):
                if is_flat(parse_json(raw)):
                    return True
    return False


def rule_of(fold: Fold) -> Keep | None:
    """The rule that was used last; `None` if gold's journal names none."""
    rules = (record for record in fold.records() if isinstance(record.get("rule"), str | int))
    rule = max(rules, key=lambda record: record["at"], default={"rule": None})["rule"]
    return rule if rule in {"unanimous", "majority"} or type(rule) is int else None


def left_out_of(fold: Fold) -> set[str]:
    """The annotators without whom deciding went on, as gold's journal remembers."""
    without = (record.get("without") for record in fold.records() if record["op"] == "article")
    return {name for names in without if isinstance(names, list) for name in names if isinstance(name, str)}


def without_options(absent: Iterable[str]) -> str:
    """What to type so that annotators are not missed any more."""
    return " ".join(f"--without {name}" for name in absent)


def open_gold(
    project: ProjectFolder, decider: str, *, read_only: bool = False, progress: Step | None = None
) -> Journal:
    """Gold's journal, opened for a decider; `progress` is told how many bytes of it were read.

    Raises:
        AnnotatorError: if the name cannot be a decider's, or the file holds what `merge` wrote, or cannot be read.
    """
    check_annotator_name(decider)
    path = project.journal_path(GOLD)
    if holds_flat_spans(path):
        raise AnnotatorError(
            f"{one_line(str(path))}: holds flat spans, as merge writes them, and decisions are records of a journal: "
            f"{project.move_out(path)}; then start again"
        )
    return project.open_gold(decider, read_only=read_only, progress=progress)


def with_texts(columns: Columns, project: ProjectFolder) -> Columns:
    """Columns with spans that come without a hash taken to be of the text that the article's file has now.

    Raises:
        AnnotatorError: if such a span does not fit that text, or the article has no file.
    """
    rows = columns.spans
    unhashed = np.flatnonzero(rows.version == UNKNOWN)
    if not len(unhashed):
        return columns
    known: dict[str, set[str]] = {}
    articles, counts = (
        np.append(rows.article, columns.state_articles()),
        np.append(rows.version, columns.state_versions()),
    )
    for article, version in np.unique(np.stack((articles, counts)), axis=1).T.tolist():
        known.setdefault(columns.articles[article], set()).update({columns.versions[version]} if version >= 0 else ())
    versions = {sha256: code for code, sha256 in enumerate(columns.versions)}
    places, line = np.unique(rows.place[unhashed], return_inverse=True)
    instead: dict[int, bytes] = {}
    found: list[int] = []
    for place, raw in zip(places.tolist(), columns.files.needed_lines(places.tolist()), strict=True):
        record = record_of(raw)
        record |= _text_of(record, known[record["article"]], project)
        instead[place] = orjson.dumps(record)
        found.append(versions.setdefault(record["sha256"], len(versions)))
    version = rows.version.copy()
    version[unhashed] = np.array(found, dtype=version.dtype)[line]
    return columns._replace(
        files=columns.files.amended(instead), versions=list(versions), spans=rows._replace(version=version)
    )


def _text_of(record: Fields, known: Collection[str], project: ProjectFolder) -> Fields:
    """What is to be said of a span without a hash, of an article of which these texts are known."""
    article, start, end = record["article"], record["start"], record["end"]
    path = project.seeds / f"{article}.txt"
    if path.is_file():
        loaded = project.load(ArticleFile(article, path))
        text = loaded.text[start:end]
        if (not known or loaded.sha256 in known) and record["text"] in {None, text}:
            return {"sha256": loaded.sha256, "text": text}
    if len(known) == 1 and record["text"] is not None:
        return {"sha256": next(iter(known))}
    raise AnnotatorError(f"{article}: a span of it comes without sha256, and does not fit the text that is there")


def adjudication_of(
    project: ProjectFolder,
    cut: CutPassages,
    decider: str,
    rule: Keep | None = None,
    *,
    read_only: bool = False,
    without: Collection[str] = (),
    progress: Step | None = None,
) -> Adjudication:
    """Everything that deciding needs, gold's journal opened.

    Args:
        project: whose gold it is.
        cut: what the annotators' files hold, as `read_annotators` reads it.
        decider: who decides.
        rule: by which spans are taken; by default the one used before, else unanimity.
        read_only: look, but change nothing; always so where decisions rest on spans of annotators who have no file.
        without: such annotators who are not missed: decisions on spans of theirs are open again. Gold remembers it.
        progress: told how many bytes of gold's journal were read.

    Raises:
        AnnotatorError: see `open_gold`.
    """
    journal = open_gold(project, decider, read_only=read_only, progress=progress)
    try:
        session = GoldSession(journal, project.snapshots, project.settings.limits.article_bytes, project.rules())
        chosen = rule if rule is not None else rule_of(journal.fold) or "unanimous"
        with no_cycles_expected():
            left = (left_out_of(journal.fold) | set(without)) - cut.annotators
            adjudication = Adjudication(project, session, Passages(cut, chosen), left)
        absent = adjudication.statuses.absent
        if absent and journal.read_only is None:
            journal.read_only = f"{absent_in_words(absent)}: put it back, or start with {without_options(absent)}"
    except AnnotatorError:
        journal.close()
        raise
    return adjudication


def read_annotators(project: ProjectFolder, files: Iterable[Path], listener: Listener = NOBODY) -> CutPassages:
    """What the annotators' files hold, cut into passages; the listener hears how far that is.

    Raises:
        AnnotatorError: if gold is among them, or one cannot be read.
    """
    files = list(files)
    for path in files:
        if path.absolute().parent == project.annotations.absolute() and is_of_gold(path):
            raise AnnotatorError(f"{one_line(str(path))}: is what is decided, not what is decided on: leave it out")
    with reading(files, listener) as step:
        columns = with_texts(read_columns(files, step), project)
    spans = len(columns.spans.place)
    with listener.progress("comparing", spans) as step:
        return cut_passages(columns, step)


class GoldContent(NamedTuple):
    """Gold as it is exported, with an account of what is not settled, or not known."""

    spans: list[Fields]
    """Its flat spans in reading order, each with its votes; what was decided has the origin `adjudicated`."""
    left_out: LeftOut
    lengths: dict[tuple[str, str | None], int | None]
    """Of the finished articles, by id and sha256: their lengths in code points."""
    annotators: list[str]
    """Whose work it rests on."""
    decisions: list[Decision]
    """Those that hold."""
    problems: dict[Path, list[Problem]]
    """Lines of gold's journal that were passed over, by file."""
    account: list[str]
    """Sentences for the person who exports."""
    alone: bool = False
    """Whether these are gold's own records, of articles of which all is decided, without the annotators' journals."""


def gold_content(project: ProjectFolder, path: Path, journals: Columns, *, alone: bool) -> GoldContent | None:
    """Gold by the decisions in the journal at a path; `None` if the file holds none.

    Where `journals` have nothing of any of those on whose spans it was decided, or if `alone`, gold's own records are taken.

    Raises:
        AnnotatorError: if nothing is at hand of some of those on whose spans it was decided.
    """
    gold = read_gold(path)
    if gold is None:
        return None
    left = left_out_of(gold.fold)
    absent = absent_annotators(gold.fold, {*journals.annotators, *left})
    named = absent_annotators(gold.fold, left)
    if alone or not journals.annotators or (named and absent == named):
        return own_records(gold)
    if absent:
        raise AnnotatorError(
            f"{absent_in_words(absent)}: put it back; or export gold's own records (--alone); or go on without "
            f"(annotator adjudicate {without_options(absent)}), which opens those decisions again"
        )
    cut = cut_passages(with_texts(journals, project))
    statuses = Statuses(Passages(cut, rule_of(gold.fold) or "unanimous"), gold.fold, left)
    return GoldContent(
        gold_spans(statuses, gold.fold),
        cut.left_out,
        cut.lengths,
        sorted(journals.annotators),
        statuses.decisions,
        gold.problems,
        [one_line(sentence) for sentence in _unsettled(statuses)],
    )


def _unsettled(statuses: Statuses) -> Iterator[str]:
    yield f"spans without a decision taken by the rule of adjudication ({rule_in_words(statuses.passages.rule)})"
    if waiting := int(statuses.waiting.sum()):
        taken = int((statuses.waiting & (statuses.passages.taken > 0)).sum())
        are = "is" if waiting == 1 else "are"
        more = f", but for what the rule takes in {taken:,} of them" if taken else ""
        yield f"{plural(waiting, 'disagreement')} {are} undecided: left out (annotator adjudicate){more}"
        if reopened := reopened_in_words(statuses):
            yield f"decided before and open again: {reopened}"
    if void := void_in_words(statuses):
        yield f"decisions left out, as nothing is left to decide there: {void}"
    if statuses.loose:
        yield f"{plural(len(statuses.loose), 'span')} in gold that no decision gave, taken as they are"


def own_records(gold: GoldJournal) -> GoldContent:
    """What gold's journal holds by itself of articles of which all is decided."""
    fold = gold.fold
    states = [state for article in sorted(fold.articles()) if (state := fold.state(article)) is not None]
    lengths: dict[tuple[str, str | None], int | None] = {
        (state.article, state.sha256): state.length for state in states if state.state == "done"
    }
    by_article: dict[str, dict[str, Decision]] = {article: {} for article, _ in lengths}
    for decision in latest_decisions(fold):
        if decision.article in by_article:
            by_article[decision.article][decision.passage] = decision
    spans: list[Fields] = []
    for article, decisions in by_article.items():
        records = fold.live(article)
        votes = [record.get("of") for record in records] + [decision.of for decision in decisions.values()]
        of = max((number for number in votes if isinstance(number, int)), default=None)
        for record in records:
            lengths.setdefault((article, record["sha256"]), None)
            spans.append(_with_own_votes(record, decisions.get(passage_of(record) or ""), of))
    spans.sort(key=lambda span: (span["article"], span["sha256"], span["start"], -span["end"], span["label"]))
    made = [decision for decisions in by_article.values() for decision in decisions.values()]
    names = {name for span in spans for name in span["annotators"]}.union(*(decision.annotators for decision in made))
    account = [
        "the annotators' own journals were not read: these are gold's own records of the articles that are done, with the "
        "votes that they tell, and without what the annotators gave besides"
    ]
    if unfinished := sum(state.state != "done" for state in states):
        are = "is" if unfinished == 1 else "are"
        account.append(f"{plural(unfinished, 'article')} of which not all is decided {are} left out")
    if unnamed := sum(not span["annotators"] and bool(span["support"]) for span in spans):
        account.append(f"{plural(unnamed, 'span')} of which the records tell how many gave it, but not who")
    return GoldContent(spans, LeftOut({}), lengths, sorted(names), made, gold.problems, account, alone=True)


def _with_own_votes(record: Fields, decision: Decision | None, of: int | None) -> Fields:
    """A span with the votes that its record has, or else the decision that gave it."""
    names, support = record.get("annotators"), record.get("support")
    if not isinstance(names, list):
        place = record["start"], record["end"], record["label"]
        names = sorted(vote[0] for vote in decision.votes if vote[1:] == place) if decision else []
    if not isinstance(support, int):
        support = len(names) if decision else None
    return flat_span(record, record["sha256"], names, support, of)


def rule_change(fold: Fold, cut: CutPassages, rule: Keep | None) -> str | None:
    """What changes under another rule than the one that gold's journal names, in sentences; `None` if it is no other."""
    before = rule_of(fold)
    if rule is None or before is None or rule == before:
        return None
    without = left_out_of(fold)
    then, now = (Statuses(Passages(cut, which), fold, without) for which in (before, rule))
    were_taken, are_taken = (one.passages.takes & ~one.decided[cut.passage] for one in (then, now))
    waits, waits_no_more = int((now.waiting & ~then.waiting).sum()), int((then.waiting & ~now.waiting).sum())
    changes = (
        (int((are_taken & ~were_taken).sum()), "it takes {} more without a decision", "span"),
        (int((were_taken & ~are_taken).sum()), "it does not take {} that the other took", "span"),
        (waits, f"{{}} more wait{'s' * (waits == 1)} for a decision", "passage"),
        (waits_no_more, f"{{}} wait{'s' * (waits_no_more == 1)} for none any more", "passage"),
    )
    found = [sentence.format(plural(count, what)) for count, sentence, what in changes if count]
    return (
        f"gold was decided by the rule {rule_in_words(before)}, and so it goes on without --rule. "
        f"By the rule {rule_in_words(rule)} {', '.join(found) or 'gold is the same'}. Decisions stay as they are."
    )


def rule_in_words(rule: Keep) -> str:
    """`unanimous`, `majority`, `2 or more`."""
    return f"{rule} or more" if isinstance(rule, int) else rule
