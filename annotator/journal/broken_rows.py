"""The rules that come with the program, broken by spans in columns: of many texts at once, where that is exact.

What is broken and by which spans is what `annotator.rules` says; texts for which its sweeps are needed are named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from annotator.journal.columns import Bools, Ints, Small, distinct, sort_order
from annotator.rules import AD, RULES, Ruleset

_FURTHEST = 64
"""So many spans before one are compared with it; texts in which more reach it are left to the sweeps."""
NO_OTHER = -1
_LARGE = 2**31


class LiveSpans(NamedTuple):
    """Spans that count, those of one text together and in the order in which the sweeps would be given them, `(spans,)` each."""

    text: Ints
    owner: Ints
    start: Ints
    end: Ints
    label: Small
    """A code."""
    ragged: Bools
    """Whether there is white space at an edge."""


class BrokenRows(NamedTuple):
    """Which rules are broken, by text, place and rule, `(problems,)` each."""

    text: Ints
    row: Ints
    """Of the span."""
    other: Ints
    """Of the span that it breaks the rule with; `NO_OTHER` if the rule takes one alone."""
    rule: Ints
    """Its place among the rules."""


class _Ordered(NamedTuple):
    """Spans in reading order, group by group; `(spans,)` each."""

    group: Ints
    first: Ints
    """The first place of each one's group."""
    start: Ints
    end: Ints
    label: Small


class _Pairs(NamedTuple):
    """Places in reading order of spans that break a rule, and of those that they break it with."""

    span: Ints
    other: Ints


def takes_all(rules: Ruleset) -> bool:
    """Whether `broken_rows` knows all of the rules: it knows none of a project's own."""
    return set(rules.rules) <= set(RULES)


def broken_rows(spans: LiveSpans, labels: Sequence[str], rules: Ruleset) -> tuple[BrokenRows, set[int]]:
    """What is broken, and the texts that are left to the sweeps, of which nothing is told.

    Args:
        spans: of any texts and owners.
        labels: the names of their labels.
        rules: of those that come with the program.
    """
    rank = np.argsort(np.argsort(np.array(labels, dtype=np.str_)))
    group = _groups(spans)
    if int(spans.end.max(initial=0)) > _LARGE:  # a line may say so; what counts is only which offset is larger
        offsets = distinct(np.concatenate((spans.start, spans.end)))
        spans = spans._replace(start=np.searchsorted(offsets, spans.start), end=np.searchsorted(offsets, spans.end))
    last_end = int(spans.end.max(initial=0))
    order = sort_order((group, spans.start, last_end - spans.end, rank[spans.label]))
    new = np.append(True, np.diff(group[order]) > 0)[: len(order)]
    first = np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))
    ordered = _Ordered(group[order], first, spans.start[order], spans.end[order], spans.label[order])
    quotations = np.array([rules.is_quotation(label) for label in labels], dtype=np.bool_)
    crossing, hard = _crossing(ordered) if rules.holds("crossing") else (_none(), np.zeros(0, dtype=np.int64))
    nested, quoted = _in_own_kind(ordered, quotations)
    in_ad, tied = _in_ad(ordered, labels) if rules.holds("in-ad") else (_none(), np.zeros(0, dtype=np.int64))
    ragged = np.flatnonzero(spans.ragged[order])
    found: Mapping[str, _Pairs] = {
        "crossing": crossing,
        "same-label-nested": nested,
        "edge-space": _Pairs(ragged, np.full(len(ragged), NO_OTHER)),
        "in-ad": in_ad,
        "quotation-in-quotation": quoted,
    }
    pairs = [found[rule.name] for rule in rules.rules]
    span = np.concatenate([np.zeros(0, dtype=np.int64), *(one.span for one in pairs)])
    other = np.concatenate([np.zeros(0, dtype=np.int64), *(one.other for one in pairs)])
    rule = np.repeat(np.arange(len(pairs)), [len(one.span) for one in pairs])
    left = set(spans.text[order[np.concatenate((hard, tied))]].tolist())
    text = spans.text[order[span]]
    kept = ~np.isin(text, np.array(sorted(left), dtype=np.int64))
    text, span, other, rule = text[kept], span[kept], other[kept], rule[kept]
    told = sort_order((text, ordered.start[span], ordered.end[span], rank[ordered.label[span]], span, rule))
    span, other = span[told], other[told]
    others = np.where(other == NO_OTHER, NO_OTHER, order[other])
    return BrokenRows(text[told], order[span], others, rule[told]), left


