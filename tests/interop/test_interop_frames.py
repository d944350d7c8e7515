"""Spans as tables of pandas, polars and pyarrow, and back."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import annotator
from tests.cli.cli_world import two_annotators


@pytest.fixture
def project(tmp_path: Path) -> annotator.Project:
    return annotator.open(two_annotators(tmp_path).root)


def test_each_field_is_a_column_of_its_type(project: annotator.Project) -> None:
    for spans in (project.spans(), project.merge().spans):
        frame, polar, arrow = spans.to_pandas(), spans.to_polars(), spans.to_arrow()
        assert isinstance(frame, pd.DataFrame)
        assert list(frame) == polar.columns == arrow.column_names
        assert len(frame) == polar.height == arrow.num_rows == len(spans)
        assert frame["start"].tolist() == polar["start"].to_list() == arrow["start"].to_pylist()
        assert frame["attributes"][0] == {"speaker": "Ana Ruiz"}
        assert polar["attributes"][0].to_list() == [{"key": "speaker", "value": "Ana Ruiz"}]
        assert arrow["attributes"][0].as_py() == [("speaker", "Ana Ruiz")]
        assert polar.schema["end"] == pl.Int64
        assert arrow.schema.field("note").type == pa.string()


def test_no_spans_are_tables_too(project: annotator.Project) -> None:
    spans = project.spans(label="ad", annotator="lee")
    assert spans.to_polars().height == spans.to_arrow().num_rows == len(spans.to_pandas()) == 0


def test_agreement_takes_tables(project: annotator.Project) -> None:
    kim, lee = project.spans(annotator="kim"), project.spans(annotator="lee")
    found = annotator.agreement({"kim": kim, "lee": lee}, resamples=0)
    for one, other in ((kim.to_pandas(), lee.to_polars()), (kim.to_arrow(), lee.to_pandas())):
        assert dict(annotator.agreement({"kim": one, "lee": other}, resamples=0)) == dict(found)
    frame = kim.to_pandas()
    frame.loc[0, "text"] = None
    assert annotator.agreement({"kim": frame, "lee": lee}, resamples=0).f1 == found.f1


def test_a_merge_goes_to_spacy(project: annotator.Project, tmp_path: Path) -> None:
    export = project.export("spacy", tmp_path / "out", source=project.merge(keep="majority"), with_text=True)
    assert (tmp_path / "out" / "data.spacy").is_file()
    assert export.card["counts"]["data"]["articles"] == 3
