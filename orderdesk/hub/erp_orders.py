"""Orders of the ERP become orders here: by the ordinary command, once each, or a case says what is missing for it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select, update

from db.store import Store
from db.tables import customers, log, masters, orders
from orderdesk.clock import Clock
from orderdesk.commands import PlacedLine, PlaceOrder, ShipTo
from orderdesk.connectors.erp import ErpLine, ErpSystem, IncomingOrder
from orderdesk.connectors.ports import Malformed, Outcome, Verdict
from orderdesk.documents.orders import Order
from orderdesk.domain.days import local_day
from orderdesk.domain.nodes import Node
from orderdesk.domain.numbers import is_order_no
from orderdesk.hub.casebook import open_case
from orderdesk.hub.erp_polls import company_of, is_ours
from orderdesk.hub.execute import Executor
from orderdesk.hub.jobs import MAX_ATTEMPTS, Leased
from orderdesk.hub.own_device import HUB_DEVICE_ID
from orderdesk.hub.own_numbers import next_order_no
from orderdesk.hub.publishing import publish
from orderdesk.hub.subjects import require
from orderdesk.hub.systems import Polling
from orderdesk.ids import derived_id
from orderdesk.release import VERSION

#: So long an order of ours that is unknown here waits for the workstation that made it to send it again, as it does
#: after a backup was restored; asked first after this many seconds, then half as often each time.
_SENT_AGAIN_WITHIN = timedelta(days=1)
_ASKED_AFTER_S = 60.0

_SPACE = UUID("5b8e7f10-3c55-5d0c-8f0e-2d6f4b1c9a77")
_ADDRESS = re.compile(
    r"(?P<province>[^省市]+?(?:省|自治区|特别行政区)|(?:北京|上海|天津|重庆)市?)"
    r"(?P<city>[^区县]+?(?:市|自治州|地区|盟))?"
    r"(?P<district>[^路街道号]+?(?:新区|区|县|市|旗))"
    r"(?P<street>.+)"
)


@dataclass
class _Mapped:
    """An incoming order in our ids, or what is missing for that: cause by cause, with what could be meant."""

    customer_id: UUID | None = None
    lines: list[PlacedLine] = field(default_factory=list)
    ship_to: ShipTo | None = None
    missing: list[dict[str, str]] = field(default_factory=list)


class ErpOrders:
    """The jobs of kept orders of one ERP. Thread-safe."""

    def __init__(self, store: Store, clock: Clock, executor: Executor, *, erp: ErpSystem, polling: Polling) -> None:
        self._store = store
        self._clock = clock
        self._executor = executor
        self._erp = erp
        self._polling = polling

    def work(self, job: Leased) -> Outcome:
        """Places the order, or compares it where it was placed before. What cannot be mapped waits, with a case that
        names the cause and the next step; sent again after the repair it goes on."""
        table = log.inbox
        with self._store.read() as connection:
            row = connection.execute(select(table).where(table.c.id == UUID(job.payload["inbox_id"]))).one()
            try:
                incoming = self._erp.read_order(bytes(row.body))
            except Malformed as error:
                return _stopped("erp.malformed", {"why": str(error), "next_step": "repair_there"}, job)
            company_id = company_of(connection, self._polling)
            known = None if company_id is None else self._known(connection, company_id, incoming)
            our_no = row.headers.get("our_no", "")
            ours = is_ours(connection, company_id, self._erp.source, our_no, incoming.source_id)
            unknown = is_order_no(our_no) and not _is_known(connection, company_id, our_no)
        if company_id is None:
            return Outcome.retry(600.0, code="no_company")
        if known is not None:
            said = self._compare(known, incoming, row.headers["version"])
        elif ours:
            said = f"ours {our_no}"
        elif incoming.closed:
            said = "closed before it came here"
        elif unknown:
            return self._await(job, our_no, row)
        else:
            facts = _of_message(self._erp.source, row, incoming)
            outcome = self._place(job, company_id, incoming, facts)
            if isinstance(outcome, Outcome):
                return outcome
            said = outcome
        with self._store.write() as connection:
            connection.execute(
                update(table).where(table.c.id == row.id).values(worked_at=self._clock.now(), outcome={"said": said})
            )
        return Outcome.ok(text=said)

    def _await(self, job: Leased, our_no: str, row: Row[Any]) -> Outcome:
        """We made it there, so the workstation still has it: taken in from the ERP it would be there twice."""
        left_s = (row.received_at + _SENT_AGAIN_WITHIN - self._clock.now()).total_seconds()
        if left_s <= 0 or job.attempt >= MAX_ATTEMPTS:
            facts = {"order_no": our_no, "next_step": "send_again_from_its_workstation"}
            return _stopped("erp.own_order_missing", facts, job)
        return Outcome.retry(min(_ASKED_AFTER_S * 2 ** (job.attempt - 1), left_s), code="own_order_missing")

    def _known(self, connection: Connection, company_id: UUID, incoming: IncomingOrder) -> Order | None:
        table = orders.order
        found = connection.execute(
            select(table.c.id).where(
                table.c.company_id == company_id,
                table.c.source_system == self._erp.source,
                table.c.source_order_no == incoming.source_id,
            )
        ).scalar()
        return None if found is None else require(connection, Order, found)

    def _place(self, job: Leased, company_id: UUID, incoming: IncomingOrder, facts: dict[str, Any]) -> str | Outcome:
        with self._store.read() as connection:
            mapped = _map(connection, incoming)
        if mapped.missing:
            facts = {"missing": mapped.missing, "next_step": "enter_or_map_then_send_again"}
            return _stopped("erp.not_mapped", facts, job)
        assert mapped.customer_id is not None
        assert mapped.ship_to is not None
        with self._store.write() as connection:
            order_no = next_order_no(connection, local_day(self._clock.now()))
        command = PlaceOrder(
            order_id=derived_id(_SPACE, f"{company_id}:{self._erp.source}:{incoming.source_id}"),
            order_no=order_no,
            company_id=company_id,
            customer_id=mapped.customer_id,
            lines=tuple(mapped.lines),
            ship_to=mapped.ship_to,
            source_system=self._erp.source,
            source_order_no=incoming.source_id,
            customer_po_no=incoming.customer_po_no or None,
            requested_on=incoming.required_on,
            remark=incoming.note,
        )
        outcome = self._executor.run_own(HUB_DEVICE_ID, command, command_id=self._next_id(incoming), source=facts)
        if outcome.status == "accepted":
            return f"placed {order_no}"
        why = {"code": outcome.code, "facts": outcome.facts, "next_step": "repair_then_send_again"}
        return _stopped("erp.refused", why, job)

    def _next_id(self, incoming: IncomingOrder) -> UUID:
        """The id of the next try: what was refused may be tried again after a repair."""
        table, name = log.command, f"{self._erp.source}:{incoming.source_id}"
        with self._store.read() as connection:
            for attempt in count():
                command_id = derived_id(_SPACE, f"{name}:{attempt}")
                if connection.execute(select(table.c.id).where(table.c.id == command_id)).first() is None:
                    return command_id
        raise AssertionError("unreachable")

    def _compare(self, order: Order, incoming: IncomingOrder, version: str) -> str:
        """What was placed is not changed behind anybody's back: where the two differ somebody has to decide."""
        found: dict[str, Any] = {}
        if incoming.closed and order.node != Node.CLOSED:
            found["closed"] = True
        ours, theirs = _quantities_here(order), _quantities_there(incoming)
        if ours != theirs:
            skus = sorted(ours.keys() | theirs.keys())
            found["quantities"] = {sku: [ours[sku], theirs[sku]] for sku in skus if ours[sku] != theirs[sku]}
        prices = {line.sku_code: line.unit_price_micro for line in order.lines}
        differ = {
            line.sku: [prices[line.sku], line.unit_price_micro]
            for line in incoming.lines
            if line.sku in prices and prices[line.sku] != line.unit_price_micro
        }
        if differ:
            found["prices_micro"] = differ
        if not found:
            return "known"
        facts = {"order_no": order.order_no, "source_order_no": incoming.source_id, **found, "next_step": "decide"}
        now = self._clock.now()
        with self._store.write() as connection:
            case = open_case(
                connection,
                company_id=order.company_id,
                queue="outside",
                dedupe_key=f"erp:differs:{order.id}:{version}",
                code="erp.order_differs",
                facts=facts,
                at=now,
                order_id=order.id,
            )
            if case is not None:
                publish(connection, [(case, None)], at=now)
        return "differs"


