"""The entry point: commands listed, errors turned into one sentence and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer
from typer.exceptions import Abort, Exit, TyperException

from curation.cli import (
    cleaning,
    contamination,
    diversity,
    duplicates,
    finding,
    hub,
    merging,
    noise,
    proving,
    publishing,
    reading,
    reviewing,
    seen,
    statistics,
    writing,
)
from curation.cli.output import complain
from curation.errors import Cancelled, CurationError

DONE, UNEXPECTED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
COMMANDS = (
    hub.search,
    hub.parts,
    reading.load,
    reading.datasets,
    reading.show,
    reading.schema,
    merging.merge,
    statistics.compare,
    cleaning.report,
    statistics.agreement,
    cleaning.embed,
    duplicates.duplicates,
    duplicates.conflicts,
    duplicates.leaks,
    finding.find,
    finding.topics,
    diversity.diversity,
    contamination.contamination,
    contamination.benchmarks,
    noise.noise,
    noise.effect,
    reviewing.sessions,
    reviewing.history,
    reviewing.verdicts,
    reviewing.audit,
    cleaning.apply,
    seen.seen,
    writing.export,
    proving.prove,
    writing.run,
    publishing.publish,
)

PROGRAM = "python -m curation"

app = typer.Typer(
    name=PROGRAM,
    help="Explore and curate preference data.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in COMMANDS:
    app.command()(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; without a command, print the help."""
    try:
        _run(list(sys.argv[1:] if arguments is None else arguments) or ["--help"])
        # Here, not at the interpreter's end, so that a reader who has gone is noticed in time.
        sys.stdout.flush()
    except Exit as ended:
        return ended.exit_code
    except BrokenPipeError:
        # The reader (head, less) has gone; nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except (KeyboardInterrupt, Abort, Cancelled):
        complain("\nInterrupted; what was finished is kept.")
        return INTERRUPTED
    except Exception as error:
        code = _failed(error)
        if code == UNEXPECTED and os.environ.get("WINNOW_DEBUG"):
            raise
        return code
    return DONE


def _run(arguments: list[str]) -> None:
    # Not typer's own ``main``: that one ends the process where a pipe is broken.
    command = typer.main.get_command(app)
    with command.make_context(PROGRAM, arguments) as context:
        command.invoke(context)


def _failed(error: Exception) -> int:
    """Say in one sentence what went wrong, and give the exit code for it."""
    if isinstance(error, TyperException):
        said = error.format_message().rstrip(".").replace("Value error, ", "")
        context = getattr(error, "ctx", None)
        complain(f"Error: {said}. See `{context.command_path if context else PROGRAM} --help`.")
        return BAD_INPUT
    if isinstance(error, CurationError):
        complain(f"Error: {error}")
        return BAD_INPUT
    complain(f"Unexpected error: {type(error).__name__}: {error}. WINNOW_DEBUG=1 shows where it came from.")
    return UNEXPECTED
