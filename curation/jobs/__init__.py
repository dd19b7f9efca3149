"""Long work: whole pieces of it, the worker process that runs them, and the job that watches it."""

from curation.jobs.duplicates import Duplicates, find_duplicates
from curation.jobs.runner import Job
from curation.jobs.whole import Run, export_recipe, run_recipe
from curation.jobs.work import FLOOR, Embedded, embed_prompts, find_neighbours, known_neighbours, load, opened

__all__ = [
    "FLOOR",
    "Duplicates",
    "Embedded",
    "Job",
    "Run",
    "embed_prompts",
    "export_recipe",
    "find_duplicates",
    "find_neighbours",
    "known_neighbours",
    "load",
    "opened",
    "run_recipe",
]
