"""``python -m curation``."""

import io
import sys

from curation.cli import main

for stream in (sys.stdout, sys.stderr):
    # JSON is UTF-8 whatever the locale, and no character of a data set may end a command.
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
sys.exit(main())