def _is_known(connection: Connection, company_id: UUID | None, order_no: str) -> bool:
    table = orders.order
    numbered = (table.c.company_id == company_id, table.c.order_no == order_no)
    return connection.execute(select(table.c.id).where(*numbered)).first() is not None


def _of_message(source: str, row: Row[Any], incoming: IncomingOrder) -> dict[str, Any]:
    """The fields of the order's first event that tell where it came from."""
    return {
        "source_system": source,
        "connector_id": source,
        "mapping_version": VERSION,
        "source_record_id": incoming.source_id,
        "source_version": row.headers["version"],
        "channel": "api",
        "external_request_id": row.dedupe_key,
        "payload_sha256": hashlib.sha256(bytes(row.body)).hexdigest(),
    }


def _stopped(case_code: str, facts: dict[str, Any], job: Leased) -> Outcome:
    """The job waits for a person."""
    told = {"source_order_no": job.payload["source_id"], **facts}
    return Outcome(Verdict.UNKNOWN, code=case_code, case_code=case_code, facts=told)


def _map(connection: Connection, incoming: IncomingOrder) -> _Mapped:
    mapped, table = _Mapped(), customers.customer
    found = connection.execute(select(table.c.id, table.c.code).where(table.c.code == incoming.customer_code)).first()
    mapped.customer_id = None if found is None else found.id
    if found is None:
        alike = connection.execute(select(table.c.code).where(table.c.name == incoming.customer_name).limit(1)).scalar()
        mapped.missing.append(_cause("customer", incoming.customer_code, incoming.customer_name, alike))
    for line in incoming.lines:
        _map_line(connection, line, mapped)
    if found is not None:
        mapped.ship_to = _ship_to(connection, found.id, incoming)
        if mapped.ship_to is None:
            mapped.missing.append(_cause("address", "", "", None))
    return mapped


