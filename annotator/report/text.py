"""The report for reading: plain text that fits 80 columns and needs no colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from annotator.agreement import semeval
from annotator.agreement.dawid_skene import ErrorRates
from annotator.agreement.gamma import FEWEST, Gamma, Weights, refusal
from annotator.agreement.intervals import Difference
from annotator.agreement.measures import MEASURES, columns_shown
from annotator.agreement.result import Analysis
from annotator.agreement.table import Table
from annotator.report import sections
from annotator.report.advice import MEANING, TITLE, causes
from annotator.report.json import CHANCE
from annotator.report.sections import GAMMA_COLUMNS, SEMEVAL_SAME, Row
from annotator.report.wording import (
    INTERVAL,
    NAME,
    UNSTABLE_NOTE,
    WIDTH,
    articles_of,
    both_ends,
    certainty,
    interval,
    meaning,
    named,
    notes,
    number,
    paragraph,
    rest,
    said,
    short,
)
from annotator.report.wording import TITLE as NOTES
from annotator.text.sanitize import one_line, plural

_GAMMA_ROWS = 10
GAMMA_TITLE = "Gamma (best alignment of overlapping spans, against chance)"


def _grid(name: int, columns: Sequence[tuple[str, int]], rows: Iterable[Row], first: str = "") -> list[str]:
    """A line of titles and a line for each row, with so many characters for its name; `columns` are titles and widths."""
    lines = [f"  {first:<{name}}{''.join(f' {title:>{width}}' for title, width in columns)}"]
    for row in rows:
        cells = zip(row.cells, columns, strict=True)
        lines.append(
            f"  {named(row.names, name):<{name}}{''.join(f' {said(cell):>{width}}' for cell, (_, width) in cells)}"
        )
    return lines


def _over(analysis: Analysis, codes: Iterable[int]) -> list[tuple[str, int]]:
    """Columns for labels."""
    return [(short(analysis.sums.table.labels[code], 8), 8) for code in codes]


def gamma_sentences(found: Gamma) -> list[str]:
    """How it was measured and how sure it is, as sentences; and what was refused."""
    sentences = []
    if found.low is not None and found.high is not None:
        sentences.append(
            f"Other shuffles would give {number(found.low)} to {number(found.high)}, 19 times in 20 (not a confidence interval over "
            f"articles). {gamma_settings(found.seed, found.weights)}"
        )
    if found.cat is not None:
        sentences.append(f"Gamma-cat, labels of aligned spans alone: {number(found.cat)}.")
    if found.refused:
        some = ", ".join(one_line(name, 40) for name in found.refused[:3])
        more = f" and {len(found.refused) - 3} more" if len(found.refused) > 3 else ""
        sentences.append(f"Not measured, for {some}{more}: {refusal(found)}.")
    return sentences


def gamma_settings(seed: int, weights: Weights | None = None) -> str:
    """The parameters, in a sentence."""
    chosen = weights or Weights()
    return (
        f"Weights of positions and labels {chosen.alpha:g} and {chosen.beta:g}, of a missing span 1; chance: {CHANCE}; at "
        f"least {FEWEST} shuffles, seed {seed}."
    )


def render_gamma(found: Gamma, table: Table) -> str:
    """Lines of at most `WIDTH` characters, with a newline at the end."""
    lines = [f"{GAMMA_TITLE.replace('Gamma', 'GAMMA')}: {number(found.value)}"]
    for sentence in gamma_sentences(found):
        lines += paragraph(sentence)
    rows = sections.gamma_rows(found, table)
    columns = [*zip(GAMMA_COLUMNS, (6, 7, 9, 9, 8), strict=True)]
    lines += _grid(34, columns, rows[:_GAMMA_ROWS], "the lowest first")
    return "\n".join([*lines, *rest(len(rows) - _GAMMA_ROWS, "article")]) + "\n"


SEMEVAL_NOTE = (
    "As MUC-5 and SemEval-2013 task 9 count: COR correct, INC incorrect, PAR partial (one half), MIS missing, SPU spurious;"
    " POS: the key's spans, ACT: the response's. Strict: same range and label; exact: same range; partial: same range, or"
    " half if they overlap; type: same label, overlapping."
)
ERROR_RATES_TITLE = "Error rates without gold (estimates of the model of Dawid & Skene 1979)"
_LABELS, _ANNOTATORS, _PAIRS = 5, 10, 20


def semeval_table(analysis: Analysis) -> list[str]:
    """Of one pair all labels together under the four schemes, and each label; of several pairs each."""
    what, lines = "pair", ["SEMEVAL-2013 COUNTS (first by name as key, other as response; F1 by scheme)"]
    if len(analysis.pairs) == 1:
        left, right = map(short, sections.names_of(analysis, analysis.pairs[0]))
        what, lines = "label", [f"SEMEVAL-2013 COUNTS ({left} as key, {right} as response)"]
        columns = [(title, 6) for title in (*semeval.COUNTS, "prec.", "recall", "F1")]
        lines += _grid(8, columns, sections.semeval_schemes(analysis.pairs[0].semeval))
    rows = sections.semeval_rows(analysis)
    lines += _grid(18, [(n, 6) for n in SEMEVAL_SAME] + [(n, 7) for n in semeval.SCHEMES], rows[:_PAIRS])
    return [*lines, *rest(len(rows) - _PAIRS, what)]


def extremes(analysis: Analysis) -> list[str]:
    """Whether the lowest pair is lower than the highest by more than chance; empty where there is one pair alone."""
    if analysis.extremes is None:
        return []
    shown = [f"{short(left, 12)} – {short(right, 12)}" for left, right in sections.extremes(analysis)]
    return ["THE LOWEST PAIR LESS THE HIGHEST", *models_sentences(analysis.extremes.difference, shown[0], shown[1])]


def models_sentences(found: Difference, one: str, other: str) -> list[str]:
    """The lines of one difference."""
    return [*paragraph(f"{one} less {other}, {how(found)}", "  "), *difference_rows(found)]


def difference_rows(found: Difference) -> list[str]:
    """The table of one difference: each measure's, and the two values that it is of."""
    lines = [f"  {'':<12} {'difference':<26} {values_of(found)}"]
    for (title,), (difference, one, other), *_ in sections.differences(found):
        lines.append(f"  {title:<12} {difference:<26} {one} less {other}")
    return lines


