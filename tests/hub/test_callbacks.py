"""Callbacks over real HTTP: forged, repeated, out of order, not understood; and what they make of an order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_plus

import httpx
import pytest
from sqlalchemy import update

from db.tables import log, orders, parcels, work
from orderdesk.clock import SetClock
from orderdesk.connectors import flux_wire, kuaidi100_wire
from orderdesk.connectors.reading import beijing_text
from orderdesk.documents.orders import Order
from orderdesk.domain.nodes import Node, rank
from orderdesk.hub.callbacks import callback_routes
from orderdesk.hub.stopped_jobs import resend
from orderdesk.hub.systems import connect
from orderdesk.sandbox.app import SandboxSettings
from tests.hub.served_hub import ServedHub, hub_settings
from tests.hub.working_hub import World, sandboxed, settings_for, working_hub

KNOWN = SandboxSettings()
FLUX = f"/v1/callbacks/flux/{KNOWN.flux_callback_token}"
KUAIDI100 = "/v1/callbacks/kuaidi100/nobody-guesses-this"
NOWHERE = "http://127.0.0.1:9"


@dataclass
class Called:
    """A served hub that outside systems call, and the outside."""

    served: ServedHub
    world: World

    def post(self, path: str, **fields: str) -> httpx.Response:
        """A callback as a form."""
        body = "&".join(f"{name}={quote_plus(value)}" for name, value in fields.items())
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.served.client.post(path, content=body.encode(), headers=kind)

    def flux(self, method: str, row: dict[str, object], **changes: str) -> httpx.Response:
        """A signed FLUX callback."""
        data = json.dumps({"data": {"orderinfo": row}}, ensure_ascii=False)
        fields = {
            "method": method,
            "sign": flux_wire.sign(data.encode(), KNOWN.flux_app_secret),
            "timestamp": beijing_text(self.world.hub.clock.now()),
            "data": data,
        }
        return self.post(FLUX, **(fields | changes))

    def sent(self) -> Order:
        """An order whose shipment the warehouse has."""
        order = self.world.hub.allocate(quantity=2_000)
        self.world.settle()
        return order

    def shipped(self) -> Order:
        """An order that the warehouse has shipped and whose waybill is followed."""
        order = self.sent()
        self.world.steer("push", {"system": "flux", "key": order.shipments[0].shipment_no, "steps": 5})
        self.world.settle()
        return self.world.hub.order(order.id)

    def spoil(self, **values: str) -> None:
        """Changes all shipments behind the hub's back."""
        with self.world.hub.store.write() as connection:
            connection.execute(update(orders.shipment).values(**values))
            # An order of a version that the hub knows counts as unchanged.
            connection.execute(update(orders.order).values(version=orders.order.c.version + 1))

    def inbox(self) -> list[tuple[str, str]]:
        """Source and verdict of each kept callback."""
        return sorted((row.source, row.verdict) for row in self.world.hub.rows(log.inbox))

    def cases(self) -> list[str]:
        """The codes of all cases."""
        return sorted(row.code for row in self.world.hub.rows(work.case))


