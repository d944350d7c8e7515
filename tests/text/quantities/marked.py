"""Numbers whose quantities were written down by hand before the parser read them: `marked.txt`, a language a column.

`python -m tests.text.quantities.marked` prints the share of each language that is read as written, and what is not.
"""

from __future__ import annotations

from pathlib import Path

from annotator.text.languages import language_of
from annotator.text.quantities.quantity import Quantity, plain
from annotator.text.quantities.quantity_parser import SentenceNumbers

LINES = [line.split("\t") for line in (Path(__file__).parent / "marked.txt").read_text("utf-8").splitlines()]
LANGUAGES = list(dict.fromkeys(code for code, _, _ in LINES))


def said(quantity: Quantity | None) -> str:
    """A quantity as `marked.txt` writes it."""
    if quantity is None:
        return "none"
    ends = [plain(end).replace(",", "") for end in (quantity.low, quantity.high)]
    if "value" in quantity.asked:
        ends = [plain(value).replace(",", "") for value in sorted(quantity.readings)]
    fields = {
        "unit": quantity.unit, "per": quantity.per, "bound": quantity.bound, "thing": quantity.thing,
        "asked": ",".join(quantity.asked),
    }  # fmt: skip
    value = ends[0] if ends[0] == ends[-1] else f"{ends[0]}–{ends[-1]}"
    return " ".join([value, *(f"{name}={field}" for name, field in fields.items() if field)])


def read(code: str, sentence: str) -> str:
    """What the marked number of a sentence says."""
    before, number, after = sentence.replace("⟧", "⟦").split("⟦")
    text = before + number + after
    place = (len(before), len(before) + len(number))
    return said(SentenceNumbers(text, language_of(text, code)).quantity(*place))


def missed(code: str) -> list[tuple[str, str, str]]:
    """The sentences of a language that are read otherwise than written, with both."""
    return [(text, want, have) for lang, text, want in LINES if lang == code and (have := read(code, text)) != want]


if __name__ == "__main__":
    for language in LANGUAGES:
        of = sum(code == language for code, _, _ in LINES)
        wrong = missed(language)
        print(f"| {language} | {of - len(wrong)} / {of} |")
        for text, want, have in wrong:
            print(f"    {text}\n      want {want}\n      have {have}")
