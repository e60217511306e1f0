"""The outside systems as configured: one connector each, none for a system that has no address."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from orderdesk.clock import Clock
from orderdesk.config import BadSetting, HubConfig
from orderdesk.connectors.carriers import Carriers, shipped_carriers
from orderdesk.connectors.flux import FluxWarehouse
from orderdesk.connectors.flux_wire import FluxSettings
from orderdesk.connectors.kuaidi100 import Kuaidi100Courier
from orderdesk.connectors.kuaidi100_wire import Kuaidi100Settings
from orderdesk.connectors.ports import Courier, ReadsCallbacks, WarehouseSystem
from orderdesk.hub.breaker import Limits


@dataclass(frozen=True, slots=True)
class Systems:
    """What the hub can call and who calls it. `readers`: by source, the token in the address and the connector."""

    carriers: Carriers
    warehouse: WarehouseSystem | None
    courier: Courier | None
    readers: dict[str, tuple[str, ReadsCallbacks]]
    limits: dict[str, Limits]


def connect(config: HubConfig, *, clock: Clock, client: httpx.Client) -> Systems:
    """The connectors of the settings. Raises BadSetting for a system that is only half set up."""
    carriers = shipped_carriers()
    flux = _flux(config, clock=clock, client=client, carriers=carriers)
    kuaidi100 = _kuaidi100(config, clock=clock, client=client, carriers=carriers)
    readers: dict[str, tuple[str, ReadsCallbacks]] = {}
    if flux is not None:
        readers["flux"] = (config.flux.callback_token.reveal(), flux)
    if kuaidi100 is not None:
        readers["kuaidi100"] = (config.kuaidi100.callback_token.reveal(), kuaidi100)
    limits = {
        "wms": Limits(calls_per_second=config.flux.calls_per_second),
        "courier": Limits(calls_per_second=config.kuaidi100.calls_per_second),
        # Our own work: the database sets the pace.
        "inbox": Limits(calls_per_second=10_000.0, burst=10_000),
    }
    return Systems(carriers, flux, kuaidi100, readers, limits)


def _flux(config: HubConfig, *, clock: Clock, client: httpx.Client, carriers: Carriers) -> FluxWarehouse | None:
    section = config.flux
    if not section.base_url:
        return None
    for name in ("app_key", "app_token", "app_secret", "callback_token"):
        if not getattr(section, name):
            raise BadSetting(f"the setting flux.{name} is missing")
    settings = FluxSettings(
        base_url=section.base_url,
        client_customerid=section.client_customerid,
        client_db=section.client_db,
        owner_code=section.owner_code,
        app_key=section.app_key.reveal(),
        app_token=section.app_token.reveal(),
        app_secret=section.app_secret.reveal(),
        upper_case_sign=not section.lower_case_sign,
        double_encoded_sign=section.double_encoded_sign,
        carrier_words=section.carrier_words,
    )
    return FluxWarehouse(settings, client=client, clock=clock, carriers=carriers)


def _kuaidi100(config: HubConfig, *, clock: Clock, client: httpx.Client, carriers: Carriers) -> Kuaidi100Courier | None:
    section = config.kuaidi100
    if not section.base_url:
        return None
    for name in ("key", "master_secret", "callback_token"):
        if not getattr(section, name):
            raise BadSetting(f"the setting kuaidi100.{name} is missing")
    if not section.customer:
        raise BadSetting("the setting kuaidi100.customer is missing")
    settings = Kuaidi100Settings(
        base_url=section.base_url,
        customer=section.customer,
        key=section.key.reveal(),
        master_secret=section.master_secret.reveal(),
        callback_url=f"{config.public_url.rstrip('/')}/v1/callbacks/kuaidi100/{section.callback_token.reveal()}",
    )
    return Kuaidi100Courier(settings, client=client, clock=clock, carriers=carriers)
