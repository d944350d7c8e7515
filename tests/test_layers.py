"""Nothing below the screen loads it, and the data goes one way: each module imported in a process of its own."""

from __future__ import annotations

import ast
import fcntl
import json
import os
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

import annotator
from annotator.project import ProjectFolder
from tests.making import raw, span, state

HOUSE = Path(annotator.__file__).parent
MODULES = sorted(
    ".".join(path.relative_to(HOUSE.parent).with_suffix("").parts).removesuffix(".__init__")
    for path in HOUSE.rglob("*.py")
    if path.name != "__main__.py"
)
CLUSTER = {"dask", "distributed", "fsspec", "s3fs"}
BELOW = [name for name in MODULES if not name.startswith("annotator.tui")]
# What a module of the first kind must never load, whatever it imports.
LAYERS = (
    ("errors", "garbage"),
    ("model", "engine", "remote"),
    ("validation",),
    ("text", "span_index"),
    ("cluster",),
    ("rules",),
    ("broken_rules",),
    ("settings",),
    ("journal",),
    ("listener",),
    ("project", "realign"),
    ("session", "suggest", "progress"),
    ("project_session",),
    ("search",),
    ("agreement",),
    ("spans",),
    ("merge",),
    ("merged_spans", "span_diff"),
    ("adjudication",),
    ("boards",),
    ("guideline", "project_check"),
    ("dataset",),
    ("formats",),
    ("importing",),
    ("export", "report"),
    ("book", "project_agreement"),
    ("api", "schemas"),
    ("tui",),
    ("cli",),
)
FORBIDDEN = {
    name: [above for higher in LAYERS[at + 1 :] for above in higher]
    for at, layer in enumerate(LAYERS)
    for name in layer
}

# One process forks a fresh one for each module; it has loaded only what no rule is about.
LOADER = """
import importlib, json, os, sys
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
import asyncio, hashlib, importlib.metadata, tomllib
import click, numpy, orjson, platformdirs, pydantic, sentencex, ulid
class Warm(pydantic.BaseModel):
    field: int = pydantic.Field(ge=0)
pydantic.TypeAdapter(Warm).validate_python({"field": 1})
assert not any(name.partition(".")[0] in {"annotator", "textual", "rich"} for name in sys.modules)
for name in sys.argv[1:]:
    there, here = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            importlib.import_module(name)
            wanted = {"annotator", "textual", "dask", "distributed", "fsspec", "s3fs"}
            found = sorted(m for m in sys.modules if m.partition(".")[0] in wanted)
        except BaseException as error:
            found = [f"{type(error).__name__}: {error}"]
        with os.fdopen(here, "w") as pipe:
            json.dump(found, pipe)
        os._exit(0)
    os.close(here)
    with os.fdopen(there) as pipe:
        print(json.dumps([name, json.load(pipe)]))
    os.waitpid(child, 0)
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What is loaded after each module alone was imported; found once for all processes of a run."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    folder = tmp_path_factory.getbasetemp() if run is None else tmp_path_factory.getbasetemp().parent
    with (folder / f"loaded-{run}.jsonl").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        found = file.read()
        if not found:
            ran = subprocess.run([sys.executable, "-c", LOADER, *BELOW], capture_output=True, text=True, check=True)
            found = ran.stdout
            file.write(found)
            file.flush()
    return dict(json.loads(line) for line in found.splitlines())


def test_every_module_can_be_imported_alone(loaded: dict[str, list[str]]) -> None:
    assert sorted(loaded) == BELOW
    assert {name: found for name, found in loaded.items() if name not in found} == {}


def test_what_only_clusters_need_is_loaded_by_nothing(loaded: dict[str, list[str]]) -> None:
    assert {name for name, found in loaded.items() if any(m.partition(".")[0] in CLUSTER for m in found)} == set()


def test_nothing_below_the_screen_loads_textual(loaded: dict[str, list[str]]) -> None:
    assert {name for name, found in loaded.items() if any(m.partition(".")[0] == "textual" for m in found)} == set()


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_the_data_goes_one_way(loaded: dict[str, list[str]], kind: str) -> None:
    wrong = {
        name: above
        for name, found in loaded.items()
        if [*name.split("."), ""][1] == kind
        and (above := [m for m in found if [*m.split("."), ""][1] in FORBIDDEN[kind]])
    }
    assert wrong == {}


RUNNER = """
import sys
from annotator.cli import main
sys.argv = ["annotator", *sys.argv[1:]]
try:
    main()
except SystemExit as end:
    code = end.code
