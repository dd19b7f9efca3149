"""The app's launcher: ``streamlit run app.py``.

The script it serves lives in ``ui/``: a ``pages/`` folder beside the script that calls
``st.navigation`` would switch on Streamlit's old page discovery on cold deep links.
"""

import gc
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

# What the pages import, paid for while the server starts and not by the first visitor.
import curation.analysis
import curation.export
import curation.jobs
import curation.recipe.session  # noqa: F401
from ui.security import SecurityHeaders
from ui.serving import routes

# Streamlit collects garbage after every run: a tenth of a second for each key, were it to look through all
# that was imported as well.
gc.collect()
gc.freeze()

app = st.App(
    Path(__file__).parent / "ui" / "router.py", routes=routes(), middleware=[Middleware(SecurityHeaders)]
)

if __name__ == "__main__":
    app.run()
