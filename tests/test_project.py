"""Where things are: the project's folder, its settings, its articles, what is remembered."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from annotator.errors import AnnotatorError
from annotator.project import ArticleFile, Memory, ProjectFolder, articles_named
from tests.making import FERRY, article


def test_the_project_is_found_from_a_folder_inside_it(project: ProjectFolder) -> None:
    assert ProjectFolder.find(project.seeds).root == project.root
    (project.root / "deep" / "er").mkdir(parents=True)
    assert ProjectFolder.find(project.root / "deep" / "er").root == project.root
    assert ProjectFolder.find(project.root / "deep", exactly=True).root == project.root / "deep"


def test_the_nearest_settings_win(project: ProjectFolder) -> None:
    inner = project.root / "inner"
    inner.mkdir()
    (inner / "annotator.toml").write_text('[folders]\nseeds = "texts"\n')
    assert ProjectFolder.find(inner).seeds == inner / "texts"
    assert ProjectFolder.find(inner).annotations == inner / "annotations"


def test_texts_in_a_folder_without_seeds_are_its_articles(tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text(FERRY)
    plain = ProjectFolder.find(tmp_path)
    assert (plain.seeds, plain.annotations) == (tmp_path, tmp_path / "annotations")
    assert plain.articles() == plain.second_pass().articles() == [ArticleFile("ferry", tmp_path / "ferry.txt")]
    (tmp_path / "annotator.toml").write_text('theme = "light"')
    assert ProjectFolder.find(tmp_path, exactly=True).seeds == tmp_path


@pytest.mark.parametrize("folders", ["", 'seeds = "texts"'])
def test_texts_beside_a_folder_of_articles_are_none(tmp_path: Path, folders: str) -> None:
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "annotator.toml").write_text(f"[folders]\n{folders}")
    (tmp_path / ("texts" if folders else "seeds")).mkdir()
    assert ProjectFolder.find(tmp_path).articles() == []


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(AnnotatorError, match="nowhere: is not a folder"):
        ProjectFolder.find(tmp_path / "nowhere")


def test_articles_are_listed_by_name_without_hidden_files(project: ProjectFolder) -> None:
    (project.seeds / ".hidden.txt").write_text("x")
    (project.seeds / "notes.md").write_text("x")
    assert [a.id for a in project.articles()] == ["ferry", "market"]
    assert project.load(project.articles()[0]) == article()


def test_a_project_without_articles_has_none(tmp_path: Path) -> None:
    assert ProjectFolder.find(tmp_path, exactly=True).articles() == []
    assert ProjectFolder.find(tmp_path, exactly=True).journals() == []


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ("folders = 5", "folders"),
        ('[folders]\nseeds = "/etc"', "must lie inside the project"),
        ('[folders]\nannotations = "../elsewhere"', "must lie inside the project"),
        ('[folders]\nannotations = "a\\u0000b"', "must lie inside the project"),
        ("[limits]\narticle_bytes = 0", "article_bytes"),
        ('[limits]\narticle_bytes = "5"', "article_bytes"),
        ("labels = []", "at least one"),
        ('theme = "pink"', "theme"),
        ("colour = 1", "colour"),
        ("= =", "line 1"),
        ('[[labels]]\nname="a"\nkey="a"\ncolour="#000000"\n[[labels]]\nname="b"\nkey="a"\ncolour="#000000"', "key 'a'"),
        ('[[labels]]\nname="a"\nkey="\\u001b"\ncolour="#000000"', "key"),
    ],
)
def test_wrong_settings_are_refused_with_the_field(project: ProjectFolder, settings: str, why: str) -> None:
    (project.root / "annotator.toml").write_text(settings)
    with pytest.raises(AnnotatorError, match=r"annotator\.toml: ") as caught:
        ProjectFolder.find(project.root)
    assert why in str(caught.value)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ('seeds = "."', "unknown setting seeds; did you mean folders.seeds?"),
        ('[folder]\nseeds = "."', "unknown setting folder; did you mean folders?"),
        ("sugestions = true", "unknown setting sugestions; did you mean suggestions?"),
        (
            '[[labels]]\nname = "a"\nkey = "a"\ncolor = "#000000"',
            "unknown setting labels.color; did you mean labels.colour?",
        ),
        ("[[rules.own]]\nmin-words = 2", "unknown setting rules.own.min-words; did you mean rules.own.min_words?"),
        ("zzzz = 1", "unknown setting zzzz; take it out"),
        (f'"\\u001b{"x" * 9000}" = 1', "…; take it out"),
    ],
)
def test_an_unknown_setting_is_told_with_the_nearest_known_one(tmp_path: Path, settings: str, told: str) -> None:
    (tmp_path / "annotator.toml").write_text(settings)
    with pytest.raises(AnnotatorError) as caught:
        ProjectFolder.find(tmp_path)
    assert str(caught.value).endswith(told)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("theme = light", ['line 1: put the value in quotation marks: theme = "light"']),
        ("dates = true\norder = shuffled  # mixed", ['line 2: put the value in quotation marks: order = "shuffled"']),
        ("dates = True", ["line 1: put the value in small letters: dates = true"]),
        (
            'theme = "ligth"',
            ["theme: Input should be 'dark', 'light' or 'contrast' (did you mean 'light'?): correct the file"],
        ),
        ('[[labels]]\nname = "a b"\nkey = "b"', ["labels.0.name: a letter, a to z, and up to 31 letters"]),
        ('[[labels]]\nname = "a"\nkey = "A"', ["labels.0.key: one small letter, a to z"]),
        ('[[labels]]\nname = "a"\nkey = "a"\ncolour = "red"', ["labels.0.colour: a number sign and six digits"]),
        (
            'theme = "pink"\ndates = 5\nsugestions = true\n[limits]\narticle_bytes = 0\n[keys]\nundo = 5\n',
            [
                "theme: Input",
                "dates: Input",
                "did you mean suggestions?",
                "limits.article_bytes: Input",
                "keys.undo: Input",
            ],
        ),
    ],
)
def test_all_that_is_wrong_with_settings_is_told_with_what_to_do(
    tmp_path: Path, settings: str, told: list[str]
) -> None:
    (tmp_path / "annotator.toml").write_text(settings)
    with pytest.raises(AnnotatorError) as caught:
        ProjectFolder.find(tmp_path)
    assert [words for words in told if words not in str(caught.value)] == []
    assert str(caught.value).count("keys.undo") <= 1


def test_settings_that_are_not_utf_8_are_refused_with_the_byte(project: ProjectFolder) -> None:
    (project.root / "annotator.toml").write_bytes(b'theme = "\xff"')
    with pytest.raises(AnnotatorError, match="byte 9 is not UTF-8"):
        ProjectFolder.find(project.root)


def test_the_text_of_a_span_is_found_in_the_seeds_or_among_the_snapshots(project: ProjectFolder) -> None:
    about = article()
    assert project.text(about.sha256, "ferry") == FERRY
    assert project.text("0" * 64, "ferry") is None
    project.snapshots.keep(about)
    (project.seeds / "ferry.txt").unlink()
    assert project.text(about.sha256, "ferry") == FERRY


def test_a_name_that_differs_only_in_case_is_refused(project: ProjectFolder) -> None:
    project.annotations.mkdir()
    project.journal_path("Kim").touch()
    with pytest.raises(AnnotatorError, match="--as Kim"):
        project.open_journal("kim")


def test_gold_is_nobodys_journal(project: ProjectFolder) -> None:
    project.annotations.mkdir()
    for name in ("gold", "kim", ".hidden"):
        (project.annotations / f"{name}.jsonl").touch()
    assert [path.stem for path in project.journals()] == ["kim"]
    with pytest.raises(AnnotatorError, match="adjudicated"):
        project.open_journal("gold")


def test_articles_named_on_the_command_line_may_be_ids_files_or_folders(project: ProjectFolder, tmp_path: Path) -> None:
    alone = tmp_path / "alone.md"
    alone.write_text("x")
    assert [a.id for a in articles_named([alone, project.seeds, alone])] == ["alone", "ferry", "market"]
    assert articles_named([Path("market"), alone], project.articles()) == [
        project.article("market"), ArticleFile("alone", alone),
    ]  # fmt: skip
    with pytest.raises(AnnotatorError, match="nowhere: there is no such file or folder, and no article of that id"):
        articles_named([Path("nowhere")], project.articles())


def test_an_article_of_the_project_is_one_however_it_is_named(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.seeds)
    for named in ([Path()], [Path("ferry.txt"), Path("market")], [Path("../seeds"), Path("ferry")]):
        assert articles_named(named, project.articles()) == project.articles()


def test_a_file_that_cannot_be_an_article_by_its_name_is_told_with_what_renames_it(project: ProjectFolder) -> None:
    (project.seeds / "Zelensky talks, May 23.txt").write_text("x")
    with pytest.raises(
        AnnotatorError, match=r"May 23\.txt: .* rename it; .* annotator import FOLDER takes in and renames"
    ):
        articles_named([project.seeds])


def test_two_articles_of_one_name_are_refused(project: ProjectFolder, tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text("x")
    with pytest.raises(AnnotatorError, match="have one name"):
        articles_named([project.seeds, tmp_path / "ferry.txt"])


@pytest.mark.parametrize("name", ["gone.txt", "empty"])
def test_what_is_not_there_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(AnnotatorError, match=name):
        articles_named([tmp_path / name])


def test_the_guideline_is_the_projects_own_or_none(project: ProjectFolder) -> None:
    assert project.guideline() is None
    (project.root / "docs").mkdir()
    (project.root / "docs" / "guidelines.md").write_bytes(b"Tag \xff")
    assert project.guideline() == "Tag \ufffd"


def test_what_is_remembered_is_remembered_by_project(project: ProjectFolder, tmp_path: Path) -> None:
    memory = Memory()
    other = ProjectFolder(tmp_path / "other")
    memory.put(project, "name", "kim")
    memory.put(other, "name", "lee")
    assert (Memory().get(project, "name"), Memory().get(other, "name")) == ("kim", "lee")
    assert Memory().get(project, "place") is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"x":1}'])
def test_a_broken_memory_is_an_empty_one(project: ProjectFolder, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "memory.json").write_bytes(content)
    memory = Memory(tmp_path)
    assert memory.get(project, "name") is None
    memory.put(project, "name", "kim")
    assert memory.get(project, "name") == "kim"


def test_where_nothing_can_be_remembered_work_goes_on(project: ProjectFolder, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    Memory(tmp_path / "file").put(project, "name", "kim")
    assert Memory(tmp_path / "file").get(project, "name") is None


def test_a_new_folder_of_annotations_tells_git_what_is_not_to_be_kept_and_how_to_merge(project: ProjectFolder) -> None:
    if shutil.which("git") is None:
        pytest.skip("needs git, which is not installed")
    journal = project.open_journal("kim")
    folder = project.annotations
    subprocess.run(["git", "init", "-q", project.root], check=True)
    for name in ("kim.jsonl", "kim.jsonl.bak", "kim.jsonl.bak-20261122", ".annotator-0123456789abcdef.tmp"):
        (folder / name).write_text("x")
    listed = ["git", "-C", str(folder), "ls-files", "--others", "--exclude-standard"]
    found = subprocess.run(listed, capture_output=True, text=True, check=True).stdout.split()
    assert sorted(found) == [".gitattributes", ".gitignore", "kim.jsonl"]
    asked = ["git", "-C", str(folder), "check-attr", "merge", "text", "--", "kim.jsonl", "articles/ab.txt"]
    attributes = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines()
    assert "kim.jsonl: merge: union" in attributes
    assert "articles/ab.txt: text: unset" in attributes
    assert (folder / ".kim.lock").exists()
    journal.close()


def test_a_folder_of_annotations_with_a_journal_stays_as_it_is(project: ProjectFolder) -> None:
    project.annotations.mkdir()
    project.journal_path("lee").write_bytes(b"")
    project.open_journal("kim").close()
    assert sorted(path.name for path in project.annotations.iterdir()) == [".kim.lock", "lee.jsonl"]


def test_reading_makes_no_folder_of_annotations(project: ProjectFolder) -> None:
    project.open_journal("kim", read_only=True).close()
    assert not project.annotations.exists()