def how(found: Difference) -> str:
    """Over which articles a difference is, and how these were resampled."""
    if found.paired:
        said = f"over the {plural(found.articles[0], 'article')} of both, in pairs"
    else:
        said = f"{found.articles[0]:,} against {plural(found.articles[1], 'article')}, each by its own articles"
    if found.different_texts:
        if not found.shared:
            return f"{said}; no article is of both: all of the same name have other texts there"
        count = plural(found.different_texts, "article")
        said += f"; {count} of the same name with other texts: not compared with each other"
    return said


def values_of(found: Difference) -> str:
    """What the two values beside a difference are of."""
    return f"on these {plural(found.articles[0], 'article')}" if found.paired else "each on its own articles"


def error_rates(analysis: Analysis) -> list[str]:
    """How often each annotator says what the model takes for true; empty under three annotators."""
    found, shown = analysis.error_rates, analysis.used[:_LABELS]
    if found is None:
        return []
    lines = [
        ERROR_RATES_TITLE.replace("Error rates without gold", "ERROR RATES WITHOUT GOLD"),
        "  Share of what is so that each found, by label; of its own spans, what is not:",
        *_grid(16, [*_over(analysis, shown), ("invented", 9)], sections.error_rates(analysis, shown)[:_ANNOTATORS]),
        *rest(len(analysis.used) - len(shown), "label"),
        *rest(len(found.annotators) - _ANNOTATORS, "annotator"),
    ]
    return lines + [line for sentence in (assumed(found), *found.warnings) for line in paragraph(sentence, "  ")]


def assumed(found: ErrorRates) -> str:
    """What the model rests on."""
    return (
        f"Of {plural(found.items, 'range')} that somebody tagged. Assumed: errors are independent; each range, also one"
        " that differs by a character, is judged by itself. Not a measure of agreement."
    )


