"""Files of JSON that anybody may have written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from simulator.errors import Problem, RequestFileError


def read_json(path: Path, most_bytes: int) -> Any:
    """Return what a file holds. Raises RequestFileError where it cannot be read, is too large, or no JSON in UTF-8."""
    try:
        size = path.stat().st_size
        if size > most_bytes:
            message = f"{size:,} bytes; expected a file of at most {most_bytes:,}"
            raise RequestFileError([Problem(str(path), 0, 0, "", message)])
        return json_of(path.read_bytes(), str(path))
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        raise RequestFileError([Problem(str(path), 0, 0, "", message)]) from error


def json_of(content: bytes, file: str) -> Any:
    """Return what some bytes hold. file: what messages call them. Raises RequestFileError."""
    try:
        return json.loads(content.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        problem = Problem(file, error.lineno, error.colno, "", f"this is no JSON: {error.msg}")
        raise RequestFileError([problem]) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise RequestFileError([Problem(file, 0, 0, "", "this is no JSON in UTF-8")]) from error