@pytest.fixture
def called(database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[Called]:
    with working_hub(database_url, clock) as hub, httpx.Client(verify=False) as client:
        readers = connect(settings_for(NOWHERE, NOWHERE), clock=clock, client=client).readers
        settings = hub_settings(database_url, tmp_path / "files")
        with (
            ServedHub(settings, clock, extras=[callback_routes(readers)]) as served,
            sandboxed(hub, served.url, trouble_share=0.0, silent_share=0.0) as world,
        ):
            yield Called(served, world)


def way(order: Order) -> list[str]:
    # The warehouse's last step and its confirmation name the same second and arrive in either order.
    return [step.node for step in sorted(order.steps, key=lambda step: (step.at, rank(Node(step.node))))]


def status(order: Order, code: str, called: Called) -> dict[str, object]:
    at = beijing_text(called.world.hub.clock.now())
    return {"OrderNo": order.shipments[0].shipment_no, "WarehouseID": "SZ", "Status": code, "Time": at}


def confirmation(order: Order, called: Called, **changes: object) -> dict[str, object]:
    item = {"lineNo": "1", "SKU": "BP-0", "QtyShipped": "2", "CarrierId": "YTO", "DeliveryNo": "YT0000000000017"}
    return {
        "OMSOrderNo": order.shipments[0].shipment_no,
        "WMSOrderNo": "W1",
        "WarehouseID": "SZ",
        "Time": beijing_text(called.world.hub.clock.now()),
        "item": {**item, **changes},
    }


def test_the_whole_way_from_the_warehouse_to_the_customer(called: Called) -> None:
    order = called.shipped()
    assert order.node == "in_transit"
    assert order.shipments[0].proof == "wms_shipped"
    (parcel,) = called.world.hub.rows(parcels.parcel)
    assert parcel.state == "handed_over"
    called.world.steer("clock/advance", {"days": 6})
    called.world.settle()
    delivered = called.world.hub.order(order.id)
    assert delivered.node == "delivered"
    assert way(delivered)[-2:] == ["in_transit", "delivered"]
    assert {verdict for _, verdict in called.inbox()} == {"genuine"}
    assert called.cases() == []


def test_a_callback_to_a_wrong_address_finds_nothing(called: Called) -> None:
    for path in ("/v1/callbacks/flux/guess", "/v1/callbacks/kuaidi100/guess", "/v1/callbacks/nobody/x"):
        assert called.post(path, param="{}", sign="x").status_code == 404
    assert called.inbox() == []


def test_a_forged_callback_is_refused_kept_as_evidence_and_never_worked(called: Called) -> None:
    order = called.sent()
    for sign in ("0" * 32, ""):
        answer = called.flux("confirmSOStatus", status(order, "60", called), sign=sign)
        assert answer.json()["Response"]["return"]["returnFlag"] == "0"
    assert called.post(KUAIDI100, param='{"lastResult":{"nu":"YT1"}}', sign="0" * 32).json()["result"] is False
    called.world.settle()
    assert ("flux", "forged") in called.inbox()
    assert ("kuaidi100", "forged") in called.inbox()
    assert called.world.hub.jobs("inbox") == []
    assert called.world.hub.order(order.id).node == "allocated"


def test_a_body_that_was_written_anew_on_the_way_is_forged(called: Called) -> None:
    param = json.dumps({"status": "polling", "lastResult": {"nu": "YT1", "com": "yuantong", "data": []}})
    salt = kuaidi100_wire.salt_of("master-secret-of-the-tests", "yuantong", "YT1", 1)
    sign = kuaidi100_wire.sign(param, salt)
    assert called.post(KUAIDI100, param=param.replace(": ", ":"), sign=sign).json()["result"] is False
    assert called.post(KUAIDI100, param=param, sign=sign).json()["result"] is True


def test_a_repeated_callback_is_taken_each_time_and_done_once(called: Called) -> None:
    order = called.sent()
    row = confirmation(order, called)
    for _ in range(3):
        answer = called.flux("confirmSOData", row)
        assert answer.json()["Response"]["return"]["returnCode"] == "0000"
        called.world.settle()
    assert called.inbox() == [("flux", "genuine")]
    assert len(called.world.hub.rows(parcels.parcel)) == 1
    assert len(called.world.hub.rows(log.command, log.command.c.kind == "confirm_shipped")) == 1


def test_the_same_fact_in_another_message_changes_nothing(called: Called) -> None:
    order = called.sent()
    row = confirmation(order, called)
    called.flux("confirmSOData", row)
    called.flux("confirmSOData", {**row, "Udf1": "sent again by hand"})
    called.world.settle()
    assert len(called.inbox()) == 2
    assert len(called.world.hub.rows(parcels.parcel)) == 1
    assert called.world.hub.order(order.id).node == "in_transit"


@pytest.mark.parametrize("is_reversed", [False, True])
def test_the_order_of_arrival_does_not_change_where_an_order_ends(called: Called, is_reversed: bool) -> None:
    order = called.sent()
    key = order.shipments[0].shipment_no
    push = {"system": "flux", "key": key, "steps": 5, "copies": 2, "reversed": is_reversed}
    called.world.steer("push", push)
    called.world.settle()
    (waybill,) = called.world.hub.rows(parcels.waybill)
    followed = f"yuantong|{waybill.number}"
    called.world.steer("push", {**push, "system": "kuaidi100", "key": followed, "steps": 20})
    called.world.settle()
    assert called.world.hub.order(order.id).node == "delivered"
    assert len(called.world.hub.rows(parcels.parcel)) == 1
    events = called.world.hub.rows(parcels.courier_event)
    assert len({(event.event_at, event.text) for event in events}) == len(events)


def test_work_that_was_cut_off_is_done_again_without_harm(called: Called) -> None:
    order = called.sent()
    called.flux("confirmSOData", confirmation(order, called))
    called.world.settle()
    (kept,) = called.world.hub.rows(log.inbox)
    reader = called.world.systems.readers["flux"][1]
    events = reader.verify_and_read(bytes(kept.body), kept.headers, kept.headers[":query"]).events
    assert called.world.parts.inbound.apply("flux", events) == ["known"]
    assert len(called.world.hub.rows(parcels.parcel)) == 1


def test_status_steps_begin_the_picking_and_never_claim_more(called: Called) -> None:
    order = called.sent()
    for code in ("40", "60", "63", "66"):
        called.flux("confirmSOStatus", status(order, code, called))
        called.world.hub.clock.advance(minutes=5)
    called.world.settle()
    after = called.world.hub.order(order.id)
    assert after.node == "picking"
    assert way(after) == ["pending_review", "stock_locked", "allocated", "picking"]
    events = called.world.hub.rows(log.order_event, log.order_event.c.order_id == order.id)
    assert [event.source_status_raw for event in events if event.source_status_raw] == ["40", "60", "63", "66"]


def test_a_fact_at_which_the_hub_itself_failed_is_worked_again_after_the_repair(called: Called) -> None:
    order = called.sent()
    called.spoil(node="no node at all")
    called.flux("confirmSOData", confirmation(order, called))
    called.world.parts.jobs.run_all()
    (job,) = called.world.hub.jobs("inbox")
    assert (job.state, job.outcome["code"]) == ("parked", "hub.fault")
    called.spoil(node="allocated")
    resend(called.world.hub.store, job.id, called.world.hub.clock.now(), by="boss")
    called.world.settle()
    assert called.world.hub.order(order.id).node == "in_transit"
    assert called.world.hub.jobs("inbox")[0].state == "done"


def test_less_shipped_than_ordered_is_believed_and_opens_a_case(called: Called) -> None:
    order = called.sent()
    called.flux("confirmSOData", confirmation(order, called, QtyShipped="1"))
    called.world.settle()
    assert [each.node for each in called.world.hub.order(order.id).shipments] == ["in_transit", "pending_review"]
    (case,) = called.world.hub.rows(work.case)
    assert (case.code, case.facts["quantities"]) == ("shipment.differs", {"BP-0": [2_000, 1_000]})


def test_a_confirmation_that_cannot_be_placed_is_parked_with_its_body(called: Called) -> None:
    spoiled = {
        "carrier.unknown": {"CarrierId": "nobody knows"},
        "line.unknown": {"SKU": "XX-1"},
        "waybill.missing": {"DeliveryNo": ""},
    }
    sent = [called.sent() for _ in spoiled]
    for order, changes in zip(sent, spoiled.values(), strict=True):
        assert called.flux("confirmSOData", confirmation(order, called, **changes)).status_code == 200
    called.flux("confirmSOData", {**confirmation(sent[0], called), "OMSOrderNo": "SO999-1"})
    called.world.parts.jobs.run_all()
    jobs = called.world.hub.jobs("inbox")
    assert {row.state for row in jobs} == {"parked"}
    assert {row.outcome["code"] for row in jobs} == {*spoiled, "shipment.unknown"}
    assert called.cases() == ["outside.parked"] * 4
    assert {called.world.hub.order(order.id).node for order in sent} == {"allocated"}


def test_a_warehouse_that_cancels_by_itself_opens_a_case(called: Called) -> None:
    order = called.sent()
    called.flux("confirmSOStatus", status(order, "90", called))
    called.world.settle()
    assert called.cases() == ["warehouse.cancelled"]


def test_a_courier_who_gives_up_opens_a_case(called: Called) -> None:
    order = called.shipped()
    (waybill,) = called.world.hub.rows(parcels.waybill)
    push = {"status": "abort", "message": "3天查询无记录", "lastResult": {"nu": waybill.number, "com": "yuantong"}}
    param = json.dumps(push, ensure_ascii=False)
    salt = kuaidi100_wire.salt_of("master-secret-of-the-tests", "yuantong", waybill.number, 1)
    called.post(KUAIDI100, param=param, sign=kuaidi100_wire.sign(param, salt))
    called.world.settle()
    assert called.cases() == ["courier.given_up"]
    assert called.world.hub.order(order.id).node == "in_transit"


def test_a_signed_callback_without_sense_is_kept_refused_and_shown(called: Called) -> None:
    called.world.hub.place()
    data = '{"data": {"orderinfo": {"Status": "60"}}}'
    sign = flux_wire.sign(data.encode(), KNOWN.flux_app_secret)
    answer = called.post(FLUX, method="confirmSOStatus", data=data, sign=sign)
    assert answer.json()["Response"]["return"]["returnFlag"] == "0"
    assert called.inbox() == [("flux", "malformed")]
    assert called.cases() == ["callback.malformed"]


def test_a_body_beyond_measure_is_refused_unread(called: Called) -> None:
    answer = called.served.client.post(FLUX, content=b"x" * 600_000)
    assert answer.status_code == 413
    assert called.inbox() == []


def test_no_secret_of_the_caller_is_kept(called: Called) -> None:
    order = called.sent()
    called.served.client.headers["Authorization"] = "Bearer very-secret"
    called.flux("confirmSOStatus", status(order, "60", called))
    assert "very-secret" not in str([row.headers for row in called.world.hub.rows(log.inbox)])
