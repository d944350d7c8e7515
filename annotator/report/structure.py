"""The agreement report as programs read it, as types: what `json.py` builds, and what its JSON Schema is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NotRequired

from typing_extensions import TypedDict  # pydantic takes typing's from Python 3.12 on

from annotator.agreement.measures import MEASURES, columns_shown

MaybeFloat = float | None
ByName = dict[str, int]


class EstimateReport(TypedDict):
    """A value and its 95 % interval; `null` where undefined, or no interval was asked for."""

    value: MaybeFloat
    low: MaybeFloat
    high: MaybeFloat


class DifferenceOfMeasure(EstimateReport):
    """One value less another."""

    one: MaybeFloat
    other: MaybeFloat


if TYPE_CHECKING:

    class MeasuresReport(TypedDict):
        """An estimate of each measure, by its name (`f1`, `alpha` …)."""

    class ValuesReport(TypedDict):
        """The value of each measure alone, by its name."""

    class ArticleValues(TypedDict):
        """The same, and of all the other articles, as `<measure>_without`."""

    class DifferencesReport(TypedDict):
        """A difference of each measure that has a column, by its name."""

else:  # of the measures that there are
    MeasuresReport = TypedDict("MeasuresReport", dict.fromkeys(MEASURES, EstimateReport))
    ValuesReport = TypedDict("ValuesReport", dict.fromkeys(MEASURES, MaybeFloat))
    ArticleValues = TypedDict(
        "ArticleValues", dict.fromkeys([*MEASURES, *(f"{name}_without" for name in MEASURES)], MaybeFloat)
    )
    DifferencesReport = TypedDict(
        "DifferencesReport", dict.fromkeys([one.name for one in columns_shown()], DifferenceOfMeasure)
    )


class FlatSpansReport(TypedDict):
    """Files of flat spans among those read."""

    annotators: list[str]
    """Who is known from flat spans alone."""
    articles_with_unnamed_finishers: int


class AlikeReport(TypedDict):
    """Names that differ in capitals alone."""

    annotators: list[list[str]]
    labels: list[list[str]]


class SettingsReport(TypedDict):
    """What was asked for, and what the files are."""

    iou: float
    resamples: int
    seed: int
    level: float
    """Of the intervals."""
    unstable: bool
    """Whether the values rest on under 50 articles, few for an interval."""
    annotators: list[str]
    labels: list[str]
    shared_articles: int
    finished_by_one: int
    different_texts: list[str]
    """Articles left out because their annotators worked on different texts."""
    guessed_lengths: list[str]
    state: str | None
    """The earlier state that was asked for; null for the present one."""
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


class DifferenceReport(DifferencesReport):
    """One side's measures less another's."""

    articles: list[int]
    paired: bool
    """Whether both are of the same articles."""
    different_texts: int


class ExtremesReport(DifferenceReport):
    """The pair with the lowest strict F1 less the one with the highest."""

    pairs: list[list[str]]


class ExtremeAnnotatorsReport(DifferenceReport):
    """The annotator with the lowest strict F1 against the rest less the one with the highest."""

    annotators: list[str]


class SemevalReport(TypedDict):
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


class LabelOfPair(ValuesReport):
    """One label of a pair."""

    kappa: MaybeFloat
    """Cohen's, on characters."""
    observed: MaybeFloat
    """The share of characters on which both agree."""


class PairOfAnnotators(MeasuresReport):
    """Two annotators, over the articles that both have annotated."""

    annotators: list[str]
    articles: int
    articles_with_spans: int
    unstable: bool
    spans: list[int]
    labels: dict[str, LabelOfPair]
    confusion: list[list[int]]
    semeval: dict[str, dict[str, SemevalReport]]
    """By label and scheme."""
    less_overall: DifferenceReport | None


class AgainstRest(TypedDict):
    """One annotator against all others."""

    annotator: str
    finished: int
    articles: int
    spans: int
    articles_with_spans: int | None
    unstable: bool | None
    against_rest: MeasuresReport | None


class CompleteReport(TypedDict):
    """The items that every annotator has seen."""

    items: int
    observed: MaybeFloat
    fleiss_kappa: MaybeFloat


class ErrorRatesReport(TypedDict):
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


