"""What is known of a language: the words and marks by which objects in prose are found.

A row holds words and, where words do not do, short patterns; what is made of them is the finders' business and the same
for all languages. A list that is empty finds nothing, so the neutral row, for languages that have none of their own,
finds what needs no words: digits with their groups, signs and magnitudes, marks, sentence ends.
"""

from __future__ import annotations

from dataclasses import dataclass


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
    one: tuple[str, ...] = ()
    """What is an article or a pronoun as often as it is a number."""
    few: tuple[str, ...] = ()
    """Two to nine."""
    spelled: str = r"(?!)"
    """The pattern of a spelled-out number without magnitudes."""
    magnitudes: tuple[str, ...] = ()
    digit_magnitudes: tuple[str, ...] = ()
    """After digits, with or without a space."""
    magnitude_and: str = r"(?!)"
    """What stands between a magnitude and the rest of a number: three hundred *and* five."""
    before_magnitude: tuple[str, ...] = ()
    fraction: str = r"(?!)"
    and_part: str = ""
    """The pattern of a part after a number, or nothing: two *and a half*."""
    rough: str = r"(?!)"
    """Dozens, hundreds of thousands."""
    ordinals: str = r"(?!)"
    eras: tuple[str, ...] = ()
    """After an ordinal these name a time and count no series: third century."""
    numbered_names: tuple[str, ...] = ()
    """After an ordinal in digits these make it a name: 5th Avenue."""
    modifiers: tuple[str, ...] = ()
    """What says how exact a value is or which bound."""
    signs: tuple[str, ...] = ("~", "≈", "<", ">", "≤", "≥", "±", "c.", "ca.")
    """Modifiers that may touch the value."""
    trailing: tuple[str, ...] = ()
    between: tuple[str, str] | None = None
    range_words: tuple[str, ...] = ()
    one_in: tuple[str, ...] = ()
    of_unit: str = r"(?!)"
    """Between a value and its unit: millions *d’*euros."""
    time_units: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    percent: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
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

    # Sentences and quotations
    abbreviations: tuple[str, ...] = ()
    """With their full stop; no sentence ends with them, unless the text does."""
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
