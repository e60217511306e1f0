"""The commands for jobs that wait for a person: list, resend, drop."""

from __future__ import annotations

from argparse import Namespace

from orderdesk.hub.cli import EXIT_FOUND, EXIT_OK
from orderdesk.hub.cli_people import perform
from orderdesk.hub.control import DropJob, ResendJob
from orderdesk.hub.opening import configured, database_url, opened
from orderdesk.hub.stopped_jobs import list_stopped


def list_jobs(asked: Namespace) -> int:
    """Prints a page of the stopped jobs, one a line; 1 when there are any."""
    with opened(database_url(asked, configured(asked))) as store, store.read() as connection:
        found, rest = list_stopped(connection, after=asked.after, limit=asked.limit)
    for job in found:
        doubt = ", may have had its effect" if job.in_doubt else ""
        since = "" if job.stopped_at is None else f"{job.stopped_at:%Y-%m-%d %H:%M}Z"
        print(f"{job.id}\t{job.state}\t{since}\t{job.key}\t{job.code} {job.text}{doubt}")
    if rest is not None:
        print(f"there are more: orderdesk-hub jobs list --after {rest}")
    if not found:
        print("no job waits for anybody")
    return EXIT_FOUND if found else EXIT_OK


def resend_job(asked: Namespace) -> int:
    """Lets a stopped job try again."""
    perform(asked, ResendJob(job_id=asked.job))
    print(f"job {asked.job} is due again")
    return EXIT_OK


def drop_job(asked: Namespace) -> int:
    """Gives a stopped job up."""
    perform(asked, DropJob(job_id=asked.job, reason=asked.reason))
    print(f"job {asked.job} is dropped")
    return EXIT_OK