print("textual" in sys.modules, code, file=sys.stderr)
"""


FIRST_PAINT = """
import sys
from pathlib import Path
import annotator.cli
from annotator.project import ProjectFolder
from annotator.session import Session
project = ProjectFolder.find(Path(sys.argv[1]))
session = Session(project.open_journal("kim"), project.snapshots, project.settings.limits.article_bytes)
session.open(project.load(project.articles()[0]))
print("pydantic" in sys.modules, len(session.spans), list(project.labels()))
"""


def test_nothing_on_the_way_to_the_first_paint_loads_pydantic(project: ProjectFolder) -> None:
    (project.root / "annotator.toml").write_text('[[labels]]\nname = "claim"\nkey = "c"\n')
    project.annotations.mkdir(exist_ok=True)
    project.journal_path("kim").write_bytes(raw(span()) + b"\n" + raw(state()) + b"\n")
    ran = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT, str(project.root)], stdout=subprocess.PIPE, text=True, check=True
    )
    assert ran.stdout == "False 1 ['claim']\n"
    helping = f"{RUNNER}\nprint('pydantic' in sys.modules, file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", helping, "--help"], capture_output=True, text=True, check=True)
    assert ran.stderr.splitlines()[-1] == "False"


FIRST_FRAME = """
import asyncio, sys
from pathlib import Path
from annotator.project import Memory, ProjectFolder
from annotator.tui.app import DIALOGS, AnnotatorApp
project = ProjectFolder.find(Path(sys.argv[1]))
told = []

class Watched(AnnotatorApp):
    def _display(self, screen, frame):
        super()._display(screen, frame)
        if frame is not None and not told:
            told.append([name for name in sys.argv[2:] if name in sys.modules])
            told.append(self.stylesheet.has_source(str(DIALOGS)))

async def main():
    app = Watched(project, project.articles(), "kim", memory=Memory(project.root))
    async with app.run_test() as pilot:
        await pilot.pause()
    print(*told, app.stylesheet.has_source(str(DIALOGS)))

asyncio.run(main())
"""
LATER = (
    "pydantic", "tomllib", "importlib.metadata", "annotator.text.segments", "annotator.text.languages", "annotator.suggest",
    "annotator.tui.dialogs", "annotator.tui.annotate.reanchor", "annotator.tui.annotate.unsaved", "annotator.tui.annotate.search_line",
)  # fmt: skip


def test_what_can_wait_is_loaded_behind_the_first_frame(project: ProjectFolder) -> None:
    command = [sys.executable, "-c", FIRST_FRAME, str(project.root), *LATER]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    assert ran.stdout == "[] False True\n"


@pytest.mark.parametrize("words", [["--help"], ["status"], ["check"], ["merge", "--help"], ["annotate"]])
def test_no_command_loads_textual_before_it_needs_a_screen(project: ProjectFolder, words: list[str]) -> None:
    project.annotations.mkdir()
    project.journal_path("kim").write_bytes(raw(span()) + b"\n" + raw(state()) + b"\n")
    (project.root / "annotator.toml").write_text('[keys]\nundo = ["y", "shift+f4", "«"]\n')
    command = [sys.executable, "-c", RUNNER, "--project", str(project.root), *words]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL)
    assert "Traceback" not in ran.stderr
    assert ran.stderr.splitlines()[-1].split() == ["False", "2" if words == ["annotate"] else "0"]


# What a command may use besides `annotator.api`: what its options are made of, and what prints and writes.
_TABLES = {
    "annotator.agreement.measures", "annotator.formats", "annotator.importing.articles", "annotator.report.wording",
    "annotator.journal.copies", "annotator.journal.records", "annotator.journal.storage",
}  # fmt: skip


@pytest.mark.parametrize(
    "command", ["agreement", "book", "check", "common", "export", "import_command", "merge", "status", "tidy"]
)
def test_a_command_does_its_work_through_the_front_door(command: str) -> None:
    tree = ast.parse((HOUSE / "cli" / f"{command}.py").read_text())
    only_types = {
        below
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for below in ast.walk(node)
    }
    asked = {
        node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node not in only_types
    }
    places = range(LAYERS.index(("journal",)), LAYERS.index(("api", "schemas")))
    kinds = {kind for at in places for kind in LAYERS[at]} - {"project"}
    assert {name for name in asked - _TABLES if [*name.split("."), ""][1] in kinds} == set()


def test_no_two_files_import_each_other_by_whatever_way() -> None:
    """Imports inside functions and for types are counted."""
    graph = grimp.build_graph("annotator")
    imports = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    circle: list[str] = []
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        circle = error.args[1]
    assert circle == []
    assert len(imports) > 300
