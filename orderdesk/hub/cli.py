"""The command line of the hub. Nothing heavy is imported before it is known what is asked for."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from orderdesk.hub.cli_values import count, factor, filled, job_id, place, warehouse, web_address
from orderdesk.release import VERSION

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_ROLES = "packer, picker, sales, service, logistics, supervisor, finance or admin"

EXIT_OK = 0
EXIT_FOUND = 1
EXIT_UNUSABLE = 2
EXIT_INTERRUPTED = 130


class CannotRun(Exception):
    """What was asked cannot be done; the text is one sentence for the person at the terminal."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 done, 1 something was found, 2 it could not be done (one sentence on standard error)."""
    asked = build_parser().parse_args(arguments)
    module, _, name = asked.run.partition(":")
    run: Callable[[argparse.Namespace], int] = getattr(importlib.import_module(module), name)
    try:
        return run(asked)
    except CannotRun as error:
        print(f"orderdesk-hub: {error}", file=sys.stderr)
        return EXIT_UNUSABLE
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Who reads has seen enough (`| head`); nothing more may be written, also not at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_OK


def build_parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    parser = argparse.ArgumentParser(prog="orderdesk-hub", description="The hub of OrderDesk: the one authority.")
    parser.add_argument("--version", action="version", version=VERSION, help="show which release this is, and end")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_servers(commands)
    _add_company(commands)
    _add_people(commands)
    _add_database(commands)
    return parser


def _command(commands: Commands, name: str, text: str, run: str, *, database: bool = True) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    parser.set_defaults(run=run)
    if database:
        _add_database_options(parser)
    return parser


def _add_database_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--database",
        metavar="URL",
        help="sqlite:///FILE or postgresql://USER@HOST/NAME (else ORDERDESK_DATABASE_URL, else a file of this user)",
    )
    parser.add_argument("--config", metavar="FILE", help="settings in TOML (else ORDERDESK_CONFIG)")


def _add_servers(commands: Commands) -> None:
    here = "orderdesk.hub.cli_servers"
    serve = _command(commands, "serve", "answer workstations, callbacks and the outside", f"{here}:serve")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    serve.add_argument(
        "--port", type=int, default=8080, help="port to listen on, 0 for a free one (default %(default)s)"
    )
    serve.add_argument("--no-work", action="store_true", help="leave jobs and timers to `orderdesk-hub work`")
    work = _command(commands, "work", "run jobs and timers beside other hub processes (PostgreSQL)", f"{here}:work")
    for each in (serve, work):
        each.add_argument(
            "--sandbox", metavar="URL", type=web_address, help="use the sandbox at this address as the outside"
        )
    sandbox = _command(
        commands,
        "sandbox",
        "imitate the outside systems for demonstrations and tests",
        f"{here}:sandbox",
        database=False,
    )
    sandbox.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    sandbox.add_argument(
        "--port", type=int, default=8090, help="port to listen on, 0 for a free one (default %(default)s)"
    )
    sandbox.add_argument(
        "--hub",
        metavar="URL",
        type=web_address,
        default="http://127.0.0.1:8080",
        help="where callbacks go (default %(default)s)",
    )
    sandbox.add_argument("--state", metavar="FILE", help="keep what happened in this file")
    sandbox.add_argument("--speed", type=factor, default=1.0, help="sandbox seconds per second (default %(default)s)")
    sandbox.add_argument(
        "--pace", type=factor, default=1.0, help="how many times faster the outside works (default %(default)s)"
    )
    sandbox.add_argument(
        "--collects-after",
        metavar="HOURS",
        type=factor,
        default=2.0,
        help="of outside work from the subscription to the courier's first scan, about (default %(default)s)",
    )
    sandbox.add_argument("--seed", type=int, default=1, help="chance of the imitated world (default %(default)s)")


