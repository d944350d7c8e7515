"""The page's charts: intervals, kinds of disagreements, every two annotators. Each comes with its caption."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from xml.etree import ElementTree

import numpy as np

from annotator.agreement.intervals import Scores
from annotator.agreement.measures import MEASURES
from annotator.agreement.pairing import KIND_TERMS, Kind
from annotator.agreement.result import Analysis
from annotator.errors import AnnotatorError, how_to_install
from annotator.report.markup import HATCHES, Html, Look, tag
from annotator.report.wording import number
from annotator.text.sanitize import one_line, plural

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK: Final = "#010203"
"""Drawn with by charts wherever the page's own text colour shall stand."""
GROUND: Final = "#fdfeff"
"""Drawn with by charts, as a line, wherever the page's ground shall stand."""
_LEFT_OUT = frozenset({"metadata", "style"})
_DROPPED = frozenset({"width", "height", "version", "id", "type"})
_STYLED = frozenset({"font-family", "font"})
"""Properties that the page decides."""


def inline(source: str, name: str, title: str, description: str) -> Html:
    """A chart as an element of the page, which the page's style colours.

    Inline styles become attributes, since the page's policy allows no style but its own one.

    Args:
        source: a document as matplotlib writes it.
        name: stands before each id, so that those of several charts differ.
        title: what it shows.
        description: what it says, for those who cannot see it.
    """
    root = ElementTree.fromstring(source)  # noqa: S314 - written by matplotlib a moment ago
    label = f"{name}-title"
    content = [_element(child, name) for child in root]
    return tag(
        "svg",
        tag("title", title, id=label),
        tag("desc", description, id=f"{name}-desc"),
        content,
        viewBox=root.get("viewBox"),
        role="img",
        aria_labelledby=f"{label} {name}-desc",
    )


def _element(element: ElementTree.Element, name: str) -> Html:
    kind = _local(element.tag)
    inside = [part for child in element if (part := _element(child, name))]
    if kind in _LEFT_OUT or (kind in {"defs", "g"} and not inside):
        return Html()
    text = (element.text or "") if kind == "text" else ""
    return tag(kind, text, inside, **_attributes(element, kind, name))


def _attributes(element: ElementTree.Element, kind: str, name: str) -> dict[str, str]:
    given = {_local(key): value for key, value in element.attrib.items()}
    styled = dict(part.strip().split(": ", 1) for part in given.pop("style", "").split(";") if part.strip())
    found: dict[str, str] = {}
    for key, value in {**given, **styled}.items():
        if key == "id" and kind in {"path", "clipPath", "pattern"}:
            found["id"] = f"{name}-{value}"
        elif value == GROUND:
            found["class_"] = "ground"
        elif (key in _DROPPED and kind not in {"rect", "pattern"}) or key in _STYLED:
            continue
        else:
            found[key] = _value(key, value, name)
    return found


def _value(key: str, value: str, name: str) -> str:
    if value == INK:
        return "currentColor"
    if key == "href":
        return f"#{name}-{value.removeprefix('#')}"
    if key == "d":
        return " ".join(value.split())
    return value.replace("url(#", f"url(#{name}-")


def _local(name: str) -> str:
    """A name without its namespace, which no HTML page needs."""
    return name.rpartition("}")[2]


WIDTH = 4.6
"""Inches. Text of 9 points is then readable on a phone, where a chart is as wide as the screen."""
_SETTINGS: dict[Any, object] = {
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "font.size": 9.0,
    "hatch.linewidth": 0.8,
    "legend.fontsize": 8.5,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "text.color": INK,
    # A label may hold dollar signs.
    "text.parse_math": False,
    "xtick.color": INK,
    "ytick.color": INK,
}


def require_library() -> None:
    """Load matplotlib.

    Raises:
        AnnotatorError: if it is not installed.
    """
    # It would read a `matplotlibrc` of the current folder, which may have come with somebody's articles.
    elsewhere = contextlib.chdir(Path(__file__).parent) if Path("matplotlibrc").exists() else contextlib.nullcontext()
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    try:
        with elsewhere:
            import matplotlib.figure  # noqa: F401
    except ImportError as error:
        raise AnnotatorError(
            f"--html draws charts with matplotlib, which is not installed: {how_to_install('html')}"
        ) from error


def picture(name: str, title: str, description: str, height: float, draw: Callable[[Axes], None]) -> Html:
    """A chart as markup, the same bytes for the same values.

    Args:
        name: of the chart, once on a page.
        title: what it shows.
        description: what it says, for those who cannot see it.
        height: inches.
        draw: puts the values on the axes.
    """
    require_library()
    from matplotlib.figure import Figure

    with _own_settings(name):
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        draw(figure.subplots())
        drawn = io.StringIO()
        figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None})
    return inline(drawn.getvalue(), name, title, description)


