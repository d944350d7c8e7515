"""What a project holds to be wrong about spans though a journal may hold it: one list, for the screen and for `check`.

A rule is broken by a span, alone or together with another one. Every rule is one sweep over an article's spans in reading
order, whatever their number; of several spans that one breaks a rule with, one is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from heapq import heappop, heappush
from typing import Annotated, Generic, Literal, NamedTuple, Protocol, TypeVar

import msgspec

from annotator.model import DEFAULT_LABELS, Closed, Label, LabelName
from annotator.text.edges import clean
from annotator.text.sanitize import one_line

AD = "ad"
"""The label inside which nothing else is tagged."""


class SpanLike(Protocol):
    """What a rule looks at."""

    @property
    def start(self) -> int:
        """In code points."""

    @property
    def end(self) -> int:
        """In code points, behind the last one."""

    @property
    def label(self) -> str:
        """The label's name."""

    @property
    def text(self) -> str | None:
        """The words, if they are known."""

    @property
    def attributes(self) -> Mapping[str, str]:
        """What is noted of it."""


S = TypeVar("S", bound=SpanLike)


class Finder(Protocol):
    """Finds the spans that break a rule, each with the one that it breaks it with, if it takes two."""

    def __call__(self, spans: Sequence[S], labels: Mapping[str, Label], /) -> Iterator[tuple[S, S | None]]:
        """Look at the spans of one article, which are in reading order."""


class Remedy(NamedTuple):
    """The action that mends what is wrong, and what it does."""

    action: Literal["mend", "remove", "edit"]
    does: str


class Rule(NamedTuple):
    """Something that spans should not do."""

    name: str
    """What `annotator.toml` and reports call it."""
    title: str
    means: str
    says: str
    """Of a span that breaks it; `{other}` is the span that it breaks it with."""
    find: Finder
    remedy: Remedy | None = None


class BrokenRule(NamedTuple, Generic[S]):
    """A rule that a span breaks."""

    rule: Rule
    span: S
    other: S | None

    @property
    def says(self) -> str:
        """What is wrong, in words of which the span is the subject."""
        other = "" if self.other is None else shown(self.other.label, self.other.text)
        return self.rule.says.replace("{other}", other)


def shown(label: str, text: str | None) -> str:
    """A span as a sentence names it."""
    return _label(label) if text is None else f"{_label(label)} ‹{one_line(text, 32)}›"


@lru_cache(2**10)
def _label(name: str) -> str:
    return one_line(name, 40)


# --- the sweeps ------------------------------------------------------------------------------------------------------


def _crossing(spans: Sequence[S], labels: Mapping[str, Label]) -> Iterator[tuple[S, S | None]]:
    """Spans that begin inside an earlier one and end beyond it."""
    open_ends: list[tuple[int, int]] = []  # where earlier spans end that are not over yet, and which they are
    for place, span in enumerate(spans):
        while open_ends and open_ends[0][0] <= span.start:
            heappop(open_ends)
        if open_ends and open_ends[0][0] < span.end:
            yield span, spans[open_ends[0][1]]
        heappush(open_ends, (span.end, place))


def _in_own_kind(spans: Sequence[S], kind_of: Callable[[str], str | None]) -> Iterator[tuple[S, S | None]]:
    """Spans inside a larger one of the same kind, which their labels tell; `None` is no kind."""
    furthest: dict[str, S] = {}
    kinds = {label: kind_of(label) for label in {span.label for span in spans}}
    for span in spans:
        kind = kinds[span.label]
        if kind is None:
            continue
        outer = furthest.get(kind)
        if outer is None or span.end > outer.end:
            furthest[kind] = span
        elif span.start > outer.start or span.end < outer.end:
            yield span, outer


def _same_label_nested(spans: Sequence[S], labels: Mapping[str, Label]) -> Iterator[tuple[S, S | None]]:
    return _in_own_kind(spans, lambda label: None if _is_quotation(label, labels) else label)


def _quotation_in_quotation(spans: Sequence[S], labels: Mapping[str, Label]) -> Iterator[tuple[S, S | None]]:
    return _in_own_kind(spans, lambda label: "quotation" if _is_quotation(label, labels) else None)


def _is_quotation(label: str, labels: Mapping[str, Label]) -> bool:
    return label in labels and labels[label].object == "quotation"


def _edge_space(spans: Sequence[S], labels: Mapping[str, Label]) -> Iterator[tuple[S, S | None]]:
    return ((span, None) for span in spans if span.text and not clean(span.text))


