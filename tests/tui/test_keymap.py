"""The key map of `annotator.toml`."""

from __future__ import annotations

import string
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from msgspec.structs import replace
from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import _character_to_key

from annotator import tui
from annotator.errors import AnnotatorError
from annotator.model import DEFAULT_LABELS
from annotator.project import Memory, ProjectFolder
from annotator.settings import read_settings
from annotator.tui.actions import (
    ACTIONS,
    ADJUDICATE_ACTIONS,
    adjudicating_actions,
    all_actions,
    editing_actions,
    key_name,
    read_key,
    shown_key,
    wrong_keys,
)
from annotator.tui.adjudicate.adjudicator_app import AdjudicatorApp
from tests.adjudication.adjudicating import at, opened, write
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
        ("«", "left_pointing_double_angle_quotation_mark", "«"),
    ],
)
def test_a_key_may_be_written_as_people_write_it(written: str, name: str, shown: str) -> None:
    assert read_key(written) == name
    assert shown_key(name) == shown


@pytest.mark.parametrize(
    "written", ["", "ctrl+", "hyper+x", "nokey", "\x1b", "f99", "ctrl+alt", "a,b", "\u202e", "return"]
)
def test_what_is_no_key_is_refused(written: str) -> None:
    with pytest.raises(AnnotatorError, match="is no key"):
        read_key(written)


def test_keys_are_called_as_the_terminal_library_calls_them() -> None:
    characters = [c for c in string.printable + "äßé«»€“–¿" if c.isprintable()]
    assert [key_name(c) for c in characters] == [_character_to_key(c) for c in characters]


@pytest.mark.parametrize("written", ["shift+1", "Shift+?", "shift+,"])
def test_a_shifted_character_is_to_be_written_as_it_is_typed(written: str) -> None:
    with pytest.raises(AnnotatorError, match="cannot be typed: terminals send the character"):
        read_key(written)


@pytest.mark.parametrize(
    ("keys", "complaint"),
    [
        ({"undo": "d"}, "'d' would be both"),
        ({"udno": "y"}, "did you mean undo"),
        ({"\x1b[2J": "y"}, "no action is called"),
        ({"tag.claim": "y"}, r"\[\[labels\]\]"),
        ({"undo": "c"}, "key 'c' is that of the label 'claim' and of 'Undo'"),
        ({"undo": "ctrl+q"}, "always leaves"),
        ({"undo": "ctrl+i"}, "as tab"),
        ({"undo": ["y", "wat"]}, "'wat' is no key"),
        ({"take.1": "y"}, "digits 1 to 9 take a version"),
    ],
)
def test_a_wrong_map_is_refused_with_a_sentence(keys: dict[str, str | list[str]], complaint: str) -> None:
    with pytest.raises(AnnotatorError, match=complaint) as refused:
        all_actions(DEFAULT_LABELS, keys)
    assert "\x1b" not in str(refused.value)


def test_two_actions_may_change_keys_with_one_another() -> None:
    actions = {action.name: action.keys for action in all_actions(DEFAULT_LABELS, {"undo": "d", "done": ["u", "f9"]})}
    assert (actions["undo"], actions["done"]) == ("d", "u,f9")


def test_the_settings_hold_the_map(world: ProjectFolder) -> None:
    path = world.root / "annotator.toml"
    path.write_text('[keys]\nundo = "y"\n"theme.light" = ["f5", "f6"]\nskip = []\n')
    assert read_settings(path).keys == {"undo": "y", "theme.light": ["f5", "f6"], "skip": []}
    path.write_text("[keys]\nundo = 3\n")
    with pytest.raises(AnnotatorError, match=r"keys\.undo"):
        read_settings(path)


async def test_mapped_keys_act_and_are_shown_in_bar_help_and_palette(drive: Drive, world: ProjectFolder) -> None:
    keys: dict[str, str | list[str]] = {"undo": "y", "theme.light": "f5", "skip": []}
    world.settings = replace(world.settings, keys=keys)
    async with drive(size=(120, 110)) as driven:
        await driven.go("151")
        await driven.press("n", "u")
        assert len(driven.spans()) == 1
        await driven.press("y")
        assert driven.spans() == []
        assert "y undo" in driven.shown()[-1]
        await driven.press("question_mark")
        assert any("y         Undo" in row for row in driven.dialog())
        await driven.press("escape", "ctrl+p", *"undo")
        assert any(row.startswith("y  ") for row in driven.dialog())
        await driven.press("escape", "f5", "k")
        assert driven.app.theme == "annotator-light"
        assert driven.screen.session.state("short-note") is None or driven.screen.article.id == "short-note"