_ROWS = 10
_VERSIONS = 5
_COLUMNS = 4
_CONFUSED = 6
"""Labels that a table has columns for."""
_MOST_NAME = 20
_LEAST_AROUND, _LEAST_NAME = 6, 8


def render(analysis: Analysis) -> str:
    """The whole report, lines of at most `WIDTH` characters, with a newline at its end."""
    several, against_rest = len(analysis.pairs) > 1, "EACH AGAINST THE REST, the lowest first"
    rest_of = _score_table(against_rest, sections.by_annotator(analysis), analysis, 2 * _ROWS)
    parts = (
        _headline(analysis),
        _coverage(analysis),
        note_lines(notes(analysis)),
        first(analysis),
        _score_table("BY LABEL", sections.by_label(analysis), analysis),
        *[_score_table("PAIRS, the lowest first", sections.by_pair(analysis), analysis, 2 * _ROWS)] * several,
        extremes(analysis),
        rest_of + paragraph(sections.extreme_annotators(analysis), "  "),
        error_rates(analysis),
        _articles(analysis),
        *details(analysis),
    )
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def details(analysis: Analysis) -> list[list[str]]:
    """The parts of the report that say where annotators differ, and how."""
    return [
        _kinds(analysis),
        semeval_table(analysis),
        _confusion(analysis),
        _bullets("HABITS AT BOUNDARIES", analysis.habits),
        _passages(analysis),
    ]


def _headline(analysis: Analysis) -> list[str]:
    table = analysis.sums.table
    people = int(table.done.any(axis=0).sum())
    lines = [f"AGREEMENT of {people} annotators, {plural(len(table.articles), 'shared article')}", ""]
    lines += [
        f"  {one.measure.title:<16} {interval(one.estimate):<{INTERVAL}}   {one.meaning}"
        for one in sections.headline(analysis)
    ]
    lines.append("")
    lines += paragraph(meaning(analysis.overall))
    return lines + paragraph(certainty(analysis))


def _coverage(analysis: Analysis) -> list[str]:
    shown = analysis.used[:_COLUMNS]
    columns = [("finished", 8), ("compared", 8), ("spans", 7), *_over(analysis, shown)]
    lines = ["WHO DID WHAT (spans in the compared articles)", *_grid(NAME, columns, sections.coverage(analysis, shown))]
    if more := len(analysis.used) - len(shown):
        lines.append(f"  and {plural(more, 'label')} more, listed below")
    return lines


def note_lines(sentences: Sequence[str]) -> list[str]:
    """What the reader should know besides; empty if that is nothing."""
    return _bullets(NOTES.upper(), [*map(one_line, sentences)])


def first(analysis: Analysis) -> list[str]:
    """What to look at first; empty where nobody disagrees."""
    found = causes(analysis)
    lines = [f"{TITLE.upper()} (and {MEANING})"] if found else []
    for cause in found:
        lines += textwrap.wrap(
            cause.sentence, WIDTH, initial_indent=f"  {cause.gained} ", subsequent_indent=" " * (len(cause.gained) + 3)
        )
    return lines


def _score_table(title: str, table: sections.ScoreTable, analysis: Analysis, most: int | None = None) -> list[str]:
    """A row for each name or two, with the articles that it rests on."""
    few = table.first(most)
    if not few.rows:
        return []
    cells = {measure.name: [interval(row.scores[measure.name]) for row in few.rows] for measure in columns_shown()}
    widths = _fitting(
        {name: max(INTERVAL, *map(len, column)) for name, column in cells.items()}, WIDTH - 9 - _LEAST_NAME
    )
    room = min(WIDTH - 9 - sum(widths.values()) - len(widths), _MOST_NAME)
    head = " ".join(f"{MEASURES[name].title:^{width}}" for name, width in widths.items())
    lines = [title, f"  {'':<{room}} {'art.':>5}  {head}".rstrip()]
    for i, row in enumerate(few.rows):
        values = " ".join(f"{cells[name][i]:<{width}}" for name, width in widths.items())
        lines.append(
            f"  {named(row.names, room):<{room}} {articles_of(row.with_spans, few.resamples):>6} {values}".rstrip()
        )
    lines += [f"  {UNSTABLE_NOTE}"] * few.unsure
    return [*lines, *rest(len(table.rows) - len(few.rows), table.what)]