class ArticleReport(ArticleValues):
    """One article."""

    article: str
    annotators: list[str]
    length: int
    """Code points."""
    spans: int


class ConfusionReport(TypedDict):
    """One annotator's label by the other's, over all pairs."""

    labels: list[str]
    counts: list[list[int]]


class CauseReport(TypedDict):
    """Something to talk about, and what it would gain."""

    gain: float
    cases: int
    sentence: str


class SpanOfPassage(TypedDict):
    """A span that somebody does not have so."""

    start: int
    end: int
    label: str
    text: str | None


class PassageReport(TypedDict):
    """A stretch of an article in which annotators differ."""

    article: str
    start: int
    end: int
    disagreements: int
    versions: dict[str, list[SpanOfPassage]]
    """By annotator."""


class LabelSums(TypedDict):
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


class SumsReport(TypedDict):
    """The integers themselves; those of parts of the articles add up to those of the whole."""

    articles: ByName
    cells: int
    positions: int
    labels: dict[str, LabelSums]


Kinds = dict[
    Literal["agree", "label", "boundary", "split or merged", "label and boundary", "missing"],
    int | dict[Literal["space or punctuation", "start", "end", "both"], int],
]


class GammaSettings(TypedDict):
    """How gamma was measured."""

    alpha: float
    beta: float
    delta_empty: float
    positional: str
    categorial: str
    chance: str
    precision: float
    fewest_samples: int
    seed: int


class GammaOfArticle(TypedDict):
    """One article's; `null` where nobody tagged anything, or it was refused."""

    article: str
    spans: int
    annotators: int
    value: MaybeFloat
    observed: MaybeFloat
    expected: MaybeFloat
    samples: int
    cat_observed: MaybeFloat
    """The disorder of the labels of aligned spans."""
    cat_expected: MaybeFloat
    cat_weight: float


class GammaReport(EstimateReport):
    """Gamma (Mathet et al. 2015); its interval is over the shuffles."""

    cat: MaybeFloat
    """Gamma-cat (Mathet 2017)."""
    combined: str
    settings: GammaSettings
    refused: list[str]
    """Articles whose best alignment is too much work."""
    articles: list[GammaOfArticle]


class NeedReport(TypedDict):
    """The articles that it takes until the interval of one value is as narrow; `null` where nothing can be said."""

    label: str | None
    """`null` for all labels."""
    measure: str
    half_width_now: MaybeFloat
    articles: int | None
    low: int | None
    high: int | None
    """About 9 in 10 such ranges hold the number; `null` for more than ten million."""


class PlanReport(TypedDict):
    """How many articles a width takes."""

    half_width: float
    finished: int
    needs: list[NeedReport]


class ScoredPlan(PlanReport):
    """The same of one annotator or system against gold."""

    annotator: str


class HabitsOfWeek(TypedDict):
    """Of one label."""

    spans_per_1000_words: MaybeFloat
    length: MaybeFloat
    """Characters of a span, in the mean."""


class WeekReport(MeasuresReport):
    """The articles of which the last annotator marked them done in one week."""

    monday: str
    articles: int
    unstable: bool
    spans_per_1000_words: MaybeFloat
    labels: dict[str, HabitsOfWeek]


class WeeksDifference(DifferenceReport):
    """The week with the lowest strict F1 less the one with the highest."""

    weeks: list[str]


class ChangeReport(EstimateReport):
    """The second half of an annotator's work less the first; the interval holds for all changes together."""

    annotator: str
    of: Literal["f1", "rate", "length"]
    """Strict F1 against the rest, spans per 1,000 words, mean characters of a span."""
    label: str | None
    articles: list[int]
    first: MaybeFloat
    second: MaybeFloat


class DriftReport(TypedDict):
    """What changes while people work."""

    weeks: list[WeekReport]
    lowest_less_highest: WeeksDifference | None
    looks: int
    changes: list[ChangeReport]
    undated: int


class OriginReport(EstimateReport):
    """Of the spans of one origin the share that another annotator has too."""

    origin: str
    cases: int
    """Spans, each by the other annotators of its article."""
    articles: int


class BlindReport(MeasuresReport):
    """The articles in which nobody took a suggestion."""

    articles: int
    unstable: bool


