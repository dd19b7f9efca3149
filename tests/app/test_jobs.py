"""Jobs that an earlier server did not live to end: offered again where they were begun."""

from __future__ import annotations

from collections.abc import Callable

from curation.jobs.records import Record, cut_off
from tests.app.conftest import Show
from ui.jobs import jobs

ROWS = [{"prompt": f"Question {at}?", "chosen": "Yes.", "rejected": "No."} for at in range(4)]


def test_work_that_was_cut_off_is_offered_and_can_be_left(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded(ROWS)
    name = f"export-{dataset}-trl-dpo"
    record = Record(name, "Writing", {"work": "export", "dataset": dataset})
    record._noted = 0.0
    record.note("writing", 3, 4)
    app = show("export", dataset)
    assert [one.value for one in app.warning] == [
        "Writing was cut off at 3 of 4 when the app ended. What was finished is kept."
    ]
    app.button(key=f"leave-{name}").click().run()
    assert not app.exception
    assert not app.warning
    assert cut_off(name) is None


def test_work_that_was_cut_off_goes_on_at_a_click(show: Show, loaded: Callable[..., str]) -> None:
    dataset = loaded(ROWS)
    name = f"export-{dataset}-trl-dpo"
    # An order whose worker ends at once.
    Record(name, "Writing", {"work": "no such work"})
    app = show("export", dataset)
    app.button(key=f"go-on-{name}").click().run()
    assert not app.exception
    assert not app.warning
    job = jobs().get(name)
    assert job is None or job.order == {"work": "no such work"}
