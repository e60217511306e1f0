"""What may be given on the command line: each kind of value is read, or said to be wrong, in one place."""

from __future__ import annotations

from argparse import ArgumentTypeError
from math import isfinite
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

if TYPE_CHECKING:
    from orderdesk.hub.stopped_jobs import Place


def filled(text: str) -> str:
    """A text that is not empty, without blanks around it. Raises ArgumentTypeError, as all functions here."""
    if not text.strip():
        raise ArgumentTypeError("it must not be empty")
    return text.strip()


def web_address(text: str) -> str:
    """An address of http or https."""
    try:
        parts = urlsplit(text)
        is_one = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_one = False
    if not is_one:
        raise ArgumentTypeError(f"{text!r} is no address such as http://127.0.0.1:8090")
    return text


def factor(text: str) -> float:
    """How many times faster: a number above 0."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not isfinite(value) or value <= 0:
        raise ArgumentTypeError(f"{text!r} is no number above 0")
    return value


def job_id(text: str) -> UUID:
    """The id of a job, as `orderdesk-hub jobs list` shows it."""
    try:
        return UUID(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no id of a job: see orderdesk-hub jobs list") from error


def count(text: str) -> int:
    """A whole number from 1 on."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1_000_000:
        raise ArgumentTypeError(f"{text!r} is no number from 1 to 1000000")
    return int(text)


def place(text: str) -> Place:
    """Where a list of jobs has ended, as it says itself."""
    from orderdesk.hub.stopped_jobs import Place

    try:
        return Place.from_text(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not where a list has ended") from error


def warehouse(text: str) -> tuple[str, ...]:
    """CODE,NAME,PROVINCE,CITY and perhaps the mode (else bench); Chinese commas too. Always five parts."""
    parts = tuple(part.strip() for part in text.replace("，", ",").split(","))
    if len(parts) not in (4, 5) or not all(parts):
        raise ArgumentTypeError(f"{text!r} is not CODE,NAME,PROVINCE,CITY, as in NB,宁波仓,浙江省,宁波市")
    return (*parts, "bench")[:5]
