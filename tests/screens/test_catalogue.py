"""The catalogue's own tool: texts written so that lupdate loses them are seen, and translations go in."""

import ast
from pathlib import Path

import pytest

from tools import translations


def troubles(source: str) -> list[str]:
    return list(translations.badly_written(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        'self.tr(f"Order {number}")',
        'self.tr("Order " + number)',
        "self.tr(text)",
        'other.tr("Order")',
        'QCoreApplication.translate(context, "Order")',
        'QCoreApplication.translate("Node", f"{x}")',
        "self.tr()",
        'QCoreApplication.translate("Node", "{x}".format(x=1))',
    ],
)
def test_a_text_that_would_never_be_translated_is_seen(source: str) -> None:
    assert troubles(source)


@pytest.mark.parametrize(
    "source",
    [
        'self.tr("Order {number}").format(number=1)',
        'self.tr("%n orders", "", count)',
        'QCoreApplication.translate("Node", "Packed")',
        'QCoreApplication.translate("Node", NODES[key])',
        'QCoreApplication.translate("Node", str(found))',
        "painter.translate(1, 2)",
        "table.translate(words)",
    ],
)
def test_a_well_written_text_passes(source: str) -> None:
    assert troubles(source) == []


def test_a_translation_goes_in_and_a_text_nobody_asks_for_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = tmp_path / "words.ts"
    catalogue.write_text(
        "<TS><context><name>List</name>"
        "<message><source>Open</source><translation type='unfinished'></translation></message>"
        "<message numerus='yes'><source>%n rows</source>"
        "<translation type='unfinished'><numerusform></numerusform></translation></message>"
        "</context></TS>",
        encoding="utf-8",
    )
    monkeypatch.setattr(translations, "CATALOGUE", catalogue)
    unknown = translations.fill({"List": {"Open": "打开", "%n rows": "%n 行", "Close": "关闭"}})
    assert unknown == ["List: Close"]
    written = catalogue.read_text(encoding="utf-8")
    assert "<translation>打开</translation>" in written
    assert "<numerusform>%n 行</numerusform>" in written
    assert "unfinished" not in written
