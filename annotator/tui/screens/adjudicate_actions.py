"""The table of what can be done on the adjudicating screen: its keys, key bar and help come from here."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.tui.actions import ACTIONS as ANNOTATING
from annotator.tui.actions import Action, without_clashes
from annotator.tui.keymap import KeyMap, remapped
from annotator.tui.theme import LOOKS

ACTIONS: tuple[Action, ...] = (
    Action("take", "1", "Take", "Take that version; 1 to 9.", "Deciding", 0, "1"),
    Action("union", "u", "Union", "Take all that anybody has; overlapping spans of a label become one.", "Deciding", 1),
    Action("intersection", "i", "Common", "Take what all have who have anything here.", "Deciding", 2),
    Action("none", "x,delete", "None", "Take none of them: a decision too, and kept.", "Deciding", 3),
    Action("edit", "e", "Edit", "Edit freely on the annotating screen: boundaries, labels, several spans, nested ones.", "Deciding", 4),
    Action("later", "s", "Later", "Leave it for later; it comes again after the others.", "Deciding", 5),
    Action("alike", "a", "Alike", "Give the answer to the passage decided last to others like it, chosen from a list.", "Deciding", 6),
    Action("again", "p", "As before", "Decide as before, where annotators changed what was decided on.", "Deciding"),
    Action("undo", "U,ctrl+z", "Undo", "Undo the last decision (or all of one list), also after a restart.", "Deciding", 7),
    Action("redo", "ctrl+y", "Redo", "Redo what was undone.", "Deciding"),
    Action("note", "n", "Note", "Note something of the passage; kept with the decision.", "Writing", 11),
    Action("rule", "r", "Rule", "Add a rule to the guideline, dated, with the passage; then see what else it would touch.", "Writing", 12),
    Action("touched", "t", "Touched", "List the spans elsewhere that a rule made for this passage would touch.", "Writing"),
    Action("next", "right,right_square_bracket,tab", "Next", "Go to the next passage.", "Going"),
    Action("previous", "left,left_square_bracket,shift+tab", "Previous", "Go to the passage before.", "Going"),
    Action("next_open", "o", "Next open", "Go to the next passage that is not decided.", "Going"),
    Action("list", "l", "List", "List the passages; Enter goes to one.", "Going", 9),
    Action("filter", "f", "Filter", "Show only a label, a kind, an article, two annotators; or what the rule took.", "Going", 10),
    Action("scroll_up", "up,pageup", "Up", "Scroll the article up.", "Going"),
    Action("scroll_down", "down,pagedown", "Down", "Scroll the article down.", "Going"),
    *(Action("theme", "", f"Theme: {name}", f"Use the {name} theme, also the next time.", "Help", None, name) for name in LOOKS),
    Action("palette", "ctrl+p", "Palette", "Find any action by its name, and run it.", "Help", 8),
    Action("save_again", "ctrl+s", "Save now", "Try again to save what could not be saved.", "Help"),
    Action("help", "question_mark", "Keys", "Show all keys.", "Help", 13),
    Action("quit", "ctrl+q", "Quit", "Leave; everything is saved already.", "Help", 14),
)  # fmt: skip

EDITING: tuple[Action, ...] = (
    Action("leave_passage", "k,f10", "Back", "Back to the passages without a decision.", "Articles", 22),
)
_NOT_HERE = frozenset(
    {"skip", "article_note", "articles", "agreement", "next_article", "previous_article", "moves", "tutorial"}
)


def adjudicating_actions(keys: KeyMap) -> list[Action]:
    """The table of the adjudicating screen, with the keys that `annotator.toml` gives.

    An action of both screens gets of the keys that it is given those that no other has here, else it keeps its own.

    Raises:
        AnnotatorError: if a key is that of two actions which are given keys for this screen alone, or cannot be one.
    """
    shared = {action.name for action in ANNOTATING if action.name in keys}
    table = remapped(ACTIONS, keys)
    taken = {key for action in table if action.name not in shared for key in _keys(action)}
    for i, (own, action) in enumerate(zip(ACTIONS, table, strict=True)):
        if action.name in shared and action.keys:
            free = [key for key in action.key_list if key not in taken]
            free = free or [key for key in own.key_list if key not in taken]
            table[i] = action._replace(keys=",".join(free))
    without_clashes([action._replace(keys=",".join(_keys(action))) for action in table], " on the adjudicating screen")
    return table


def _keys(action: Action) -> list[str]:
    """The keys of an action, all digits for the versions."""
    return list("123456789") if action.id == "take" else action.key_list


def editing_actions(annotating: Iterable[Action], keys: KeyMap) -> list[Action]:
    """The annotating screen's table with what makes sense while a passage is edited.

    Args:
        annotating: that table, with the keys that it has in the project.
        keys: what `annotator.toml` gives.

    Raises:
        AnnotatorError: if the key that goes back is another action's by the map.
    """
    table = [_decides(action) if action.id == "done" else action for action in annotating if action.id not in _NOT_HERE]
    taken = {key for action in table for key in action.key_list}
    for action in remapped(EDITING, keys):
        free = [key for key in action.key_list if key not in taken or action.name in keys]
        table.append(action._replace(keys=",".join(free)))
    return without_clashes(table, " while a passage is edited")


def _decides(done: Action) -> Action:
    return done._replace(title="Decide", help="What stands here is the decision; back to the passages.")