def _fitting(widths: dict[str, int], room: int) -> dict[str, int]:
    """The columns that fit side by side, a space between them: the most important measures, in their order."""
    kept = sorted(widths, key=lambda name: MEASURES[name].column)
    while len(kept) > 1 and sum(widths[name] + 1 for name in kept) > room:
        kept.pop()
    return {name: width for name, width in widths.items() if name in kept}


def _articles(analysis: Analysis) -> list[str]:
    rows = sections.by_article(analysis)
    titles = {measure.name: measure.narrow or measure.title for measure in columns_shown()}
    widths = _fitting({name: max(len(title) + 1, 6) for name, title in titles.items()}, WIDTH - 57)
    columns = [("spans", 6), *((titles[name], width) for name, width in widths.items()), ("F1 without", 11)]
    kept = [0, *(place for place, name in enumerate(titles, 1) if name in widths), -1]
    shown = [row._replace(cells=[row.cells[place] for place in kept]) for row in rows[:_ROWS]]
    return ["ARTICLES, the lowest first", *_grid(36, columns, shown), *rest(len(rows) - _ROWS, "article")]


def _kinds(analysis: Analysis) -> list[str]:
    shown = analysis.used[:_COLUMNS]
    rows = sections.kinds(analysis, shown)
    if not rows:
        return []
    return [
        "DISAGREEMENTS BY KIND (a span labelled in two ways stands under both labels)",
        *_grid(30, [*_over(analysis, shown), ("all", 9)], rows),
        *rest(len(analysis.used) - len(shown), "label"),
        *paragraph(" ".join(sections.left_out(analysis)), "  "),
    ]


def _confusion(analysis: Analysis) -> list[str]:
    if not 0 < len(analysis.used) <= _CONFUSED:
        return []
    found = sections.confusion(analysis)
    columns = [(short(found.names[code], 8), 8) for code in found.across]
    return [
        f"LABELS OF MATCHED SPANS ({sections.whose(analysis)})",
        *(line.rstrip() for line in _grid(9, columns, found.rows())),
    ]


def _bullets(title: str, sentences: Sequence[str]) -> list[str]:
    """A title and a list; empty if there is none."""
    lines = []
    for sentence in sentences:
        lines += textwrap.wrap(sentence, WIDTH, initial_indent="  - ", subsequent_indent="    ")
    return [title, *lines] if lines else []


def _passages(analysis: Analysis) -> list[str]:
    lines = ["WORST PASSAGES (only the spans that somebody does not have so)"] if analysis.passages else []
    table, room = analysis.sums.table, WIDTH - 6 - 13 - 9
    for place, passage in enumerate(analysis.passages, 1):
        where = f"{short(table.articles[passage.article], 40)} {passage.start}–{passage.end}"
        lines.append(f"{place:>3}. {where}: {plural(passage.cost, 'disagreement')}")
        for who, rows in passage.versions:
            shown = [
                f"{short(_label(table, row), 8):<8} {version(table, row, passage.around, room)}"
                for row in rows[:_VERSIONS]
            ]
            shown += [f"and {len(rows) - _VERSIONS} more"] * (len(rows) > _VERSIONS)
            name = short(table.annotators[who], 12)
            lines += [f"      {'' if i else name:<12} {told}" for i, told in enumerate(shown or ["–"])]
    return lines


def _label(table: Table, row: int) -> str:
    return table.labels[int(table.label[row])]


def version(table: Table, row: int, around: int, room: int) -> str:
    """A span's text, in brackets and with what stands around it where a longer span of the passage tells."""
    text, wider = table.text(row), table.text(around)
    start = int(table.start[row] - table.start[around])
    if text is None:
        return f"{int(table.start[row])}–{int(table.end[row])}"
    each = (room - len(text) - 6) // 2
    if wider is None or around == row or start < 0 or start + len(text) > len(wider) or each < _LEAST_AROUND:
        return both_ends(text, room)
    before, after = wider[max(start - each, 0) : start], wider[start + len(text) :][:each]
    return one_line(f"{before}[{text}]{after}", room)
