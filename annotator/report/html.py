"""The whole page: one file that needs no other, runs nothing and asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from importlib.resources import files

import numpy as np

from annotator import __version__
from annotator.agreement.estimates import Difference
from annotator.agreement.gamma.measure import Gamma
from annotator.agreement.headline import certainty, meaning
from annotator.agreement.notes import TITLE as NOTES
from annotator.agreement.notes import notes
from annotator.agreement.page import tables
from annotator.agreement.page.looks import Look, looks
from annotator.agreement.page.marks import LANES
from annotator.agreement.page.scores import scores
from annotator.agreement.page.words import interval_meaning
from annotator.agreement.result import Analysis
from annotator.model import Label
from annotator.report.advice import TITLE, causes
from annotator.report.charts import charts
from annotator.report.markup import Html, Inside, joined, name, tag
from annotator.report.passages import TextOf, Versions, articles, passages
from annotator.report.wording import between, number, plural
from annotator.text.sanitize import one_line

GENERATOR = '<meta name="generator" content="annotator agreement">'
"""Tells a page of this program from other files."""
_TILES = (
    ("f1", "strict F1", "same label and same boundaries"),
    ("relaxed_f1", "relaxed F1", "same label, overlap (IoU) of {iou} or more"),
    ("boundary_f1", "boundaries only", "same boundaries, any label"),
    ("alpha", "alpha", "corrected for chance; limits 0.667 and 0.800"),
)


def page(
    analysis: Analysis,
    known: Mapping[str, Label],
    text_of: TextOf,
    gamma: Gamma | None = None,
    baseline: Difference | None = None,
) -> str:
    """The analysis as an HTML page; the same bytes for the same analysis and texts.

    Args:
        analysis: what there is to show.
        known: the project's labels by name, for their letters and colours.
        text_of: an article's text by its sha256 and id, `None` where it is not there.
        gamma: where it was measured.
        baseline: this run less another, where it was compared with one.

    Raises:
        AnnotatorError: if the library that draws the charts is not installed.
    """
    found = looks(analysis.sums.table.labels, known)
    style = _style(found)
    title = f"Agreement of {_people(analysis)}"
    versions = Versions(analysis, found, text_of)
    sections = _sections(analysis, found, versions, gamma, baseline)
    content = [
        _headline(analysis, title),
        *(_section(place, heading, *inside) for place, heading, inside in sections),
        _footer(analysis),
    ]
    return joined(
        Html("<!DOCTYPE html>\n"),
        tag(
            "html",
            _head(title, style),
            tag("body", _navigation([(place, heading) for place, heading, _ in sections]), tag("main", content)),
            lang="en",
        ),
        Html("\n"),
    )


def _people(analysis: Analysis) -> str:
    table = analysis.sums.table
    names = [one_line(table.annotators[who], 24) for who in np.flatnonzero(table.done.any(axis=0)).tolist()]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) <= 4 else f"{len(names)} annotators"


def _head(title: str, style: str) -> Html:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        Html(GENERATOR),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        # So that no browser asks a server for a picture of the page.
        tag("link", rel="icon", href="data:,"),
        tag("title", title),
        tag("style", Html(style)),
    )


def _style(found: Sequence[Look]) -> str:
    """The style sheet, with a colour for each label and a height for each line under a text."""
    own = [f".l{look.place}{{--c:{look.colour}}}" for look in found]
    own += [f".n{lane}{{padding-bottom:{3 + 4 * lane}px}}" for lane in range(LANES)]
    return files("annotator.report").joinpath("style.css").read_text("utf-8") + "\n".join(own)


_SECTIONS = (
    ("first", TITLE),
    ("baseline", "This run less the baseline"),
    ("labels", "By label"),
    ("kinds", "Kinds of disagreements"),
    ("people", "Who did what"),
    ("scores", "Other measures"),
    ("passages", "Worst passages"),
    ("articles", "Articles, version by version"),
)


def _navigation(sections: Sequence[tuple[str, str]]) -> Html:
    return tag("nav", [tag("a", title, href=f"#{name}") for name, title in sections], aria_label="Parts of this page")


def _section(name: str, heading: str, *inside: Inside) -> Html:
    return tag("section", tag("h2", heading), *inside, id=name, class_="part")


def _headline(analysis: Analysis, title: str) -> Html:
    table = analysis.sums.table
    iou = f"{float(analysis.settings.iou):g}"
    tiles = []
    for key, what, told in _TILES:
        found = analysis.overall[key]
        tiles.append(
            tag(
                "div",
                tag("p", what, class_="what"),
                tag("p", number(found.value), class_="value"),
                tag("p", between(found), class_="between"),
                tag("p", told.format(iou=iou), class_="told"),
                class_=f"tile {key}",
            )
        )
    return tag(
        "header",
        tag("h1", title),
        tag(
            "p",
            f"{plural(len(table.articles), 'article')} that two or more have finished, {plural(len(table.article), 'span')}.",
        ),
        tag("div", tiles, class_="tiles"),
        tag(
            "p",
            tag("strong", meaning(analysis.overall)),
            f" {interval_meaning(analysis)} {certainty(analysis)}",
            class_="meaning",
        ),
        _notes(analysis),
    )


def _notes(analysis: Analysis) -> Html:
    said = notes(analysis)
    return (
        tag("div", tag("p", f"{NOTES}:"), tag("ul", [tag("li", one) for one in said]), class_="notes")
        if said
        else Html()
    )


def _sections(
    analysis: Analysis,
    every: Sequence[Look],
    versions: Versions,
    gamma: Gamma | None,
    baseline: Difference | None,
) -> list[tuple[str, str, list[Inside]]]:
    found = [look for look in every if look.place in analysis.used]
    drawn = [_figure(chart.picture, chart.caption) for chart in charts(analysis, found)]
    inside: dict[str, list[Inside]] = {
        "first": _first(analysis),
        "baseline": [] if baseline is None else [tables.difference(baseline, "this run", "the baseline")],
        "labels": [_beside(drawn[0], tables.by_label(analysis, found))],
        "kinds": [_beside(drawn[1], tag("div", *_kinds(analysis, found)))],
        "people": _who(analysis, found, drawn[2:]),
        "scores": scores(analysis, found, gamma),
        "passages": [_legend(found), *_passages(versions)],
        "articles": [
            tag("p", "The marks mean what they mean ", tag("a", "above", href="#legend"), "."),
            _folded("The values of each article", tables.articles(analysis)),
            articles(versions),
        ],
    }
    return [(name, heading, inside[name]) for name, heading in _SECTIONS if inside[name]]


def _first(analysis: Analysis) -> list[Inside]:
    found = causes(analysis)
    if not found:
        return [tag("p", "Nobody disagrees with anybody: there is nothing to mend.")]
    told = (
        "What costs the most agreement, who does it, and what the guideline should say. Before each: what strict F1 would"
        " gain if it were settled; such gains do not add up exactly."
    )
    said: list[Inside] = [
        tag("p", told),
        tag("ol", [tag("li", tag("b", cause.gained, class_="gain"), " ", cause.sentence) for cause in found]),
    ]
    if analysis.habits:
        said += [
            tag("p", "Habits at boundaries: what somebody does again and again in another way than somebody else:"),
            tag("ul", [tag("li", habit) for habit in analysis.habits]),
        ]
    return said


def _kinds(analysis: Analysis, found: Sequence[Look]) -> list[Inside]:
    names = analysis.sums.table.annotators
    if len(analysis.pairs) == 1:
        pair = analysis.pairs[0]
        whose = f"{one_line(names[pair.left], 24)}’s label down, {one_line(names[pair.right], 24)}’s across"
    else:
        whose = "all pairs together; the annotator first by name down, the other across"
    return [
        tag("h3", "By kind and label"),
        tables.kinds(analysis, found),
        tag("p", "A span labelled in two ways stands under both labels, and once under all.", class_="note"),
        tag("h3", "Which label for which"),
        tables.confusion(analysis, found),
        tag("p", f"Matched spans: {whose}; “none” where the other has no span. The stronger the colour, the more of its row.", class_="note"),
    ]  # fmt: skip


def _who(analysis: Analysis, found: Sequence[Look], drawn: Sequence[Html]) -> list[Inside]:
    inside: list[Inside] = [tables.coverage(analysis, found)]
    if len(analysis.pairs) > 1:
        against = [tag("h3", "Pairs"), tables.pairs(analysis)]
        against += [tag("h3", "Each against the rest"), tables.annotators(analysis)]
        inside.append(_beside(*drawn, tag("div", against)))
    if analysis.extremes is not None:
        names = analysis.sums.table.annotators
        low, high = (analysis.pairs[place] for place in analysis.extremes[:2])
        one, other = (joined(name(names[p.left], 24), " – ", name(names[p.right], 24)) for p in (low, high))
        inside += [
            tag("h3", "The lowest pair less the highest"),
            tables.difference(analysis.extremes.difference, one, other),
        ]
    return inside


def _passages(versions: Versions) -> list[Inside]:
    if not versions.analysis.passages:
        return [tag("p", "There is none: everybody has the same spans.")]
    return [
        tag("p", "Stretches of text with the most disagreements, everybody’s version beside the others’."),
        passages(versions),
    ]


def _legend(found: Sequence[Look]) -> Html:
    labels = tag("p", "Each span has its label’s letter where it begins and a line under its text: ", [joined(tables.label(look), " ") for look in found])  # fmt: skip
    agreeing = "Faint lines: everybody has the span just so."
    words = (
        "Strong lines on a tinted ground: somebody does not. The words after the letter say how: "
        "“only here”, nobody else has it; “not kim”, Kim does not; “start”, “end”, “both ends”, another’s begins or ends elsewhere; "
        "“marks”, by spaces or punctuation alone; “split”, another’s is in other pieces; “≠ quote”, another calls it a quote. "
        "A line of the article in which versions differ has a bar at its left."
    )
    return tag("div", labels, tag("p", agreeing, " ", words), class_="legend", id="legend")


def _figure(picture: Html, caption: str) -> Html:
    return tag("figure", picture, tag("figcaption", caption))


def _beside(*inside: Html) -> Html:
    """A chart with its table, next to each other where there is room."""
    return tag("div", *inside, class_="beside")


def _folded(title: str, inside: Html) -> Html:
    return tag("details", tag("summary", title), inside)


def _footer(analysis: Analysis) -> Html:
    settings = analysis.settings
    said = (
        f"Made by annotator {__version__} with --iou {float(settings.iou):g} --resamples {settings.resamples} --seed"
        f" {settings.seed}. What each measure means and how it is computed stands in docs/agreement.md of the program."
    )
    return tag("footer", tag("p", said))
