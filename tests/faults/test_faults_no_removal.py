"""Nothing of a user's is ever removed, cut short or written over: shown by the program's text, and by its system calls."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import annotator
from annotator.journal.storage import is_temporary
from tests.making import FERRY

PACKAGE = Path(annotator.__file__).parent
DANGEROUS = {
    "unlink", "remove", "rmdir", "removedirs", "rename", "renames", "truncate", "ftruncate", "write_text", "write_bytes",
    "TemporaryDirectory", "NamedTemporaryFile",
}  # fmt: skip

ALLOWED = {
    ("journal/journal.py", "_write", "ftruncate"): "takes back the half line of a write that failed, under the lock",
    (
        "journal/storage.py",
        "acquire",
        "ftruncate",
    ): "empties the lock file, which holds nothing of the user's, once locked",
    ("journal/storage.py", "staged", "unlink"): "removes the temporary file that this very call made",
    ("journal/storage.py", "put_in_place", "replace"): "the one place where a whole new file takes an old one's name",
    ("journal/storage.py", "replace_files", "replace"): "the same for the files of a dataset, all of them or none",
    ("journal/storage.py", "_take_away", "unlink"): "at Ctrl+C: temporary files that this process made",
    ("journal/storage.py", "_take_away", "rmdir"): "folders without anything that it made for files it did not write",
    (
        "api.py",
        "_file_of",
        "TemporaryDirectory",
    ): "a folder of its own for spans that are handed over, outside every project",
    ("api.py", "_file_of", "write_bytes"): "those spans into that folder",
    ("formats/csv.py", "_rows", "truncate"): "text in memory",
    ("engine.py", "_work", "open for writing"): "the pipe to the process that asked for the work",
    ("broken_rules.py", "update", "remove"): "an index in memory",
    ("session.py", "_index", "remove"): "an index in memory",
    ("span_index.py", "put", "remove"): "an index in memory",
    ("tui/app.py", "write_crash_report", "write_text"): "a new file, named by the time, in the folder of preferences",
    ("tui/annotate/guideline_column.py", "_take_away", "remove"): "a widget",
    ("suggest/crf_child.py", "_train", "unlink"): "the model file that this very call made outside every project",
    (
        "remote.py",
        "write",
        "open for writing",
    ): "the one place where a remote file is written, whole; who may be replaced is asked before, as for a file of a disk",
    ("tui/tutorial/steps.py", "__init__", "TemporaryDirectory"): "the tutorial's own folder, outside every project",
    ("tui/tutorial/steps.py", "__init__", "shutil.copyfile"): "the tutorial's text into that folder",
    ("tui/terminal.py", "__init__", "open for writing"): "the terminal",
}


def calls(tree: ast.AST, where: str = "") -> Iterator[tuple[str, ast.Call]]:
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.Call):
            yield where, child
        inside = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef))
        yield from calls(child, child.name if inside else where)  # type: ignore[attr-defined]


def dangers(call: ast.Call) -> Iterator[str]:
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if name in DANGEROUS:
        yield name
    owner = getattr(function.value, "id", "") if isinstance(function, ast.Attribute) else ""
    if owner == "shutil" and name != "which":
        yield f"shutil.{name}"
    if name == "replace" and (
        owner == "os" or (len(call.args) == 1 and not call.keywords)
    ):  # of text it has two arguments
        yield name
    if name in {"open", "fdopen"}:
        if "O_TRUNC" in ast.dump(call):
            yield "O_TRUNC"
        words = [a.value for a in (*call.args, *(k.value for k in call.keywords)) if isinstance(a, ast.Constant)]
        if any(isinstance(w, str) and re.fullmatch(r"[rwaxbt+]*[wax+][rwaxbt+]*", w) for w in words):
            yield "open for writing"


def test_every_call_that_could_remove_or_overwrite_is_known_and_explained() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert not re.search(r"^\s*from (os|shutil) import", path.read_text("utf-8"), re.MULTILINE), path
    found = {
        (path.relative_to(PACKAGE).as_posix(), where, danger)
        for path in PACKAGE.rglob("*.py")
        for where, call in calls(ast.parse(path.read_text("utf-8")))
        for danger in dangers(call)
    }
    assert found - ALLOWED.keys() == set(), "new: say here why it is safe, or do without"
    assert ALLOWED.keys() - found == set(), "gone: take it out here"
    assert not any("O_TRUNC" in path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))


@pytest.mark.parametrize(
    ("source", "danger"),
    [
        ("path.unlink()", "unlink"),
        ("os.replace(a, b)", "replace"),
        ("a.replace(b)", "replace"),
        ("text.replace('a', 'b')", None),
        ("open(path, 'w')", "open for writing"),
        ("path.open(mode='r+b')", "open for writing"),
        ("open(path, 'rb')", None),
        ("os.open(path, os.O_WRONLY | os.O_TRUNC)", "O_TRUNC"),
        ("shutil.rmtree(path)", "shutil.rmtree"),
        ("shutil.copy(a, b)", "shutil.copy"),
    ],
)
def test_the_search_finds_what_it_is_for(source: str, danger: str | None) -> None:
    assert [d for _, call in calls(ast.parse(source)) for d in dangers(call)] == ([] if danger is None else [danger])


WORK = """
import sys
from pathlib import Path
from annotator.cli import cli
from tests.making import start_session

