"""The entry point: commands listed, errors turned into one sentence and an exit code."""

from __future__ import annotations

import os
from collections.abc import Sequence

import typer
from typer.exceptions import Abort, TyperException

from curation.cli import cleaning, reading, writing
from curation.cli.output import complain
from curation.errors import Cancelled, CurationError

DONE, UNEXPECTED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
COMMANDS = (
    reading.load,
    reading.datasets,
    reading.show,
    reading.schema,
    cleaning.report,
    cleaning.embed,
    cleaning.duplicates,
    cleaning.apply,
    writing.export,
    writing.run,
)

app = typer.Typer(
    name="python -m curation",
    help="Explore and curate preference data.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in COMMANDS:
    app.command()(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        result = typer.main.get_command(app).main(
            args=list(arguments) if arguments is not None else None,
            prog_name="python -m curation",
            standalone_mode=False,
        )
        return int(result or DONE)
    except TyperException as error:
        complain(f"Error: {error.format_message().rstrip('.')}. See `python -m curation --help`.")
        return BAD_INPUT
    except (KeyboardInterrupt, Abort, Cancelled):
        complain("\nInterrupted; what was finished is kept.")
        return INTERRUPTED
    except CurationError as error:
        complain(f"Error: {error}")
        return BAD_INPUT
    except BrokenPipeError:
        # The reader (head, less) has gone; nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return DONE
    except Exception as error:
        if os.environ.get("WINNOW_DEBUG"):
            raise
        complain(
            f"Unexpected error: {type(error).__name__}: {error}. WINNOW_DEBUG=1 shows where it came from."
        )
        return UNEXPECTED
