"""What a session decides about files and articles: opening them, noticing changes, what is still open, mending spans."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.errors import AnnotatorError
from annotator.project import ArticleFile, ProjectFolder
from annotator.session import Session, left_over, open_session

TEXT = "The ferry sank. Nobody was warned.\n"


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    (tmp_path / "seeds").mkdir()
    for name in ("bridge", "ferry", "market"):
        (tmp_path / "seeds" / f"{name}.txt").write_text(TEXT)
    return ProjectFolder.find(tmp_path)


@pytest.fixture
def session(project: ProjectFolder) -> Session:
    return open_session(project, "kim")


def file_of(project: ProjectFolder, name: str = "ferry") -> ArticleFile:
    return ArticleFile(name, project.seeds / f"{name}.txt")


class TestFiles:
    def test_a_file_that_was_only_written_again_has_not_changed(self, project: ProjectFolder, session: Session) -> None:
        session.open_file(file_of(project))
        assert not session.file_changed()
        file_of(project).path.write_text(TEXT)
        assert not session.file_changed()

    def test_another_text_is_noticed_until_it_is_opened(self, project: ProjectFolder, session: Session) -> None:
        session.open_file(file_of(project))
        file_of(project).path.write_text(f"Corrected. {TEXT}")
        assert session.file_changed()
        assert session.file_changed()
        session.open_file(file_of(project))
        assert not session.file_changed()
        assert session.present is not None
        assert session.present.text.startswith("Corrected.")

    def test_a_file_that_is_gone_is_read_from_its_snapshot_if_there_is_one(
        self, project: ProjectFolder, session: Session
    ) -> None:
        session.open_file(file_of(project))
        session.tag([(0, 9)], "claim")
        file_of(project).path.unlink()
        assert session.file_changed()
        session.open_file(file_of(project))
        assert session.present is None
        assert [span.text for span in session.spans] == ["The ferry"]

    def test_a_file_that_is_gone_and_was_never_tagged_is_told_once(
        self, project: ProjectFolder, session: Session
    ) -> None:
        session.open_file(file_of(project))
        file_of(project).path.unlink()
        assert session.file_changed()
        with pytest.raises(AnnotatorError):
            session.open_file(file_of(project))
        assert session.article is not None
        assert not session.file_changed()

    def test_articles_without_a_file_in_which_somebody_has_spans_come_last(
        self, project: ProjectFolder, session: Session
    ) -> None:
        session.open_file(file_of(project, "bridge"))
        session.tag([(0, 9)], "claim")
        file_of(project, "bridge").path.unlink()
        found = session.with_gone(project.articles(), project)
        assert [file.id for file in found] == ["ferry", "market", "bridge"]

    def test_spans_of_an_earlier_text_are_counted(self, project: ProjectFolder, session: Session) -> None:
        session.open_file(file_of(project))
        session.tag([(0, 9), (4, 9)], "claim")
        assert session.left_behind == 0
        file_of(project).path.write_text(f"Corrected. {TEXT}")
        session.open_file(file_of(project))
        assert session.left_behind == 2


def test_the_next_open_article_is_one_after_this_one_else_the_first(project: ProjectFolder, session: Session) -> None:
    files = project.articles()
    assert session.still_open(files, 1) == [2, 0]
    session.open_file(files[2])
    session.mark("done")
    assert session.still_open(files, 1) == [0]
    session.open_file(files[0])
    session.mark("skipped")
    assert session.still_open(files, 1) == []


class TestMending:
    def test_white_space_at_the_edges_is_trimmed(self, project: ProjectFolder, session: Session) -> None:
        session.open_file(file_of(project))
        made = session.tag([(3, 10)], "claim").span
        assert made is not None
        session.mend(made)
        assert [span.range for span in session.spans] == [(4, 9)]

    def test_a_span_that_crosses_another_is_cut_to_what_is_outside_and_trimmed(
        self, project: ProjectFolder, session: Session
    ) -> None:
        session.open_file(file_of(project))
        session.tag([(0, 9)], "quote")
        made = session.tag([(4, 14)], "claim").span
        assert made is not None
        session.mend(made)
        assert [span.range for span in session.spans if span.label == "claim"] == [(10, 14)]

    def test_there_may_be_nothing_to_mend(self, project: ProjectFolder, session: Session) -> None:
        session.open_file(file_of(project))
        made = session.tag([(4, 9)], "claim").span
        assert made is not None
        assert session.mend(made) is None


def test_records_that_could_not_be_saved_are_found_in_other_folders(
    project: ProjectFolder, session: Session, tmp_path: Path
) -> None:
    session.open_file(file_of(project))
    session.tag([(0, 9)], "claim")
    lines = session.journal.path.read_bytes()
    session.journal.close()
    session.journal.path.unlink()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kim.recovered-20261122T052015.jsonl").write_bytes(lines)
    again = open_session(ProjectFolder.find(project.root), "lee")
    assert left_over(project, again.journal, [elsewhere]) == []
    again = open_session(project, "kim")
    assert [aside.path.name for aside in left_over(project, again.journal, [elsewhere])] == [
        "kim.recovered-20261122T052015.jsonl"
    ]
