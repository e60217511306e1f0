"""The commands that look after the database: migrate, seed, verify, doctor, backup, restore."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from orderdesk.clock import SystemClock
from orderdesk.hub.backup import CannotBackUp, back_up, count_orders, kept_aside
from orderdesk.hub.backup import restore as bring_back
from orderdesk.hub.cli import EXIT_FOUND, EXIT_OK, CannotRun
from orderdesk.hub.doctor import examine
from orderdesk.hub.opening import configured, database_url, locked_alone, opened, plain_database_errors, shown
from orderdesk.hub.own_device import ensure_hub_device
from orderdesk.hub.verify import BadHeads, read_heads, verify_chains, write_heads
from orderdesk.hub.year_ahead import missing_year, missing_year_text


def migrate(asked: Namespace) -> int:
    """Brings the database to the newest schema."""
    url = database_url(asked, configured(asked))
    with locked_alone(url, purpose="orderdesk-hub migrate"), opened(url, migrates=True):
        print(f"ready: {shown(url)}")
    return EXIT_OK


def seed(asked: Namespace) -> int:
    """Fills an empty database with the demonstration company."""
    from orderdesk.demo.seed import NotEmpty, fill

    if asked.orders < 0:
        raise CannotRun("--orders is not below 0")
    url = database_url(asked, configured(asked))
    with locked_alone(url, purpose="orderdesk-hub seed"), opened(url, migrates=True) as store:
        # The courier's and the warehouse's facts in the orders' histories came through the hub.
        ensure_hub_device(store, SystemClock())
        try:
            report = fill(store, SystemClock(), orders=asked.orders, seed=asked.seed, progress=_show_progress)
        except NotEmpty as error:
            raise CannotRun(str(error)) from error
    if asked.labels:
        report.write_labels(Path(asked.labels))
    print(f"{report.orders} orders, seed {report.seed}")
    return EXIT_OK


def verify(asked: Namespace) -> int:
    """Checks the chains; 1 when one is broken."""
    try:
        heads = read_heads(Path(asked.heads)) if asked.heads else None
    except BadHeads as error:
        raise CannotRun(str(error)) from error
    troubles = 0
    with opened(database_url(asked, configured(asked))) as store, store.read() as connection:
        for trouble in verify_chains(connection, heads, on_progress=_show_progress):
            troubles += 1
            print(trouble)
        if asked.write_heads:
            try:
                count = write_heads(connection, Path(asked.write_heads), at=SystemClock().now())
            except OSError as error:
                raise CannotRun(f"{asked.write_heads} cannot be written: {error.strerror}") from error
            print(f"{count} heads written")
    print(f"{troubles} faults in the chains" if troubles else "all chains hold")
    return EXIT_FOUND if troubles else EXIT_OK


def doctor(asked: Namespace) -> int:
    """Checks the invariants; 1 when one does not hold."""
    with opened(database_url(asked, configured(asked))) as store, store.read() as connection:
        findings = examine(connection, on_progress=_show_progress)
        year = missing_year(connection, SystemClock().now())
    if year is not None:
        # Nothing is wrong with the database, so that it is no finding.
        print(f"soon\t{missing_year_text(year)}", file=sys.stderr)
    for finding in findings:
        print(f"{'alarm' if finding.is_alarm else 'fault'}\t{finding.check}\t{finding.text}")
    faults = [finding for finding in findings if not finding.is_alarm]
    print(f"{len(faults)} faults, {len(findings) - len(faults)} alarms" if findings else "all is well")
    return EXIT_FOUND if faults else EXIT_OK


def backup(asked: Namespace) -> int:
    """Writes a backup."""
    url = database_url(asked, configured(asked))
    with opened(url):
        pass
    try:
        size = back_up(url, Path(asked.file))
    except CannotBackUp as error:
        raise CannotRun(str(error)) from error
    print(f"{asked.file}: {size} bytes")
    return EXIT_OK


def restore(asked: Namespace) -> int:
    """Brings a backup back."""
    url = database_url(asked, configured(asked))
    with locked_alone(url, purpose="orderdesk-hub restore"), plain_database_errors(url):
        before = count_orders(url)
        try:
            epoch = bring_back(url, Path(asked.file))
        except CannotBackUp as error:
            raise CannotRun(str(error)) from error
    with locked_alone(url, purpose="orderdesk-hub restore"), opened(url, migrates=True):
        print(f"restored from {asked.file}, epoch {epoch}: workstations start anew and send again what is missing")
    if before:
        print(f"{count_orders(url)} orders now, {before} before")
    aside = kept_aside(url)
    if before is not None and aside is not None:
        print(f"what was replaced is kept until the next restore: {aside}")
    return EXIT_OK


def _show_progress(done: int, whole: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {whole} orders", end="" if done < whole else "\n", file=sys.stderr, flush=True)