@contextlib.contextmanager
def _own_settings(salt: str) -> Iterator[None]:
    import matplotlib

    with matplotlib.rc_context(), warnings.catch_warnings():
        # Of characters that the font used for measuring lacks: the browser has its own fonts.
        warnings.filterwarnings("ignore", message="Glyph", category=UserWarning)
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({**_SETTINGS, "svg.hashsalt": salt})
        yield


_TENTATIVE, _RELIABLE = 2 / 3, 0.8
_LABELS, _PARTS, _PEOPLE = 16, 7, 20
_NAME = 16


class Chart(NamedTuple):
    """A picture and the words under it."""

    picture: Html
    caption: str


def charts(analysis: Analysis, looks: list[Look]) -> dict[str, Chart]:
    """All charts that the analysis has the values for: `intervals`, `kinds`, `pairs`."""
    drawn = {"intervals": _intervals(analysis, looks)}
    if analysis.kinds[-1, 1:].any():
        drawn["kinds"] = _kinds(analysis, looks)
    return drawn | {"pairs": _pairs(analysis)} if len(analysis.pairs) > 1 else drawn


def _intervals(analysis: Analysis, looks: list[Look]) -> Chart:
    rows: list[tuple[str, Scores]] = [("all labels", analysis.overall)]
    rows += [(one_line(look.name, _NAME), analysis.labels[look.place]) for look in looks[:_LABELS]]
    series = [(m.name, m.title, *m.drawn) for m in MEASURES.values() if m.drawn]
    title = "Agreement over all labels and for each"
    told = "; ".join(f"{name}: strict F1 {number(s['f1'].value)}, alpha {number(s['alpha'].value)}" for name, s in rows)
    caption = (
        f"{_LINES} The dashed lines"
        " at 0.667 and 0.800 are limits for alpha alone: left of the first, data are not usable for conclusions; from"
        " the second on they are reliable."
    )
    if len(looks) > _LABELS:
        caption += f" {plural(len(looks) - _LABELS, 'label')} more stand in the table only."
    return Chart(_of_intervals(title, told, rows, series, limits=True), caption)


_LINES = "Points are the values, lines their 95 % intervals: the shorter the line, the surer the value."


def accuracy_chart(rows: list[tuple[str, Scores]]) -> Chart:
    """Strict precision, recall and F1 of each annotator or system, by name."""
    few = [(one_line(name, _NAME), values) for name, values in rows[:_LABELS]]
    series = [
        ("f1", "F1", "o", "#0072B2"),
        ("precision", "precision", "s", "#D55E00"),
        ("recall", "recall", "D", "#009E73"),
    ]
    told = "; ".join(f"{name}: " + ", ".join(f"{t} {number(s[key].value)}" for key, t, *_ in series) for name, s in few)
    caption = _LINES
    if len(rows) > len(few):
        caption += f" {len(rows) - len(few)} more stand in the table only."
    return Chart(
        _of_intervals("Strict precision, recall and F1 against gold", told, few, series, limits=False), caption
    )


def _of_intervals(
    title: str, told: str, rows: list[tuple[str, Scores]], series: list[tuple[str, str, str, str]], *, limits: bool
) -> Html:
    """A row for each name, with a point and a line for each of `series`: key, title, marker, colour."""

    def draw(axes: Axes) -> None:
        if limits:
            axes.axvspan(_RELIABLE, 1, color=INK, alpha=0.06, linewidth=0)
            for limit in (_TENTATIVE, _RELIABLE):
                axes.axvline(limit, color=INK, linewidth=0.7, linestyle=(0, (3, 3)))
        for place, (key, name, marker, colour) in enumerate(series):
            offset = (place - 1) * 0.24
            found = [(row + offset, scores[key]) for row, (_, scores) in enumerate(rows)]
            known = [(at, e.value) for at, e in found if e.value is not None]
            axes.plot([v for _, v in known], [at for at, _ in known], marker, color=colour, label=name, markersize=5)
            for at, estimate in found:
                if estimate.low is not None and estimate.high is not None:
                    axes.plot([estimate.low, estimate.high], [at, at], color=colour, linewidth=1.6)
        axes.set_yticks(range(len(rows)), [name for name, _ in rows])
        axes.set_ylim(len(rows) - 0.5, -0.5)
        ends = [end for _, scores in rows for key, *_ in series for end in scores[key] if end is not None]
        axes.set_xlim(min([0.0, *ends]) - 0.02, 1.02)
        for row in range(1, len(rows)):
            axes.axhline(row - 0.5, color=INK, alpha=0.15, linewidth=0.6)
        axes.legend(loc="lower center", bbox_to_anchor=(0.45, 1.0), ncols=3, handletextpad=0.2, columnspacing=1.2)

    return picture("intervals", title, told, 0.9 + 0.46 * len(rows), draw)


