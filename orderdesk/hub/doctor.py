"""What must always hold in the hub's database, checked; each finding is a sentence that names the place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby, islice
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, and_, case, func, or_, select

from db.tables import log, orders, parcels, people, stock
from orderdesk.documents import KINDS
from orderdesk.documents.document import Document, Key
from orderdesk.documents.shelf import Shelf
from orderdesk.domain.nodes import Node, derive_node
from orderdesk.hub.credit_check import credit_adds_up
from orderdesk.hub.verify import Progress, verify_chains

MOST_FINDINGS = 20
"""Of one check; the first ones tell what is wrong."""

_BODIES = 2_000
_ROWS_AT_ONCE = 1_000
_NODES = frozenset(map(str, Node))


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold. `check` names the rule; an alarm may be true for a while, a fault never."""

    check: str
    text: str
    is_alarm: bool = False


Check = Callable[[Connection], Iterator[str]]


def examine(connection: Connection, *, on_progress: Progress = lambda done, whole: None) -> list[Finding]:
    """All findings; run it in one reading transaction, so that it sees one state.

    `on_progress` is told of the orders' chains, which take most of the time.
    """
    found = []
    checks: dict[str, Check] = {**CHECKS, "chains_hold": partial(verify_chains, on_progress=on_progress)}
    for name, check in checks.items():
        found += [Finding(name, text, name in ALARMS) for text in islice(_whole(check, connection), MOST_FINDINGS)]
    return found


def _whole(check: Check, connection: Connection) -> Iterator[str]:
    """What a check finds; a row that nobody can read ends it with one more sentence, and the other checks go on."""
    try:
        yield from check(connection)
    except (ValueError, TypeError, LookupError) as error:
        yield f"a row cannot be read, the rest was not looked at: {' '.join(str(error).split())[:200]}"


def _log_is_dense(connection: Connection) -> Iterator[str]:
    """I1: every seq after the oldest has its changes, and none is beyond the head."""
    head = connection.execute(select(log.log_head).where(log.log_head.c.id == 1)).first()
    if head is None or not head.epoch:
        yield "the log has no head"
        return
    seqs = log.change.c.seq
    row = connection.execute(
        select(func.count(seqs.distinct()).label("count"), func.max(seqs).label("last")).where(seqs > head.oldest)
    ).one()
    if row.last is not None and row.last > head.last:
        yield f"the log holds seq {row.last}, its head says {head.last}"
    if row.count < head.last - head.oldest:
        yield f"{head.last - head.oldest - row.count} seqs between {head.oldest} and {head.last} have no changes"


def _commands_match_changes(connection: Connection) -> Iterator[str]:
    """I2: a command's changes stand at its own seq, and a refused one has none."""
    query = (
        select(log.change.c.seq, log.command.c.id, log.command.c.status, log.command.c.seq.label("own"))
        .join(log.command, log.command.c.id == log.change.c.command_id)
        .where(or_(log.change.c.seq != log.command.c.seq, log.command.c.status != "accepted"))
    )
    for row in connection.execute(query):
        yield f"command {row.id} ({row.status}) belongs to seq {row.own}, a change of it stands at {row.seq}"


def _device_counters_fit(connection: Connection) -> Iterator[str]:
    """I3: a device's counter is that of its last command, without a gap before it."""
    said = (
        select(
            log.command.c.device_id,
            func.max(log.command.c.n).label("last"),
            (func.max(log.command.c.n) - func.min(log.command.c.n) + 1 - func.count()).label("missing"),
        )
        .group_by(log.command.c.device_id)
        .subquery()
    )
    states = people.device_state
    query = select(states.c.device_id, states.c.last_n, said.c.last, said.c.missing).join(
        said, said.c.device_id == states.c.device_id
    )
    for row in connection.execute(query.where(or_(states.c.last_n != said.c.last, said.c.missing != 0))):
        stands = f"device {row.device_id} stands at {row.last_n}, its last command is {row.last}"
        yield f"{stands}, {row.missing} are missing"


