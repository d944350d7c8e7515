"""The examples train on what the program exports of the bundled annotations; all offline, on the CPU.

That a model learns the very articles that it is scored on says only that the data arrives whole and aligned.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.cli.cli_world import World

ROOT = Path(__file__).parents[2]


def example(name: str) -> ModuleType:
    """An example as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "examples" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def bundled(root: Path, to: str, keep: str) -> Path:
    """The bundled journals, merged and exported."""
    world = World(root)
    for folder in ("seeds", "annotations"):
        shutil.copytree(ROOT / folder, root / folder, dirs_exist_ok=True)
    assert (
        world.run("merge", world.journal("kim"), world.journal("lee"), "--keep", keep, "-o", root / "gold.jsonl").code
        == 0
    )
    assert world.run("export", root / "gold.jsonl", "--to", to, "-o", root / to, "--with-text").code == 0
    return root / to


@pytest.mark.parametrize("keep", ["all", "majority"])
def test_a_crf_learns_every_label_of_its_training_set(tmp_path: Path, keep: str) -> None:
    scores = example("train_crf").main(bundled(tmp_path, "conll", keep), tmp_path / "models")

    assert sorted(scores) == ["ad", "claim", "number", "quote"]
    assert all(score > 0.95 for score in scores.values())
    assert (tmp_path / "models" / "claim.crf").stat().st_size > 1000


def test_spacy_learns_its_training_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    score = example("train_spacy").main(bundled(tmp_path, "spacy", "all"), tmp_path / "model", 15)

    assert score > 0.7
    assert "which it was trained on" in capsys.readouterr().out
    assert (tmp_path / "model" / "config.cfg").is_file()


@pytest.mark.parametrize("name", ["train_crf", "train_spacy"])
@pytest.mark.parametrize("words", [(), ("nowhere",), ("nowhere", "model"), ("empty", "model")])
def test_an_example_without_data_says_what_it_wants_and_leaves_nothing(
    tmp_path: Path, name: str, words: tuple[str, ...]
) -> None:
    (tmp_path / "empty").mkdir()
    script = ROOT / "examples" / f"{name}.py"
    ran = subprocess.run([sys.executable, script, *words], capture_output=True, text=True, cwd=tmp_path, check=False)

    assert ran.returncode == 2
    assert ran.stdout == ""
    assert len(ran.stderr.splitlines()) == 1
    assert f"{name}.py FOLDER MODEL" in ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]
    assert len(script.read_text("utf-8").splitlines()) < 60
