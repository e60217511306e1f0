"""The bytes that go to FLUX and the signatures on both sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

import httpx
import pytest

from orderdesk.clock import SetClock
from orderdesk.connectors import flux_wire as wire
from orderdesk.connectors.carriers import shipped_carriers
from orderdesk.connectors.flux import FluxWarehouse
from orderdesk.connectors.reading import decimal_text, parse_form, parse_json, scaled
from tests.connectors.conftest import shipment

SIGNED = b'{"xmldata":{"header":[{"orderNo":"SO1"}]}}'
SETTINGS = wire.FluxSettings(
    base_url="http://127.0.0.1:1/datahub/FluxWmsJsonApi/",
    client_customerid="FLUXWMSJSON",
    client_db="DB",
    owner_code="HQ",
    app_key="app-key-text",
    app_token="app-token-text",
    app_secret="s3cret",
)


def test_the_signature_is_that_of_the_published_form() -> None:
    assert quote(wire.sign(SIGNED, "s3cret"), safe="") == "MDKZNDEWMJY5NZLJYTVINZMXM2M5ODE2YJVINMI1MDM%3D"
    assert wire.sign(SIGNED, "s3cret", upper_case=False) == "MDkzNDEwMjY5NzljYTViNzMxM2M5ODE2YjViNmI1MDM="


@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_a_signature_is_known_however_often_it_was_encoded(times: int) -> None:
    given = wire.sign(SIGNED, "s3cret")
    for _ in range(times):
        given = quote(given, safe="")
    assert wire.is_signed(SIGNED, given, "s3cret")
    assert not wire.is_signed(SIGNED + b" ", given, "s3cret")
    assert not wire.is_signed(SIGNED, given, "other")


def test_the_case_of_a_signature_is_the_site_s_choice() -> None:
    plain = wire.sign(SIGNED, "s3cret", upper_case=False)
    assert wire.is_signed(SIGNED, plain, "s3cret", upper_case=False)
    assert not wire.is_signed(SIGNED, plain, "s3cret")


@pytest.mark.parametrize("double", [False, True])
def test_the_data_go_out_exactly_as_they_were_signed(double: bool) -> None:
    settings = replace(SETTINGS, double_encoded_sign=double)
    data = '{"data":{"header":[{"consigneeName":"宁波 & 远航+100%"}]}}'.encode()
    form = parse_form(wire.encode_call(settings, wire.SEND, data, datetime(2026, 11, 20, 4, 0, tzinfo=UTC)))
    assert form["data"] == data
    assert form["timestamp"] == b"2026-11-20 12:00:00"
    assert form["method"] == b"putSalesOrder"
    assert (b"%3D" in form["sign"]) == double
    assert wire.is_signed(form["data"], form["sign"].decode(), "s3cret")


def test_an_order_goes_out_in_the_datahub_s_words_and_units() -> None:
    header = wire.order_data(replace(SETTINGS, carrier_words={"圆通": "YTO"}), shipment(waybill_no="YT1234567890123"))
    assert header["orderType"] == "SO"
    assert header["orderTime"] == "2026-11-20 12:00:00"
    assert header["carrierId"] == "圆通"
    assert header["deliveryNo"] == "YT1234567890123"
    assert header["hedi02"] == "738"
    assert "requiredDeliveryTime" not in header
    assert header["details"] == [
        {"lineNo": "1", "sku": "BP-1024", "qtyOrdered": "12", "packUom": "件", "price": "45.5"},
        {"lineNo": "2", "sku": "OF-77", "qtyOrdered": "1.5", "packUom": "箱", "price": "128", "lotAtt04": "B2609"},
    ]


def test_of_a_form_field_that_is_repeated_the_first_counts() -> None:
    assert parse_form(b"sign=a&data=1%2B1&data=2&&=x&sign=") == {"sign": b"a", "data": b"1+1"}


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (1, "0.001"), (1500, "1.5"), (-1500, "-1.5"), (12_000, "12")])
def test_quantities_survive_the_way_out_and_back(value: int, text: str) -> None:
    assert decimal_text(value, 3) == text
    assert scaled(text, 3) == value


@pytest.mark.parametrize("text", ["", "abc", "1.0005", "NaN", "Infinity", "1e999999"])
def test_what_is_no_quantity_is_not_guessed(text: str) -> None:
    assert scaled(text, 3) is None


def test_nothing_reached_is_a_retry_without_doubt_and_nothing_is_ever_repeated_by_itself() -> None:
    calls: list[bytes] = []

    def away(request: httpx.Request) -> httpx.Response:
        calls.append(request.content)
        raise httpx.ConnectError("refused", request=request)

    with httpx.Client(transport=httpx.MockTransport(away)) as client:
        flux = FluxWarehouse(
            SETTINGS, client=client, clock=SetClock(datetime(2026, 11, 20, tzinfo=UTC)), carriers=shipped_carriers()
        )
        outcome = flux.send_order(shipment())
    assert (outcome.verdict, outcome.code, outcome.in_doubt) == ("retry", "not_reached", False)
    assert len(calls) == 1
    assert parse_json(parse_form(calls[0])["data"])["data"]["header"][0]["docNo"] == "SO261120A700001K-1"


def test_a_query_for_more_than_a_hundred_shipments_is_an_error() -> None:
    with httpx.Client(verify=False) as client:
        flux = FluxWarehouse(
            SETTINGS, client=client, clock=SetClock(datetime(2026, 11, 20, tzinfo=UTC)), carriers=shipped_carriers()
        )
        with pytest.raises(ValueError, match="at most 100"):
            flux.query_status([shipment().document] * 101)
