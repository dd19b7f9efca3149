"""Who works here: the login where there is one, else a name given once, which the link keeps.

Where logging in is set up (``[auth]`` in Streamlit's ``secrets.toml``), it alone says who somebody is: no
name can be typed or followed from a link, so that nobody judges in another's name.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.errors import StreamlitAPIException

LINK = "reviewer"
MOST = 60
_NAME, _TYPED, _PROBLEM = "_reviewer", "reviewer-name", "_sign-in-problem"


def reviewer() -> str:
    """The reviewer's name; empty where nobody gave one, which is enough for a single curator."""
    if _has_login():
        # A link from a day without logins may name somebody.
        st.query_params.pop(LINK, None)
        return _signed_in()
    name: str = st.session_state.setdefault(_NAME, _tidy(st.query_params.get(LINK, "")))
    # A switch of pages empties the link.
    if name and st.query_params.get(LINK) != name:
        st.query_params[LINK] = name
    return name


def named(who: str, here: str) -> str:
    """A reviewer as others read it, told to the one named ``here``."""
    if who == here:
        return "you"
    return who or "unnamed"


def draw_reviewer() -> None:
    """Ask for the name once; nothing waits for it."""
    name = reviewer()
    with st.popover(name or "me", icon=":material/person:", help="Whose verdicts these are"):
        if not _has_login():
            _draw_name(name)
        elif name:
            st.text(f"Signed in as {name}")
            st.button("Sign out", key="sign-out", on_click=st.logout)
        else:
            st.caption("Verdicts have no name until you sign in.")
            for provider in _providers():
                to = f" with {provider}" if provider else ""
                st.button(f"Sign in{to}", key=f"sign-in-{provider}", on_click=_sign_in, args=(provider,))
            if problem := st.session_state.pop(_PROBLEM, ""):
                st.text(problem)


def _draw_name(name: str) -> None:
    st.session_state.setdefault(_TYPED, name)
    st.text_input(
        "Your name",
        key=_TYPED,
        max_chars=MOST,
        placeholder="me",
        on_change=_rename,
    )
    st.caption(
        "Needed only where several people review: each has verdicts of their own, and Undo takes back"
        " one's own alone. The link carries the name."
    )


def _rename() -> None:
    name = _tidy(st.session_state[_TYPED])
    st.session_state[_NAME] = name
    if not name:
        st.query_params.pop(LINK, None)


def _has_login() -> bool:
    """Whether logging in is set up: without it Streamlit's user has no such attribute."""
    return "is_logged_in" in st.user


def _signed_in() -> str:
    """Who signed in; empty where nobody did.

    By address where the provider tells it: two people may be called the same.
    """
    if not st.user.get("is_logged_in"):
        return ""
    told = (st.user.get(claim) for claim in ("email", "preferred_username", "name", "sub"))
    return next((name for one in told if isinstance(one, str) and (name := _tidy(one))), "")


def _providers() -> list[str | None]:
    """The providers that ``secrets.toml`` names; None stands for one that has no name."""
    named = [name for name, values in st.secrets["auth"].items() if isinstance(values, Mapping)]
    return [*named] or [None]


def _sign_in(provider: str | None) -> None:
    try:
        st.login(provider)
    except StreamlitAPIException as error:
        st.session_state[_PROBLEM] = f"Signing in is not set up whole: {str(error).strip().splitlines()[0]}"


def _tidy(name: str) -> str:
    return " ".join(name.split())[:MOST]