def _add_company(commands: Commands) -> None:
    company = _command(
        commands,
        "company",
        "make a company of one's own, empty and ready to work with",
        "orderdesk.hub.cli_company:found",
    )
    company.add_argument("code", type=filled, help="letters and digits by which it is named, such as HC")
    company.add_argument("--name", required=True, type=filled, help="what it is called, in Chinese or English")
    company.add_argument(
        "--warehouse",
        action="append",
        required=True,
        dest="warehouses",
        type=warehouse,
        metavar="CODE,NAME,PROVINCE,CITY[,wms]",
        help="where its goods lie; may be given several times; wms: a warehouse system packs there and confirms",
    )
    company.add_argument("--login", type=filled, help="what the first administrator types to sign in")
    company.add_argument("--administrator", type=filled, metavar="NAME", help="what that person is called")
    company.add_argument("--password-stdin", action="store_true", help="read from standard input instead of asking")
    company.add_argument(
        "--seat", choices=("desk", "office"), default="office", help="of the first workstation (default %(default)s)"
    )
    company.add_argument("--json", action="store_true", help="print one JSON line for a program")
    _add_warehouse(commands)
    text = "take a list of skus, customers, prices or stock in from a CSV file"
    bring_in = _command(commands, "import", text, "orderdesk.hub.cli_company:bring_in")
    bring_in.add_argument("kind", choices=("skus", "customers", "prices", "stock"), help="what the list holds")
    bring_in.add_argument("file", help="UTF-8 or GB18030, with a header in Chinese or English")
    bring_in.add_argument("--company", metavar="CODE", help="whose; may be left out where there is one company")
    bring_in.add_argument("--check", action="store_true", help="say what it would come to, and change nothing")


def _add_warehouse(commands: Commands) -> None:
    text = "add a warehouse to a company, or change what is said of one"
    house = _command(commands, "warehouse", text, "orderdesk.hub.cli_company:put_warehouse")
    house.add_argument("code", type=filled, help="letters and digits by which it is named, such as NB")
    house.add_argument("--company", metavar="CODE", help="whose; may be left out where there is one company")
    house.add_argument("--name", type=filled, help="what it is called; left out, as the rest, it stays as it is")
    house.add_argument("--province", type=filled, help="its Chinese name, such as 浙江省")
    house.add_argument("--city", type=filled, help="its Chinese name, such as 宁波市")
    mode = house.add_mutually_exclusive_group()
    told = {
        "wms": "a warehouse system packs there and confirms",
        "bench": "parcels are packed at benches of OrderDesk (a new warehouse, unless --wms is said)",
    }
    for name, words in told.items():
        mode.add_argument(f"--{name}", action="store_const", const=name, dest="mode", help=words)


def _add_people(commands: Commands) -> None:
    here = "orderdesk.hub.cli_people"
    user = commands.add_parser("user", help="make and change users", description="Make and change users.")
    verbs = user.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _command(verbs, "list", "list the users", f"{here}:list_users")
    add = _command(verbs, "add", "make a user", f"{here}:add_user")
    add.add_argument("login", help="what the user types to sign in")
    add.add_argument("--name", required=True, type=filled, help="what the user is called")
    add.add_argument(
        "--role", action="append", required=True, dest="roles", help=f"{_ROLES}; may be given several times"
    )
    add.add_argument("--badge", help="the code of the user's badge, as a scanner sends it")
    add.add_argument("--pin", action="store_true", help="ask for a PIN too (with --password-stdin: the second line)")
    password = _command(verbs, "password", "set a user's password", f"{here}:set_password")
    pin = _command(verbs, "pin", "set a user's PIN", f"{here}:set_pin")
    for each in (add, password, pin):
        each.add_argument("--password-stdin", action="store_true", help="read from standard input instead of asking")
    roles = _command(verbs, "roles", "replace a user's roles", f"{here}:set_roles")
    roles.add_argument("login", help="whose roles")
    roles.add_argument(
        "--role", action="append", required=True, dest="roles", help=f"{_ROLES}; may be given several times"
    )
    badge = _command(verbs, "badge", "set or take away a user's badge", f"{here}:set_badge")
    enable = _command(verbs, "enable", "let a user work again", f"{here}:enable")
    disable = _command(verbs, "disable", "let a user work no more", f"{here}:disable")
    leave = _command(verbs, "sign-out", "end what a user has signed in to", f"{here}:end_sessions")
    for each in (password, pin, badge, enable, disable, leave):
        each.add_argument("login", help="which user")
    badge.add_argument("badge", nargs="?", help="the code of the badge, as a scanner sends it; left out: none")
    enrol = _command(commands, "enrol", "make a code with which one workstation may enrol", f"{here}:enrol")
    enrol.add_argument(
        "--seat",
        required=True,
        choices=("bench", "desk", "office"),
        help="what kind of place it is: what it gets to see",
    )
    enrol.add_argument("--name", required=True, type=filled, help="what the workstation is called")
    enrol.add_argument("--company", metavar="CODE", help="left out: all companies")
    enrol.add_argument("--warehouse", metavar="CODE", help="where a bench stands")