def _in_ad(spans: Sequence[S], labels: Mapping[str, Label]) -> Iterator[tuple[S, S | None]]:
    return ((span, ad) for span, ad in _inside(spans, AD) if span.label != AD)


def _inside(spans: Iterable[S], outer: str) -> Iterator[tuple[S, S]]:
    """Spans inside one with the label `outer`; two of that label with the same range are not inside each other."""
    return _reaching(spans, outer, lambda span: span.end)


def _holding(spans: Sequence[S], inner: str) -> Iterator[tuple[S, S]]:
    """Spans with one of the label `inner` inside them."""
    return _reaching(reversed(spans), inner, lambda span: -span.end)


def _reaching(spans: Iterable[S], target: str, reach: Callable[[S], int]) -> Iterator[tuple[S, S]]:
    """Spans that one of the label `target`, earlier in this order or of the same range, reaches as far as, or further."""
    best: S | None = None
    tied: list[S] = []
    for span in spans:
        if tied and (tied[0].start, tied[0].end) != (span.start, span.end):
            tied = []
        is_target = span.label == target
        twin = best is not None and is_target and (best.start, best.end) == (span.start, span.end)
        if best is not None and reach(best) >= reach(span) and not twin:
            yield span, best
        elif not is_target:
            tied.append(span)
        if is_target:
            yield from ((other, span) for other in tied)
            tied = []
            if best is None or reach(span) > reach(best):
                best = span


def _overlapping(spans: Sequence[S], with_label: str) -> Iterator[tuple[S, S]]:
    """Spans that share text with another of the label."""
    found: set[int] = set()
    before: S | None = None
    for place, span in enumerate(spans):
        if before is not None and before.end > span.start:
            found.add(place)
            yield span, before
        if span.label == with_label and (before is None or span.end > before.end):
            before = span
    after: S | None = None
    for place in range(len(spans) - 1, -1, -1):
        span = spans[place]
        if after is not None and after.start < span.end and place not in found:
            yield span, after
        if span.label == with_label:
            after = span


RULES: tuple[Rule, ...] = (
    Rule(
        "crossing",
        "Crossing",
        "a span begins inside another one and ends beyond it",
        "crosses {other}",
        _crossing,
        Remedy("mend", "cuts it"),
    ),
    Rule(
        "same-label-nested",
        "Nested in its own label",
        "a span lies inside another of its label; quotations have a rule of their own",
        "lies inside another {other}",
        _same_label_nested,
        Remedy("remove", "removes it"),
    ),
    Rule(
        "edge-space",
        "Space at an edge",
        "a span begins or ends with white space, or with a character that shows nothing",
        "has white space at an edge",
        _edge_space,
        Remedy("mend", "trims it"),
    ),
    Rule(
        "in-ad",
        "Inside an ad",
        "anything lies inside a span labelled `ad`",
        "lies inside {other}",
        _in_ad,
        Remedy("remove", "removes it"),
    ),
    Rule(
        "quotation-in-quotation",
        "Quotation in a quotation",
        "a span of a label that takes quotations lies inside another such span",
        "lies inside another {other}",
        _quotation_in_quotation,
        Remedy("remove", "removes it"),
    ),
)

# --- what a project says of them -------------------------------------------------------------------------------------

RuleName = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{0,31}\Z")]
Words = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]


class OwnRule(Closed, frozen=True, kw_only=True):
    """A rule of the project's own: a span of `label` breaks it that is or does what one of the other fields says."""

    name: RuleName
    says: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    """What is told of a span that breaks it, such as `has no speaker`; `{other}` names the other span."""
    label: LabelName | None = None
    """Of which label; left out, of any."""
    inside: LabelName | None = None
    """It lies inside a span of this label."""
    outside: LabelName | None = None
    """It lies inside no span of this label."""
    contains: LabelName | None = None
    """A span of this label lies inside it."""
    without: LabelName | None = None
    """No span of this label lies inside it."""
    overlaps: LabelName | None = None
    """It shares text with a span of this label."""
    needs: Annotated[str, msgspec.Meta(min_length=1, max_length=64)] | None = None
    """It has no attribute of this name."""
    min_words: Words | None = None
    """It has fewer words."""
    max_words: Words | None = None
    """It has more words."""

    @property
    def conditions(self) -> list[str]:
        """The fields that say what breaks the rule."""
        return [name for name in CONDITIONS if getattr(self, name) is not None]


