"""Settings of a company: who changes them, what they may be, and that they count from then on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from orderdesk.commands import ChangeSetting
from orderdesk.commands.settings import READERS
from tests.hub.served_hub import ServedHub
from tests.sync import small_company as company


def setting(name: str = "promise", *, was: Any = None, **value: Any) -> ChangeSetting:
    return ChangeSetting.model_validate({"company_id": company.COMPANY, "name": name, "value": value, "was": was})


def test_a_setting_counts_from_then_on_and_is_not_overwritten_unseen(hub: ServedHub) -> None:
    office, desk = hub.desk_of("admin"), hub.desk_of("sales")
    assert desk.say(setting(road_days=5))["code"] == "access.denied"
    assert office.say(setting(road_days=5))["status"] == "accepted"
    assert office.say(setting(road_days=6))["code"] == "setting.changed_meanwhile"
    assert office.say(setting(road_days=4, was={"road_days": 5}))["status"] == "accepted"
    order = company.an_order(company.name("settled"), desk.code, 1)
    assert desk.say(order)["status"] == "accepted"
    found = desk.call("GET", f"/v1/orders/{order.order_id}").json()
    assert found["promised_at"].startswith("2026-11-06")


def test_a_new_price_tolerance_goes_out_to_everybody_and_counts(hub: ServedHub) -> None:
    office, desk = hub.desk_of("admin"), hub.desk_of("sales")
    after = desk.head()
    assert office.say(setting("price_tolerance", bp=5_000))["code"] == "setting.changed_meanwhile"
    assert office.say(setting("price_tolerance", was={"bp": 50}, bp=5_000))["status"] == "accepted"
    [row] = desk.changes(after)["rows"]
    assert (row["kind"], json.loads(row["body"])["price_tolerance_bp"]) == ("company", 5_000)
    order = company.an_order(company.name("dear"), desk.code, 1)
    dear = order.lines[0].model_copy(update={"unit_price_micro": company.PRICE_MICRO * 3 // 2})
    assert desk.say(order.model_copy(update={"lines": (dear,)}))["status"] == "accepted"
    assert not desk.call("GET", f"/v1/orders/{order.order_id}").json()["held"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("price_tolerance", {"bp": -1}),
        ("promise", {"road_days": "x"}),
        ("promise", {"strange": 1}),
        ("allocation", {"cost_fen": {"NB": 1.5}}),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(hub: ServedHub, name: str, value: dict[str, Any]) -> None:
    assert hub.desk_of("admin").say(setting(name, **value))["code"] == "setting.bad_value"


def test_every_setting_has_its_default() -> None:
    for reader in READERS.values():
        assert reader.validate_python({}) == reader.validate_json("{}")
