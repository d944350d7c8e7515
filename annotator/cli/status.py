"""`annotator status`: who has done what, articles by annotators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
from rich.cells import cell_len, set_cell_size

from annotator.cli.common import (
    JSON,
    OK,
    WRONG,
    Narrator,
    ProjectOption,
    print_json,
    with_project,
    write_stdout,
)
from annotator.model import ARTICLE_ID
from annotator.text.load import ARTICLE_NAMES
from annotator.text.sanitize import one_line, plural

if TYPE_CHECKING:
    from annotator.progress import ProjectStatus
    from annotator.project import ProjectFolder

_WIDTH = 80
_ARTICLE = 24
_BLOCK = 4
_NAME = 18
_GAP = "  "
_NONE = "–"


@click.command()
@JSON
@with_project
def command(option: ProjectOption, as_json: bool) -> int:
    """Show who has done what: state, spans and time by article."""
    narrator = Narrator()
    status = option.project.status(listener=narrator)
    if as_json:
        print_json(status)
    else:
        write_stdout("".join(f"{line}\n" for line in _lines(status, option.folder)).encode())
    return WRONG if narrator.passed_over else OK


def _lines(status: ProjectStatus, project: ProjectFolder) -> Iterator[str]:
    articles, annotators = status.articles, status.annotators
    yield f"project: {one_line(status.project)}"
    if not articles:
        missing = project.missing().get("folders.seeds")
        yield missing or f"no articles yet: put .txt files into {project.place_for_articles}"
        return
    if not annotators:
        yield f"{_articles(len(project.articles()))}, annotated by nobody yet: run annotator"
        yield from _unreadable(status)
        return
    table = _table(status, {name: label.key for name, label in project.labels().items()})
    for columns in _blocks(table):
        yield ""
        yield from _drawn(table[0], columns)
    yield ""
    labels = {label for total in annotators.values() for label in total.spans}
    legend = [f"{label.key} {name}" for name, label in project.labels().items()]
    yield ", ".join([*legend, *(["? other labels"] if labels - set(project.labels()) else [])])
    yield "; ".join(f"{_articles(n)} finished by {by or 'nobody'}" for by, n in status.finished_by.items())
    if any(article.unreadable for article in articles):
        yield "! cannot be opened: annotator check says why"
    yield from _unreadable(status)
    misnamed = [article.id for article in articles if not ARTICLE_ID.fullmatch(article.id)]
    if misnamed:
        shown = ", ".join(f"{one_line(name, 40)}.txt" for name in misnamed[:3]) + ", …" * (len(misnamed) > 3)
        yield f"rename {shown}: {ARTICLE_NAMES}"
    if any(not article.in_project for article in articles):
        yield f"* not in {one_line(str(project.settings.folders.seeds))}/"
    changed = [article.earlier_text for article in articles if article.earlier_text]
    if changed:
        yield f"{plural(sum(changed), 'span')} of earlier texts of {_articles(len(changed))}: the screen moves them (key M)"
    if status.gold is not None:
        yield f"gold: {plural(sum(status.gold.values()), 'span')}"
    for path, why in project.merged_among_journals():
        yield f"{one_line(path.name)}: {why}"


def _unreadable(status: ProjectStatus) -> Iterator[str]:
    if count := status.unreadable_files:
        yield f"{plural(count, 'file')} cannot be read: annotator check names {'it' if count == 1 else 'them'}"


def _articles(count: int) -> str:
    return f"{count} article{'s' * (count != 1)}"


def _table(status: ProjectStatus, keys: dict[str, str]) -> list[list[str]]:
    """Columns of equally many lines: article names, then each annotator; two lines an article, two of totals."""
    names = ["article", ""]
    for article in status.articles:
        mark = "*" * (not article.in_project) + "!" * article.unreadable
        names += [one_line(article.id, _ARTICLE - 1) + mark, ""]
    columns = [[*names, "all", ""]]
    for name, total in status.annotators.items():
        column = [one_line(name, _NAME), ""]
        for article in status.articles:
            work = article.annotators[name]
            state = work.state or ("spans" if work.spans else _NONE)
            column += [f"{state} {_time(work.seconds)}".rstrip(), _counts(work.spans, keys)]
        done = f"{total.finished} done {_time(total.seconds)}".rstrip()
        columns.append([*column, done, _counts(total.spans, keys)])
    return columns


def _counts(spans: dict[str, int], keys: dict[str, str]) -> str:
    """`c12 q10 n22`: spans by the key of their label, in the order of the settings; `?` counts all other labels."""
    shown = [f"{key}{spans[name]}" for name, key in keys.items() if name in spans]
    others = sum(count for name, count in spans.items() if name not in keys)
    return " ".join([*shown, *([f"?{others}"] if others else [])])


def _time(seconds: int) -> str:
    if seconds == 0:
        return ""
    return "<1 min" if seconds < 60 else f"{round(seconds / 60)} min"


def _width(column: list[str]) -> int:
    return max(cell_len(line) for line in column)


def _blocks(table: list[list[str]]) -> Iterator[list[list[str]]]:
    """The annotators' columns in groups that fit the width beside the articles', four at most."""
    first, *columns = table
    block: list[list[str]] = []
    for column in columns:
        used = _width(first) + sum(len(_GAP) + _width(c) for c in (*block, column))
        if block and (len(block) == _BLOCK or used > _WIDTH):
            yield block
            block = []
        block.append(column)
    yield block


def _drawn(first: list[str], columns: list[list[str]]) -> Iterator[str]:
    widths = [_width(column) for column in (first, *columns)]
    for line in zip(first, *columns, strict=True):
        text = _GAP.join(set_cell_size(part, width) for part, width in zip(line, widths, strict=True)).rstrip()
        if text:
            yield text
