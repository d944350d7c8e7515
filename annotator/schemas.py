"""JSON Schemas of the files and reports that other programs read, made from the models and types that write them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from annotator.errors import AnnotatorError
from annotator.model import FlatSpan, Meta
from annotator.progress import ProjectStatus
from annotator.project_check import CheckReport
from annotator.search.searcher import SearchResult
from annotator.settings import Settings
from annotator.text.sanitize import one_line
from annotator.validation import pydantic_model, record_adapter

MaybeFloat = float | None
ByName = dict[str, int]


class _Report(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", use_attribute_docstrings=True)


class EstimateReport(_Report):
    """A value and its 95 % interval; `null` where undefined, or no interval was asked for."""

    value: MaybeFloat
    low: MaybeFloat
    high: MaybeFloat


class MeasuresReport(_Report):
    """An estimate of each measure, by its name (`f1`, `alpha` …)."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, EstimateReport] = Field(init=False)


class ValuesReport(_Report):
    """The value of each measure alone, by its name."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, MaybeFloat] = Field(init=False)


class FlatSpansReport(_Report):
    """Files of flat spans among those read."""

    annotators: list[str]
    """Who is known from flat spans alone."""
    articles_with_unnamed_finishers: int


class AlikeReport(_Report):
    """Names that differ in capitals alone."""

    annotators: list[list[str]]
    labels: list[list[str]]


class SettingsReport(_Report):
    """What was asked for, and what the files are."""

    iou: float
    resamples: int
    seed: int
    level: float
    """Of the intervals."""
    unstable: bool
    """Whether the values rest on too few articles for their intervals."""
    annotators: list[str]
    labels: list[str]
    shared_articles: int
    finished_by_one: int
    different_texts: list[str]
    """Articles left out because their annotators worked on different texts."""
    guessed_lengths: list[str]
    unread_lines: ByName
    """By file."""
    flat_spans: FlatSpansReport
    differ_by_case_only: AlikeReport


class LabelReport(MeasuresReport):
    """One label."""

    observed: MaybeFloat
    """The share of characters on which annotators agree."""
    articles: int
    """With a span of the label."""
    unstable: bool
    spans: ByName
    """By annotator."""


class DifferenceOfMeasure(EstimateReport):
    """One value less another."""

    one: MaybeFloat
    other: MaybeFloat


class DifferenceReport(_Report):
    """One side's measures less another's."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, DifferenceOfMeasure] = Field(init=False)
    articles: list[int]
    paired: bool
    """Whether both are of the same articles."""
    different_texts: int


class ExtremesReport(DifferenceReport):
    """The pair with the lowest strict F1 less the one with the highest."""

    pairs: list[list[str]]


class SemevalReport(_Report):
    """Counts and scores as in SemEval-2013, task 9.1."""

    COR: int
    INC: int
    PAR: int
    MIS: int
    SPU: int
    POS: int
    ACT: int
    response: ByName
    precision: MaybeFloat
    recall: MaybeFloat
    f1: MaybeFloat


class PairOfAnnotators(MeasuresReport):
    """Two annotators, over the articles that both have annotated."""

    annotators: list[str]
    articles: int
    articles_with_spans: int
    unstable: bool
    spans: list[int]
    labels: dict[str, ValuesReport]
    confusion: list[list[int]]
    semeval: dict[str, dict[str, SemevalReport]]
    """By label and scheme."""
    less_overall: DifferenceReport | None


class AgainstRest(_Report):
    """One annotator against all others."""

    annotator: str
    finished: int
    articles: int
    spans: int
    articles_with_spans: int | None
    unstable: bool | None
    against_rest: MeasuresReport | None


class CompleteReport(_Report):
    """The items that every annotator has seen."""

    items: int
    observed: MaybeFloat
    fleiss_kappa: MaybeFloat


