"""Snippets: for each trainer the file that trains on exactly the files of an export."""

from curation.export.snippets.snippet import Snippet
from curation.export.snippets.write import snippets

__all__ = ["Snippet", "snippets"]
