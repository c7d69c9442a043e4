"""Logs in JSON: which page, what status, how long. Never an address with its query, never what was typed."""

import logging
import time
import uuid

from flask import Flask, Response, g, request
from pythonjsonlogger.json import JsonFormatter

logger = logging.getLogger("pathway.requests")


def init_logs(app: Flask) -> None:
    """Log one line a request, and give each response its request id."""
    app.before_request(_start)
    app.after_request(_finish)


def to_stderr(level: int = logging.INFO) -> None:
    """Send the whole process's log to standard error as JSON, one object a line."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        JsonFormatter("{asctime}{levelname}{name}{message}", style="{", rename_fields={"asctime": "at"})
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)


def _start() -> None:
    g.started = time.perf_counter()
    g.request_id = uuid.uuid4().hex


def _finish(response: Response) -> Response:
    request_id = g.get("request_id", uuid.uuid4().hex)
    response.headers["X-Request-Id"] = request_id
    started = g.get("started")
    logger.info(
        "request",
        extra={
            "route": request.endpoint or "none",
            "method": request.method if request.method in {"GET", "POST", "HEAD", "OPTIONS"} else "other",
            "status": response.status_code,
            "ms": round((time.perf_counter() - started) * 1000, 1) if started else None,
            "request_id": request_id,
        },
    )
    return response
