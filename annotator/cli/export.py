"""`annotator export`: writes a dataset with splits and a card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import click
import orjson

from annotator.adjudication.gold import Adjudicated, Alone, adjudicated
from annotator.cli.common import (
    JSON,
    OK,
    STDOUT,
    WRONG,
    Context,
    pass_context,
    print_json,
    report_copies,
    report_problems,
    say,
)
from annotator.dataset.collect import Texts
from annotator.dataset.dataset import By, Dataset, Gathered, grouped, part
from annotator.dataset.split import empty_parts, parse_sizes
from annotator.errors import AnnotatorError
from annotator.export import card as cards
from annotator.export import pseudonyms as people
from annotator.export.card import not_held_told
from annotator.export.write import Writing, sha256_of
from annotator.formats import EXPORT_FORMATS, HOLDS, need_text, writer
from annotator.formats.views import labels_of
from annotator.guideline import about, meanings
from annotator.journal.columns import Columns, read_columns
from annotator.journal.copies import copies_of
from annotator.journal.fold import read_corpus
from annotator.journal.records import Problem, no_cycles_expected
from annotator.merge import account, plural
from annotator.model import GOLD
from annotator.project import Project
from annotator.text.load import MAX_BYTES, read_regular
from annotator.text.sanitize import one_line


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@click.option(
    "--to",
    "to",
    required=True,
    type=click.Choice(EXPORT_FORMATS),
    metavar="FORMAT",
    help=f"{', '.join(EXPORT_FORMATS)}.",
)
@click.option("-o", "out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="The dataset's folder.")
@click.option("--split", "sizes", metavar="80/10/10", help="Percentages: train/test or train/validation/test.")
@click.option("--by", type=click.Choice(["event", "article"]), default="event", help="What is never parted.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Another seed, another split.")
@click.option("--with-text/--standoff", "with_text", help="Include the articles' text, or (default) only offsets.")
@click.option("--alone", is_flag=True, help="Of gold its own records alone, of finished articles; not the journals.")
@click.option("--pseudonyms", is_flag=True, help="Write annotator-1, annotator-2 … for the annotators' names.")
@JSON
@pass_context
def command(
    context: Context,
    file: Path | None,
    to: str,
    out: Path,
    sizes: str | None,
    by: str,
    seed: int,
    with_text: bool,
    alone: bool,
    pseudonyms: bool,
    as_json: bool,
) -> int:
    """Write a dataset with splits and a card.

    FILE is a journal or a file of flat spans, by default the project's gold. Only articles that somebody finished are
    written, those without a span too.
    """
    from annotator.dataset.collect import agreement  # takes long to load, which --help and errors need not wait for

    project = context.project
    need_text(to, with_text=with_text)
    shares = None if sizes is None else parse_sizes(sizes)
    source = file or _gold(project)
    earlier = _earlier_card(out, project)
    journals, gathered, problems, decided = _gather(source, project, alone=alone)
    measured = agreement(journals, gathered.annotators, {entry.id for entry in gathered.documents.entries})
    mentions = 0
    if pseudonyms:
        gathered, measured, mentions = people.disguise(gathered, measured)
        mentions *= HOLDS[to].noted
    groups = grouped(gathered.documents, cast(By, by) if shares else "article")
    dataset = Dataset(part(gathered.documents, shares, groups, seed), gathered)
    if with_text:
        _need_texts(dataset, project)
    exported = writer(to)(dataset, with_text=with_text)
    how = [
        *([f"--split {sizes} --by {by} --seed {seed}"] if sizes else []),
        "--with-text" if with_text else "--standoff",
        *(["--alone"] if alone else []),
        *(["--pseudonyms"] if pseudonyms else []),
    ]
    inputs = _inputs([source, *(project.journals() if decided else ())], project, pseudonyms=pseudonyms)
    guideline, rules = about(project)
    making = cards.Making(
        command=" ".join(["annotator export", inputs[0]["name"], f"--to {to}", *how]),
        at=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        inputs=inputs,
        guideline=guideline,
        with_text=with_text,
        sizes=sizes,
        by=cast(By, by),
        seed=seed,
        agreement=measured,
        licence=earlier.get("licence"),
        rights=earlier.get("rights"),
        pseudonyms=pseudonyms,
        mentions=mentions,
        sharing=groups if shares and by == "event" else None,
        format=to,
        labels=meanings(rules, labels_of(dataset)),
        passed_over=[
            {"name": _shown(path, project, pseudonyms=pseudonyms), "lines": len(lines)}
            for path, lines in problems.items()
        ],
        edited=Texts(project).edited(dataset.entries),
    )
    card = Writing(out, earlier, dataset, making, exported).write()
    _narrate(dataset, card, out)
    for sentence in making.sharing.told() if making.sharing else ():
        say(f"annotator: {sentence}")
    if as_json:
        print_json(card)
    return WRONG if problems else OK


def _gather(
    source: Path, project: Project, *, alone: bool
) -> tuple[Columns, Gathered, dict[Path, list[Problem]], bool]:
    """The annotators' own work, what is to be exported, the lines passed over, and whether decisions were joined with it.

    Raises:
        AnnotatorError: if nothing is finished, or the decisions rest on spans of somebody who has no journal here.
    """
    from annotator.dataset.collect import gather, gather_adjudicated, gather_alone, may_hold_decisions

    gold = None
    journals = read_columns(project.journals())
    if may_hold_decisions(source):
        with no_cycles_expected():
            gold = adjudicated(project, source, read_corpus(project.journals()), by_itself=alone)
    if alone and gold is None:
        raise AnnotatorError(f"--alone: {one_line(str(source))} holds no decisions: leave --alone out")
    if isinstance(gold, Alone):
        journals = read_columns([])
        gathered, more = gather_alone(gold, journals, project), gold.problems
    elif gold is None:
        columns = read_columns([source])
        gathered, more = gather(columns, journals, project), columns.problems
    else:
        gathered, more = gather_adjudicated(gold, journals, project), gold.problems
    problems = {**journals.problems, **more}
    report_problems(problems)
    report_copies([source, *(copies_of(source, GOLD) if gold is not None else [])])
    if not gathered.documents:
        how = "decide all of its passages (annotator adjudicate)" if gold is not None else "mark articles done (key d)"
        raise AnnotatorError(f"{one_line(str(source))}: holds no finished article: {how} first")
    return journals, gathered, problems, isinstance(gold, Adjudicated)


def _inputs(paths: Sequence[Path], project: Project, *, pseudonyms: bool) -> list[dict[str, str]]:
    """What was read, by name and hash."""
    return [{"name": _shown(path, project, pseudonyms=pseudonyms), "sha256": sha256_of(path)} for path in paths]


def _gold(project: Project) -> Path:
    path = project.journal_path(GOLD)
    if not path.is_file():
        raise AnnotatorError(
            f"{one_line(str(path))}: there is no gold yet: make it with annotator adjudicate, or without looking at what "
            f"differs with annotator merge FILE… --keep majority -o {one_line(str(path))}; or name a file to export"
        )
    return path


def _shown(path: Path, project: Project, *, pseudonyms: bool) -> str:
    """The path within the project, else the file's name alone: cards are passed on, and folders are private.

    With pseudonyms nothing of it, but for gold: files are named after annotators.
    """
    if pseudonyms and path.absolute() != project.journal_path(GOLD).absolute():
        return "FILE"
    try:
        return path.absolute().relative_to(project.root).as_posix()
    except ValueError:
        return path.name


def _need_texts(dataset: Dataset, project: Project) -> None:
    texts = Texts(project)
    missing = [entry.id for entry in dataset.entries if texts.text(entry.id, entry.sha256) is None]
    if missing:
        raise AnnotatorError(
            f"--with-text: the text of {plural(len(missing), 'article')} ({', '.join(missing[:3])}"
            f"{', …' * (len(missing) > 3)}) is not in the project: put it back, or export with --standoff"
        )


def _earlier_card(out: Path, project: Project) -> dict[str, Any]:
    """The card of an earlier export to this folder; empty if there is none.

    Raises:
        AnnotatorError: if the folder is no place for a dataset, or has a card of another program.
    """
    if out == STDOUT:
        raise AnnotatorError("-o: a dataset is several files: name a folder")
    if out.resolve() in (project.annotations.resolve(), project.seeds.resolve(), project.root.resolve()):
        raise AnnotatorError(f"{one_line(str(out))}: is the project's own: choose another folder")
    path = out / cards.CARD
    if not path.exists():
        return {}
    try:
        card = orjson.loads(read_regular(path, MAX_BYTES))
    except ValueError:
        card = None
    if not isinstance(card, dict) or not isinstance(card.get("files"), dict) or card.get("card") != 1:
        raise AnnotatorError(f"{one_line(str(path))}: is no card of this program: choose another folder")
    for field in ("licence", "rights"):
        if not isinstance(card.get(field), str | None):
            raise AnnotatorError(f"{one_line(str(path))}: {field}: must be a string or null: mend it")
    return card


def _narrate(dataset: Dataset, card: Mapping[str, Any], out: Path) -> None:
    for sentence in account(dataset.gathered.merge):
        say(f"annotator: {sentence}")
    if card["edited"]:
        say(f"annotator: {cards.edited_told(card['edited'])}")
    for sentence in dataset.gathered.told:
        say(f"annotator: {sentence}")
    if dataset.gathered.added:
        say(
            f"annotator: {plural(len(dataset.gathered.added), 'article')} without a span taken in as finished, as the project's "
            "journals say"
        )
    missing = sum(not entry.has_text for entry in dataset.entries)
    if missing:
        say(f"annotator: the text of {plural(missing, 'article')} is not at hand: offsets there could not be checked")
    several = cards.articles_in_versions(dataset)
    if several:
        say(
            f"annotator: {plural(several, 'article')} in more than one version of the text, each with its spans: some "
            "were given in an earlier one (annotator status counts them)"
        )
    parted = cards.parted_events(dataset)
    if parted:
        say(f"annotator: articles of {plural(len(parted), 'event')} stand in several parts: the card warns of it")
    for name in empty_parts(card["split"]["asked"]) if card["split"] else ():
        say(f"annotator: {name}: not written, as 0 % were asked for it")
    for name, counts in card["counts"].items():
        say(f"annotator: {name}: {plural(counts['articles'], 'article')}, {plural(counts['spans'], 'span')}")
    for what, count in card["not_held"].items():
        say(f"annotator: the format could not hold {not_held_told(what, count)}")
    for sentence in card["told"]:
        say(f"annotator: {sentence}")
    if card["mentions"]:
        say("annotator: names of annotators stand in notes or attributes still: the card counts them")
    if card["licence"] is None:
        say(f"annotator: no licence is stated: set it in {out / cards.CARD} and export again")
    say(f"annotator: written to {out}; {cards.README} is its card")
