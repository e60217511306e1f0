"""Chinese is complete: every text of the screens and of the hub is translated, with the same placeholders."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tools import translations

CATALOGUE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN"><context><name>Orders</name>{}</context></TS>
"""


def faults_of(tmp_path: Path, message: str) -> list[str]:
    path = tmp_path / "texts.ts"
    path.write_text(CATALOGUE.format(message), encoding="utf-8")
    return translations.incomplete(translations.read_catalogue(path))


@pytest.mark.parametrize(
    "message",
    [
        "<message><source>Save</source><translation type='unfinished'></translation></message>",
        "<message><source>Save</source><translation></translation></message>",
        "<message><source>Order {order_no}</source><translation>订单</translation></message>",
        "<message><source>%1 of %2</source><translation>%1</translation></message>",
        "<message numerus='yes'><source>%n orders</source><translation><numerusform></numerusform></translation></message>",
    ],
)
def test_an_incomplete_translation_is_seen(tmp_path: Path, message: str) -> None:
    assert faults_of(tmp_path, message)


@pytest.mark.parametrize(
    "message",
    [
        "<message><source>Order {order_no}</source><translation>订单 {order_no}</translation></message>",
        "<message><source>Gone</source><translation type='vanished'></translation></message>",
    ],
)
def test_a_complete_translation_passes(tmp_path: Path, message: str) -> None:
    assert faults_of(tmp_path, message) == []


@pytest.mark.parametrize("call", ["self.tr(f'order {n}')", "self.tr(text)", "window.tr('Save')", "self.tr()"])
def test_a_text_that_cannot_be_collected_is_seen(call: str) -> None:
    assert translations.unreadable(ast.parse(call))


def test_the_texts_of_the_screens_are_complete() -> None:
    if not translations.CHINESE.exists():
        return
    assert translations.check_screens() == []


def test_the_texts_of_the_hub_stand_in_both_languages() -> None:
    assert translations.check_hub_texts() == []
