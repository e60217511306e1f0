"""The carriers that come with the program."""

from __future__ import annotations

import pytest

from orderdesk.connectors.carriers import Carriers, read_carriers, shipped_carriers


def test_our_codes_and_those_of_kuaidi100_lead_to_each_other() -> None:
    carriers = shipped_carriers()
    followed = [carrier for carrier in carriers if carrier.kuaidi100_code]
    assert len(followed) >= 30
    assert all(carriers.by_kuaidi100(carrier.kuaidi100_code) is carrier for carrier in followed)
    assert all(carriers.by_code(carrier.code) is carrier for carrier in carriers)


def test_every_carrier_has_both_names_and_a_known_delivery_method() -> None:
    methods = {carrier.delivery_method for carrier in shipped_carriers()}
    assert methods == {"courier", "freight", "own_van", "pick_up"}
    assert all(carrier.name and carrier.name_en and carrier.code.isalnum() for carrier in shipped_carriers())


def test_own_van_and_pick_up_issue_their_own_numbers_and_nobody_follows_them() -> None:
    own = {carrier.delivery_method: carrier for carrier in shipped_carriers() if carrier.issues_own_numbers}
    assert set(own) == {"own_van", "pick_up"}
    assert not any(carrier.kuaidi100_code for carrier in own.values())


def test_the_couriers_that_ask_for_a_phone_are_marked() -> None:
    assert {carrier.code for carrier in shipped_carriers() if carrier.phone_needed} == {"SF", "SFKY", "ZTO"}


@pytest.mark.parametrize("second", ["YTO,x,x,courier,no,other,no,", "Y2,x,x,courier,no,yuantong,no,"])
def test_a_code_may_stand_only_once(second: str) -> None:
    head = "code,name,name_en,delivery_method,issues_own_numbers,kuaidi100_code,phone_needed,waybill_rule"
    with pytest.raises(ValueError, match="stands twice"):
        Carriers(read_carriers(f"{head}\nYTO,圆通,YTO,courier,no,yuantong,no,yto\n{second}\n"))
