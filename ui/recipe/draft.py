"""A condition being built: groups and leaves whose words stand in widgets, and the condition they make.

The tree here holds only what hangs where. What is chosen in a leaf or said of a group lies in a mapping
from widget keys to values, which in the app is the session's state.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from curation.recipe import All, Any_, Compare, CompareFields, Condition, Not
from curation.recipe.conditions import Node
from curation.store import Dataset
from ui.recipe.leaf import Held, Incomplete, condition_at, editable, values_of

ALL, ANY, NONE, SOME_NOT = "all", "any", "none", "some not"
HOWS = {
    ALL: "all of these hold",
    ANY: "any of these holds",
    NONE: "none of these holds",
    SOME_NOT: "not all of these hold",
}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One condition; ``fixed`` where it is taken as it is, such as the prompts of a topic."""

    id: int
    fixed: Compare | CompareFields | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions and groups that are taken together."""

    id: int
    members: tuple[Leaf | Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Tree:
    """A condition being built.

    Attributes:
        token: Begins the keys of its widgets, so that two of them never meet.
        root: The outermost group.
        following: The number that the next part gets.
    """

    token: str
    root: Group
    following: int

    @classmethod
    def begun(cls, token: str) -> Tree:
        """A tree with one empty condition."""
        return cls(token, Group(0, (Leaf(1),)), 2)

    @classmethod
    def of(cls, token: str, condition: Condition, dataset: Dataset) -> tuple[Tree, dict[str, Any]]:
        """The tree of a condition, and what its widgets hold."""
        held: dict[str, Any] = {}
        counter = iter(range(1, 1 << 30))
        part = _part(condition, token, held, counter, dataset)
        if isinstance(part, Group):
            return cls(token, part, next(counter)), held
        return cls(token, Group(0, (part,)), next(counter)), held

    def key(self, part: Leaf | Group) -> str:
        """What the keys of a part's widgets begin with."""
        return f"{self.token}-{part.id}"

    def with_leaf(self, group: int, fixed: Compare | None = None) -> Tree:
        """One more condition at the end of a group."""
        return self._with(group, Leaf(self.following, fixed), 1)

    def with_group(self, group: int) -> Tree:
        """One more group, with one empty condition, at the end of a group."""
        return self._with(group, Group(self.following, (Leaf(self.following + 1),)), 2)

    def without(self, part: int) -> Tree:
        """The tree less a part; the outermost group stays."""
        return replace(self, root=_less(self.root, part))

    def _with(self, group: int, part: Leaf | Group, used: int) -> Tree:
        return replace(self, root=_grown(self.root, group, part), following=self.following + used)

    def leaves(self) -> Iterator[Leaf]:
        """Every condition, in order."""
        return _leaves(self.root)

    def condition(self, held: Held, dataset: Dataset) -> Condition:
        """The condition that the tree makes.

        Args:
            held: What the widgets hold.
            dataset: The data set whose fields it names.

        Raises:
            Incomplete: A value is missing, or a group is empty.
        """
        return self._condition(self.root, held, dataset)

    def _condition(self, part: Leaf | Group, held: Held, dataset: Dataset) -> Condition:
        key = self.key(part)
        if isinstance(part, Leaf):
            found = part.fixed or condition_at(held, key, dataset)
            return _not(found) if held.get(f"{key}-not") else found
        if not part.members:
            raise Incomplete("A group is empty: add a condition to it, or remove it.")
        members = tuple(self._condition(member, held, dataset) for member in part.members)
        how = held.get(f"{key}-how", ALL)
        if len(members) == 1:
            return members[0] if how in (ALL, ANY) else _not(members[0])
        joined: Condition = All(all=members) if how in (ALL, SOME_NOT) else Any_(any=members)
        return joined if how in (ALL, ANY) else _not(joined)


def _not(condition: Condition) -> Not:
    return Not(**{"not": condition})


def _part(
    node: Node, token: str, held: dict[str, Any], counter: Iterator[int], dataset: Dataset
) -> Leaf | Group:
    turned = False
    while isinstance(node, Not):
        node, turned = node.not_, not turned
    number = next(counter)
    key = f"{token}-{number}"
    if isinstance(node, Compare | CompareFields):
        held[f"{key}-not"] = turned
        if not editable(node, dataset):
            return Leaf(number, node)
        held.update(values_of(node, key, dataset))
        return Leaf(number)
    members = node.all if isinstance(node, All) else node.any
    if isinstance(node, All):
        held[f"{key}-how"] = SOME_NOT if turned else ALL
    else:
        held[f"{key}-how"] = NONE if turned else ANY
    return Group(number, tuple(_part(member, token, held, counter, dataset) for member in members))


def _grown(part: Group, group: int, added: Leaf | Group) -> Group:
    members = tuple(
        _grown(member, group, added) if isinstance(member, Group) else member for member in part.members
    )
    return replace(part, members=(*members, added) if part.id == group else members)


def _less(part: Group, gone: int) -> Group:
    left = (member for member in part.members if member.id != gone)
    return replace(
        part, members=tuple(_less(member, gone) if isinstance(member, Group) else member for member in left)
    )


def _leaves(part: Leaf | Group) -> Iterator[Leaf]:
    if isinstance(part, Leaf):
        yield part
        return
    for member in part.members:
        yield from _leaves(member)
