"""An imitated outside world with a clock that stands still, a receiver in the hub's place, and our connectors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from orderdesk.clock import SetClock
from orderdesk.connectors.carriers import shipped_carriers
from orderdesk.connectors.flux import FluxWarehouse
from orderdesk.connectors.flux_wire import FluxSettings
from orderdesk.connectors.kuaidi100 import Kuaidi100Courier
from orderdesk.connectors.kuaidi100_wire import Kuaidi100Settings
from orderdesk.connectors.ports import Recipient, WarehouseLine, WarehouseOrder, WaybillToFollow
from orderdesk.connectors.u8 import U8Erp
from orderdesk.connectors.u8_wire import U8Settings
from orderdesk.connectors.wecom import WeComRobots
from orderdesk.connectors.wecom_wire import WeComSettings
from orderdesk.sandbox.app import SandboxSettings, create_sandbox
from tests.connectors.loopback import Receiver, Served

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@dataclass
class Outside:
    """The imitated world and how to steer it."""

    url: str
    receiver_url: str
    clock: SetClock
    client: httpx.Client
    receiver: Receiver
    flux: FluxWarehouse
    kuaidi100: Kuaidi100Courier
    flux_settings: FluxSettings
    kuaidi100_settings: Kuaidi100Settings
    u8: U8Erp
    u8_settings: U8Settings
    wecom: WeComRobots
    wecom_settings: WeComSettings

    def steer(self, path: str, content: Any = None) -> Any:
        """One call to the control plane."""
        answer = self.client.post(f"{self.url}/__sim/{path}", json=content)
        answer.raise_for_status()
        return answer.json()

    def state(self) -> Any:
        """What the imitated systems know."""
        return self.client.get(f"{self.url}/__sim/state").json()

    def log(self, operation: str) -> Any:
        """The calls of one operation as received or sent."""
        return self.client.get(f"{self.url}/__sim/log", params={"operation": operation}).json()

    def fault(self, match: str, kind: str, **more: Any) -> None:
        """Plans one fault."""
        self.steer("faults", [{"match": match, "kind": kind, **more}])


def shipment(number: int = 1, **changes: Any) -> WarehouseOrder:
    """A shipment of two lines."""
    order = {
        "doc_no": f"SO261120A7{number:05d}K-1",
        "kind": "SALE",
        "order_no": f"SO261120A7{number:05d}K",
        "warehouse_code": "SH1",
        "ordered_at": NOON,
        "customer_code": "C0001",
        "customer_name": "宁波远航汽配有限公司",
        "recipient": Recipient("王建国", "13800001111", "浙江省", "宁波市", "鄞州区", "学士路655号"),
        "lines": (
            WarehouseLine("1", "BP-1024", 12_000, "件", 45_500_000),
            WarehouseLine("2", "OF-77", 1_500, "箱", 128_000_000, batch="B2609"),
        ),
        "carrier_code": "YTO",
        "amount_fen": 73_800,
    }
    return WarehouseOrder(**{**order, **changes})


def waybill(number: str = "YT0000000000017", **changes: Any) -> WaybillToFollow:
    """A waybill of YTO."""
    return WaybillToFollow(**{"carrier_code": "YTO", "waybill_no": number, **changes})


def told_by_us(caplog: pytest.LogCaptureFixture) -> str:
    """What was logged, but for the access log of the imitated side."""
    return "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("uvicorn"))


def sandbox_settings(hub_url: str) -> SandboxSettings:
    """A sandbox that stands still, without chance troubles; shipments of warehouse BENCH wait when picked."""
    return SandboxSettings(
        hub_url=hub_url, speed=0.0, trouble_share=0.0, silent_share=0.0, flux_stops_at={"BENCH": "60"}
    )


def u8_settings_for(sandbox_url: str) -> U8Settings:
    """The sandbox's own words for U8."""
    known = SandboxSettings()
    return U8Settings(
        base_url=f"{sandbox_url}/u8",
        from_account=known.u8_from_account,
        to_account=known.u8_to_account,
        app_key=known.u8_app_key,
        app_secret=known.u8_app_secret,
        warehouse_words={"U8-SH": "SH1"},
    )


def wecom_settings_for(sandbox_url: str) -> WeComSettings:
    """The sandbox's first robot, for every channel."""
    return WeComSettings(base_url=f"{sandbox_url}/wecom", key=SandboxSettings().wecom_keys[0])


@pytest.fixture(scope="session")
def servers() -> Iterator[Outside]:
    """Sandbox and receiver on loopback, started once."""
    clock, receiver = SetClock(NOON), Receiver()
    with (
        Served(receiver, lifespan=False) as hub,
        Served(create_sandbox(clock, settings=sandbox_settings(hub.url))) as sandbox,
        httpx.Client(trust_env=False, verify=False, timeout=30.0) as client,
    ):
        known = SandboxSettings()
        flux_settings = FluxSettings(
            base_url=f"{sandbox.url}/flux/datahub/FluxWmsJsonApi/",
            client_customerid=known.flux_client_customerid,
            client_db=known.flux_client_db,
            owner_code="HQ",
            app_key=known.flux_app_key,
            app_token=known.flux_app_token,
            app_secret=known.flux_app_secret,
        )
        kuaidi100_settings = Kuaidi100Settings(
            base_url=f"{sandbox.url}/kuaidi100",
            customer=known.kuaidi100_customer,
            key=known.kuaidi100_key,
            master_secret="master-secret-of-the-tests",
            callback_url=f"{hub.url}/v1/callbacks/kuaidi100/unguessable",
        )
        carriers = shipped_carriers()
        flux = FluxWarehouse(flux_settings, client=client, clock=clock, carriers=carriers)
        kuaidi100 = Kuaidi100Courier(kuaidi100_settings, client=client, clock=clock, carriers=carriers)
        u8_settings, wecom_settings = u8_settings_for(sandbox.url), wecom_settings_for(sandbox.url)
        yield Outside(
            sandbox.url,
            hub.url,
            clock,
            client,
            receiver,
            flux,
            kuaidi100,
            flux_settings,
            kuaidi100_settings,
            U8Erp(u8_settings, client=client, clock=clock),
            u8_settings,
            WeComRobots(wecom_settings, client=client, clock=clock),
            wecom_settings,
        )


@pytest.fixture
def outside(servers: Outside) -> Outside:
    """The imitated world, empty, its clock at noon."""
    servers.steer("reset")
    servers.clock.set(NOON)
    # Tokens and minutes are counted by a clock that has just been set back.
    servers.u8 = U8Erp(servers.u8_settings, client=servers.client, clock=servers.clock)
    servers.wecom = WeComRobots(servers.wecom_settings, client=servers.client, clock=servers.clock)
    receiver = servers.receiver
    receiver.forget()
    receiver.connectors = {"flux": servers.flux, "kuaidi100": servers.kuaidi100}
    return servers