def _versions_rise(connection: Connection) -> Iterator[str]:
    """I7: the versions of a document rise with the log."""
    table = log.change
    before = func.lag(table.c.version).over(
        partition_by=(table.c.kind, table.c.key), order_by=(table.c.seq, table.c.pos)
    )
    rows = select(table.c.kind, table.c.key, table.c.seq, table.c.version, before.label("before")).subquery()
    for row in connection.execute(select(rows).where(rows.c.version < rows.c.before)):
        yield f"{row.kind} {row.key} falls from version {row.before} to {row.version} at seq {row.seq}"


def _log_matches_tables(connection: Connection) -> Iterator[str]:
    """The newest change of a document carries the version that its table has."""
    newest = (
        select(log.change.c.kind, log.change.c.key, func.max(log.change.c.version).label("version"))
        .group_by(log.change.c.kind, log.change.c.key)
        .subquery()
    )
    for kind in KINDS.values():
        query = (
            select(newest.c.key, newest.c.version, kind.table.c.version.label("stored"))
            .join(kind.table, kind.table.c.id == newest.c.key)
            .where(newest.c.kind == kind.name, newest.c.version != kind.table.c.version)
        )
        for row in connection.execute(query):
            yield f"{kind.name} {row.key} has version {row.stored}, the log says {row.version}"


def _newest_bodies_match(connection: Connection) -> Iterator[str]:
    """The last documents that were sent are the ones that are stored."""
    table = log.change
    rows = connection.execute(select(table).order_by(table.c.seq.desc(), table.c.pos.desc()).limit(_BODIES)).all()
    shelf, seen = Shelf(connection), set()
    for row in rows:
        key = Key(row.kind, row.key)
        if key in seen:
            continue
        seen.add(key)
        stored = shelf.load(key)
        try:
            sent = KINDS[row.kind].model.model_validate_json(row.body)
        except ValidationError:
            yield f"{row.kind} {row.key} was sent at seq {row.seq} in a form that cannot be read"
            continue
        if stored is None or _in_order(sent) != _in_order(stored):
            yield f"{row.kind} {row.key} was sent otherwise at seq {row.seq} than it is stored"


def _in_order(document: Document) -> dict[str, Any]:
    """The document as plain values, its parts by id: a table keeps no order of its own."""
    values = document.model_dump(mode="json")
    for part in KINDS[document.kind].parts:
        values[part.field].sort(key=lambda row: row["id"])
    return values


def _ledger_is_reserved(connection: Connection) -> Iterator[str]:
    """The sum of the ledger, and that of the open reservations, is what the stock row says is reserved."""
    rows = stock.stock
    sums: dict[str, Any] = {}
    for name, table in (("ledger", stock.reservation), ("open", stock.reservation_open)):
        sums[name] = (
            select(table.c.stock_id, func.sum(table.c.quantity).label("total")).group_by(table.c.stock_id).subquery()
        )
    ledger, held = (func.coalesce(sums[name].c.total, 0) for name in ("ledger", "open"))
    query = (
        select(rows.c.id, rows.c.reserved, ledger.label("ledger"), held.label("held"))
        .outerjoin(sums["ledger"], sums["ledger"].c.stock_id == rows.c.id)
        .outerjoin(sums["open"], sums["open"].c.stock_id == rows.c.id)
        .where(or_(rows.c.reserved != ledger, rows.c.reserved != held))
    )
    for row in connection.execute(query):
        yield f"stock {row.id}: reserved {row.reserved}, ledger {row.ledger}, open reservations {row.held}"


def _reserved_is_there(connection: Connection) -> Iterator[str]:
    """I10: no more is reserved than is there."""
    table = stock.stock
    for row in connection.execute(select(table).where(table.c.reserved > table.c.on_hand)):
        yield f"stock {row.id}: {row.reserved} reserved of {row.on_hand}"


