"""Prints precision and recall of the finders by language, as rows of `docs/languages.md`."""

import sys

from tests.text.segments.marked import KINDS, LANGUAGES, found, read, scores

if "--missed" in sys.argv:
    for language in LANGUAGES:
        for text, marks in read(language):
            have = found(text, language)
            for kind in KINDS:
                for sign, places in (("-", marks[kind] - have[kind]), ("+", have[kind] - marks[kind])):
                    for start, end in sorted(places):
                        print(
                            language, kind, sign, repr(text[start : end if end > start else start + 12]), "|", text[:70]
                        )
else:
    for language in LANGUAGES:
        cells = [f"{score.precision:.2f} / {score.recall:.2f} ({score.marked})" for score in scores(language).values()]
        print(f"| {language} | " + " | ".join(cells) + " |")