class ErrorRatesReport(_Report):
    """The model of Dawid and Skene."""

    model: str
    items: int
    untagged: float
    iterations: int
    converged: bool
    log_likelihood: float
    classes: list[str]
    expected: list[float]
    invented: dict[str, MaybeFloat]
    rates: dict[str, list[list[MaybeFloat]]]
    warnings: list[str]
    complete: CompleteReport


class ArticleReport(ValuesReport):
    """One article; each measure also of all the others, as `<measure>_without`."""

    article: str
    annotators: list[str]
    length: int
    """Code points."""
    spans: int


class ConfusionReport(_Report):
    """One annotator's label by the other's, over all pairs."""

    labels: list[str]
    counts: list[list[int]]


class CauseReport(_Report):
    """Something to talk about, and what it would gain."""

    gain: float
    cases: int
    sentence: str


class SpanOfPassage(_Report):
    """A span that somebody does not have so."""

    start: int
    end: int
    label: str
    text: str | None


class PassageReport(_Report):
    """A stretch of an article in which annotators differ."""

    article: str
    start: int
    end: int
    disagreements: int
    versions: dict[str, list[SpanOfPassage]]
    """By annotator."""


class LabelSums(_Report):
    """One label."""

    spans: int
    equal: int
    equal_ranges: int
    boundary: int
    label_and_boundary: int
    relaxed: int
    differing: ByName
    covered: int
    squares: int


class SumsReport(_Report):
    """The integers themselves; those of parts of the articles add up to those of the whole."""

    articles: ByName
    cells: int
    positions: int
    labels: dict[str, LabelSums]


Kinds = dict[
    Literal["agree", "label", "boundary", "split or merged", "label and boundary", "missing"],
    int | dict[Literal["space or punctuation", "start", "end", "both"], int],
]


class AgreementReport(_Report):
    """What `annotator agreement --json` prints."""

    settings: SettingsReport
    overall: MeasuresReport
    labels: dict[str, LabelReport]
    pairs: list[PairOfAnnotators]
    lowest_less_highest: ExtremesReport | None
    annotators: list[AgainstRest]
    error_rates: ErrorRatesReport | None
    articles: list[ArticleReport]
    confusion: ConfusionReport
    disagreements: dict[str, Kinds]
    first: list[CauseReport]
    habits: list[str]
    passages: list[PassageReport]
    sums: SumsReport
    gamma: dict[str, Any] | None = None
    """With `--gamma`."""
    less_baseline: DifferenceReport | None = None
    """With `--baseline`."""


SCHEMAS: dict[str, tuple[str, TypeAdapter[Any]]] = {
    "journal": ("A line of annotations/<annotator>.jsonl", record_adapter()),
    "flat-spans": ("A line of what annotator merge writes", TypeAdapter(pydantic_model(FlatSpan))),
    "settings": ("annotator.toml", TypeAdapter(pydantic_model(Settings))),
    "meta": ("seeds/<article>.meta.json", TypeAdapter(pydantic_model(Meta))),
    "status": ("What annotator status --json prints", TypeAdapter(ProjectStatus)),
    "check": ("What annotator check --json prints", TypeAdapter(CheckReport)),
    "search": ("What annotator search --json prints", TypeAdapter(SearchResult)),
    "agreement": ("What annotator agreement --json prints", TypeAdapter(AgreementReport)),
}
"""By name: what it describes, and the type."""


def json_schema(name: str) -> dict[str, Any]:
    """A schema, in the dialect of 2020-12.

    Raises:
        AnnotatorError: if there is none of that name.
    """
    if name not in SCHEMAS:
        raise AnnotatorError(f"there is no schema {one_line(name, 40)!r}: choose among {', '.join(SCHEMAS)}")
    about, adapter = SCHEMAS[name]
    found = _public(adapter.json_schema())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "title": about}


def _public(schema: Any) -> Any:
    """A schema without the fields that are not written, and without titles that only repeat names."""
    if isinstance(schema, dict):
        return {
            name: _public(value)
            for name, value in schema.items()
            if not (name.startswith("_") or (name == "title" and isinstance(value, str)))
        }
    return [_public(value) for value in schema] if isinstance(schema, list) else schema
