"""The doctor finds each planted fault, and nothing in a sound database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, func, insert, select, update

from db.tables import customers, log, orders, parcels, people, stock
from orderdesk.clock import SetClock
from orderdesk.commands import CancelOrder
from orderdesk.hub.doctor import CHECKS, Finding, examine
from orderdesk.hub.own_device import HUB_DEVICE_ID
from orderdesk.hub.verify import BadHeads, read_heads, verify_chains, write_heads
from orderdesk.ids import new_id
from tests.hub.working_hub import WorkingHub, working_hub

Plant = Callable[[Connection], Any]


@pytest.fixture
def hub(database_url: str, clock: SetClock) -> Iterator[WorkingHub]:
    """A hub with a placed, an allocated and a cancelled order."""
    with working_hub(database_url, clock) as found:
        found.place(quantity=3_000)
        order = found.allocate(quantity=2_000)
        found.run(CancelOrder(order_id=found.place(), reason="changed his mind"))
        _pack(found, order.id)
        yield found


def _pack(hub: WorkingHub, order_id: Any) -> None:
    """A parcel with a bound waybill, for the checks that look at them; consistent with what the shipment counts."""
    order = hub.order(order_id)
    shipment, line = order.shipments[0], order.shipment_lines[0]
    now = hub.clock.now()
    parcel_id, waybill_id = new_id(now), new_id(now)
    parcel = {
        "parcel_no": "P1",
        "warehouse_id": shipment.warehouse_id,
        "delivery_method": "courier",
        "state": "closed",
        "opened_at": now,
    }
    waybill = {"carrier_code": "YTO", "number": "YT1", "piece": "", "state": "bound", "issued_at": now}
    binding = {"carrier_code": "YTO", "waybill_no": "YT1", "piece": "", "from_at": now}
    content = {
        "order_id": order.id,
        "shipment_id": shipment.id,
        "shipment_line_id": line.id,
        "sku_id": line.sku_id,
        "quantity": 2_000,
        "serials": [],
        "verified": True,
    }
    shared = {"company_id": order.company_id, "updated_at": now}
    with hub.store.write() as connection:
        connection.execute(insert(parcels.parcel).values(id=parcel_id, **parcel, **shared))
        connection.execute(insert(parcels.waybill).values(id=waybill_id, **waybill, **shared))
        connection.execute(
            insert(parcels.binding).values(id=new_id(now), parcel_id=parcel_id, waybill_id=waybill_id, **binding)
        )
        connection.execute(insert(parcels.parcel_content).values(id=new_id(now), parcel_id=parcel_id, **content))


def findings(hub: WorkingHub) -> list[Finding]:
    with hub.store.read() as connection:
        return examine(connection)


def test_a_sound_database_has_no_findings(hub: WorkingHub) -> None:
    assert findings(hub) == []


def _newest_change(connection: Connection, kind: str) -> Any:
    table = log.change
    query = select(table).where(table.c.kind == kind).order_by(table.c.seq.desc(), table.c.pos.desc()).limit(1)
    return connection.execute(query).one()


def _lose_the_head(connection: Connection) -> None:
    connection.execute(delete(log.log_head))


def _skip_a_seq(connection: Connection) -> None:
    connection.execute(update(log.log_head).values(last=log.log_head.c.last + 1))


def _write_beyond_the_head(connection: Connection) -> None:
    connection.execute(update(log.log_head).values(last=log.log_head.c.last - 1))


def _move_a_change(connection: Connection) -> None:
    newest = _newest_change(connection, "order")
    command = log.command
    connection.execute(update(command).where(command.c.id == newest.command_id).values(seq=newest.seq - 1))


def _refuse_what_was_done(connection: Connection) -> None:
    newest = _newest_change(connection, "order")
    command = log.command
    connection.execute(update(command).where(command.c.id == newest.command_id).values(status="refused"))


def _turn_a_counter_back(connection: Connection) -> None:
    states = people.device_state
    connection.execute(update(states).where(states.c.device_id == HUB_DEVICE_ID).values(last_n=states.c.last_n - 1))


def _lose_a_command(connection: Connection) -> None:
    connection.execute(delete(log.command).where(log.command.c.n == 3))


def _let_a_version_fall(connection: Connection) -> None:
    table = log.change
    changed_often = select(table.c.key).where(table.c.kind == "order").group_by(table.c.key).having(func.count() > 1)
    first = connection.execute(
        select(table).where(table.c.key.in_(changed_often)).order_by(table.c.seq, table.c.pos).limit(1)
    ).one()
    connection.execute(
        update(table).where(table.c.seq == first.seq, table.c.pos == first.pos).values(version=first.version + 9)
    )


def _write_past_the_log(connection: Connection) -> None:
    connection.execute(update(orders.order).values(version=orders.order.c.version + 1))


def _change_a_document_silently(connection: Connection) -> None:
    connection.execute(update(orders.order).values(remark="nobody was told"))


def _lose_a_ledger_entry(connection: Connection) -> None:
    connection.execute(delete(stock.reservation).where(stock.reservation.c.quantity == 3_000))


def _lose_an_open_reservation(connection: Connection) -> None:
    connection.execute(delete(stock.reservation_open).where(stock.reservation_open.c.quantity == 3_000))


def _reserve_by_hand(connection: Connection) -> None:
    connection.execute(
        update(stock.stock).where(stock.stock.c.reserved > 0).values(reserved=stock.stock.c.reserved + 1)
    )


def _take_the_goods_away(connection: Connection) -> None:
    connection.execute(update(stock.stock).where(stock.stock.c.reserved > 0).values(on_hand=1))


def _move_an_order(connection: Connection) -> None:
    connection.execute(update(orders.order).where(orders.order.c.node == "allocated").values(node="delivered"))


def _carry_too_much(connection: Connection) -> None:
    connection.execute(update(orders.shipment_line).values(quantity=orders.shipment_line.c.quantity + 1))


def _call_it_packed(connection: Connection) -> None:
    connection.execute(update(orders.shipment).where(orders.shipment.c.node == "allocated").values(node="packed"))


def _lose_what_is_owed(connection: Connection) -> None:
    uses = customers.credit_use
    connection.execute(update(uses).where(uses.c.open_fen > 0).values(open_fen=0, unpaid_fen=uses.c.open_fen))


def _let_a_binding_hang(connection: Connection) -> None:
    connection.execute(update(parcels.waybill).values(state="issued"))


def _alter_an_event(connection: Connection) -> None:
    connection.execute(update(log.order_event).where(log.order_event.c.chain == 1).values(note="rewritten"))


def _spoil_a_body(connection: Connection) -> None:
    newest = _newest_change(connection, "order")
    here = (log.change.c.seq == newest.seq, log.change.c.pos == newest.pos)
    connection.execute(update(log.change).where(*here).values(body='{"x": 1}'))


def _move_a_shipment_nowhere(connection: Connection) -> None:
    connection.execute(update(orders.shipment).values(node="nowhere"))


@pytest.mark.parametrize(
    ("plant", "check"),
    [
        (_lose_the_head, "log_is_dense"),
        (_skip_a_seq, "log_is_dense"),
        (_write_beyond_the_head, "log_is_dense"),
        (_move_a_change, "commands_match_changes"),
        (_refuse_what_was_done, "commands_match_changes"),
        (_turn_a_counter_back, "device_counters_fit"),
        (_lose_a_command, "device_counters_fit"),
        (_let_a_version_fall, "versions_rise"),
        (_write_past_the_log, "log_matches_tables"),
        (_change_a_document_silently, "newest_bodies_match"),
        (_spoil_a_body, "newest_bodies_match"),
        (_lose_a_ledger_entry, "ledger_is_reserved"),
        (_lose_an_open_reservation, "ledger_is_reserved"),
        (_reserve_by_hand, "ledger_is_reserved"),
        (_take_the_goods_away, "reserved_is_there"),
        (_move_an_order, "nodes_are_derived"),
        (_move_a_shipment_nowhere, "nodes_are_derived"),
        (_carry_too_much, "shipments_carry_lines"),
        (_call_it_packed, "packed_is_covered"),
        (_let_a_binding_hang, "bindings_match_waybills"),
        (_lose_what_is_owed, "credit_adds_up"),
        (_alter_an_event, "chains_hold"),
    ],
)
def test_a_planted_fault_is_found(hub: WorkingHub, plant: Plant, check: str) -> None:
    with hub.store.write() as connection:
        plant(connection)
    found = findings(hub)
    assert check in {finding.check for finding in found}
    assert all(finding.text for finding in found)


def test_every_check_has_a_planted_fault() -> None:
    marks = test_a_planted_fault_is_found.pytestmark  # type: ignore[attr-defined] # pytest keeps its marks there
    assert {check for _, check in marks[0].args[1]} == set(CHECKS)


def chain_faults(hub: WorkingHub, heads: Any = None) -> list[str]:
    with hub.store.read() as connection:
        return list(verify_chains(connection, heads))


@pytest.fixture
def heads_file(hub: WorkingHub, tmp_path: Path) -> Path:
    """Head hashes as they were kept elsewhere."""
    path = tmp_path / "heads.json"
    with hub.store.read() as connection:
        assert write_heads(connection, path, at=hub.clock.now()) == 3
    return path


def test_kept_heads_agree_with_an_untouched_database(hub: WorkingHub, heads_file: Path) -> None:
    assert chain_faults(hub, read_heads(heads_file)) == []
    hub.place()
    assert chain_faults(hub, read_heads(heads_file)) == []


def test_a_chain_that_was_cut_is_seen_by_its_kept_head_only(hub: WorkingHub, heads_file: Path) -> None:
    table = log.order_event
    with hub.store.write() as connection:
        connection.execute(delete(table).where(table.c.chain > 1))
    assert chain_faults(hub) == []
    assert chain_faults(hub, read_heads(heads_file))


def test_a_chain_that_is_gone_is_seen_by_its_kept_head(hub: WorkingHub, heads_file: Path) -> None:
    with hub.store.write() as connection:
        connection.execute(delete(log.order_event))
    assert len(chain_faults(hub, read_heads(heads_file))) == 3


@pytest.mark.parametrize("text", ["", "[]", '{"heads": {"x": [1, "y"]}}', '{"heads": []}'])
def test_a_file_without_heads_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "heads.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadHeads, match="holds no head hashes"):
        read_heads(path)
    with pytest.raises(BadHeads, match="cannot be read"):
        read_heads(tmp_path / "nothing.json")
