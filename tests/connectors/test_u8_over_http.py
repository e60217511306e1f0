"""Our U8 connector and the imitated OpenAPI, over real HTTP."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date
from typing import Any

import httpx
import pytest

from orderdesk.connectors.erp import Cursor, ErpDispatch, ErpLine, ErpOrder
from orderdesk.connectors.http import masked
from orderdesk.connectors.ports import Malformed, Recipient, Verdict
from orderdesk.connectors.u8 import U8Erp
from tests.connectors.conftest import NOON, Outside, told_by_us

START = Cursor(0, "", date(2026, 11, 1))
LINES = (
    ErpLine("1", "BP-1024", 12_000, 45_500_000, 1_300),
    ErpLine("2", "OF-77", 1_500, 128_000_000, 1_300, gift=True),
)


def an_order(number: int = 1, **changes: Any) -> ErpOrder:
    values = {"order_no": f"SO261120A7{number:05d}K", "customer_code": "C0001", "ordered_at": NOON, "lines": LINES}
    return ErpOrder(**{**values, "ship_to": "浙江省宁波市鄞州区学士路655号", **changes})


def a_dispatch(code: str, **changes: Any) -> ErpDispatch:
    values: dict[str, Any] = {
        "doc_no": "SO261120A700001K-1",
        "order_code": code,
        "order_no": "SO261120A700001K",
        "customer_code": "C0001",
        "shipped_at": NOON,
        "warehouse_code": "SH1",
        "recipient": Recipient("王建国", "13800001111", "浙江省", "宁波市", "鄞州区", "学士路655号"),
        "lines": LINES[:1],
        "waybills": ("YT0000000000017",),
    }
    return ErpDispatch(**{**values, **changes})


def enter(outside: Outside, **head: Any) -> str:
    """Somebody enters an order in U8; its number there."""
    line = {
        "rowno": "1",
        "inventorycode": "BP-1024",
        "quantity": "3",
        "taxunitprice": "45.5",
        "taxrate": "13",
        "bgift": 0,
    }
    made = outside.steer("u8/orders", {"custcode": "C0001", "cusname": "远航", "memo": "", "entry": [line], **head})
    return str(made["code"])


def books(outside: Outside) -> Any:
    return outside.state()["u8"]


def test_a_locked_order_is_there_once_verified_and_with_our_number(outside: Outside) -> None:
    first, again = outside.u8.lock_stock(an_order()), outside.u8.lock_stock(an_order())
    assert (first.verdict, again.verdict, again.reference) == (Verdict.OK, Verdict.OK, first.reference)
    (order,) = books(outside)["orders"].values()
    assert (order["code"], order["biz_id"], order["verifier"]) == (first.reference, an_order().order_no, "demo")
    assert order["head"]["define10"] == an_order().order_no
    assert [(line["inventorycode"], line["quantity"], line["bgift"]) for line in order["entry"]] == [
        ("BP-1024", "12", 0),
        ("OF-77", "1.5", 1),
    ]


def test_a_verified_order_is_taken_out_of_what_u8_has_available(outside: Outside) -> None:
    outside.steer("u8/stock", [{"whcode": "U8-SH", "invcode": "BP-1024", "qty": "100", "stopqty": "8"}])
    outside.u8.lock_stock(an_order())
    log = outside.u8.fetch_stock(["U8-SH"])
    assert [(figure.warehouse_code, figure.sku, figure.quantity) for figure in log.figures] == [
        ("SH1", "BP-1024", 92_000)
    ]
    (listed,) = [entry["answer"] for entry in outside.log("u8.currentstock.batch_get")]
    assert '"outqty": "12"' in listed
    assert '"availqty": "80"' in listed


@pytest.mark.parametrize("kind", ["drop_after_commit", "timeout_after_commit", "status_after_commit", "truncated_json"])
@pytest.mark.parametrize("call", ["u8.saleorder.add", "u8.saleorder.verify", "u8.token"])
def test_a_lost_answer_is_settled_by_the_same_request_again(outside: Outside, call: str, kind: str) -> None:
    outside.fault(call, kind, count=1, args={"seconds": 3})
    u8 = U8Erp(outside.u8_settings, client=outside.client, clock=outside.clock, timeout=httpx.Timeout(1.0))
    assert u8.lock_stock(an_order()).verdict in (Verdict.RETRY, Verdict.UNKNOWN)
    assert u8.lock_stock(an_order()).verdict is Verdict.OK
    assert [bool(order["verifier"]) for order in books(outside)["orders"].values()] == [True]


def test_a_thousandth_try_makes_no_second_document(outside: Outside) -> None:
    outside.fault("u8.*", "drop_after_commit", probability=0.3)
    for number in range(30):
        while outside.u8.lock_stock(an_order(number)).verdict is not Verdict.OK:
            pass
    made = [order["biz_id"] for order in books(outside)["orders"].values()]
    assert sorted(made) == sorted(an_order(number).order_no for number in range(30))
    assert max(books(outside)["keys"].values()) > 1


def test_an_order_that_came_from_u8_is_only_verified(outside: Outside) -> None:
    code = enter(outside)
    assert outside.u8.lock_stock(an_order(source_code=code)).reference == code
    assert [order["verifier"] for order in books(outside)["orders"].values()] == ["demo"]
    assert outside.u8.lock_stock(an_order(2, source_code=code)).repeated


def test_a_cancelled_order_is_closed_there(outside: Outside) -> None:
    code = outside.u8.lock_stock(an_order()).reference
    for _ in range(2):
        assert outside.u8.release_stock(an_order(source_code=code)).verdict is Verdict.OK
    assert books(outside)["orders"][code]["closer"] == "demo"


def test_an_order_that_came_from_u8_is_unlocked_and_locked_again(outside: Outside) -> None:
    code = enter(outside)
    outside.u8.lock_stock(an_order(source_code=code))
    for _ in range(2):
        assert outside.u8.unlock_stock(an_order(source_code=code)).verdict is Verdict.OK
    assert (books(outside)["orders"][code]["verifier"], books(outside)["orders"][code]["closer"]) == ("", "")
    again = replace(an_order(source_code=code), generation=2)
    assert outside.u8.unlock_stock(again).repeated
    assert outside.u8.lock_stock(again).verdict is Verdict.OK
    assert books(outside)["orders"][code]["verifier"] == "demo"


def test_another_generation_of_an_order_is_another_document(outside: Outside) -> None:
    first = outside.u8.lock_stock(an_order()).reference
    second = [outside.u8.lock_stock(replace(an_order(), generation=2)).reference for _ in range(2)]
    assert second[0] == second[1] != first
    assert {order["head"]["define10"] for order in books(outside)["orders"].values()} == {an_order().order_no}


def test_a_dispatch_is_booked_once_against_its_order(outside: Outside) -> None:
    outside.steer("u8/stock", [{"whcode": "U8-SH", "invcode": "BP-1024", "qty": "100"}])
    code = outside.u8.lock_stock(an_order()).reference
    outside.fault("u8.consignment.add", "drop_after_commit", count=2)
    outcomes = [outside.u8.send_dispatch(a_dispatch(code)) for _ in range(3)]
    assert [outcome.verdict for outcome in outcomes] == [Verdict.RETRY, Verdict.RETRY, Verdict.OK]
    (booked,) = books(outside)["dispatches"].values()
    assert (booked["head"]["socode"], booked["head"]["memo"], booked["biz_id"]) == (
        code,
        "YT0000000000017",
        "SO261120A700001K-1",
    )
    assert outside.u8.fetch_stock(["U8-SH"]).figures[0].quantity == 88_000
    assert outside.u8.send_dispatch(a_dispatch("0000099999", doc_no="X")).verdict is Verdict.REJECT


def test_what_u8_does_not_know_is_refused_with_its_words(outside: Outside) -> None:
    outside.steer("u8/masters", {"customers": ["C0002"], "items": ["BP-1024"]})
    refused = outside.u8.send_order(an_order())
    assert (refused.verdict, refused.code, refused.text) == (Verdict.REJECT, "missing", "客户编码C0001不存在")
    assert outside.u8.send_order(an_order(customer_code="C0002")).text == "存货编码OF-77不存在"
    outside.steer("u8/masters", {"period_closed": True})
    assert outside.u8.send_order(an_order()).code == "period_closed"


def test_words_of_the_books_stand_in_for_ours(outside: Outside) -> None:
    settings = replace(outside.u8_settings, customer_words={"KH-1": "C0001"}, sku_words={"0101": "BP-1024"})
    u8 = U8Erp(settings, client=outside.client, clock=outside.clock)
    u8.send_order(an_order())
    (order,) = books(outside)["orders"].values()
    assert (order["head"]["custcode"], order["entry"][0]["inventorycode"]) == ("KH-1", "0101")
    read = u8.read_order(u8.fetch_order(order["code"]).body)
    assert (read.customer_code, read.lines[0].sku) == ("C0001", "BP-1024")


def test_a_token_that_ends_is_renewed_without_anybody_noticing(outside: Outside) -> None:
    assert outside.u8.send_order(an_order(1)).verdict is Verdict.OK
    outside.steer("u8/end-tokens")
    assert outside.u8.send_order(an_order(2)).verdict is Verdict.OK
    outside.clock.advance(hours=3)
    assert outside.u8.send_order(an_order(3)).verdict is Verdict.OK
    assert len(outside.log("u8.token")) == 3
    assert len(outside.log("u8.saleorder.add")) == 4


def test_a_wrong_secret_or_account_stops_the_system(outside: Outside) -> None:
    settings = outside.u8_settings
    for wrong in (replace(settings, app_secret="wrong"), replace(settings, to_account="somebody else")):
        u8 = U8Erp(wrong, client=outside.client, clock=outside.clock)
        assert u8.send_order(an_order()).whole_system


def test_the_agent_being_offline_is_a_wait_although_it_comes_with_200(outside: Outside) -> None:
    outside.fault("u8.saleorder.add", "error_body", count=1)
    assert (outside.u8.send_order(an_order()).code, outside.u8.send_order(an_order()).verdict) == ("away", Verdict.OK)


def test_what_changed_is_listed_by_row_version_behind_the_cursor(outside: Outside) -> None:
    settings = replace(outside.u8_settings, rows_per_page=2, overlap=0)
    u8 = U8Erp(settings, client=outside.client, clock=outside.clock)
    codes = [enter(outside, date="2026-11-20") for _ in range(5)]
    first = u8.changed_orders(START)
    assert [head.source_id for head in first.heads] == codes
    assert len(outside.log("u8.saleorderlist.batch_get")) == 3
    assert first.cursor is not None
    assert first.cursor.source_id == codes[-1]
    outside.steer("u8/change", {"code": codes[0], "head": {"memo": "urgent"}})
    second = u8.changed_orders(first.cursor)
    assert [head.source_id for head in second.heads][-1] == codes[0]
    assert second.heads[-1].version != first.heads[0].version


@pytest.mark.parametrize(("changes", "pages", "code"), [(1, 3 + 3, ""), (99, 3 + 4 + 4, "list_moves")])
def test_a_list_that_grows_while_it_is_read_is_read_again_a_few_times(
    outside: Outside, changes: int, pages: int, code: str
) -> None:
    for _ in range(5):
        enter(outside, date="2026-11-20")
    left = [changes]

    def somebody_works(answer: httpx.Response) -> None:
        if answer.request.url.params.get("page_index") == "1" and left[0]:
            left[0] -= 1
            enter(outside, date="2026-11-20")

    with httpx.Client(trust_env=False, verify=False, event_hooks={"response": [somebody_works]}) as client:
        u8 = U8Erp(replace(outside.u8_settings, rows_per_page=2), client=client, clock=outside.clock)
        found = u8.changed_orders(START)
    assert (found.outcome.code, len(found.heads)) == (code, 0 if code else 6)
    assert len(outside.log("u8.saleorderlist.batch_get")) == pages


def test_the_overlap_reads_a_little_again_and_the_first_poll_looks_back_to_a_day(outside: Outside) -> None:
    old = enter(outside, date="2026-10-01")
    recent = [enter(outside, date="2026-11-20") for _ in range(2)]
    first = outside.u8.changed_orders(START)
    assert [head.source_id for head in first.heads] == recent
    assert first.cursor is not None
    assert [head.source_id for head in outside.u8.changed_orders(first.cursor).heads] == [old, *recent]


def test_a_poll_that_finds_nothing_leaves_the_cursor_where_it_is(outside: Outside) -> None:
    enter(outside, date="2026-11-20")
    far = Cursor(1_000_000, "0000099999", START.since)
    found = outside.u8.changed_orders(far)
    assert (found.heads, found.cursor) == ((), far)


def test_orders_that_we_made_there_carry_our_number(outside: Outside) -> None:
    outside.u8.lock_stock(an_order())
    (head,) = outside.u8.changed_orders(START).heads
    assert head.our_no == an_order().order_no


def test_an_order_is_read_in_our_units_though_its_memo_comes_in_gbk(outside: Outside) -> None:
    code = enter(
        outside, date="2026-11-20", dpredatebt="2026-11-25", define1="PO-7", define2="13800001111", memo="加急"
    )
    outside.fault("u8.saleorder.get", "gbk_body", count=1)
    order = outside.u8.read_order(outside.u8.fetch_order(code).body)
    assert (order.customer_code, order.customer_po_no, order.phone, order.note) == (
        "C0001",
        "PO-7",
        "13800001111",
        "加急",
    )
    assert (order.ordered_on, order.required_on) == (date(2026, 11, 20), date(2026, 11, 25))
    assert [(line.sku, line.quantity, line.unit_price_micro, line.tax_rate_bp) for line in order.lines] == [
        ("BP-1024", 3_000, 45_500_000, 1_300)
    ]
    assert "13800001111" not in repr(order)


@pytest.mark.parametrize(
    "body",
    [b"{}", b'{"saleorder":{}}', b'{"saleorder":{"code":"1","entry":[]}}', b'{"saleorder":{"code":"1","entry":[{}]}}'],
)
def test_an_order_that_cannot_be_read_says_so(outside: Outside, body: bytes) -> None:
    with pytest.raises(Malformed):
        outside.u8.read_order(body)


def test_stock_is_as_of_the_moment_before_it_was_asked_for_and_free_items_add_up(outside: Outside) -> None:
    rows = [{"whcode": "U8-SH", "invcode": "BP-1024", "qty": "5.5", "free1": colour} for colour in ("red", "blue")]
    outside.steer("u8/stock", [*rows, {"whcode": "OTHER", "invcode": "BP-1024", "qty": "9"}])
    answer = outside.u8.fetch_stock(["U8-SH"])
    assert [(figure.sku, figure.quantity) for figure in answer.figures] == [("BP-1024", 11_000)]
    assert answer.as_of == outside.clock.now() == NOON


def test_no_secret_of_an_address_gets_into_a_log(outside: Outside, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, logger="httpx"):
        outside.u8.lock_stock(an_order())
    shown = told_by_us(caplog) + repr(outside.u8_settings)
    assert "api/saleorder/add" in shown
    for secret in (outside.u8_settings.app_secret, outside.u8_settings.app_key):
        assert secret not in shown
    assert outside.u8_settings.from_account not in told_by_us(caplog)
    asked = "https://x/y?from_account=A1&app_secret=S1&token=T1&code=7"
    assert masked(asked) == "https://x/y?from_account=***&app_secret=***&token=***&code=7"


def test_two_keys_or_none_are_refused_and_asynchronous_writes_promise_an_address(outside: Outside) -> None:
    settings = outside.u8_settings
    token = outside.client.get(
        f"{settings.base_url}/system/token",
        params={"from_account": settings.from_account, "app_key": settings.app_key, "app_secret": settings.app_secret},
    ).json()["token"]["id"]
    known = {"from_account": settings.from_account, "to_account": settings.to_account, "app_key": settings.app_key}
    body = {"saleorder": {"businesstype": "普通销售", "typecode": "01", "custcode": "C1", "deptcode": "01"}}
    body["saleorder"]["entry"] = [{"inventorycode": "A", "quantity": "1", "rowno": "1", "bgift": 0}]  # type: ignore[assignment]

    def add(**key: str) -> Any:
        answer = outside.client.post(
            f"{settings.base_url}/api/saleorder/add", params={**known, "token": token, **key}, json=body
        )
        assert answer.headers["content-type"].startswith("text/html")
        return answer.json()

    assert add()["errcode"] == add(biz_id="1", tradeid="2")["errcode"] == "40001"
    assert "url" in add(biz_id="1")
    assert add(biz_id="2", sync="1")["id"]


def test_a_token_lasts_two_hours_and_is_renewed_five_minutes_before(outside: Outside) -> None:
    outside.u8.send_order(an_order(1))
    outside.clock.advance(hours=1, minutes=54)
    outside.u8.send_order(an_order(2))
    assert len(outside.log("u8.token")) == 1
    outside.clock.advance(minutes=2)
    outside.u8.send_order(an_order(3))
    assert len(outside.log("u8.token")) == 2
