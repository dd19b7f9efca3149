"""The command line: the library's capabilities, one command each.

Results go to stdout (one JSON object with ``--json``), everything else to stderr. Exit codes:
0 done, 1 unexpected, 2 bad input, 130 interrupted.
"""

from curation.cli.main import main

__all__ = ["main"]