root = Path(sys.argv[1])
session = start_session(root / "annotations")
first = session.tag([(0, 3), (4, 9)], "claim").span
session.change(first, label="ad")
session.delete([first])
session.undo()
session.mark("done")
session.journal.close()
session = start_session(root / "annotations")
session.undo()
session.mark("done")
session.journal.close()

def run(*words):
    assert cli.main(["--project", str(root), *map(str, words)], standalone_mode=False) == 0

kim = root / "annotations" / "kim.jsonl"
for _ in range(2):
    run("tidy", kim)
    run("merge", kim, "-o", root / "flat.jsonl", "--conflicts", root / "conflicts.jsonl")
    run("export", kim, "--to", "jsonl", "-o", root / "data", "--with-text")
    run("status")
    run("check")
"""
TRACED = "unlink,unlinkat,rmdir,rename,renameat,renameat2,truncate,ftruncate,open,openat,creat,link,linkat,symlink"


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_session_and_all_commands_remove_and_cut_short_nothing(tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("needs strace, which is not installed")
    root = tmp_path / "project"
    (root / "seeds").mkdir(parents=True)
    (root / "seeds" / "ferry.txt").write_bytes(FERRY.encode())
    log = tmp_path / "log"
    command = ["strace", "-f", "-y", "-s", "400", "-o", str(log), "-e", f"trace={TRACED}", sys.executable, "-c", WORK]
    ran = subprocess.run(
        [*command, str(root)], capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2]
    )
    if not log.exists() or "ptrace" in ran.stderr:
        pytest.skip(f"strace may not trace processes here ({ran.stderr.strip()[:100]})")
    assert ran.returncode == 0, ran.stderr
    renamed: set[str] = set()
    for line in log.read_text("utf-8", "replace").splitlines():
        call, _, rest = line.partition(" ")[2].strip().partition("(")
        names = [Path(name).name for name in re.findall(rf'{re.escape(str(root))}[^">]*', rest)]
        if not names:
            continue
        if call.startswith(("unlink", "rename")):
            assert is_temporary(names[0]), line
            renamed |= {names[1]} if call.startswith("rename") else set()
        elif call.startswith("open"):
            assert "O_TRUNC" not in rest, line
        else:
            assert (call, names) == ("ftruncate", [".kim.lock"]), line
    whole = {"kim.jsonl", "kim.jsonl.bak", "flat.jsonl", "conflicts.jsonl", "data.jsonl", "card.json", "README.md"}
    assert whole <= renamed, "each is put in place whole, under the eyes of this test"
    assert names_in(root) == ["annotations", "conflicts.jsonl", "data", "flat.jsonl", "seeds"]
    assert names_in(root / "annotations") == [".kim.lock", "articles", "kim.jsonl", "kim.jsonl.bak"]