def _add_database(commands: Commands) -> None:
    here = "orderdesk.hub.cli_database"
    _command(commands, "migrate", "bring the database to this program's schema", f"{here}:migrate")
    seed = _command(commands, "seed", "fill an empty database with a demonstration company", f"{here}:seed")
    seed.add_argument("--orders", type=int, default=2000, help="how many (default %(default)s)")
    seed.add_argument(
        "--seed", type=int, default=1, help="the same number makes the same company (default %(default)s)"
    )
    seed.add_argument("--labels", metavar="FILE", help="write which orders are which planted case")
    verify = _command(commands, "verify", "check the hash chains of all orders", f"{here}:verify")
    verify.add_argument("--heads", metavar="FILE", help="compare with head hashes kept elsewhere")
    verify.add_argument("--write-heads", metavar="FILE", help="write the present head hashes")
    _command(commands, "doctor", "check what must always hold in the database", f"{here}:doctor")
    backup = _command(commands, "backup", "write a backup while the hub goes on working", f"{here}:backup")
    backup.add_argument("file", help="where to write it; there is none of this name yet")
    restore = _command(
        commands, "restore", "replace the database by a backup (the hub must be down)", f"{here}:restore"
    )
    restore.add_argument("file", help="a backup that `orderdesk-hub backup` wrote")
    _add_erase(commands)
    _add_jobs(commands)


def _add_erase(commands: Commands) -> None:
    text = "empty what is kept of a person, by an order or by a customer"
    erase = _command(commands, "erase", text, "orderdesk.hub.cli_erase:erase")
    whose = erase.add_mutually_exclusive_group(required=True)
    whose.add_argument("--order", metavar="NO", type=filled, help="the receiver of this order")
    whose.add_argument("--customer", metavar="CODE", type=filled, help="a customer, the address book and all orders")
    erase.add_argument("--company", metavar="CODE", help="whose order, where several have this number")
    erase.add_argument("--reason", required=True, type=filled, help="why, for the records; it names nobody")


def _add_jobs(commands: Commands) -> None:
    here = "orderdesk.hub.cli_jobs"
    text = "look after jobs for outside systems that wait for a person"
    jobs = commands.add_parser("jobs", help=text, description=f"{text[0].upper()}{text[1:]}.")
    verbs = jobs.add_subparsers(title="commands", metavar="COMMAND", required=True)
    listed = _command(verbs, "list", "list the stopped jobs; ends with 1 when there are any", f"{here}:list_jobs")
    listed.add_argument("--limit", type=count, default=100, help="how many at most (default %(default)s)")
    listed.add_argument("--after", type=place, metavar="PLACE", help="go on where a list has ended, as it says itself")
    resend = _command(verbs, "resend", "let one try again after a repair", f"{here}:resend_job")
    drop = _command(verbs, "drop", "give one up for good", f"{here}:drop_job")
    for each in (resend, drop):
        each.add_argument("job", type=job_id, help="its id, as `orderdesk-hub jobs list` shows it")
    drop.add_argument("--reason", required=True, type=filled, help="why, for the records")


if __name__ == "__main__":
    # The module under its own name: the errors that it catches are those that the others raise.
    sys.exit(importlib.import_module("orderdesk.hub.cli").main())
