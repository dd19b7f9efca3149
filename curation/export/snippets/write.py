"""The snippets of an export, by the trainer that reads it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from curation.export.files import FileWritten
from curation.export.snippets.snippet import Files, Snippet, files_of
from curation.recipe import ExportOptions

# Small, open, and with a chat template; to be changed.
MODEL = "Qwen/Qwen3-0.6B"
TRL = {"trl-dpo": "DPO", "trl-reward": "Reward", "trl-kto": "KTO"}
Make = Callable[[str, Files, ExportOptions], Snippet]


def snippets(target: str, written: Sequence[FileWritten], options: ExportOptions) -> tuple[Snippet, ...]:
    """What goes beside the files of an export so that they can be trained on; nothing for a table to read.

    Args:
        target: The format's name.
        written: Its files.
        options: Choices within the format.
    """
    make = _MAKERS.get(target)
    return (make(target, files_of(written), options),) if make and written else ()


def _trl(target: str, files: Files, options: ExportOptions) -> Snippet:
    return Snippet("train.py", "python", _filled("trl.py.j2", files, kind=TRL[target]))


def _axolotl(target: str, files: Files, options: ExportOptions) -> Snippet:
    reward = target == "axolotl-rm"
    style = "" if reward or options.style == "chat" else f"chatml.{options.style}"
    kind = "bradley_terry.chat_template" if reward else style or "chat_template.default"

    def datasets(names: Sequence[str]) -> str:
        listed = "".join(f"      - {json.dumps(name)}\n" for name in names)
        head = f"  - path: json\n    split: train\n    type: {kind}\n"
        return f"{head}    data_files:\n{listed}".rstrip("\n")

    text = _filled("axolotl.yaml.j2", files, reward=reward, style=style, datasets=datasets)
    return Snippet("axolotl.yaml", "yaml", text)


def _llamafactory(target: str, files: Files, options: ExportOptions) -> Snippet:
    stage = "kto" if target == "llamafactory-kto" else "dpo"
    train, held_out = ([name.partition(".")[0] for name in names] for names in (files.train, files.held_out))
    text = _filled("llamafactory.yaml.j2", files, stage=stage, train=train, held_out=held_out)
    return Snippet("llamafactory.yaml", "yaml", text)


def _openrlhf(target: str, files: Files, options: ExportOptions) -> Snippet:
    return Snippet("openrlhf.sh", "bash", _filled("openrlhf.sh.j2", files))


def _nemo_rl(target: str, files: Files, options: ExportOptions) -> Snippet:
    return Snippet("nemo-rl.yaml", "yaml", _filled("nemo_rl.yaml.j2", files))


def _nemo_aligner(target: str, files: Files, options: ExportOptions) -> Snippet:
    kind = "dpo" if target == "nemo-aligner-dpo" else "regression"
    return Snippet("nemo-aligner.sh", "bash", _filled("nemo_aligner.sh.j2", files, kind=kind, batch=64))


def _argilla(target: str, files: Files, options: ExportOptions) -> Snippet:
    return Snippet("argilla_log.py", "python", _filled("argilla.py.j2", files))


_MAKERS: dict[str, Make] = {
    **dict.fromkeys(TRL, _trl),
    "axolotl-dpo": _axolotl,
    "axolotl-rm": _axolotl,
    "llamafactory-ranking": _llamafactory,
    "llamafactory-kto": _llamafactory,
    "openrlhf": _openrlhf,
    "nemo-rl": _nemo_rl,
    "nemo-aligner-dpo": _nemo_aligner,
    "nemo-aligner-steerlm": _nemo_aligner,
    "argilla": _argilla,
}


def _filled(name: str, files: Files, **values: object) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    templates = Environment(
        loader=PackageLoader("curation.export", "snippets"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  # these are scripts, not pages; file names are safe ones
        keep_trailing_newline=True,
    )
    return templates.get_template(name).render(files=files, model=MODEL, **values)
