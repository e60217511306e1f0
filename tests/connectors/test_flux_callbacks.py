"""What FLUX confirms, in all the shapes it comes in, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

import httpx
import pytest

from orderdesk.clock import SetClock
from orderdesk.connectors import flux_wire as wire
from orderdesk.connectors.carriers import shipped_carriers
from orderdesk.connectors.flux import FluxWarehouse
from orderdesk.connectors.ports import (
    MAX_CALLBACK_BYTES,
    Forged,
    Malformed,
    ReadCallback,
    ShipmentConfirmed,
    ShippedLine,
    WarehouseStatus,
)
from orderdesk.connectors.reading import dig, parse_json
from orderdesk.domain.nodes import Node
from tests.connectors.test_flux_wire import SETTINGS

FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
STATUS_ROW = (
    '{"OrderNo":"SO1-1","OrderType":"SO","CustomerID":"HQ","WarehouseID":"SH1","Status":"60","Desc":"拣货完成",'
    '"Time":"2026-11-20 12:30:00"}'
)
ITEM_1 = '{"OrderNo":"SO1-1","lineNo":"1","SKU":"BP-1024","QtyShipped":"12"}'
ITEM_2 = '{"OrderNo":"SO1-1","lineNo":"2","SKU":"OF-77","QtyShipped":1.5,"lotAtt04":"B2609"}'
STATUS_XML = (
    '<?xml version="1.0" encoding="utf-8"?><xmldata><data><orderinfo><OrderNo>SO1-1</OrderNo>'
    "<WarehouseID>SH1</WarehouseID><Status>60</Status><Desc>拣货完成</Desc>"
    "<Time>2026-11-20 12:30:00</Time></orderinfo></data></xmldata>"
)


@pytest.fixture
def flux() -> Any:
    with httpx.Client(verify=False) as client:
        clock = SetClock(datetime(2026, 11, 20, 5, 0, tzinfo=UTC))
        yield FluxWarehouse(SETTINGS, client=client, clock=clock, carriers=shipped_carriers())


def form(method: str, data: str | bytes, *, secret: str = "s3cret", **more: str) -> bytes:
    raw = data.encode() if isinstance(data, str) else data
    fields: dict[str, str | bytes] = {
        "method": method,
        "messageid": "X",
        "timestamp": "2026-11-20 12:31:00",
        "format": "json",
        "sign": wire.sign(raw, secret),
        **more,
        "data": raw,
    }
    return "&".join(f"{name}={quote_plus(value)}" for name, value in fields.items()).encode()


def confirm(items: str, **more: str) -> str:
    head = {"CarrierId": "YTO", "DeliveryNo": "YT0000000000017", "Weight": "3.456", **more}
    inner = ",".join(f'"{name}":"{value}"' for name, value in head.items())
    return (
        f'{{"data":{{"orderinfo":{{"OMSOrderNo":"SO1-1","WMSOrderNo":"W1","OrderType":"SO","CustomerID":"HQ",'
        f'"WarehouseID":"SH1",{inner},"ShippedTime":"2026-11-20 14:00:00","item":{items}}}}}}}'
    )


@pytest.mark.parametrize(
    "data",
    [
        f'{{"data":{{"orderinfo":{STATUS_ROW}}}}}',
        f'{{"data":{{"orderinfo":[{STATUS_ROW}]}}}}',
        f'{{"data":{{"ordernos":{{"orderinfo":[{STATUS_ROW}]}}}}}}',
        f'{{"xmldata":{{"header":[{STATUS_ROW}]}}}}',
        STATUS_XML,
        STATUS_XML.encode(),
        STATUS_XML.replace("utf-8", "GBK").encode("gb18030"),
    ],
)
def test_a_status_is_read_in_every_shape(flux: FluxWarehouse, data: str | bytes) -> None:
    read = flux.verify_and_read(form("confirmSOStatus", data), FORM)
    [event] = read.events
    assert isinstance(event, WarehouseStatus)
    assert (event.doc_no, event.warehouse_code, event.code, event.node) == ("SO1-1", "SH1", "60", Node.PICKING)
    assert event.occurred_at == datetime(2026, 11, 20, 4, 30, tzinfo=UTC)
    assert event.text == "拣货完成"


def test_the_other_calling_style_carries_the_data_as_body(flux: FluxWarehouse) -> None:
    data = f'{{"data":{{"orderinfo":[{STATUS_ROW}]}}}}'.encode()
    query = f"method=confirmSOStatus&sign={quote_plus(wire.sign(data, 's3cret'))}&timestamp=2026-11-20+12%3A31%3A00"
    read = flux.verify_and_read(data, {"content-type": "application/json"}, query)
    assert read.message == "confirmSOStatus"
    with pytest.raises(Forged):
        flux.verify_and_read(data + b" ", {"content-type": "application/json"}, query)


@pytest.mark.parametrize("items", [ITEM_1, f"[{ITEM_1}]"])
def test_a_ship_confirmation_with_one_line_is_read_as_object_and_as_list(flux: FluxWarehouse, items: str) -> None:
    [event] = flux.verify_and_read(form("confirmSOData", confirm(items)), FORM).events
    assert isinstance(event, ShipmentConfirmed)
    assert (event.doc_no, event.warehouse_code) == ("SO1-1", "SH1")
    assert event.occurred_at == datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
    [parcel] = event.parcels
    assert (parcel.carrier_code, parcel.waybill_no, parcel.weight_g) == ("YTO", "YT0000000000017", 3456)
    assert parcel.lines == (ShippedLine("1", "BP-1024", 12_000),)


def test_waybills_on_lines_make_several_parcels_and_a_zero_line_makes_none(flux: FluxWarehouse) -> None:
    second = ITEM_2[:-1] + ',"CarrierId":"shunfeng","DeliveryNo":"SF1600000000017"}'
    nothing = '{"lineNo":"3","SKU":"ZZ","QtyShipped":"0"}'
    [event] = flux.verify_and_read(form("confirmSOData", confirm(f"[{ITEM_1},{second},{nothing}]")), FORM).events
    assert isinstance(event, ShipmentConfirmed)
    assert [(parcel.carrier_code, parcel.carrier_raw, parcel.waybill_no) for parcel in event.parcels] == [
        ("YTO", "YTO", "YT0000000000017"),
        ("SF", "shunfeng", "SF1600000000017"),
    ]
    assert [line.sku for line in event.parcels[0].lines] == ["BP-1024"]
    assert event.parcels[1].lines == (ShippedLine("2", "OF-77", 1_500, "B2609"),)
    assert event.parcels[0].weight_g is None


def test_an_unknown_carrier_keeps_its_raw_name(flux: FluxWarehouse) -> None:
    [event] = flux.verify_and_read(form("confirmSOData", confirm(ITEM_1, CarrierId="老李专线")), FORM).events
    assert isinstance(event, ShipmentConfirmed)
    assert (event.parcels[0].carrier_code, event.parcels[0].carrier_raw) == ("", "老李专线")


def test_the_same_data_have_the_same_key_whatever_envelope_repeats_them(flux: FluxWarehouse) -> None:
    data = f'{{"data":{{"orderinfo":{STATUS_ROW}}}}}'
    first = flux.verify_and_read(form("confirmSOStatus", data), FORM)
    later = flux.verify_and_read(form("confirmSOStatus", data, timestamp="2026-11-20 13:00:00"), FORM)
    as_list = flux.verify_and_read(form("confirmSOStatus", f'{{"data":{{"orderinfo":[{STATUS_ROW}]}}}}'), FORM)
    assert first.dedupe_key == later.dedupe_key
    assert first.dedupe_key != as_list.dedupe_key
    assert first.events[0].event_key == as_list.events[0].event_key


def test_a_status_without_its_own_time_takes_that_of_the_envelope(flux: FluxWarehouse) -> None:
    data = '{"data":{"orderinfo":{"docNo":"SO1-1","warehouseId":"SH1","status":"80"}}}'
    [event] = flux.verify_and_read(form("confirmSOStatus", data), FORM).events
    assert isinstance(event, WarehouseStatus)
    assert (event.node, event.occurred_at) == (Node.IN_TRANSIT, datetime(2026, 11, 20, 4, 31, tzinfo=UTC))


@pytest.mark.parametrize(("code", "node"), [("0", Node.STOCK_LOCKED), ("99", None), ("77", None), ("90", Node.CLOSED)])
def test_a_status_code_is_mapped_or_left_alone(flux: FluxWarehouse, code: str, node: Node | None) -> None:
    data = f'{{"data":{{"orderinfo":{{"docNo":"SO1-1","status":"{code}","time":"2026-11-20 12:30:00"}}}}}}'
    [event] = flux.verify_and_read(form("confirmSOStatus", data), FORM).events
    assert isinstance(event, WarehouseStatus)
    assert event.node is node


def _read(flux: FluxWarehouse, raw: bytes) -> ReadCallback:
    return flux.verify_and_read(raw, FORM)


@pytest.mark.parametrize(
    "raw",
    [
        form("confirmSOStatus", "{}", secret="guessed"),
        form("confirmSOStatus", "{}", sign=""),
        form("confirmSOStatus", "{}", sign="%E4%B8"),
        form("confirmSOStatus", "{}", sign=wire.sign(b"{}", "s3cret", upper_case=False)),
        form("confirmSOStatus", "{}") + b"+",
        b"method=confirmSOStatus&data=%7B%7D",
    ],
)
def test_a_forged_callback_is_refused(flux: FluxWarehouse, raw: bytes) -> None:
    with pytest.raises(Forged):
        _read(flux, raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"method=confirmSOStatus&sign=x",
        form("confirmSOStatus", '{"data":'),
        form("confirmSOStatus", "[" * 100_000),
        form("confirmSOStatus", "{}"),
        form("confirmSOStatus", '{"data":{"orderinfo":{"Status":"60","Time":"2026-11-20 12:30:00"}}}'),
        form("confirmSOStatus", '{"data":{"orderinfo":{"OrderNo":"SO1-1"}}}'),
        form("confirmSOStatus", '{"data":{"orderinfo":{"OrderNo":"SO1-1","Status":"60"}}}', timestamp="soon"),
        form("confirmSOData", confirm('{"SKU":"BP-1024","QtyShipped":"many"}')),
        form("confirmSOData", confirm('{"SKU":"BP-1024","QtyShipped":"-1"}')),
        form("inventoryReport", f'{{"data":{{"orderinfo":{STATUS_ROW}}}}}'),
        form("confirmSOStatus", STATUS_XML.replace("<xmldata>", '<!DOCTYPE xmldata [<!ENTITY a "b">]><xmldata>')),
        form("confirmSOStatus", "<xmldata><data></xmldata>"),
        form("confirmSOStatus", b'{"a":"\x81"}'),
        form("confirmSOStatus", f'{{"data":{{"orderinfo":{STATUS_ROW}}}}}' + " " * MAX_CALLBACK_BYTES),
    ],
)
def test_a_malformed_callback_is_refused(flux: FluxWarehouse, raw: bytes) -> None:
    with pytest.raises(Malformed) as caught:
        _read(flux, raw)
    assert "SO1-1" not in str(caught.value)


def test_both_answers_speak_the_envelope(flux: FluxWarehouse) -> None:
    taken, refused = flux.answer_ok(), flux.answer_refused("signature")
    assert taken.content_type.startswith("application/json")
    assert dig(parse_json(taken.body), "return")["returnCode"] == "0000"
    assert dig(parse_json(taken.body), "return")["returnFlag"] == "1"
    assert dig(parse_json(refused.body), "return")["returnFlag"] == "0"


def test_a_form_is_read_as_a_form_whatever_its_address_repeats(flux: FluxWarehouse) -> None:
    data = f'{{"data":{{"orderinfo":[{STATUS_ROW}]}}}}'
    signed = quote_plus(wire.sign(data.encode(), "s3cret"))
    read = flux.verify_and_read(form("confirmSOStatus", data), FORM, f"method=confirmSOStatus&sign={signed}")
    assert read.message == "confirmSOStatus"
