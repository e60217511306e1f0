"""The filters over the order list: what calls for somebody is red, also where its chip has no room."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from orderdesk.domain.nodes import Node
from orderdesk.queries.rows import NodeCounts
from ui.components.chip import Chip
from ui.sales.order_chips import MORE, OrderChips

WIDE, NARROW = 1_400, 420


@pytest.fixture
def chips(show: Callable[[QWidget], QWidget]) -> OrderChips:
    found = OrderChips()
    show(found)
    found.resize(WIDE, 40)
    return found


def chip_of(chips: OrderChips, key: str) -> Chip:
    return next(each for each in (*chips._bar.findChildren(Chip), chips._more) if each.spec.key == key)


def test_the_count_of_exceptions_is_red_from_the_first_count_on(chips: OrderChips) -> None:
    assert not chip_of(chips, Node.DELIVERY_EXCEPTION).spec.alert
    chips.show_counts(NodeCounts({str(Node.DELIVERY_EXCEPTION): 3}, 10, 0))
    assert chip_of(chips, Node.DELIVERY_EXCEPTION).spec.alert
    chips.show_counts(NodeCounts({}, 10, 0))
    assert not chip_of(chips, Node.DELIVERY_EXCEPTION).spec.alert


def test_without_room_for_its_chip_the_count_stands_on_the_button_for_more(chips: OrderChips) -> None:
    chips.show_counts(NodeCounts({str(Node.DELIVERY_EXCEPTION): 3}, 10, 0))
    more = chip_of(chips, MORE)
    assert (more.spec.alert, more.accessibleName()) == (False, "More statuses")
    chips.resize(NARROW, 40)
    assert chip_of(chips, Node.DELIVERY_EXCEPTION).isHidden()
    assert (more.spec.alert, more.accessibleName()) == (True, "More statuses, Delivery exception 3")
    chips.choose(str(Node.DELIVERY_EXCEPTION))
    assert not chip_of(chips, MORE).spec.alert
    assert not chip_of(chips, Node.DELIVERY_EXCEPTION).isHidden()


def test_the_chosen_chip_is_never_squeezed_to_make_room_for_others(chips: OrderChips) -> None:
    chips.show_counts(NodeCounts({str(each): 12_345 for each in Node}, 99_999, 0))
    chips.choose(str(Node.DELIVERY_EXCEPTION))
    for width in range(NARROW, WIDE, 70):
        chips.resize(width, 40)
        shown = [each for each in chips._bar.findChildren(Chip) if not each.isHidden()]
        assert chip_of(chips, Node.DELIVERY_EXCEPTION) in shown
        assert sum(each.sizeHint().width() + 6 for each in shown) - 6 <= chips._holder.width(), width
