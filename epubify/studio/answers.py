"""Answers to the page: what went wrong, in words, with the status that fits."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from epubify import EpubifyError, FileChanged, MissingInput, UsageError
from epubify.studio.guard import error_data
from epubify.studio.story_on_desk import StaleError

Answer = Callable[[Request], Awaitable[Response]]


def answering(work: Callable[..., Any]) -> Answer:
    """Return what answers a request by work that takes the request, and the JSON of a change.

    The work is done in a thread of its own, so that a long one keeps no other page waiting. What
    it raises on purpose becomes an answer that says so.
    """

    async def answer(request: Request) -> Response:
        try:
            if request.method == "POST":
                said = await said_in(request)
                found = await run_in_threadpool(work, request, said)
            else:
                found = await run_in_threadpool(work, request)
        except (EpubifyError, StaleError) as error:
            return refusal(error)
        except HTTPException:
            raise
        except Exception as error:
            return bug(error)
        return found if isinstance(found, Response) else JSONResponse(found)

    return answer


def refusal(error: EpubifyError | StaleError) -> Response:
    """Return the answer for what cannot be done."""
    if isinstance(error, StaleError):
        told = error_data(
            "the story was changed in another window", "look at it as it is now first"
        )
        return JSONResponse(told, 409)
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 422)
    told = error_data(error.problem, error.advice, error.name, error.line)
    return JSONResponse(told, status)


def bug(error: Exception) -> Response:
    """Return the answer where something of our own broke: the page goes on."""
    problem = f"this is a bug in epubify: {type(error).__name__}: {error}".split("\n", 1)[0]
    return JSONResponse(error_data(problem, "please report it"), 500)


def refused_by_framework(_: Request, error: Exception) -> Response:
    """Return the answer for what no route takes, and for forms that are too large or broken."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else str(error)
    return JSONResponse(error_data(detail), status)


_STATUS = ((FileChanged, 409), (MissingInput, 404), (UsageError, 400))


async def said_in(request: Request) -> dict[str, Any]:
    """Return the object that a change was sent as; raises UsageError for anything else."""
    try:
        said = json.loads(await request.body() or b"{}")
    except (ValueError, RecursionError) as error:
        raise UsageError("", None, "what was sent is not JSON") from error
    if not isinstance(said, dict):
        raise UsageError("", None, "what was sent is not a JSON object")
    return said


def part(said: Mapping[str, Any], name: str, kind: type, default: Any = None) -> Any:
    """Return a part of what was said; raises UsageError where it is of another kind.

    >>> part({"first": 3}, "first", int)
    3
    >>> part({"first": "3"}, "first", int)
    Traceback (most recent call last):
    epubify.errors.UsageError: “first” is not of the kind int
    """
    value = said.get(name, default)
    if value is None and name not in said:
        raise UsageError("", None, f"“{name}” is missing")
    wrong = not isinstance(value, kind) or (kind is int and isinstance(value, bool))
    if value is not default and wrong:
        raise UsageError("", None, f"“{name}” is not of the kind {kind.__name__}")
    return value
