"""Sums that articles say are found where the words say so, and coincidences of numbers are none."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest

from annotator.boards.figures import figures_of
from annotator.boards.sums import comes_out, sums_of
from annotator.text.languages.language import Bound
from annotator.text.quantities.quantity import Quantity, plain
from tests.boards.test_quotes import article

LINES = [line.split("\t") for line in (Path(__file__).parent / "sums.txt").read_text("utf-8").splitlines()]


def sums(code: str, text: str) -> list[str]:
    """The sums of a text, as `270+120=390`."""
    one = article("a", text, language=code)
    found = sums_of(text, figures_of(one))
    said = [[plain(figure.quantity.low).replace(",", "") for figure in (*sum_.parts, sum_.total)] for sum_ in found]
    return [f"{'+'.join(values[:-1])}={values[-1]}" for values in said]


@pytest.mark.parametrize(("code", "text", "expected"), LINES)
def test_what_is_said_to_be_a_sum_is_one_and_what_comes_out_by_chance_is_none(
    code: str, text: str, expected: str
) -> None:
    assert sums(code, text) == ([expected] if expected else [])


def test_other_figures_in_the_same_words_are_no_sum() -> None:
    chance = random.Random(1)
    true = [(code, text) for code, text, expected in LINES if expected]
    found = 0
    for code, text in true * 5:
        one = article("a", text, language=code)
        others = [
            figure._replace(quantity=msgspec.structs.replace(figure.quantity, low=value, high=value))
            for figure in figures_of(one)
            for value in [figure.quantity.low * chance.randint(2, 90) + chance.randint(0, 9)]
        ]
        found += len(sums_of(text, others))
    assert found <= 1


def test_parts_that_a_person_named_come_out_as_far_as_their_modifiers_leave_it_open() -> None:
    def said(value: int, *, unit: str = "", bound: Bound | None = None) -> Quantity:
        return Quantity(low=Fraction(value), high=Fraction(value), unit=unit, bound=bound)

    assert comes_out(said(390), [said(270), said(120)])
    assert not comes_out(said(391), [said(270), said(120)])
    assert comes_out(said(400, bound="nearly"), [said(270), said(120)])
    assert not comes_out(said(480, bound="nearly"), [said(230), said(210)])
    assert comes_out(said(390), [said(270), said(115, bound="about")])
    assert comes_out(said(3, unit="km"), [said(1_000, unit="m"), said(2, unit="km")])
    assert not comes_out(said(390), [said(270, unit="km"), said(120)])