def _groups(spans: LiveSpans) -> Ints:
    """A number for the spans of each owner in each text: by text, and there in the order in which the owners are met."""
    if not len(spans.text):
        return np.zeros(0, dtype=np.int64)
    codes = spans.text * (int(spans.owner.max()) + 1) + spans.owner
    _, first, group = np.unique(codes, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[group]


def _none() -> _Pairs:
    return _Pairs(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


def _furthest(group: Ints, ends: Ints) -> Ints:
    """The largest end of each group so far, a place's own among them."""
    step = int(ends.max(initial=0)) + 1
    return np.maximum.accumulate(ends + group * step) - group * step


def _crossing(spans: _Ordered) -> tuple[_Pairs, Ints]:
    """Spans that begin inside an earlier one and end beyond it; and those before which too many are to be looked at.

    Of the earlier ones that are not over, the one that ends first counts, of several of these the first.
    """
    furthest = _furthest(spans.group, spans.end)
    count = len(spans.start)
    soonest, where = np.full(count, np.iinfo(np.int64).max), np.full(count, NO_OTHER)
    near = np.arange(count)
    for back in range(1, _FURTHEST + 1):
        near = near[near - back >= spans.first[near]]
        near = near[furthest[near - back] > spans.start[near]]
        if not len(near):
            break
        ends = spans.end[near - back]
        better = (ends > spans.start[near]) & (ends <= soonest[near])
        soonest[near[better]], where[near[better]] = ends[better], near[better] - back
    else:
        near = near[near - _FURTHEST > spans.first[near]]
    crossing = np.flatnonzero((where != NO_OTHER) & (soonest < spans.end))
    return _Pairs(crossing, where[crossing]), near


def _in_own_kind(spans: _Ordered, quotations: Bools) -> tuple[_Pairs, _Pairs]:
    """Spans inside a larger one of the same label; quotations, whatever their label, apart."""
    if not len(spans.start):
        return _none(), _none()
    kind = np.where(quotations[spans.label], len(quotations), spans.label)
    order = sort_order((spans.group, kind))
    group, end = spans.group[order] * (len(quotations) + 1) + kind[order], spans.end[order]
    _, group = np.unique(group, return_inverse=True)
    larger, outer = _records(group, end)
    inner = np.flatnonzero(~larger)
    outer = order[outer[inner]]
    inner = order[inner]
    within = (spans.start[inner] > spans.start[outer]) | (spans.end[inner] < spans.end[outer])
    inner, outer = inner[within], outer[within]
    quoted = quotations[spans.label[inner]]
    return _Pairs(inner[~quoted], outer[~quoted]), _Pairs(inner[quoted], outer[quoted])


def _records(group: Ints, ends: Ints) -> tuple[Bools, Ints]:
    """Which places end further than all before them in their group, and for each place the last such one up to it."""
    places = np.arange(len(ends))
    new = np.append(True, np.diff(group) > 0)[: len(group)]
    before = np.append(-1, _furthest(group, ends)[:-1])[: len(ends)]
    larger = new | (ends > before)
    return larger, np.maximum.accumulate(np.where(larger, places, 0))


def _in_ad(spans: _Ordered, labels: Sequence[str]) -> tuple[_Pairs, Ints]:
    """Spans inside an advertisement; and those in texts where one may stand before its twin of that label in reading order."""
    if AD not in labels:
        return _none(), np.zeros(0, dtype=np.int64)
    is_ad = spans.label == labels.index(AD)
    _, ad = _records(spans.group, np.where(is_ad, spans.end, -1))
    ad = np.where(is_ad[ad] & (ad >= spans.first), ad, NO_OTHER)
    inside = np.flatnonzero((ad != NO_OTHER) & ~is_ad & (spans.end[ad] >= spans.end))
    earlier = np.array([label < AD for label in labels], dtype=np.bool_)[spans.label]
    with_ads = distinct(spans.group[is_ad])
    tied = np.flatnonzero(earlier & np.isin(spans.group, with_ads))
    return _Pairs(inside, ad[inside]), tied