def _map_line(connection: Connection, line: ErpLine, mapped: _Mapped) -> None:
    table = masters.sku
    sku = connection.execute(select(table.c.id, table.c.base_unit).where(table.c.code == line.sku)).first()
    if sku is None:
        mapped.missing.append(_cause("sku", line.sku, "", None))
        return
    mapped.lines.append(
        PlacedLine(
            sku_id=sku.id,
            unit=sku.base_unit,
            unit_quantity=line.quantity,
            unit_price_micro=line.unit_price_micro,
            price_source="erp",
            tax_rate_bp=line.tax_rate_bp,
            gift=line.gift,
        )
    )


def _cause(kind: str, code: str, name: str, suggestion: str | None) -> dict[str, str]:
    found = {"kind": kind, "code": code, "name": name, "suggestion": suggestion or ""}
    return {key: value for key, value in found.items() if value}


def _ship_to(connection: Connection, customer_id: UUID, incoming: IncomingOrder) -> ShipTo | None:
    """The entry of the address book that is meant; else the text taken apart, with what the book says of the person."""
    table = customers.address
    book = connection.execute(
        select(table).where(table.c.customer_id == customer_id).order_by(table.c.preferred.desc(), table.c.id)
    ).all()
    places = ("province", "city", "district", "street")
    for entry in book:
        if not incoming.address or "".join(getattr(entry, name) or "" for name in places) == incoming.address:
            where = {name: getattr(entry, name) or "" for name in places}
            return _receiver(incoming, entry, where)
    match = _ADDRESS.fullmatch(incoming.address)
    if match is None:
        return None
    where = {name: match[name] or "" for name in places}
    return _receiver(incoming, book[0] if book else None, where | {"city": where["city"] or where["province"]})


def _receiver(incoming: IncomingOrder, entry: Row[Any] | None, where: dict[str, str]) -> ShipTo | None:
    name = incoming.contact or (entry.name if entry is not None else "") or incoming.customer_name
    phone = incoming.phone or (entry.phone if entry is not None else "")
    return ShipTo(name=name, phone=phone, **where) if name and phone else None


def _quantities_here(order: Order) -> Counter[str]:
    found: Counter[str] = Counter()
    for line in order.lines:
        found[line.sku_code] += line.quantity
    return found


def _quantities_there(incoming: IncomingOrder) -> Counter[str]:
    found: Counter[str] = Counter()
    for line in incoming.lines:
        found[line.sku] += line.quantity
    return found
