"""Reads what adjudication needs: the annotators' files, gold's journal, and by which rule the rest was taken."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from annotator.adjudication.adjudicator import Adjudication, Desk, GoldSession, belongs_to
from annotator.adjudication.decisions import Decision, is_decision_id, latest, resting
from annotator.adjudication.describe import absent_in_words, again_in_words, void_in_words
from annotator.adjudication.items import Board, board_of
from annotator.adjudication.status import Standings, gold_spans, stand
from annotator.errors import AnnotatorError
from annotator.journal.copies import copies_of, is_of_gold
from annotator.journal.fold import Corpus, Fold, Work, read_corpus
from annotator.journal.journal import Journal, read_journal_bytes
from annotator.journal.records import Fields, Problem, is_flat, no_cycles_expected, numbered, parse_json, read_lines
from annotator.merge import Keep, Merge, plural
from annotator.model import GOLD, check_annotator_name
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


def rule_change(fold: Fold, corpus: Corpus, rule: Keep | None) -> str | None:
    """What changes under another rule than the one that gold remembers, as sentences; `None` if it is no other.

    Args:
        fold: what gold's journal adds up to.
        corpus: what the annotators' files hold.
        rule: the one asked for.
    """
    before = rule_of(fold)
    if rule is None or before is None or rule == before:
        return None
    without = left_out_of(fold)
    then, now = (stand(board_of(corpus, which), fold, without) for which in (before, rule))
    were, are = ({standing.item.id for standing in standings.open} for standings in (then, now))
    more, fewer = _taken(now) - _taken(then), _taken(then) - _taken(now)
    found = [
        f"it takes {plural(len(more), 'span')} more without a decision" if more else "",
        f"it does not take {plural(len(fewer), 'span')} that the other took" if fewer else "",
        f"{plural(len(are - were), 'passage')} more {_waits(len(are - were))} for a decision" if are - were else "",
        f"{plural(len(were - are), 'passage')} {_waits(len(were - are))} for none any more" if were - are else "",
    ]
    told = ", ".join(part for part in found if part) or "gold is the same"
    return (
        f"gold was decided by the rule {in_words(before)}, and so it goes on without --rule. "
        f"By the rule {in_words(rule)} {told}. Decisions stay as they are."
    )


def in_words(rule: Keep) -> str:
    """`unanimous`, `majority`, `2 or more`."""
    return f"{rule} or more" if isinstance(rule, int) else rule


def _taken(standings: Standings) -> set[tuple[object, ...]]:
    """The spans that gold has by the rule."""
    return {
        (standing.item.article, standing.item.sha256, *node.place)
        for standing in (*standings.items, *standings.agreed)
        if not standing.decided
        for node in standing.item.ruled
    }


def _waits(count: int) -> str:
    return "waits" if count == 1 else "wait"


class Adjudicated(NamedTuple):
    """Gold, with an account of what is not settled."""

    spans: list[Fields]
    """Flat spans in reading order, each with its votes; what was decided has the origin `adjudicated`."""
    board: Board
    standings: Standings
    decisions: list[Decision]
    """The decisions that hold."""
    problems: dict[Path, list[Problem]]
    """Lines of gold's journal that were passed over, by file."""

    @property
    def merged(self) -> Merge:
        """As `annotator.gold.merge.merge` would have told it."""
        return self.board.merged._replace(spans=self.spans, conflicts=[])


def adjudicated(project: Project, path: Path, journals: Corpus, *, by_itself: bool) -> Adjudicated | Alone | None:
    """Gold by the decisions in a journal; `None` if the file holds none.

    Args:
        project: where the texts are.
        path: gold's journal.
        journals: the annotators' own work. Where nothing is there of any of those on whose spans it was decided, gold's
            own records alone are taken.
        by_itself: take them in any case.

    Raises:
        AnnotatorError: if nothing is at hand of some of those on whose spans it was decided.
    """
    gold = read_gold(path)
    if gold is None:
        return None
    left = left_out_of(gold.fold)
    absent = resting(gold.fold, {*journals.works, *left})
    named = resting(gold.fold, left)
    if by_itself or not journals.works or (named and absent == named):
        return alone(gold)
    if absent:
        raise AnnotatorError(
            f"{absent_in_words(absent)}: put it back; or export gold's own records (--alone); or go on without "
            f"(annotator adjudicate {without_options(absent)}), which opens those decisions again"
        )
    board = board_of(with_texts(journals, project), rule_of(gold.fold) or "unanimous")
    standings = stand(board, gold.fold, left)
    return Adjudicated(
        gold_spans(standings, gold.fold),
        board,
        standings,
        [one.decision for one in (*standings.items, *standings.agreed) if one.decision is not None and one.decided],
        gold.problems,
    )


def told(gold: Adjudicated) -> list[str]:
    """Sentences about what is not settled, for the person who exports."""
    standings = gold.standings
    found = [f"spans without a decision taken by the rule of adjudication ({in_words(gold.board.rule)})"]
    if standings.open:
        ruled = sum(bool(standing.item.ruled) for standing in standings.open)
        are = "is" if len(standings.open) == 1 else "are"
        found.append(
            f"{plural(len(standings.open), 'disagreement')} {are} undecided: left out (annotator adjudicate)"
            + (f", but for what the rule takes in {ruled:,} of them" if ruled else "")
        )
        if again := again_in_words(gold.board, standings):
            found.append(f"decided before and open again: {again}")
    if void := void_in_words(gold.board, standings):
        found.append(f"decisions left out, as nothing is left to decide there: {void}")
    if standings.loose:
        found.append(f"{plural(len(standings.loose), 'span')} in gold that no decision gave, taken as they are")
    return [one_line(sentence) for sentence in found]