def _nodes_are_derived(connection: Connection) -> Iterator[str]:
    """An order stands where its least advanced open shipment does."""
    table, shipments = orders.order, orders.shipment
    query = (
        select(table.c.id, table.c.order_no, table.c.node, shipments.c.node.label("at"))
        .join(shipments, shipments.c.order_id == table.c.id)
        .order_by(table.c.id)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    for _, found in groupby(connection.execute(query), key=lambda row: row.id):
        rows = list(found)
        if nowhere := {row.at for row in rows} - _NODES:
            yield f"order {rows[0].order_no} has a shipment at {min(nowhere)}, which is no node"
            continue
        node, _ = derive_node(Node(row.at) for row in rows)
        if node != rows[0].node:
            yield f"order {rows[0].order_no} stands at {rows[0].node}, its shipments say {node}"


def _shipments_carry_lines(connection: Connection) -> Iterator[str]:
    """What an order's shipments carry of a line, without what they were short of, is the line's quantity."""
    lines, carried = orders.order_line, orders.shipment_line
    total = func.coalesce(func.sum(carried.c.quantity - carried.c.short_quantity), 0)
    query = (
        select(lines.c.id, lines.c.sku_code, lines.c.quantity, total.label("carried"))
        .outerjoin(carried, carried.c.order_line_id == lines.c.id)
        .group_by(lines.c.id, lines.c.sku_code, lines.c.quantity)
        .having(total != lines.c.quantity)
    )
    for row in connection.execute(query):
        yield f"line {row.id} ({row.sku_code}): {row.quantity} ordered, {row.carried} in shipments"


def _packed_is_covered(connection: Connection) -> Iterator[str]:
    """What a packed shipment counts as packed lies in its parcels, and it counts all of it."""
    carried, shipments = orders.shipment_line, orders.shipment
    contents, boxes = parcels.parcel_content, parcels.parcel
    lies = func.coalesce(func.sum(case((boxes.c.state != "void", contents.c.quantity), else_=0)), 0)
    query = (
        select(carried.c.id, shipments.c.shipment_no, carried.c.packed_quantity, lies.label("lies"))
        .join(shipments, shipments.c.id == carried.c.shipment_id)
        .outerjoin(contents, contents.c.shipment_line_id == carried.c.id)
        .outerjoin(boxes, boxes.c.id == contents.c.parcel_id)
        .where(shipments.c.node.in_((Node.PACKED, Node.STAGED)))
        .group_by(
            carried.c.id,
            shipments.c.shipment_no,
            carried.c.packed_quantity,
            carried.c.quantity,
            carried.c.short_quantity,
        )
        .having(
            or_(
                lies != carried.c.packed_quantity,
                carried.c.packed_quantity + carried.c.short_quantity != carried.c.quantity,
            )
        )
    )
    for row in connection.execute(query):
        yield f"shipment {row.shipment_no}: {row.packed_quantity} counted as packed, {row.lies} in parcels"


def _bindings_match_waybills(connection: Connection) -> Iterator[str]:
    """A waybill is bound exactly while a binding of it is open."""
    waybills, bindings = parcels.waybill, parcels.binding
    held = func.count(bindings.c.id)
    query = (
        select(waybills.c.number, waybills.c.state, held.label("held"))
        .outerjoin(bindings, and_(bindings.c.waybill_id == waybills.c.id, bindings.c.to_at.is_(None)))
        .group_by(waybills.c.id, waybills.c.number, waybills.c.state)
        .having(or_(and_(waybills.c.state == "bound", held != 1), and_(waybills.c.state != "bound", held != 0)))
    )
    for row in connection.execute(query):
        yield f"waybill {row.number} is {row.state} with {row.held} open bindings"


#: Every check by the name of its rule.
CHECKS: MappingProxyType[str, Check] = MappingProxyType(
    {
        "log_is_dense": _log_is_dense,
        "commands_match_changes": _commands_match_changes,
        "device_counters_fit": _device_counters_fit,
        "versions_rise": _versions_rise,
        "log_matches_tables": _log_matches_tables,
        "newest_bodies_match": _newest_bodies_match,
        "ledger_is_reserved": _ledger_is_reserved,
        "reserved_is_there": _reserved_is_there,
        "nodes_are_derived": _nodes_are_derived,
        "shipments_carry_lines": _shipments_carry_lines,
        "packed_is_covered": _packed_is_covered,
        "bindings_match_waybills": _bindings_match_waybills,
        "credit_adds_up": credit_adds_up,
        "chains_hold": verify_chains,
    }
)
ALARMS = frozenset({"reserved_is_there"})
"""Checks that may fail for a while."""
