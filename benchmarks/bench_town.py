"""What the scan benchmark packs: allocated orders of two SKUs with barcodes, a bench at its hub,
and a desk beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import insert

from benchmarks.company import LOGIN, PASSWORD, SKUS, Desk, fill, name
from benchmarks.databases import opened, sqlite
from benchmarks.processes import Server, hub_arguments, served
from db.store import Store
from db.tables import people
from orderdesk.clock import SystemClock
from orderdesk.commands import AllocateOrder, ReviewOrder
from orderdesk.commands.command import Command
from orderdesk.documents.document import Key
from orderdesk.documents.masters import Sku, SkuBarcode, User, UserRole
from orderdesk.documents.shelf import Shelf
from orderdesk.domain.barcodes import gtin_check_digit
from orderdesk.hub.accounts import Accounts
from orderdesk.hub.execute import Executor, Said
from orderdesk.hub.hashing import hash_password
from orderdesk.hub.own_device import ensure_hub_device
from orderdesk.ids import new_id
from orderdesk.sync.workstation import Workstation

PACKER = "packer"
PIECES = 4
#: The order, each piece, the label twice.
SCANS_PER_ORDER = 1 + 2 * PIECES + 2
#: Orders that only receive notes, unless fewer are asked for.
OTHERS = 40


@dataclass(frozen=True, slots=True)
class Town:
    """The hub, a signed-in bench in its folder, what lies there to be packed, and who makes the news."""

    hub: Server
    folder: Path
    order_nos: list[str]
    barcodes: tuple[str, str]
    desk: Desk
    others: list[UUID]


@contextmanager
def built(folder: Path, *, scans: int, others: int = OTHERS) -> Iterator[Town]:
    """A town with enough orders for so many scans, and others that only receive notes."""
    to_pack = scans // SCANS_PER_ORDER + 2
    with sqlite(folder) as database:
        with opened(database) as store:
            desk, *_ = fill(store, 1)
            barcodes = _add_bench_masters(store)
            orders = [_allocated(store, desk) for _ in range(to_pack + others)]
            accounts = Accounts(store, SystemClock())
            code, _ = accounts.make_enrolment_code(seat="bench", name="bench", company="01", warehouse="W0")
        with served(hub_arguments(database.url), folder) as hub:
            workstation = Workstation.open(folder / "bench", hub.url)
            workstation.enrol(code, "bench")
            workstation.sign_in(PACKER, PASSWORD)
            workstation.close()
            numbers = [order_no for _, order_no in orders[:to_pack]]
            yield Town(hub, folder / "bench", numbers, barcodes, desk, [each for each, _ in orders[to_pack:]])


def _add_bench_masters(store: Store) -> tuple[str, str]:
    codes = tuple(f"{base}{gtin_check_digit(base)}" for base in ("690123456789", "690123456790"))
    with store.write() as connection:
        shelf = Shelf(connection)
        packer = name("user:packer")
        roles = [UserRole(id=name("role:packer"), user_id=packer, role="packer")]
        shelf.save(User(id=packer, login=PACKER, name="李四", badge="B-2", roles=roles))
        connection.execute(
            insert(people.user_secret).values(user_id=packer, password_hash=hash_password(PASSWORD), failed=0)
        )
        for sku_id, code in zip(SKUS[:2], codes, strict=True):
            sku = shelf.load(Key("sku", sku_id))
            assert isinstance(sku, Sku)
            sku.barcodes.append(
                SkuBarcode(id=name(f"barcode:{code}"), sku_id=sku_id, barcode=code, unit="piece", quantity=1_000)
            )
            shelf.save(sku)
    return codes[0], codes[1]


def _allocated(store: Store, desk: Desk) -> tuple[UUID, str]:
    clock = SystemClock()
    executor, hub_device = Executor(store, clock), ensure_hub_device(store, clock)
    order = desk.order(*SKUS[:2], quantity=PIECES * 1_000)
    desk.n += 1
    now = datetime.now(UTC)
    said = Said(desk.n, new_id(now), order.kind, order.version, order.arguments(), desk.session_id, now)
    found = [executor.run(desk.id, said)]
    following: tuple[Command, ...] = (ReviewOrder(order_id=order.order_id), AllocateOrder(order_id=order.order_id))
    found += [executor.run_own(hub_device, each) for each in following]
    for outcome in found:
        if outcome.status != "accepted":
            raise RuntimeError(f"the hub refused {outcome}")
    return order.order_id, order.order_no


__all__ = ["LOGIN", "PACKER", "PASSWORD", "Town", "built"]
