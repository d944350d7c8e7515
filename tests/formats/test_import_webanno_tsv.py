"""WebAnno TSV 3 as INCEpTION writes it: offsets, numbers that tell annotations apart, layers that are left."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import AnnotatorError
from annotator.formats import reader
from annotator.importing.sniff import format_of
from tests.formats.datasets import project_of, settle

ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
HEAD = f"#FORMAT=WebAnno TSV 3.3\n#T_SP={ENTITY}|identifier|value\n"
_LINES = """

#Text=The \U0001f6a2 to Lund
#Text=was late .
1-1	0-3	The	_	_
1-2	4-6	\U0001f6a2	*[1]|*[2]	boat[1]|thing[2]
1-3	7-9	to	*[1]	boat[1]
1-4	10-14	Lund	*	*
1-4.1	10-12	Lu	Q7	syl\\|lable
1-5	15-18	was	_	_
1-6	19-23	late	_	_
1-7	24-25	.	_	_

#Text=Why ?
2-1	26-29	Why	*	why
2-2	30-31	?	*[3]	zero\\_x[3]
2-2.1	31-31		*	none
"""
FERRY = re.sub(r"^(\d.*)$", r"\1\t", _LINES, flags=re.MULTILINE)
TEXT = "The \U0001f6a2 to Lund\nwas late .\nWhy ?"


def put(path: Path, text: str) -> Path:
    """A file with its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_spans_stand_on_their_words_whatever_counts_them(tmp_path: Path) -> None:
    settled = settle(project_of(tmp_path / "project"), reader("webanno")(put(tmp_path / "trip.txt.tsv", HEAD + FERRY)))
    [work] = settled.works.values()
    assert (work.article.id, work.article.text) == ("trip", TEXT)
    spans = {(span.label, work.article.text[span.start : span.end]): span.attributes for span in work.spans.values()}
    assert spans == {
        ("boat", "\U0001f6a2 to"): {},
        ("thing", "\U0001f6a2"): {},
        ("NamedEntity", "Lund"): {},
        ("syl|lable", "Lu"): {"identifier": "Q7"},
        ("why", "Why"): {},
        ("zero_x", "?"): {},
    }
    assert [left.why for left in settled.left] == ["30–30 is empty"]


def test_what_is_of_other_layers_is_counted(tmp_path: Path) -> None:
    lines = [
        "#FORMAT=WebAnno TSV 3.3",
        "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|PosValue",
        "#T_SP=webanno.custom.Speech|ROLE_webanno.custom.Speech:who_webanno.custom.SpeechWhoLink|webanno.custom.Person",
        "#T_SP=webanno.custom.Person|",
        "#T_RL=webanno.custom.Near|kind|BT_webanno.custom.Person",
        "",
        "#Text=Ana said so",
        "1-1\t0-3\tAna\tPROPN\t_\t_\t*[1]\t_\t_\t",
        "1-2\t4-8\tsaid\tVERB\tby;to\t1-1[1];1-3[2]\t_\t_\t_\t",
        "1-3\t9-11\tso\t_\t_\t_\t*[2]\tclose\t1-1\t",
    ]
    found = reader("webanno")(put(tmp_path / "a.tsv", "\n".join(lines)))
    [document] = found.documents
    assert [(span.label, span.start, span.end) for span in document.spans] == [
        ("Person", 0, 3), ("Speech", 4, 8), ("Person", 9, 11)
    ]  # fmt: skip
    assert [sentence.partition(" left")[0] for sentence in found.told] == ["1 Near", "2 POSs", "2 links"]


def test_in_an_exported_project_a_file_is_an_annotator_and_its_folder_the_document(tmp_path: Path) -> None:
    for who in ("ana", "bo", "INITIAL_CAS"):
        put(tmp_path / "annotation" / "trip.txt" / f"{who}.tsv", HEAD + FERRY)
    found = reader("webanno")(tmp_path / "annotation")
    assert [(document.article, document.annotator) for document in found.documents] == [("trip", "ana"), ("trip", "bo")]


def test_a_project_whose_text_has_other_white_space_gets_the_spans_at_the_right_words(tmp_path: Path) -> None:
    text = TEXT.replace("\n", "\r\n\r\n")
    settled = settle(
        project_of(tmp_path / "project", trip=text), reader("webanno")(put(tmp_path / "trip.tsv", HEAD + FERRY))
    )
    [work] = settled.works.values()
    assert not settled.new
    assert ("why", "Why") in {(span.label, text[span.start : span.end]) for span in work.spans.values()}


def test_tables_of_other_kinds_and_tokens_that_do_not_fit_are_named(tmp_path: Path) -> None:
    put(tmp_path / "all/trip.tsv", HEAD + FERRY)
    put(tmp_path / "all/old.tsv", "#id=1\n#text=A tale .\n1-1\tA\t_\t\n")
    found = reader("webanno")(tmp_path / "all")
    assert [document.article for document in found.documents] == ["trip"]
    assert [left.where for left in found.left] == ["old.tsv"]
    assert found.left[0].why.startswith("is no WebAnno TSV (it does not begin with #FORMAT=WebAnno TSV 3")
    assert format_of(tmp_path / "all") == format_of(tmp_path / "all/trip.tsv") == "webanno"
    with pytest.raises(AnnotatorError, match=r"old\.tsv: its format cannot be told"):
        format_of(tmp_path / "all/old.tsv")
    wrong = HEAD + FERRY.replace("19-23\tlate", "19-23\tearly")
    [left] = reader("webanno")(put(tmp_path / "wrong.tsv", wrong)).left
    assert left.why == "is no WebAnno TSV (the token 'early' does not stand at 19)"


@given(st.data())
def test_a_damaged_table_ends_in_spans_that_fit_or_in_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = HEAD + FERRY
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(start + 20, len(whole))))
    text = whole[:start] + data.draw(st.text(max_size=6)) + whole[end:]
    folder = tmp_path_factory.mktemp("damaged")
    path = folder / "trip.tsv"
    path.write_bytes(text.encode("utf-8", "replace"))
    works = {}
    with contextlib.suppress(AnnotatorError):
        works = settle(project_of(folder / "project"), reader("webanno")(path)).works
    for work in works.values():
        assert all(0 <= span.start < span.end <= work.article.length for span in work.spans.values())
