"""Who reviews where people sign in: the login alone says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from curation.recipe.session import Session
from tests.app.conftest import REPO, Show

Load = Callable[..., str]
ROWS: list[dict[str, object]] = [
    {"prompt": f"Question {n}?", "chosen": f"Yes, it is {n}.", "rejected": f"No, never {n}."}
    for n in range(3)
]
ANA = {"is_logged_in": True, "email": "ana@example.org", "name": "Ana Lee", "sub": "1"}


def opened(dataset: str, reviewer: str = "") -> AppTest:
    app = AppTest.from_file(str(REPO / "ui" / "router.py"), default_timeout=60)
    app.query_params["dataset"] = dataset
    if reviewer:
        app.query_params["reviewer"] = reviewer
    app.switch_page(str(REPO / "pages" / "review.py")).run()
    assert not app.exception, app.exception
    return app


def keep(app: AppTest) -> None:
    next(one for one in app.main.button if one.label == "Keep").click().run()


def names(dataset: str) -> list[str]:
    return [one.who for one in Session.open(dataset).verdicts()]


def labels(app: AppTest) -> set[str]:
    return {one.label for one in (*app.button, *app.text_input)}


def test_without_logins_a_name_is_typed(show: Show, loaded: Load) -> None:
    dataset = loaded(ROWS)
    assert "is_logged_in" not in st.user
    app = opened(dataset)
    assert "Your name" in labels(app)
    app.text_input(key="reviewer-name").set_value(" Ben  O ").run()
    keep(app)
    assert names(dataset) == ["Ben O"]


def test_who_signed_in_judges_in_that_name_and_can_take_no_other(
    show: Show, loaded: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(st, "user", ANA)
    dataset = loaded(ROWS)
    app = opened(dataset, reviewer="Ben")
    assert "Your name" not in labels(app)
    assert "reviewer" not in app.query_params
    keep(app)
    assert names(dataset) == ["ana@example.org"]
    assert "Signed in as ana@example.org" in [one.value for one in app.text]
    assert "Sign out" in labels(app)


def test_who_has_not_signed_in_can_take_no_name(
    show: Show, loaded: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(st, "user", {"is_logged_in": False})
    monkeypatch.setattr(st, "secrets", {"auth": {"cookie_secret": "x", "google": {}, "okta": {}}})
    dataset = loaded(ROWS)
    app = opened(dataset, reviewer="ana@example.org")
    assert {"Sign in with google", "Sign in with okta"} <= labels(app)
    assert "Your name" not in labels(app)
    keep(app)
    assert names(dataset) == [""]


def test_one_provider_needs_no_name_and_what_is_missing_is_said(
    show: Show, loaded: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(st, "user", {"is_logged_in": False})
    monkeypatch.setattr(st, "secrets", {"auth": {"client_id": "x"}})
    app = opened(loaded(ROWS))
    next(one for one in app.button if one.label == "Sign in").click().run()
    assert not app.exception
    assert any(one.value.startswith("Signing in is not set up whole: ") for one in app.text)


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": "Ana Lee", "sub": "1"}, "Ana Lee"),
        ({"preferred_username": "alee", "name": "Ana Lee"}, "alee"),
        ({"sub": "auth0|77", "email": None}, "auth0|77"),
    ],
)
def test_two_people_called_the_same_are_two(
    claims: dict[str, object], name: str, loaded: Load, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(st, "user", {"is_logged_in": True, **claims})
    dataset = loaded(ROWS)
    keep(opened(dataset))
    assert names(dataset) == [name]
