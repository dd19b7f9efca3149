"""The mapping from a source's columns onto the canonical model, and its YAML file."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from curation.errors import SchemaError
from curation.schemas.markup import Markup
from curation.schemas.values import code_of


def _codes(value: Any) -> Any:
    """``first_is: 0`` and ``first_is: [a, model_a]`` both become words that verdict cells compare to."""
    values = value if isinstance(value, (list, tuple)) else [value]
    return tuple(word for item in values if (word := code_of(item)) is not None)


def _names(value: Any) -> Any:
    """``attributes: quality`` is a list of one."""
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
Codes = Annotated[tuple[str, ...], BeforeValidator(_codes)]


class Mapping(BaseModel):
    """Which column plays which role, and what its values mean.

    Attributes:
        family: Name of the schema family that reads the rows.
        columns: Role → source column; ``a.b`` reaches into a nested record, or into each record of a list.
        attributes: Rated attribute columns, each holding a number (or a list of numbers).
        annotators: The attributes hold lists, one rating an annotator.
        markup: How turns are marked inside prompt (or transcript) strings.
        rounds: Prompt and answers are lists of texts, one a round.
        models: Role → the model that wrote every answer in that column.
        positive_is: Which answer a ``strength`` above ``neutral_is`` prefers.
        neutral_is: The ``strength`` that prefers neither: 0 for signed numbers, 0.5 for shares.
        first_is: Verdict words that prefer the first answer (``response_a``).
        second_is: Verdict words that prefer the second.
        tie_is: Verdict words for "neither"; left out, the usual ones ("tie", "both_bad", …).
        good_is: Label words that mean a good answer, such as ``false`` for a column ``hallucination``;
            left out, the usual ones (true, 1, yes, thumbs up, …).
        bad_is: Label words that mean a bad one; left out, the usual ones that ``good_is`` does not name.
        best_rank: The rank of the best answer: 1, or 0 where the source counts from there.
        best_first: A list of answers stands in order, the best one first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    family: str
    columns: dict[str, str] = Field(default_factory=dict)
    attributes: Names = ()
    annotators: bool = False
    markup: Markup | None = None
    rounds: bool = False
    models: dict[str, str] = Field(default_factory=dict)
    positive_is: Literal["first", "second"] | None = None
    neutral_is: float = Field(default=0.0, allow_inf_nan=False)
    first_is: Codes = ()
    second_is: Codes = ()
    tie_is: Codes = ()
    best_rank: Literal[0, 1] = 1
    best_first: bool = False
    good_is: Codes = ()
    bad_is: Codes = ()

    @classmethod
    def from_yaml(cls, path: Path | str) -> Mapping:
        """Read a mapping file.

        Raises:
            SchemaError: The file cannot be read, is no YAML or no mapping; names file and line.
        """
        path = Path(path)
        try:
            text = path.read_text("utf-8-sig")
        except OSError as error:
            why = error.strerror or "it cannot be opened"
            raise SchemaError(
                f"The mapping file {path} cannot be read", why=why, next="Check the path"
            ) from error
        except UnicodeDecodeError as error:
            raise SchemaError(
                f"The mapping file {path} is not UTF-8 text", next="Save it as UTF-8"
            ) from error
        return cls.from_text(text, str(path))

    @classmethod
    def from_text(cls, text: str, name: str = "the mapping") -> Mapping:
        """Read a mapping from YAML text; ``name`` is what errors call it.

        Raises:
            SchemaError: As for `from_yaml`.
        """
        try:
            data = yaml.safe_load(text)
            tree = yaml.compose(text, Loader=yaml.SafeLoader)
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            where = f", line {mark.line + 1}" if mark else ""
            why = str(getattr(error, "problem", None) or error).split("\n")[0]
            raise SchemaError(f"{name}{where} is not YAML", why=why, next="Correct the line") from error
        if not isinstance(data, dict):
            raise SchemaError(f"{name}, line 1 is not a mapping", next="Begin with 'family:' and 'columns:'")
        try:
            mapping = cls.model_validate(data)
        except ValidationError as error:
            raise _fault(error, name, tree) from error
        _check_names(mapping, name, tree)
        return mapping

    def to_yaml(self) -> str:
        """The mapping as YAML, settings that are not in use left out."""
        data = self.model_dump(mode="json", exclude_defaults=True)
        return yaml.safe_dump(data, sort_keys=False, allow_unicode=True)


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """``Did you mean 'prompt'`` for the nearest known name, else an empty string."""
    folded = {other.lower(): other for other in known}
    near = get_close_matches(name.lower(), list(folded), n=1, cutoff=0.6)
    return f"Did you mean '{folded[near[0]]}'" if near else ""


def _check_names(mapping: Mapping, name: str, tree: Any) -> None:
    # Here, because the families that know the names are made of mappings.
    from curation.schemas.recognition import misnamed

    if found := misnamed(mapping):
        path, fault = found
        line = _line_of(tree, path)
        raise SchemaError(f"{name}, line {line}: {fault.what}", why=fault.why, next=fault.next) from fault


def _fault(error: ValidationError, name: str, tree: Any) -> SchemaError:
    first = error.errors()[0]
    path = tuple(str(step) for step in first["loc"])
    line = _line_of(tree, path)
    if first["type"] == "extra_forbidden":
        hint = did_you_mean(path[-1], list(Mapping.model_fields))
        known = f"Settings are {', '.join(Mapping.model_fields)}"
        return SchemaError(f"{name}, line {line} has the unknown setting '{path[-1]}'", next=hint or known)
    why = first["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    if first["type"] == "missing":
        return SchemaError(f"{name} lacks the setting '{'.'.join(path)}'", next=f"Add '{path[0]}:'")
    return SchemaError(f"{name}, line {line}: '{'.'.join(path)}' should be {why}", next="Correct the line")


def _line_of(tree: Any, path: Sequence[str]) -> int:
    """The 1-based line of a setting: as deep along the path as the file goes."""
    line, node = 1, tree
    for step in path:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        found = next(((key, value) for key, value in pairs if key.value == step), None)
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line
