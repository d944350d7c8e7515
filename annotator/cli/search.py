"""`annotator search`: every place of a wording, or of spans, as a concordance over all articles."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import click

from annotator.cli.common import JSON, OK, WRONG, Narrator, ProjectOption, print_json, say, with_project, write_stdout
from annotator.model import Label
from annotator.search.concordance import line_of
from annotator.search.query import STATES, attribute
from annotator.search.searcher import Hit, SearchResult
from annotator.text.sanitize import one_line, plural
from annotator.text.wrap import cell_length

_CELLS = 80
_ARTICLE = 18
_LABELS = 5
_TOP = 8
"""Articles that the summary names."""


@click.command()
@click.argument("words", nargs=-1, metavar="[WORDS]...")
@click.option("--regex", is_flag=True, help="WORDS are a regular expression, matched line by line.")
@click.option("--label", multiple=True, metavar="L", help="Spans of this label, or WORDS in them.")
@click.option("--attribute", multiple=True, metavar="NAME=WORDS", help="Spans with such an attribute.")
@click.option("--note", metavar="WORDS", help="Spans with these words in their note.")
@click.option("--annotator", multiple=True, metavar="NAME", help="Spans of this annotator; with --state: whose state.")
@click.option("--state", multiple=True, type=click.Choice(STATES), help="Articles that are so far.")
@click.option("--article", multiple=True, metavar="ID", help="Only these articles; * stands for any letters.")
@click.option("--event", multiple=True, metavar="EVENT", help="Only articles on this event.")
@JSON
@with_project
def command(option: ProjectOption, /, words: tuple[str, ...], as_json: bool, **filters: Any) -> int:
    """Find WORDS in all articles, and spans in all journals.

    A capital letter makes case matter; straight quotation marks also find curly ones. The hit is in the middle of its
    line; on the right are the keys of the labels of the spans over it. Exit 0 also if nothing is found.
    """
    narrator, project = Narrator(), option.project
    attributes = dict(map(attribute, filters.pop("attribute")))
    found = project.search(" ".join(words), attributes=attributes, listener=narrator, **filters)
    if as_json:
        print_json(found)
    else:
        lines = [*_lines(found.hits, _width(), project.labels), *_summary(found, project.labels)]
        write_stdout("".join(f"{line}\n" for line in lines).encode())
    for why in found.unreadable.values():
        say(f"annotator: not searched: {why}")
    if found.earlier_text:
        say(f"annotator: {plural(found.earlier_text, 'span')} of earlier texts left out: the screen moves them (key M)")
    return WRONG if narrator.passed_over else OK


def _width() -> int:
    """Cells of a line: those of the terminal, if that is where lines go."""
    if sys.stdout is None or not sys.stdout.isatty():
        return _CELLS
    return max(os.get_terminal_size(sys.stdout.fileno()).columns, _CELLS // 2)


def _lines(hits: list[Hit], width: int, labels: Mapping[str, Label]) -> Iterator[str]:
    """A line a hit: article, paragraph, the hit in the middle, the labels over it."""
    name = min(max((len(hit.article) for hit in hits), default=1), _ARTICLE)
    number = len(str(max((hit.paragraph for hit in hits), default=1)))
    room = width - name - number - _LABELS - 4
    for hit in hits:
        article = one_line(hit.article, name)
        over = {span.label for span in hit.spans}
        keys = "".join([*(label.key for name, label in labels.items() if name in over), "?" * bool(over - {*labels})])
        shown = "".join(line_of(hit, room))
        yield f"{article:{name}} {hit.paragraph:>{number}}  {shown} {one_line(keys, _LABELS)}".rstrip()


def _summary(found: SearchResult, labels: Mapping[str, Label]) -> Iterator[str]:
    searched = plural(found.articles, "article")
    if not found.hits:
        yield f"nothing found in {searched}"
        return
    yield ""
    yield f"{plural(len(found.hits), 'hit')} in {len(found.by_article):,} of {searched}"
    top = sorted(found.by_article.items(), key=lambda item: (-item[1], item[0]))
    more = f", and {len(top) - _TOP:,} more" if len(top) > _TOP else ""
    yield from _folded("by article: ", ", ".join(f"{one_line(name)} {count:,}" for name, count in top[:_TOP]) + more)
    counts = [f"{_keyed(name, labels)} {count:,}" for name, count in found.by_label.items()]
    yield from _folded("by label: ", ", ".join([*counts, *([f"none {found.untagged:,}"] if found.untagged else [])]))


def _keyed(name: str, labels: Mapping[str, Label]) -> str:
    return f"{labels[name].key if name in labels else '?'} {one_line(name)}"


def _folded(title: str, text: str) -> Iterator[str]:
    """A title and words in lines of 80 cells."""
    line = title
    for i, part in enumerate(text.split(", ")):
        line += "," if i else ""
        if i and cell_length(line) + cell_length(part) > _CELLS - 2:
            yield line
            line = " " * (len(title) - 1)
        line += f" {part}" if i else part
    yield line
