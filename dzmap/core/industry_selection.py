"""An industry scope as a person builds it in a tree: prefixes that are in, and prefixes taken out.

The longest prefix of a code decides, as everywhere (``core.prefixes``). Without any included prefix
nothing is ticked: such a scope means all industries, apart from those taken out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from dzmap.core.industries import IndustryTree, code_path


class Ticked(Enum):
    """How much of an entry a selection covers."""

    NONE = 0
    SOME = 1
    ALL = 2


@dataclass(frozen=True)
class IndustrySelection:
    """Codes without letter (bare letters for 门类), in the order in which they were chosen."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def states(self, tree: IndustryTree) -> dict[str, Ticked]:
        """How much of every entry of the tree is covered."""
        rules = {code_path(code): True for code in self.include}
        rules |= {code_path(code): False for code in self.exclude}
        rules.pop("", None)  # what is no code covers nothing
        found: dict[str, Ticked] = {}
        for entry in tree.children():
            _state(tree, entry.code, rules, covered=not self.include and bool(rules), found=found)
        return found

    def toggled(self, tree: IndustryTree, code: str) -> "IndustrySelection":
        """With an entry ticked that was not, or only in part; or without it if it was.

        What was chosen or taken out below the entry is forgotten: the entry now speaks for it.
        """
        state = self.states(tree)[code]
        rest = self._without_below(code)
        if state is not Ticked.ALL:
            if rest.states(tree)[code] is Ticked.ALL:
                return rest
            return IndustrySelection((*rest.include, code), rest.exclude)
        if rest.states(tree)[code] is Ticked.NONE:
            return rest._tidied()
        return IndustrySelection(rest.include, (*rest.exclude, code))

    def without(self, code: str) -> "IndustrySelection":
        """After the chip of a chosen or taken-out code was removed."""
        if code in self.exclude:
            return IndustrySelection(
                self.include, tuple(other for other in self.exclude if other != code)
            )
        return IndustrySelection(
            tuple(other for other in self.include if other != code), self.exclude
        )._tidied()

    def _without_below(self, code: str) -> "IndustrySelection":
        above = code_path(code)
        return IndustrySelection(
            tuple(other for other in self.include if not code_path(other).startswith(above)),
            tuple(other for other in self.exclude if not code_path(other).startswith(above)),
        )

    def _tidied(self) -> "IndustrySelection":
        """Without codes taken out of nothing, which would suddenly mean “all but these”."""
        paths = [code_path(code) for code in self.include]
        kept = (code for code in self.exclude if _under(code_path(code), paths))
        return IndustrySelection(self.include, tuple(kept))


def _under(path: str, prefixes: Iterable[str]) -> bool:
    return any(prefix and path.startswith(prefix) for prefix in prefixes)


def _state(
    tree: IndustryTree,
    code: str,
    rules: dict[str, bool],
    *,
    covered: bool,
    found: dict[str, Ticked],
) -> Ticked:
    covered = rules.get(code_path(code), covered)
    parts = {
        _state(tree, child.code, rules, covered=covered, found=found)
        for child in tree.children(code)
    }
    whole = Ticked.ALL if covered else Ticked.NONE
    state = whole if not parts else parts.pop() if len(parts) == 1 else Ticked.SOME
    found[code] = state
    return state


def smallest_selection(tree: IndustryTree, codes: Iterable[str]) -> IndustrySelection:
    """The fewest prefixes that mean exactly these 小类, such as C26 without C2625.

    Args:
        tree: The classification.
        codes: Entries without parts of their own.
    """
    wanted = frozenset(codes)
    include: list[str] = []
    exclude: list[str] = []
    for entry in tree.children():
        for code, into in _both_flips(tree, entry.code, wanted)[0]:
            (include if into else exclude).append(code)
    return IndustrySelection(tuple(include), tuple(exclude))


def _both_flips(
    tree: IndustryTree, code: str, wanted: frozenset[str]
) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """The fewest changes if the entry is not covered from above, and if it is."""
    children = tree.children(code)
    if not children:
        return ([(code, True)] if code in wanted else []), (
            [] if code in wanted else [(code, False)]
        )
    below = [_both_flips(tree, child.code, wanted) for child in children]
    uncovered = [flip for part, _ in below for flip in part]
    covered = [flip for _, part in below for flip in part]
    return (
        min(uncovered, [(code, True), *covered], key=len),
        min(covered, [(code, False), *uncovered], key=len),
    )
