"""The report on annotators or systems against gold as a page of the look of the agreement report's.

This module prepares the values; `accuracy.html.jinja` lays them out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.agreement.accuracy import Against, Scored
from annotator.agreement.intervals import Estimate
from annotator.model import Label
from annotator.report import accuracy_sections as sections
from annotator.report.advice import TITLE, causes
from annotator.report.article_versions import TextOf, Versions
from annotator.report.charts import accuracy_chart
from annotator.report.extras import Extra
from annotator.report.html import PASSAGES, differing, few_of, head_of, label_name, part_of, style
from annotator.report.markup import looks
from annotator.report.templates import template
from annotator.report.wording import RANDOM, short
from annotator.report.wording import TITLE as NOTES
from annotator.version import __version__

_SCORED = 6
"""Annotators or systems that are shown with their passages."""


def accuracy_page(found: Against, known: Mapping[str, Label], text_of: TextOf, extras: Sequence[Extra] = ()) -> str:
    """The report against gold as an HTML page; the same bytes for the same work and texts.

    Args:
        found: what there is to show.
        known: the project's labels by name, for their letters and colours.
        text_of: an article's text by its sha256 and id, `None` where it is not there.
        extras: what else was asked for.

    Raises:
        AnnotatorError: if the library that draws the charts is not installed.
    """
    analysis, best = found.scored[0].analysis, found.scored[-1]
    if best.overall["strict"]["f1"].value is not None or any(one.overall["strict"]["f1"].value for one in found.scored):
        best = found.highest
    # The highest first: it is what is looked for.
    order = [best, *(one for one in reversed(found.scored) if one is not best)]
    names = [short(one.name, 24) for one in order]
    whose = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return template("accuracy.html.jinja").render(
        **head_of(style(analysis, known)),
        title=f"{whose if len(names) <= 4 else f'{len(names)} annotators'} against gold",
        articles=sections.articles_of_gold(found),
        tiles=_tiles(found, best),
        meaning=_meaning(best),
        random=RANDOM if analysis.settings.resamples else "No intervals were asked for.",
        notes=sections.files(found),
        notes_title=NOTES,
        first_title=TITLE,
        chart=accuracy_chart([(one.name, one.overall["strict"]) for one in order]),
        opening_parts=[part_of(part) for part in sections.opening(found)],
        legend=[label_name(look) for look in looks(analysis.sums.table.labels, known)],
        scored=[_one(one, known, text_of) for one in order[:_SCORED]],
        left_out=len(order[_SCORED:]),
        extras=[part_of(part) for part in extras],
        version=__version__,
        iou=f"{float(analysis.settings.iou):g}",
        settings=analysis.settings,
    )


def _tiles(found: Against, best: Scored) -> list[tuple[str, Estimate, str]]:
    """The large figures: the highest's, and how far people agree among themselves."""
    strict, name = best.overall["strict"], short(best.name, 24)
    tiles = [
        ("strict F1", strict["f1"], f"{name}, the highest: same label and same boundaries"),
        ("precision", strict["precision"], "of its spans, the share that gold has"),
        ("recall", strict["recall"], "of gold's spans, the share that it has"),
    ]
    if found.people is not None:
        tiles.append(("people among themselves", found.people.scores["f1"], "strict F1 on articles of gold"))
    return tiles


def _meaning(best: Scored) -> str:
    strict = best.overall["strict"]
    precision, recall = strict["precision"].value, strict["recall"].value
    if precision is None or recall is None:
        return "Gold or the one scored has no span: there is nothing to be right about."
    return (
        f"Of 100 spans that {short(best.name, 24)} tags, {round(100 * precision)} are gold's, with the same label and "
        f"boundaries; of 100 of gold's, it has {round(100 * recall)}."
    )


def _one(one: Scored, known: Mapping[str, Label], text_of: TextOf) -> dict[str, Any]:
    analysis = one.analysis
    every = looks(analysis.sums.table.labels, known)
    return {
        "part": part_of(sections.of_one(one)),
        "causes": [(cause, cause.passages(analysis, PASSAGES)) for cause in causes(analysis)],
        "habits": analysis.habits,
        "kinds": differing(analysis, few_of(analysis, every)),
        "versions": Versions(analysis, every, text_of, whole=False),
    }
