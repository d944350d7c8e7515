"""`annotator agreement`: how far the annotators agree, and where they do not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from annotator.agreement.measures import MEASURES
from annotator.api import prepare_page
from annotator.cli.common import (
    FILES,
    JSON,
    OK,
    STDOUT,
    WRONG,
    BoundedNumber,
    Narrator,
    ProjectOption,
    print_json,
    say,
    with_engine,
    with_project,
    write_output,
    write_stdout,
)
from annotator.engine import THIS_MACHINE
from annotator.report.wording import number

if TYPE_CHECKING:
    from annotator.agreement.result import Analysis
    from annotator.engine import Engine
    from annotator.report.group_report import GroupReport
    from annotator.report.notebook import AccuracyResult, AgreementResult, ConsistencyResult

AGAINST = click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="GOLD",
    help="Score each annotator against this file: precision, recall, F1.",
)
BASELINE = click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="A file of another run, to report by how much this one differs. May be given again.",
)


HTML = click.option(
    "--html",
    "html",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also write the report as a page with charts and everybody's version of the articles; - is stdout.",
)


_LEAST_RESAMPLES, _MOST_RESAMPLES = 1_000, 1_000_000


def _refuse_name(_: click.Context, __: click.Parameter, name: str | None) -> None:
    if name is not None:
        raise click.UsageError(
            "agreement is of all annotators, and --retest of all who made a second pass, each named in the report: leave --as out"
        )


@click.command("agreement")
@FILES
@click.option("--label", multiple=True, metavar="L", help="Only spans of this label. May be given again.")
@click.option("--article", multiple=True, metavar="A", help="Only this article. May be given again.")
@click.option(
    "--iou",
    type=BoundedNumber(float, lambda n: 0 < n <= 1, "a number above 0, at most 1"),
    default=0.5,
    show_default=True,
    metavar="T",
    help="Least intersection over union of a relaxed match.",
)
@click.option(
    "--resamples",
    type=BoundedNumber(
        int,
        lambda n: n == 0 or _LEAST_RESAMPLES <= n <= _MOST_RESAMPLES,
        f"a whole number from {_LEAST_RESAMPLES:,} to {_MOST_RESAMPLES:,}, or 0 for no intervals",
    ),
    default=10_000,
    show_default=True,
    metavar="N",
    help="Draws that say how far the lowest and the highest of several differ by chance; 0: no intervals.",
)
@click.option(
    "--seed",
    type=BoundedNumber(int, lambda n: n >= 0, "a whole number from 0"),
    default=0,
    show_default=True,
    metavar="N",
    help="Seed of these draws, and of gamma's.",
)
@click.option(
    "--gamma",
    is_flag=True,
    help="Also measure gamma (Mathet et al. 2015) and gamma-cat (Mathet 2017); takes seconds to minutes.",
)
@click.option(
    "--gamma-weights",
    type=(
        BoundedNumber(float, lambda n: 0 < n <= 100, "a weight of positions above 0, at most 100"),
        BoundedNumber(float, lambda n: 0 <= n <= 100, "a weight of labels from 0 to 100"),
    ),
    default=(1.0, 1.0),
    show_default=True,
    metavar="A B",
    help="Gamma's α and β: the weights of positions and of labels.",
)
@click.option(
    "--plan",
    type=BoundedNumber(float, lambda n: 0 < n <= 0.5, "half the width of an interval, above 0, at most 0.5"),
    metavar="X",
    help="Also say how many articles it takes until intervals are ± X; with --against, articles of gold.",
)
@click.option(
    "--drift",
    is_flag=True,
    help="Also say what changes from week to week, and between the halves of each one's work.",
)
@click.option(
    "--origins",
    is_flag=True,
    help="Also say how agreement goes with suggestions, length, nesting and density of spans.",
)
@click.option(
    "--methods",
    is_flag=True,
    help="Also say how it was measured, on what, as a paragraph for a paper.",
)
@click.option(
    "--retest",
    is_flag=True,
    help="Say how far annotators agree with themselves instead (annotate --retest).",
)
@click.option("--as", "name", hidden=True, expose_value=False, callback=_refuse_name)
@AGAINST
@click.option(
    "--complete",
    is_flag=True,
    help="With --against: files that do not say what was finished (a model's predictions) cover all of gold.",
)
@BASELINE
@click.option(
    "--before-suggestions",
    is_flag=True,
    help="Everybody's independent version: second looks are as if they had never been.",
)
@click.option("--at", metavar="TIME", help="What stood at this time, such as 2026-11-22 or 2026-11-22T05:20 (UTC).")
@click.option("--groups", is_flag=True, help="How far they agree about groups instead; FILEs are files of groups.")
@JSON
@HTML
@click.option(
    "--fail-under",
    type=BoundedNumber(float, lambda n: 0 <= n <= 1, "a number from 0 to 1"),
    metavar="X",
    help="Exit 1 if the measure is below X, or undefined; with --against, the lowest annotator's.",
)
@click.option(
    "--measure",
    type=click.Choice(list(MEASURES)),
    default="f1",
    show_default=True,
    help="What --fail-under looks at.",
)
@with_project
@with_engine
def command(
    option: ProjectOption,
    /,
    files: tuple[Path, ...],
    gamma: bool,
    gamma_weights: tuple[float, float],
    plan: float | None,
    drift: bool,
    origins: bool,
    methods: bool,
    retest: bool,
    against: Path | None,
    complete: bool,
    baseline: tuple[Path, ...],
    groups: bool,
    as_json: bool,
    html: Path | None,
    fail_under: float | None,
    measure: str,
    engine: Engine,
    **settings: Any,
) -> int:
    """Report how far the annotators agree.

    Reads the FILEs named (journals or flat spans), or else every journal of the project but gold.jsonl. Only articles
    that an annotator marked done count. What each measure means stands in docs/agreement.md.
    """
    if groups:
        return _about_groups(option, files, as_json=as_json, fail_under=fail_under)
    besides: dict[str, Any] = {
        "gamma": gamma, "baseline": baseline, "plan": plan, "drift": drift, "origins": origins, "methods": methods,
    }  # fmt: skip
    for alone, what, too in ((against is not None, "--against", {"plan", "html"}), (retest, "--retest", set[str]())):
        for name, given in {**besides, "html": html, "engine": engine is not THIS_MACHINE}.items():
            if alone and given and name not in too:
                raise click.UsageError(f"{what} and --{name} do not go together")
    if retest and (files or against is not None):
        raise click.UsageError("--retest is of the project's journals and their second passes: leave other files out")
    if gamma_weights != (1.0, 1.0) and not gamma:
        raise click.UsageError("--gamma-weights says how --gamma is measured: ask for that too")
    if complete and against is None:
        raise click.UsageError("--complete says something of files that are scored --against gold: name gold too")
    if against is not None and against.absolute() in [path.absolute() for path in files]:
        raise click.UsageError(f"{against} cannot be scored against itself: leave it out of the FILEs")
    if html == STDOUT and as_json:
        raise click.UsageError("only one of the page and --json can go to stdout: name a file for the page")
    narrator = Narrator()
    if retest:
        del settings["seed"]  # nothing is drawn
        twice = option.project.consistency(listener=narrator, **settings)
        _print(twice, as_json=as_json)
        return _gate([one.analysis for one in twice.found if one.analysis is not None], fail_under, measure)
    if html is not None:
        prepare_page(None if html == STDOUT else html)
    if against is not None:
        scored = option.project.accuracy(
            files, against=against, complete=complete, plan=plan, listener=narrator, **settings
        )
        for name in scored.strangers:
            say(f"annotator: {name} has finished no article of gold: not scored")
        _show(scored, html, as_json=as_json)
        return _gate([one.analysis for one in scored.scored], fail_under, measure)
    found = option.project.agreement(
        files, gamma_weights=gamma_weights, listener=narrator, engine=engine, **besides, **settings
    )
    # Where stdout does not say it. Unread lines were told before.
    for sentence in found.notes if as_json or html == STDOUT else found.notes_on_gamma:
        say(f"annotator: {sentence}")
    _show(found, html, as_json=as_json)
    return _gate([found.analysis], fail_under, measure)


def _show(found: AgreementResult | AccuracyResult, html: Path | None, *, as_json: bool) -> None:
    """Write the page, if one is asked for, and print the report, unless the page goes to stdout."""
    if html is not None:
        write_output(html, found.page().encode())
    if html not in {None, STDOUT}:
        say(f"annotator: the page is in {html}: open it in a browser")
    if html != STDOUT:
        _print(found, as_json=as_json)


def _print(found: AgreementResult | AccuracyResult | ConsistencyResult | GroupReport, *, as_json: bool) -> None:
    if as_json:
        print_json(found.to_dict())
    else:
        write_stdout(found.to_text().encode())


def _about_groups(option: ProjectOption, files: tuple[Path, ...], *, as_json: bool, fail_under: float | None) -> int:
    """The report on groups, which takes none of the other options; `--fail-under` looks at its F1."""
    context = click.get_current_context()
    taken = {"option", "files", "groups", "as_json", "fail_under"}
    for parameter in context.command.params:
        if (
            parameter.name not in taken
            and context.get_parameter_source(parameter.name or "") != ParameterSource.DEFAULT
        ):
            raise click.UsageError(f"--groups and {parameter.opts[0]} do not go together")
    found = option.project.group_agreement(files, listener=Narrator())
    _print(found, as_json=as_json)
    return _reached(found.analysis.overall.f1.value, fail_under, "pair F1 of groups")


def _gate(analyses: list[Analysis], fail_under: float | None, measure: str) -> int:
    """The exit code; the lowest of several values decides, and an undefined one is the lowest."""
    values = [analysis.overall[measure].value for analysis in analyses]
    value = None if None in values else min((value for value in values if value is not None), default=None)
    name = {"f1": "strict F1", "alpha": "alpha"}.get(measure, measure.replace("_f1", " F1").replace("_", " "))
    return _reached(value, fail_under, name)


def _reached(value: float | None, fail_under: float | None, name: str) -> int:
    if fail_under is None or (value is not None and value >= fail_under):
        return OK
    found = "undefined" if value is None else number(value)
    say(f"annotator: the {name} is {found}, not {fail_under:g} or more")
    return WRONG