class RegressionReport(TypedDict):
    """Logistic regression of agreeing, with errors by article."""

    cases: int
    agreeing: int
    articles: int
    odds_ratios: dict[str, EstimateReport]
    refused: str | None
    """Why it was not made."""


class OriginsReport(TypedDict):
    """Agreement by where spans came from and what they are like."""

    shares: list[OriginReport]
    blind: BlindReport | None
    regression: RegressionReport


class GuidelineReport(TypedDict):
    """The guideline that the project has now."""

    name: str
    version: str | None
    sha256: str


class MethodsReport(TypedDict):
    """How agreement was measured, on what."""

    text: str
    annotator: str
    """The version of this program."""
    numpy: str
    guideline: GuidelineReport


class RetestReport(MeasuresReport):
    """One annotator's first pass against the second, blind one."""

    annotator: str
    finished_again: int
    """Articles finished in the second pass."""
    articles: int
    """Finished in both."""
    unstable: bool
    days: MaybeFloat
    """Between the two passes, the median."""
    labels: dict[str, MeasuresReport]


class AgreementReport(TypedDict):
    """What `annotator agreement --json` prints."""

    settings: SettingsReport
    overall: MeasuresReport
    labels: dict[str, LabelReport]
    pairs: list[PairOfAnnotators]
    lowest_less_highest: ExtremesReport | None
    annotators: list[AgainstRest]
    lowest_less_highest_annotator: ExtremeAnnotatorsReport | None
    error_rates: ErrorRatesReport | None
    articles: list[ArticleReport]
    confusion: ConfusionReport
    disagreements: dict[str, Kinds]
    first: list[CauseReport]
    habits: list[str]
    passages: list[PassageReport]
    sums: SumsReport
    gamma: NotRequired[GammaReport]
    """With `--gamma`."""
    less_baseline: NotRequired[DifferenceReport]
    """With `--baseline`."""
    plan: NotRequired[PlanReport]
    """With `--plan`."""
    drift: NotRequired[DriftReport]
    """With `--drift`."""
    origins: NotRequired[OriginsReport]
    """With `--origins`."""
    methods: NotRequired[MethodsReport]
    """With `--methods`."""


Accuracy = dict[Literal["strict", "boundary", "relaxed"], dict[Literal["precision", "recall", "f1"], EstimateReport]]


class GoldCounts(TypedDict):
    """What gold holds."""

    articles: int
    spans: int


class ScoredReport(AgreementReport):
    """One annotator beside gold."""

    annotator: str
    accuracy: Accuracy
    labels_accuracy: dict[str, Accuracy]


class ScoredDifference(DifferenceReport):
    """The annotator with the lowest strict F1 less the one with the highest."""

    annotators: list[str]


class SystemsValue(EstimateReport):
    """One system's less another's."""

    one: MaybeFloat
    other: MaybeFloat
    p: MaybeFloat
    """Of the approximate randomization test over articles."""
    p_adjusted: MaybeFloat
    """The same for all pairs of systems together (Holm 1979)."""


SystemsValues = dict[Literal["precision", "recall", "f1"], SystemsValue]


class SystemsReport(TypedDict):
    """Two systems, over the articles of gold that both have annotated."""

    systems: list[str]
    articles: int
    shuffles: int
    exact: bool
    """Whether all swaps were tried."""
    strict: SystemsValues
    boundary: SystemsValues
    relaxed: SystemsValues


class PeopleReport(MeasuresReport):
    """How far people agree with each other on articles of gold."""

    annotators: list[str]
    articles: int
    unstable: bool
    less: dict[str, DifferenceReport]
    """Of each system its agreement with gold less the people's with each other."""


class ConsistencyReport(TypedDict):
    """What `annotator agreement --retest --json` prints."""

    retest: list[RetestReport]


class AccuracyReport(TypedDict):
    """What `annotator agreement --against GOLD --json` prints."""

    gold: GoldCounts
    without_article_of_gold: list[str]
    """Annotators who are not scored."""
    scored: list[ScoredReport]
    lowest_less_highest: ScoredDifference | None
    systems: list[SystemsReport]
    """Every two."""
    people: PeopleReport | None
    plan: NotRequired[list[ScoredPlan]]
    """With `--plan`."""
