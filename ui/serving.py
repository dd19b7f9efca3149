"""The archive as a download, read from its file block by block: no part of it stays in the app's memory."""

from __future__ import annotations

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from curation.jobs.packing import packed

FOLDER = "downloads"


def address_of(token: str) -> str:
    """The archive's address as a page links to it, wherever the app is mounted."""
    return f"{FOLDER}/{token}"


async def serve(request: Request) -> Response:
    """Answer with the archive of a token, whole or a range of it."""
    archive = await run_in_threadpool(packed, request.path_params["token"])
    if archive is None:
        return PlainTextResponse("This download is no longer there. Prepare it again.", 404)
    return FileResponse(
        archive, media_type="application/zip", filename=archive.name, headers={"Cache-Control": "no-store"}
    )


def routes() -> list[Route]:
    """The addresses of archives: at the root, and below Streamlit's ``server.baseUrlPath``."""
    mounted = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return [
        Route(f"{base}/{FOLDER}/{{token}}", serve) for base in dict.fromkeys(["", f"/{mounted}".rstrip("/")])
    ]