def table(keys: dict[str, str | list[str]]) -> dict[str, str]:
    return {action.name: action.keys for action in adjudicating_actions(keys)}


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ({"undo": "y"}, {"undo": "y", "redo": "ctrl+y"}),
        ({"undo": ["w", "y"]}, {"undo": "y", "union": "w"}),  # w is another action's here
        ({"undo": "w"}, {"undo": "u,ctrl+z", "union": "w"}),
        ({"redo": ["ctrl+y", "u"]}, {"redo": "ctrl+y", "undo": "u,ctrl+z"}),
        ({"edit": "4"}, {"edit": "e"}),
        ({"undo": "u", "union": "v"}, {"undo": "u", "union": "v"}),
        ({"undo": []}, {"undo": ""}),
        ({"grow": "i"}, {"intersection": "i"}),
    ],
)
def test_what_both_screens_have_gets_its_keys_on_both_as_far_as_they_are_free(
    keys: dict[str, str | list[str]], found: dict[str, str]
) -> None:
    actions = table(keys)
    assert {name: actions[name] for name in found} == found


@pytest.mark.parametrize("keys", [{"union": "k"}, {"union": "3"}, {"list": "y", "filter": "y"}])
def test_two_actions_of_deciding_cannot_have_one_key(keys: dict[str, str | list[str]]) -> None:
    assert all_actions(DEFAULT_LABELS, keys)
    with pytest.raises(AnnotatorError, match="on the adjudicating screen: give one of them another key"):
        adjudicating_actions(keys)


def test_while_a_passage_is_edited_done_decides_and_no_key_means_two_things() -> None:
    keys: dict[str, str | list[str]] = {"done": "f9", "undo": "d", "skip": [], "grow": "k"}
    editing = {action.name: action for action in editing_actions(all_actions(DEFAULT_LABELS, keys), keys)}
    assert (editing["done"].keys, editing["done"].title) == ("f9", "Decide")
    assert (editing["leave_passage"].keys, editing["undo"].keys) == ("f10", "d")
    given = keys | {"leave_passage": "d"}
    with pytest.raises(AnnotatorError, match=r"'d' would be both .* while a passage is edited"):
        editing_actions(all_actions(DEFAULT_LABELS, given), given)


def test_everything_that_is_wrong_with_a_map_is_told() -> None:
    keys: dict[str, str | list[str]] = {"udno": "y", "edit": "wat", "union": "shift+1", "skip": []}
    assert [name for name, _ in wrong_keys(DEFAULT_LABELS, keys)] == ["udno", "edit", "union"]
    told = [sentence for _, sentence in wrong_keys(DEFAULT_LABELS, {"grow": "d", "union": "k"})]
    assert ["'d' would be both" in told[0], "on the adjudicating screen" in told[1]] == [True, True]
    assert wrong_keys(DEFAULT_LABELS, {"undo": "u", "union": "v"}) == []


async def test_mapped_keys_act_and_are_shown_where_passages_are_decided(tmp_path: Path) -> None:
    project = write(tmp_path, {"kim": [at("4 per cent", "number")], "lee": [at("4 per cent, he", "number")]})
    keys: dict[str, str | list[str]] = {
        "union": "v",
        "undo": "y",
        "filter": "F",
        "done": "f9",
        "edit": "g",
        "guideline": [],
    }
    project.settings = replace(project.settings, keys=keys)
    app = AdjudicatorApp(project, lambda *_: opened(project), "ada", memory=Memory(tmp_path / "state"))
    async with app.run_test(size=(120, 60)) as pilot:

        async def press(*pressed: str) -> str:
            await pilot.press(*pressed)
            await pilot.pause()
            rows = app.screen._compositor.render_strips()
            return "\n".join("".join(segment.text for segment in strip) for strip in rows)

        bar = (await press("right")).splitlines()[-1]
        assert all(f" {entry} " in bar for entry in ("v union", "y undo", "F filter", "g edit", "x none"))
        assert "0 of 1 decided" in await press("w", "u", "e", "slash")
        assert "1 of 1 decided" in await press("v")
        assert "0 of 1 decided" in await press("y")
        assert "v         Union" in await press("question_mark")
        assert "f9 decides what stands here".casefold() in (await press("escape", "g")).casefold()
        assert "1 of 1 decided" in await press("f9")
    app.close_session()


def test_the_page_of_settings_names_every_action() -> None:
    page = (Path(__file__).parents[2] / "docs/settings.md").read_text()
    named = {word for block in page.split("```text")[1:] for word in block.split("```")[0].split()}
    assert named == {action.name for action in (*ACTIONS, *ADJUDICATE_ACTIONS)}


def test_no_key_goes_ahead_of_those_typed_before_it() -> None:
    """The application looks for none that does; Textual's own way out has given way to the screens'."""
    for module in walk_packages(tui.__path__, "annotator.tui."):
        import_module(module.name)
    kinds: list[type[DOMNode]] = [DOMNode]
    for kind in kinds:
        kinds += kind.__subclasses__()
    bound = ((kind.__name__, one) for kind in kinds for one in Binding.make_bindings(vars(kind).get("BINDINGS", ())))
    assert {(name, one.key) for name, one in bound if one.priority} == {("App", "ctrl+q")}
