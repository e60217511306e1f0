"""Why an article is short: which orders hold it, whose, since when; for people who may know of customers."""

from __future__ import annotations

from tests.hub.served_hub import ServedHub
from tests.sync import small_company as company

PATH = f"/v1/skus/{company.SKUS[0]}/stock"


def test_every_row_names_the_orders_that_hold_most_of_it_and_whose_they_are(hub: ServedHub) -> None:
    desk = hub.desk_of("supervisor")
    placed = []
    for counter in (1, 2):
        order = company.an_order(company.name(f"order:{counter}"), desk.code, counter, quantity=counter * 1_000)
        assert desk.say(order)["status"] == "accepted"
        placed.append(order)
        hub.clock.advance(minutes=5)
    found = desk.call("GET", PATH).json()
    near, far = found["rows"]
    assert (near["warehouse"], near["reserved"], near["available"]) == ("NB", 3_000, company.STOCKED - 3_000)
    assert (far["warehouse"], far["held"], found["more"]) == ("SZ", [], False)
    assert [each["order_no"] for each in near["held"]] == [order.order_no for order in reversed(placed)]
    assert [(each["quantity"], each["age_s"]) for each in near["held"]] == [(2_000, 300), (1_000, 600)]
    assert near["held"][0]["due_at"] > near["held"][1]["due_at"] > near["held"][1]["since"]
    assert (near["others"], near["others_quantity"], near["held"][0]["salesperson"]) == (0, 0, "supervisor")
    assert {each["firmness"] for each in near["held"]} == {"soft"}
    assert near["held"][0]["customer_name"]
    assert near["held"][0]["node"] == "pending_review"


def test_one_warehouse_and_a_few_holders_can_be_asked_for(hub: ServedHub) -> None:
    desk = hub.desk_of("supervisor")
    for counter in (1, 2):
        assert desk.say(company.an_order(company.name(f"order:{counter}"), desk.code, counter))["status"] == "accepted"
    found = desk.call("GET", f"{PATH}?warehouse_id={company.BENCH_WAREHOUSE}&limit=1").json()
    (near,) = found["rows"]
    assert (near["warehouse"], len(near["held"]), near["others"], near["others_quantity"]) == ("NB", 1, 1, 1_000)
    assert found["more"]


def test_neither_a_packer_nor_anybody_at_a_bench_is_told_and_an_unknown_article_is_unknown(hub: ServedHub) -> None:
    assert hub.desk_of("packer").call("GET", PATH).status_code == 403
    bench = hub.desk("bench")
    bench.sign_in("supervisor")
    answer = bench.call("GET", PATH)
    assert (answer.status_code, answer.json()["code"]) == (403, "access.denied")
    answer = hub.desk_of("sales").call("GET", f"/v1/skus/{company.COMPANY}/stock")
    assert (answer.status_code, answer.json()["code"]) == (404, "sku.unknown")