class RuleSettings(Closed, frozen=True, kw_only=True, rename="kebab"):
    """Which rules hold in the project, and those of its own."""

    crossing: bool = True
    same_label_nested: bool = True
    edge_space: bool = True
    in_ad: bool = True
    quotation_in_quotation: bool = True
    own: list[OwnRule] = []

    def complaint(self, labels: Iterable[str]) -> str | None:
        """What is wrong with the rules of its own, in a sentence; `None` if nothing is."""
        known = list(labels)
        names = {rule.name for rule in RULES}
        for own in self.own:
            where = f"rules.own {own.name!r}"
            if own.name in names:
                return f"{where}: there is a rule of that name already: choose another"
            names.add(own.name)
            if len(own.conditions) != 1:
                return f"{where}: give one of {', '.join(CONDITIONS)}: what breaks the rule"
            for field in ("label", *_WITH_LABEL):
                label = getattr(own, field)
                if label is not None and label not in known:
                    return f"{where}: {field}: {one_line(label, 40)!r} is no label of the project: {', '.join(known)}"
        return None


def _lacking(spans: Sequence[S], name: str) -> Iterator[tuple[S, None]]:
    return ((span, None) for span in spans if not span.attributes.get(name, "").strip())


def _shorter(spans: Sequence[S], least: int) -> Iterator[tuple[S, None]]:
    return ((span, None) for span in spans if span.text is not None and _count_words(span.text) < least)


def _longer(spans: Sequence[S], most: int) -> Iterator[tuple[S, None]]:
    return ((span, None) for span in spans if span.text is not None and _count_words(span.text) > most)


def _count_words(text: str) -> int:
    # Loaded with the first text that is counted: it takes longer to load than an article to show.
    from annotator.text.segments import words

    return len(words(text, 0, len(text)))


def _but(spans: Sequence[S], found: Iterable[tuple[S, S]]) -> Iterator[tuple[S, None]]:
    """The spans that were not found."""
    ids = {id(span) for span, _ in found}
    return ((span, None) for span in spans if id(span) not in ids)


_WITH_LABEL = ("inside", "outside", "contains", "without", "overlaps")
CONDITIONS = (*_WITH_LABEL, "needs", "min_words", "max_words")
"""What a rule of a project's own may say, of which it says one."""


def _own_found(own: OwnRule, spans: Sequence[S], labels: Mapping[str, Label]) -> Iterator[tuple[S, S | None]]:
    found: Iterable[tuple[S, S | None]]
    if own.inside is not None:
        found = _inside(spans, own.inside)
    elif own.outside is not None:
        found = _but(spans, _inside(spans, own.outside))
    elif own.contains is not None:
        found = _holding(spans, own.contains)
    elif own.without is not None:
        found = _but(spans, _holding(spans, own.without))
    elif own.overlaps is not None:
        found = _overlapping(spans, own.overlaps)
    elif own.needs is not None:
        found = _lacking(spans, own.needs)
    elif own.min_words is not None:
        found = _shorter(spans, own.min_words)
    else:
        found = _longer(spans, own.max_words or 0)
    return ((span, other) for span, other in found if own.label in {None, span.label})


def _rule_of(own: OwnRule) -> Rule:
    remedies = {"needs": Remedy("edit", "notes it"), "inside": Remedy("remove", "removes it")}
    return Rule(own.name, own.name, own.says, own.says, partial(_own_found, own), remedies.get(own.conditions[0]))


_AS_USUAL = RuleSettings()
_USUAL_LABELS = {label.name: label for label in DEFAULT_LABELS}


class Ruleset:
    """The rules that hold in a project; by default those that hold where `annotator.toml` says nothing."""

    def __init__(self, settings: RuleSettings = _AS_USUAL, labels: Mapping[str, Label] = _USUAL_LABELS) -> None:
        on = (rule for rule in RULES if getattr(settings, rule.name.replace("-", "_")))
        self.rules = (*on, *map(_rule_of, settings.own))
        self._labels = labels

    def holds(self, name: str) -> bool:
        """Whether a rule is on."""
        return any(rule.name == name for rule in self.rules)

    def is_quotation(self, label: str) -> bool:
        """Whether a label takes quotations."""
        return _is_quotation(label, self._labels)

    def broken(self, spans: Iterable[S]) -> list[BrokenRule[S]]:
        """What is wrong with the spans of one article, in reading order.

        Args:
            spans: in any order, each once.
        """
        ordered = sorted(spans, key=lambda span: (span.start, -span.end, span.label))
        places = {id(span): place for place, span in enumerate(ordered)}
        found = [
            BrokenRule(rule, span, other) for rule in self.rules for span, other in rule.find(ordered, self._labels)
        ]
        return sorted(found, key=lambda problem: places[id(problem.span)])
