"""Long work in the app: one job at a time a server, drawn with progress and a way to stop it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from curation.jobs import Job
from curation.jobs.records import CutOff, cut_off, give_up
from curation.progress import amount
from ui.notices import show_error


class Desktop:
    """The jobs of this server, by name. A job outlives the page and the tab that started it."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._cut_off: dict[str, CutOff | None] = {}

    def start(self, name: str, title: str, order: dict[str, Any]) -> Job:
        """Start a job, unless one of that name is running."""
        job = self._jobs.get(name)
        if job is None or job.state != "running":
            job = self._jobs[name] = Job(title, order, name=name).start()
            self._cut_off[name] = None
        return job

    def cut_off(self, name: str) -> CutOff | None:
        """The job of that name that an earlier server did not live to end; asked of the database once."""
        if name not in self._cut_off:
            self._cut_off[name] = cut_off(name)
        return self._cut_off[name]

    def go_on(self, name: str) -> None:
        """Start again the job that was cut off; it goes on from what it had stored."""
        if (known := self._cut_off.get(name)) is not None:
            self.start(name, known.title, known.order)

    def give_up(self, name: str) -> None:
        """Forget the job that was cut off."""
        if (known := self._cut_off.get(name)) is not None:
            give_up(known.id)
        self._cut_off[name] = None

    def get(self, name: str) -> Job | None:
        """The job of that name, running or ended."""
        return self._jobs.get(name)

    def forget(self, name: str) -> None:
        """Drop an ended job."""
        job = self._jobs.get(name)
        if job is not None and job.state != "running":
            del self._jobs[name]


@st.cache_resource(show_spinner=False)
def jobs() -> Desktop:
    """This server's jobs."""
    return Desktop()


def draw_job(name: str) -> Job | None:
    """Draw a job's progress and return it once it is done (and once only).

    While it runs the panel redraws itself; when it ends the whole page reruns.
    """
    job = jobs().get(name)
    if job is None:
        _draw_cut_off(name)
        return None
    if job.state == "running":
        _panel(name)
        return None
    jobs().forget(name)
    if job.state == "failed" and job.error:
        show_error(job.error)
    elif job.state == "cancelled":
        st.info("Stopped. What was finished is kept; the same work later goes on from there.")
    return job if job.state == "done" else None


def _draw_cut_off(name: str) -> None:
    """Offer to go on with a job that the end of an earlier server cut off."""
    known = jobs().cut_off(name)
    if known is None:
        return
    far = (
        f" at {amount(known.stage, known.done)} of {amount(known.stage, known.total)}" if known.total else ""
    )
    with st.container(border=True):
        st.warning(f"{known.title} was cut off{far} when the app ended. What was finished is kept.", icon="⚠️")
        with st.container(horizontal=True):
            st.button("Go on", key=f"go-on-{name}", type="primary", on_click=jobs().go_on, args=(name,))
            st.button("Leave it", key=f"leave-{name}", on_click=jobs().give_up, args=(name,))


@st.fragment(run_every=0.4)
def _panel(name: str) -> None:
    job = jobs().get(name)
    if job is None or job.state != "running":
        st.rerun()
    with st.container(border=True):
        st.progress(min(job.done / job.total, 1.0) if job.total else 0.0, text=progress_text(job))
        # Not "Stop": Streamlit's own button of that name only stops the drawing.
        st.button("Cancel", key=f"cancel-{name}", on_click=job.cancel, icon=":material/stop:")


def progress_text(job: Job) -> str:
    """``Finding neighbours: embedding 3,200 of 9,517 · 52 a second · 2 min left``."""
    parts = [f"{job.title}: {job.stage}"]
    if job.total:
        parts[0] += f" {amount(job.stage, job.done)} of {amount(job.stage, job.total)}"
    elif job.done:
        parts[0] += f" {amount(job.stage, job.done)}"
    if job.rate > 0:
        parts.append(f"{amount(job.stage, job.rate)} a second")
    if job.seconds_left is not None:
        left = job.seconds_left
        parts.append(f"{left:.0f} s left" if left < 90 else f"{left / 60:.0f} min left")
    return " · ".join(parts)
