"""Recorded and constructed answers of each system, and what each must be taken for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from orderdesk.connectors import flux_wire, kuaidi100_wire, u8_wire, wecom_wire
from orderdesk.connectors.ports import Outcome, Verdict

SAMPLES = Path(__file__).parent / "samples"
CLASSIFY: dict[str, Callable[..., Outcome]] = {
    "flux": flux_wire.classify,
    "kuaidi100": kuaidi100_wire.classify,
    "u8": u8_wire.classify,
    "wecom": wecom_wire.classify,
}
FILES = sorted(SAMPLES.glob("*/*.json"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_an_answer_is_taken_for_what_it_is(file: Path) -> None:
    sample = json.loads(file.read_text(encoding="utf-8"))
    outcome = CLASSIFY[file.parent.name](
        sample["status"], sample["headers"], sample["body"].encode(), call=sample["call"]
    )
    expected = {"code": "", "repeated": False, "whole_system": False, "reference": "", **sample["outcome"]}
    if expected["verdict"] != "unknown":
        expected.setdefault("in_doubt", False)
    assert {name: getattr(outcome, name) for name in expected} == expected


@pytest.mark.parametrize("system", sorted(CLASSIFY))
def test_every_verdict_has_a_sample(system: str) -> None:
    found = {json.loads(file.read_text(encoding="utf-8"))["outcome"]["verdict"] for file in SAMPLES.glob(f"{system}/*")}
    assert found == set(Verdict)


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"\xff\xfe", b'{"Response":[]}', b"[" * 200_000, b'"ok"', b"1"])
@pytest.mark.parametrize("system", sorted(CLASSIFY))
def test_rubbish_with_200_is_unknown_and_never_ok(system: str, body: bytes) -> None:
    assert CLASSIFY[system](200, {}, body).verdict is Verdict.UNKNOWN


def test_an_answer_in_gbk_is_read() -> None:
    body = '{"Response":{"return":{"returnCode":"S007","returnDesc":"单据已存在","returnFlag":"0","resultInfo":""}}}'
    assert flux_wire.classify(200, {}, body.encode("gb18030")).repeated
