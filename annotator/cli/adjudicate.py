"""`annotator adjudicate`: opens the screen on what annotators disagree about."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from annotator.adjudication.adjudicator import Adjudication
from annotator.adjudication.cut import CutPassages
from annotator.adjudication.decisions import absent_annotators
from annotator.adjudication.describe import absent_in_words
from annotator.adjudication.gold import (
    GoldJournal,
    adjudication_of,
    holds_flat_spans,
    left_out_of,
    open_gold,
    read_annotators,
    read_gold,
    rule_change,
    without_options,
)
from annotator.cli.annotate import needs_terminal, run_app
from annotator.cli.common import FILES, Narrator, ProjectOption, report_copies, report_problems, say, with_project
from annotator.engine import Step
from annotator.errors import AnnotatorError
from annotator.merge import Keep
from annotator.model import GOLD, check_annotator_name
from annotator.progress_line import LINE
from annotator.text.sanitize import one_line, plural


def _rule(_: click.Context, __: click.Parameter, value: str | None) -> Keep | None:
    """The value of `--rule`."""
    words: dict[str | None, Keep | None] = {None: None, "unanimous": "unanimous", "majority": "majority"}
    if value in words:
        return words[value]
    assert value is not None
    if value.isdecimal() and int(value) > 0:
        return int(value)
    raise click.BadParameter("unanimous, majority or a number of annotators")


@click.command("adjudicate")
@FILES
@click.option("--as", "decider", metavar="NAME", help="Who decides; asked for when left out.")
@click.option(
    "--blind", is_flag=True, help="Letters in place of the annotators' names, versions in an order of chance."
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Decides that order.")
@click.option(
    "--rule",
    callback=_rule,
    metavar="unanimous|majority|N",
    help="How many must agree for a span to be taken without a decision; by default as before, at first all.",
)
@click.option(
    "--without",
    multiple=True,
    metavar="NAME",
    help="Go on without an annotator whose journal is gone; decisions on spans of theirs are open again.",
)
@click.option("--read-only", is_flag=True, help="Look, but change nothing.")
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal (less traffic over SSH).")
@with_project
def command(
    option: ProjectOption,
    files: Sequence[Path],
    decider: str | None,
    blind: bool,
    seed: int,
    rule: Keep | None,
    without: Sequence[str],
    read_only: bool,
    no_mouse: bool,
) -> int:
    """Go through what annotators disagree about and decide; without FILE, of every journal of the project.

    Decisions go to annotations/gold.jsonl, each saved before the screen says so. Only articles marked done count. What
    the annotators agree on is taken by the rule, and export writes both together.
    """
    project = option.folder
    paths = project.files_or_journals(files)
    if decider is not None:
        check_annotator_name(decider)
    cut = read_annotators(project, paths, Narrator())
    report_problems(cut.problems)
    report_copies(paths)
    for sentence in _left_out(cut):
        say(f"annotator: {sentence}")
    if holds_flat_spans(project.journal_path(GOLD)):
        open_gold(project, decider or "nobody")  # says what to do
    for name in without:
        if name in cut.annotators:
            raise AnnotatorError(
                f"--without {one_line(name)}: spans of that name are in the files read: leave them out"
            )
    gold = read_gold(project.journal_path(GOLD))
    _refuse_unknown(gold, cut, without)
    for sentence in _missed(gold, cut, without):
        say(f"annotator: {sentence}")
    needs_terminal()
    if isinstance(rule, int) and rule > len(cut.annotators):
        many = f"{plural(len(cut.annotators), 'annotator')} {'was' if len(cut.annotators) == 1 else 'were'} read"
        if not _confirmed(f"annotator: --rule {rule}: {many}, so no span is taken without a decision. Go on?"):
            raise AnnotatorError(f"nothing was changed: name a number up to {len(cut.annotators)}")
    change = None if gold is None or read_only else rule_change(gold.fold, cut, rule)
    if change is not None and not _confirmed(f"annotator: {change} Go on by that rule?"):
        raise AnnotatorError("nothing was changed: start without --rule to go on as before")
    from annotator.tui.adjudicate.adjudicator_app import AdjudicatorApp

    def opened(name: str, step: Step | None) -> Adjudication:
        adjudication = adjudication_of(project, cut, name, rule, read_only=read_only, without=without, progress=step)
        # Looking for cycles among all spans of a large project would hold a key up for half a second now and then.
        gc.freeze()
        return adjudication

    return run_app(AdjudicatorApp(project, opened, decider, blind=blind, seed=seed), mouse=not no_mouse)


def _confirmed(question: str) -> bool:
    with LINE:
        return click.confirm(question, err=True)


def _refuse_unknown(gold: GoldJournal | None, cut: CutPassages, without: Sequence[str]) -> None:
    """Refuse `--without` somebody on whom no decision rests: a slip of the pen would go unseen.

    Raises:
        AnnotatorError: naming them.
    """
    absent = {} if gold is None else absent_annotators(gold.fold, cut.annotators)
    for name in without:
        if name not in absent and (gold is None or name not in left_out_of(gold.fold)):
            who = f"without {', '.join(sorted(absent))} one could go on" if absent else "leave --without out"
            raise AnnotatorError(f"--without {one_line(name)}: no decision rests on spans of that name: {who}")


def _missed(gold: GoldJournal | None, cut: CutPassages, without: Sequence[str]) -> Iterator[str]:
    """On whose spans decisions rest, of whom nothing was read."""
    if gold is None:
        return
    left = {*without, *left_out_of(gold.fold)}
    absent = {name: count for name, count in absent_annotators(gold.fold, cut.annotators).items() if name not in left}
    if absent:
        yield f"{absent_in_words(absent)}: put it back, or start with {without_options(absent)}; till then you can only look"


def _left_out(cut: CutPassages) -> Iterator[str]:
    """Whose spans do not count, because the articles are not marked done."""
    counts: Counter[str] = Counter()
    for (name, _), count in cut.left_out.unfinished.items():
        counts[name] += count
    for name in sorted(counts):
        yield f"{plural(counts[name], 'span')} by {name} left out: articles not marked done"
