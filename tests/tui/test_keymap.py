"""The key map of `annotator.toml`."""

from __future__ import annotations

import pytest

from annotator.model import DEFAULT_LABELS, AnnotatorError
from annotator.project import Project, read_settings
from annotator.tui.actions import all_actions
from annotator.tui.keymap import read_key, shown_key
from tests.tui.driving import Drive


@pytest.mark.parametrize(
    ("written", "name", "shown"),
    [
        ("?", "question_mark", "?"),
        ("+", "plus", "+"),
        ("ctrl++", "ctrl+plus", "Ctrl++"),
        ("Ctrl+Z", "ctrl+z", "Ctrl+z"),
        ("shift+g", "G", "G"),
        ("G", "G", "G"),
        ("ü", "ü", "ü"),
        ("F5", "f5", "F5"),
        ("alt+shift+Left", "alt+shift+left", "Alt+Shift+←"),
        ("PageUp", "pageup", "PgUp"),
        ("left_curly_bracket", "left_curly_bracket", "{"),
        ("!", "exclamation_mark", "!"),
        (" ", "space", "Space"),
    ],
)
def test_a_key_may_be_written_as_people_write_it(written: str, name: str, shown: str) -> None:
    assert read_key(written) == name
    assert shown_key(name) == shown


@pytest.mark.parametrize("written", ["", "ctrl+", "hyper+x", "nokey", "\x1b", "f99", "ctrl+alt", "a,b", "\u202e"])
def test_what_is_no_key_is_refused(written: str) -> None:
    with pytest.raises(AnnotatorError, match="is no key"):
        read_key(written)


@pytest.mark.parametrize(
    ("keys", "complaint"),
    [
        ({"undo": "d"}, "'d' would be both"),
        ({"udno": "z"}, "did you mean undo"),
        ({"\x1b[2J": "z"}, "no action is called"),
        ({"tag.claim": "z"}, r"\[\[labels\]\]"),
        ({"undo": "c"}, "key 'c' is that of the label 'claim' and of 'Undo'"),
        ({"undo": "ctrl+q"}, "always leaves"),
        ({"undo": "ctrl+i"}, "as tab"),
        ({"undo": ["z", "wat"]}, "'wat' is no key"),
    ],
)
def test_a_wrong_map_is_refused_with_a_sentence(keys: dict[str, str | list[str]], complaint: str) -> None:
    with pytest.raises(AnnotatorError, match=complaint) as refused:
        all_actions(DEFAULT_LABELS, keys)
    assert "\x1b" not in str(refused.value)


def test_two_actions_may_change_keys_with_one_another() -> None:
    actions = {action.name: action.keys for action in all_actions(DEFAULT_LABELS, {"undo": "d", "done": ["u", "f9"]})}
    assert (actions["undo"], actions["done"]) == ("d", "u,f9")


def test_the_settings_hold_the_map(world: Project) -> None:
    path = world.root / "annotator.toml"
    path.write_text('[keys]\nundo = "z"\n"theme.light" = ["f5", "f6"]\nskip = []\n')
    assert read_settings(path).keys == {"undo": "z", "theme.light": ["f5", "f6"], "skip": []}
    path.write_text("[keys]\nundo = 3\n")
    with pytest.raises(AnnotatorError, match=r"keys\.undo"):
        read_settings(path)


async def test_mapped_keys_act_and_are_shown_in_bar_help_and_palette(drive: Drive, world: Project) -> None:
    keys: dict[str, str | list[str]] = {"undo": "z", "theme.light": "f5", "skip": []}
    world.settings = world.settings.model_copy(update={"keys": keys})
    async with drive(size=(120, 110)) as driven:
        await driven.go("151")
        await driven.press("n", "u")
        assert len(driven.spans()) == 1
        await driven.press("z")
        assert driven.spans() == []
        assert "z undo" in driven.shown()[-1]
        await driven.press("question_mark")
        assert any(row.startswith("z  ") and "Undo" in row for row in driven.dialog())
        await driven.press("escape", "ctrl+p", *"undo")
        assert any(row.startswith("z  ") for row in driven.dialog())
        await driven.press("escape", "f5", "k")
        assert driven.app.theme == "annotator-light"
        assert driven.screen.session.state("short-note") is None or driven.screen.article.id == "short-note"
