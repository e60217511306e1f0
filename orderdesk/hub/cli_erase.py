"""The command that empties what is kept of a person."""

from __future__ import annotations

from argparse import Namespace

from orderdesk.hub.cli import EXIT_FOUND, EXIT_OK
from orderdesk.hub.cli_people import perform
from orderdesk.hub.control import ErasePerson


def erase(asked: Namespace) -> int:
    """Empties it; 1 when something has to be worked first and the command be given again."""
    ask = ErasePerson(reason=asked.reason, order_no=asked.order, customer=asked.customer, company=asked.company)
    done = perform(asked, ask)
    print(f"{done['orders']} orders, {done['documents']} documents and {done['records']} records emptied")
    if done["notes_kept"]:
        print(f"{done['notes_kept']} notes stay: an earlier release has sealed them with their text")
    if done["waiting"]:
        print(f"{done['waiting']} callbacks and jobs are still to be worked: give the command again after that")
    return EXIT_FOUND if done["waiting"] else EXIT_OK
