"""What is known of a language: the words and marks by which objects in prose are found.

A row holds words and, where words do not do, short patterns; what is made of them is the finders' business and the same
for all languages. A list that is empty finds nothing, so the neutral row, for languages that have none of their own,
finds what needs no words: digits with their groups, signs and magnitudes, marks, sentence ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Bound = Literal["about", "nearly", "just over", "more than", "at least", "fewer than", "at most", "exactly", "minus"]
"""How a modifier binds the value after it."""

SIGNS: Mapping[str, Bound] = {
    "~": "about", "≈": "about", "±": "about", "c.": "about", "ca.": "about", "<": "fewer than", ">": "more than", "≤": "at most", "≥": "at least",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class AdWords:
    """Patterns of what advertisements say, at the beginning of a sentence (`calls`, `lead`) or anywhere."""

    calls: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    """Verbs with which an advertisement bids; of a report, some."""
    offers: tuple[str, ...] = ()
    yours: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    """Verbs of a report that quotes."""
    told: tuple[str, ...] = ()
    """Patterns of what else a report says and an advertisement does not."""
    no_product: tuple[str, ...] = ()
    """Patterns of what no product's name has in it: days, offices, headings."""
    no_slogan: tuple[str, ...] = ()
    """Patterns of what no slogan has in it: people, and what they did."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Language:
    """The words of one language. Compared and hashed as the object it is."""

    code: str
    common: tuple[str, ...] = ()
    """Frequent words that tell it from the others."""
    capital_nouns: bool = False
    """Whether nouns begin with a capital, so that a capital tells no name."""
    spaces: bool = True
    """Whether words are parted by spaces."""

    # Numbers
    decimal: str = ""
    """The mark before a fraction of one, `.` or `,`; empty where both are met."""
    values: Mapping[str, float] = field(default_factory=dict)
    """By number word what it counts; a longer word is made of several of them."""
    denominators: Mapping[str, int] = field(default_factory=dict)
    """Half, thirds, quarters."""
    one: tuple[str, ...] = ()
    """What is an article or a pronoun as often as it is a number."""
    few: tuple[str, ...] = ()
    """Two to nine."""
    spelled: str = r"(?!)"
    """The pattern of a spelled-out number without magnitudes."""
    magnitudes: Mapping[str, int] = field(default_factory=dict)
    digit_magnitudes: Mapping[str, int] = field(default_factory=dict)
    """After digits, with or without a space."""
    magnitude_and: str = r"(?!)"
    """What stands between a magnitude and the rest of a number: three hundred *and* five."""
    before_magnitude: tuple[str, ...] = ()
    fraction: str = r"(?!)"
    and_part: str = ""
    """The pattern of a part after a number, or nothing: two *and a half*."""
    rough: str = r"(?!)"
    """The pattern of dozens, hundreds of thousands."""
    rough_values: Mapping[str, int] = field(default_factory=dict)
    """By word of such a rough number what there are several of."""
    ordinals: str = r"(?!)"
    eras: tuple[str, ...] = ()
    """After an ordinal these name a time and count no series: third century."""
    numbered_names: tuple[str, ...] = ()
    """After an ordinal in digits these make it a name: 5th Avenue."""
    modifiers: Mapping[str, Bound] = field(default_factory=dict)
    """What says how exact a value is or which bound."""
    signs: Mapping[str, Bound] = field(default_factory=lambda: SIGNS)
    """Modifiers that may touch the value."""
    trailing: Mapping[str, Bound] = field(default_factory=dict)
    between: tuple[str, str] | None = None
    range_words: tuple[str, ...] = ()
    one_in: tuple[str, ...] = ()
    of_unit: str = r"(?!)"
    """Between a value and its unit: millions *d’*euros."""
    time_units: Mapping[str, str] = field(default_factory=dict)
    """By word the unit that it names; see `annotator.text.quantities.units`."""
    measures: Mapping[str, str] = field(default_factory=dict)
    percent: Mapping[str, str] = field(default_factory=dict)
    currencies: Mapping[str, str] = field(default_factory=dict)
    pointing: tuple[str, ...] = ()
    """Before a bare small number these point back (the two), as the guideline leaves out."""
    designators: tuple[str, ...] = ()
    """A bare number directly after one of these names a thing and counts nothing."""
    no_names: tuple[str, ...] = ()
    """Capitalised at the beginning of a sentence these name nothing: a number after them may count."""
    not_quantities: tuple[str, ...] = ()
    """Patterns of what holds digits and no quantity."""
    over: tuple[str, ...] = ()
    """Modifiers that before a time mean during (over three days), and after some verbs belong to them."""
    phrasal: tuple[str, ...] = ()
    """Those verbs: hand over four regions."""
    with_years: tuple[str, ...] = ("~", "c.", "ca.", "circa")
    """Modifiers after which a number may still be a year: around 1985."""
    half: tuple[str, ...] = ()
    halves: tuple[str, ...] = ()
    """Before one of `half` these make it a part of a thing, no share: the lower half of the sheet."""
    only_modified: tuple[str, ...] = ()
    """What counts with a modifier only: about one day."""
    after_pronoun: tuple[str, ...] = ()
    """After one of `one` these make it a pronoun: one of them."""
    not_compound: tuple[str, ...] = ()
    """After a spelled-out number and a hyphen these make a word of its own."""
    never_compound: tuple[str, ...] = ()
    """Numbers that make a word of its own with whatever a hyphen joins to them."""
    before_measure: tuple[str, ...] = ()
    """Square, cubic."""
    per: tuple[str, ...] = ()
    per_units: tuple[str, ...] = ()
    """What with one of `per` before it belongs to a measure: miles *per hour*."""
    after_unit: str = ""
    """A pattern of what a hyphen may join to a unit: ten-year-*old*."""

    # What is counted, and when
    links: tuple[str, ...] = ()
    """Between a number and what it counts: 1,000 *of our* people."""
    phrase_ends: tuple[str, ...] = ()
    """Words that belong to no phrase of adjectives and a noun, and so end what is counted."""
    people: tuple[str, ...] = ()
    """Words for people, who may be parts of one sum under different words."""
    plurals: tuple[str, ...] = ()
    """Nouns that are plural without the usual ending."""
    noun_first: bool = False
    """Whether adjectives usually follow their noun."""
    endings: tuple[str, ...] = ()
    """Endings of nouns that are cut to compare them, longest first."""
    each: tuple[str, ...] = ()
    """1,000 prisoners *each*."""
    each_first: tuple[str, ...] = ()
    """What says so directly before the number: *je* 40."""
    rates: tuple[str, ...] = ()
    """What stands before the noun or unit by which is counted: 270 *on each* side."""
    time_rates: tuple[str, ...] = ()
    """What does so before a unit of time only: 5,000 *a* week."""
    no_rate: tuple[str, ...] = ()
    """After such a unit these make it a time: a week *ago*."""
    since: tuple[str, ...] = ()
    """Before a date these make it the beginning of a time, not as of when something holds."""
    totals: tuple[str, ...] = ()
    """What says that a number is a sum: *altogether*, *in total*."""
    wholes: tuple[str, ...] = ()
    """Directly before a number these say that its parts follow: *of the* 390, 270 were soldiers."""
    ands: tuple[str, ...] = ()
    """What joins the parts of a sum."""
    contrasts: tuple[str, ...] = ()
    """What says that numbers beside it are of different times or things: *compared with*, *a year ago*."""
    listing: tuple[str, ...] = ()
    """What says that numbers after it are parts of the one before it: *including*, *of whom*."""
    ages: tuple[str, ...] = ()
    """What stands beside how old somebody is."""
    weekdays: tuple[str, ...] = ()
    """Monday to Sunday."""

    # Sentences and quotations
    abbreviations: tuple[str, ...] = ()
    """With their full stop; no sentence ends with them, unless the text does."""
    ends: tuple[str, ...] = ()
    """Words that end a sentence before a capital letter, though sentencex takes them for abbreviations: *She said no.*"""
    no_end: tuple[tuple[str, str], ...] = ()
    """Patterns of what may be before and after a place where no sentence ends."""
    said: tuple[str, ...] = ()
    """Verbs that follow what somebody said."""

    # Wordings compared
    little: tuple[str, ...] = ()
    """Words that say little by themselves: articles, pronouns, prepositions, auxiliary verbs."""
    negations: tuple[str, ...] = ()
    pronouns: tuple[str, ...] = ()
    """For a speaker named before: he, she."""

    ads: AdWords = AdWords()