def _kinds(analysis: Analysis, looks: list[Look]) -> Chart:
    """Bars by kind, their parts by label; a disagreement about the label itself belongs to no one label."""
    kinds = [kind for kind in Kind if kind is not Kind.AGREE and analysis.kinds[-1, kind]]
    totals = [int(analysis.kinds[-1, kind]) for kind in kinds]
    parts = sorted(looks, key=lambda look: -int(analysis.kinds[look.place, [*kinds]].sum()))
    # What is between two labels would stand in the bars of both.
    own = [0 if kind in {Kind.LABEL, Kind.LABEL_AND_BOUNDARY} else 1 for kind in kinds]
    bars = [(look.name, look.colour, look.place, analysis.kinds[look.place, kinds] * own) for look in parts[:_PARTS]]
    rest = analysis.kinds[-1, kinds] * own - sum(counts for *_, counts in bars)
    bars += [("other labels", "#7A7A7A", len(HATCHES) - 1, rest)] if rest.any() else []
    between = np.array(totals) * (1 - np.array(own))
    bars += [("between two labels", "#A0A0A0", 5, between)] if between.any() else []

    def draw(axes: Axes) -> None:
        from matplotlib.ticker import MaxNLocator

        at, left = np.arange(len(kinds)), np.zeros(len(kinds))
        for name, colour, place, counts in bars:
            if counts.any():
                hatch = HATCHES[place % len(HATCHES)]
                axes.barh(at, counts, left=left, label=one_line(name, 24), color=colour, hatch=hatch, edgecolor=GROUND)
                left = left + counts
        for row, total in enumerate(totals):
            axes.annotate(f"{total:,}", (total, row), (4, 0), textcoords="offset points", va="center")
        axes.set_yticks(at, [KIND_TERMS[kind] for kind in kinds])
        axes.set_ylim(len(kinds) - 0.4, -0.6)
        axes.set_xlim(0, max(totals) * 1.14)
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        if left.any():
            axes.legend(loc="lower center", bbox_to_anchor=(0.3, 1.0), ncols=3, handletextpad=0.4, columnspacing=1.2)

    told = "; ".join(f"{KIND_TERMS[kind]}: {total}" for kind, total in zip(kinds, totals, strict=True))
    caption = "Every disagreement once, by what differs. The longest bar is where a clearer rule would win the most."
    return Chart(picture("kinds", "Kinds of disagreements", told, 0.8 + 0.3 * len(kinds), draw), caption)


def _pairs(analysis: Analysis) -> Chart:
    table = analysis.sums.table
    busy = sorted({who for pair in analysis.pairs for who in (pair.left, pair.right)})
    people = busy[:_PEOPLE]
    place = {who: row for row, who in enumerate(people)}
    values = np.full((len(people), len(people)), np.nan)
    for pair in analysis.pairs:
        if pair.left in place and pair.right in place and (value := pair.scores["f1"].value) is not None:
            values[place[pair.left], place[pair.right]] = values[place[pair.right], place[pair.left]] = value
    names = [one_line(table.annotators[who], 12) for who in people]
    size = len(people)

    def draw(axes: Axes) -> None:
        axes.pcolormesh(values, cmap="cividis", vmin=0, vmax=1, edgecolors=GROUND, linewidth=1)
        for row, column in np.argwhere(~np.isnan(values)).tolist():
            ink = "#000000" if values[row, column] > 0.55 else "#ffffff"
            small = 9 if size <= 8 else 5.5
            axes.text(
                column + 0.5, row + 0.5, f"{values[row, column]:.2f}", ha="center", va="center", color=ink, size=small
            )
        for row, column in np.argwhere(np.isnan(values)).tolist():
            axes.text(column + 0.5, row + 0.5, "·" if row == column else "–", ha="center", va="center")
        at = np.arange(size) + 0.5
        axes.set_xticks(at, names, rotation=0 if size <= 5 else 60, ha="center" if size <= 5 else "right")
        axes.set_yticks(at, names)
        axes.set_ylim(size, 0)
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)

    told = "; ".join(
        f"{one_line(table.annotators[p.left], 24)} and {one_line(table.annotators[p.right], 24)}: {number(p.scores['f1'].value)}"
        for p in analysis.pairs
        if p.left in place and p.right in place
    )
    caption = (
        "Strict F1 of every two annotators, dark blue for none and yellow for full agreement; – where two share no"
        " article or tagged nothing. A dark row and column is one person who works differently from all others."
    )
    if len(busy) > size:
        caption += f" The first {size} of {len(busy)} annotators by name."
    height = min(0.9 + 0.5 * size, 5.5)
    return Chart(picture("pairs", "Strict F1 of every two annotators", told, height, draw), caption)
