"""YAML in and out for recipes: errors name the line, and what was written is what is read.

Plain YAML only: no anchors (a few lines of them expand without end), no key twice (YAML would
drop one silently), no tags; dates stay text. The operators ``>``, ``>=`` and ``!=`` mean something
else to YAML and need quotes; where a text fails as it stands, they are quoted for the author.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from curation.errors import RecipeError

Model = TypeVar("Model", bound=BaseModel)
Location = tuple[int | str, ...]

_BARE_OPERATOR = re.compile(
    r"""((?:^|[{,\s-])op:[ \t]*)(!=|[<>]=?|==)(?=[ \t]*(?:[,}#\n\r]|$))""", re.MULTILINE
)
_MAX_DEPTH = 60
# The kinds of conditions, each with the setting that only it has.
_TELLING = {"compare": "value", "fields": "other", "all": "all", "any": "any", "not": "not"}
_TIMESTAMP = "tag:yaml.org,2002:timestamp"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a text.

    Attributes:
        line: Counted from 1.
        path: Which setting, e.g. ``steps[2].where.field``; empty where the text is no YAML.
        said: What is wrong with it.
    """

    line: int
    path: str
    said: str

    def __str__(self) -> str:
        """``line 3: steps[1].pairs: …``."""
        return ": ".join(part for part in (f"line {self.line}", self.path, self.said) if part)


class TextError(RecipeError):
    """A text that is no recipe, with every problem found in it, those of misspelt settings first."""

    def __init__(self, what: str, problems: tuple[Problem, ...]) -> None:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(what, why=f"{problems[0]}{more}", next="Correct it")
        self.problems = problems


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own shape
        first: [(tag, pattern) for tag, pattern in resolvers if tag != _TIMESTAMP]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Refuse anchors' aliases."""
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(
                problem="anchors and aliases are not used here", problem_mark=event.start_mark
            )
        return super().compose_node(parent, index)


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists under their key, as people write them."""
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    """Several lines, or characters that do not print, go into double quotes, where YAML folds nothing."""
    style = '"' if not value.isprintable() or value != value.strip() else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def dump(values: dict[str, Any]) -> str:
    """JSON values as YAML, keys in the order given."""
    text: str = yaml.dump(values, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return text


def read(model: type[Model], given: str | Path) -> Model:
    """A model from a YAML text, or from the file at a ``Path``.

    Raises:
        RecipeError: It cannot be read, is no YAML, or does not fit the model.
    """
    where = str(given) if isinstance(given, Path) else "the text"
    text = _file(given) if isinstance(given, Path) else given
    try:
        return _parse(model, text, where)
    except RecipeError:
        quoted = _BARE_OPERATOR.sub(r'\1"\2"', text)
        if quoted == text:
            raise
        return _parse(model, quoted, where)


def _file(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise RecipeError(
            f"The recipe {path} cannot be read", why=error.strerror or "", next="Check the path"
        ) from error
    except UnicodeDecodeError as error:
        raise RecipeError(f"The recipe {path} is not UTF-8 text", next="Give a YAML file") from error


def _parse(model: type[Model], text: str, where: str) -> Model:
    try:
        loader = _Loader(text)
        try:
            root = loader.get_single_node()
            if root is None:
                raise RecipeError(f"{where} is empty", next="Write at least 'version: 1'")
            _check(root)
            values = loader.construct_document(root)
        finally:
            loader.dispose()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _no_yaml(error, where) from error
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise _misfit(error, root, where, model) from error
    except RecursionError as error:
        raise RecipeError(
            f"{where} is nested too deeply", next="Write the condition with fewer levels"
        ) from error


def _check(node: yaml.Node, depth: int = 0) -> None:
    """No key twice, no nesting without end."""
    mark = node.start_mark
    if depth > _MAX_DEPTH:
        raise yaml.MarkedYAMLError(problem=f"nested more than {_MAX_DEPTH} levels deep", problem_mark=mark)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="a key is one word", problem_mark=key.start_mark)
            if key.value in seen:
                problem = f"{key.value!r} is written twice"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key.start_mark)
            seen.add(key.value)
            _check(value, depth + 1)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _check(value, depth + 1)


def _no_yaml(error: Exception, where: str) -> RecipeError:
    what = f"{where} is not YAML"
    if not isinstance(error, yaml.MarkedYAMLError):
        said = "it is nested too deeply" if isinstance(error, RecursionError) else str(error).split("\n")[0]
        return RecipeError(what, why=said, next="Correct it")
    mark = error.problem_mark or error.context_mark
    said = error.problem or error.context or "cannot be parsed"
    return TextError(what, (Problem(mark.line + 1 if mark else 1, "", said),))


def _misfit(error: ValidationError, root: yaml.Node, where: str, model: type[BaseModel]) -> TextError:
    # A misspelt setting is also a missing one; the misspelling says more.
    found = sorted(error.errors(include_url=False), key=lambda e: e["type"] != "extra_forbidden")
    return TextError(
        f"{where} is not a recipe", tuple(_problem(one["type"], one, root, model) for one in found)
    )


def _problem(kind: str, found: Any, root: yaml.Node, model: type[BaseModel]) -> Problem:
    location: Location = found["loc"]
    said: str = found["msg"].removeprefix("Value error, ")
    line, path = _place(root, location)
    if kind == "extra_forbidden":
        known = _settings_of(model, location)
        near = difflib.get_close_matches(str(location[-1]), known, n=1)
        said = f"is not a setting; did you mean {near[0]!r}?" if near else "is not a setting."
        said += f" Settings here are {', '.join(known)}" if known else ""
    elif kind == "union_tag_invalid":
        # Pydantic quotes the kinds there are: 'filter', 'check', …
        tag, kinds = str(found["ctx"]["tag"]), str(found["ctx"]["expected_tags"])
        near = difflib.get_close_matches(tag, kinds.split("'"), n=1)
        meant = f"did you mean {near[0]!r}? " if near else ""
        said = f"there is no kind {tag!r}; {meant}Kinds are {kinds}"
    return Problem(line, path, said)


def _place(node: yaml.Node, location: Location) -> tuple[int, str]:
    """Where a pydantic location lies in the text: its 1-based line, and its path, counted from 1.

    Pydantic puts the names of a union's members between the keys; what the text does not hold is
    skipped, save the last part, which may be a setting that is missing.
    """
    line, path = node.start_mark.line, ""
    for i, part in enumerate(location):
        children = _children(node)
        if part in children:
            line, node = children[part]
        if part in children or (i == len(location) - 1 and not path.endswith(f".{part}")):
            path += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return line + 1, path.removeprefix(".") or "the whole"


def _children(node: yaml.Node) -> dict[int | str, tuple[int, yaml.Node]]:
    """What a node holds, each with its 0-based line."""
    if isinstance(node, yaml.SequenceNode):
        return {i: (child.start_mark.line, child) for i, child in enumerate(node.value)}
    if isinstance(node, yaml.MappingNode):
        return {key.value: (key.start_mark.line, child) for key, child in node.value}
    return {}


def _settings_of(model: type[BaseModel], location: Location) -> list[str]:
    """The settings that may stand where ``location`` names one that may not."""
    if len(location) == 1:
        return list(model.model_fields)
    around = location[-2]
    told = _TELLING.get(str(around))
    for definition in model.model_json_schema()["$defs"].values():
        settings = definition.get("properties", {})
        if settings.get("kind", {}).get("const") == around:
            return list(settings)
        if told is not None and told in settings:
            # What is no other kind of condition is read as a comparison; it may have been meant as one.
            return [*settings, *(key for key in _TELLING.values() if key not in settings)]
    field = model.model_fields.get(str(around))
    for option in get_args(field.annotation) if field else ():
        if isinstance(option, type) and issubclass(option, BaseModel):
            return list(option.model_fields)
    return []
