"""The pairing rule as people write it: a YAML file, or the name of a preset."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import ValidationError

from curation.errors import SchemaError
from curation.schemas.mapping import did_you_mean
from curation.store.pairing import Pairing
from curation.store.presets import PRESETS


def read_pairing(path: Path) -> Pairing:
    """The pairing rule in a YAML file, or the preset of that name.

    Raises:
        SchemaError: The file is missing, no YAML, or holds an unknown setting.
    """
    if str(path) in PRESETS:
        return Pairing(weights=PRESETS[str(path)])
    try:
        return Pairing.model_validate(yaml.safe_load(path.read_text("utf-8-sig")) or {})
    except OSError as error:
        hint = did_you_mean(str(path), list(PRESETS))
        raise SchemaError(
            f"The pairing file {path} cannot be read",
            why=error.strerror or "",
            next=hint or f"Give a YAML file or one of the presets {', '.join(PRESETS)}",
        ) from error
    except UnicodeDecodeError as error:
        raise SchemaError(f"{path} is not UTF-8 text", next="Give a YAML file") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise SchemaError(
            f"{path}{where} is not YAML", why=str(error).split("\n")[0], next="Correct it"
        ) from error
    except ValidationError as error:
        raise _fault(path, error) from error


def _fault(path: Path, error: ValidationError) -> SchemaError:
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"]))
    settings = list(Pairing.model_fields)
    hint = did_you_mean(where, settings) if first["type"] == "extra_forbidden" else ""
    return SchemaError(
        f"{path} is not a pairing rule",
        why=": ".join(filter(None, [where, first["msg"]])),
        next=hint or f"Settings are {', '.join(settings)}",
    )
