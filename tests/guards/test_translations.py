"""Chinese is complete: every text of the screens and of the hub is translated, with the same placeholders."""

from __future__ import annotations

import pytest

from tools import placeholders, translations

CATALOGUE = "<TS><context><name>Orders</name><message>{}</message></context></TS>"


@pytest.mark.parametrize(
    "message",
    [
        "<source>Order {order_no}</source><translation>订单</translation>",
        "<source>%1 of %2</source><translation>%1</translation>",
        "<source>%n of {all}</source><translation><numerusform>%n</numerusform></translation>",
    ],
)
def test_a_lost_placeholder_is_seen(message: str) -> None:
    assert list(placeholders.lost_in_catalogue(CATALOGUE.format(message)))


@pytest.mark.parametrize(
    "message",
    [
        "<source>Order {order_no}</source><translation>订单 {order_no}</translation>",
        "<source>%n orders</source><translation><numerusform>一个订单</numerusform></translation>",
        "<source>Gone {name}</source><translation type='vanished'></translation>",
    ],
)
def test_a_faithful_translation_passes(message: str) -> None:
    assert list(placeholders.lost_in_catalogue(CATALOGUE.format(message))) == []


def test_a_difference_between_the_hub_languages_is_seen() -> None:
    english = {"order": {"placed": "Order {order_no} is placed", "late": "Late", "gone": "Gone"}}
    chinese = {"order": {"placed": "订单已下达", "late": " ", "new": "新"}}
    assert list(placeholders.lost_in_texts(english, chinese)) == [
        "order.gone stands in one language only",
        "order.new stands in one language only",
        "order.late is empty",
        "order.placed has other placeholders in Chinese",
    ]


def test_no_placeholder_is_lost_in_chinese() -> None:
    assert placeholders.check() == []


def test_the_texts_of_the_screens_are_complete() -> None:
    if not translations.CATALOGUE.exists():
        return
    assert translations.check() == []
