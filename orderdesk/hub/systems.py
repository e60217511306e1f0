"""The outside systems as configured: one connector each, none for a system that has no address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import httpx

from orderdesk.clock import Clock
from orderdesk.config import BadSetting, HubConfig
from orderdesk.connectors.carriers import Carriers, shipped_carriers
from orderdesk.connectors.erp import ErpSystem
from orderdesk.connectors.flux import FluxWarehouse
from orderdesk.connectors.flux_wire import FluxSettings
from orderdesk.connectors.kuaidi100 import Kuaidi100Courier
from orderdesk.connectors.kuaidi100_wire import Kuaidi100Settings
from orderdesk.connectors.messages import MessageChannel
from orderdesk.connectors.ports import Courier, ReadsCallbacks, WarehouseSystem
from orderdesk.connectors.u8 import U8Erp
from orderdesk.connectors.u8_wire import U8Settings
from orderdesk.connectors.wecom import WeComRobots
from orderdesk.connectors.wecom_wire import WeComSettings
from orderdesk.hub.breaker import Limits
from orderdesk.hub.links import Links
from orderdesk.hub.messages import AUDIT, CUSTOMERS, FLOOR
from orderdesk.hub.texts import LANGUAGES, Texts


@dataclass(frozen=True, slots=True)
class Polling:
    """How an ERP is asked: for which company (code, empty: the first), how often, and which of its warehouses."""

    company: str = ""
    orders_every: timedelta = timedelta(minutes=1)
    stock_every: timedelta = timedelta(minutes=5)
    first_days: int = 7
    warehouses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Systems:
    """What the hub can call and who calls it. `readers`: by source, the token in the address and the connector."""

    carriers: Carriers
    warehouse: WarehouseSystem | None
    courier: Courier | None
    readers: dict[str, tuple[str, ReadsCallbacks]]
    limits: dict[str, Limits]
    erp: ErpSystem | None
    polling: Polling
    messages: MessageChannel | None
    texts: Texts

    @property
    def links(self) -> Links:
        """What an order's arrivals are told to."""
        return Links(
            warehouse=self.warehouse is not None,
            courier=self.courier is not None,
            erp=self.erp is not None,
            messages=self.messages is not None,
            erp_company=self.polling.company,
        )


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
        "erp": Limits(calls_per_second=config.u8.calls_per_second),
        # The robot counts by the minute and says itself when there is no room.
        "message": Limits(calls_per_second=5.0),
    }
    texts = _texts(config)
    erp, messages = _u8(config, clock=clock, client=client), _wecom(config, texts, clock=clock, client=client)
    return Systems(carriers, flux, kuaidi100, readers, limits, erp, _polling(config), messages, texts)


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
        locked_field=section.locked_field,
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


def _u8(config: HubConfig, *, clock: Clock, client: httpx.Client) -> U8Erp | None:
    section = config.u8
    if not section.base_url:
        return None
    for name in ("from_account", "to_account", "app_key", "app_secret"):
        if not getattr(section, name):
            raise BadSetting(f"the setting u8.{name} is missing")
    settings = U8Settings(
        base_url=section.base_url,
        from_account=section.from_account,
        to_account=section.to_account,
        app_key=section.app_key.reveal(),
        app_secret=section.app_secret.reveal(),
        ds_sequence=section.ds_sequence,
        business_type=section.business_type,
        order_type=section.order_type,
        department=section.department,
        operator=section.operator,
        order_no_field=section.order_no_field,
        customer_po_field=section.customer_po_field,
        phone_field=section.phone_field,
        customer_words=section.customer_words,
        sku_words=section.sku_words,
        warehouse_words=section.warehouse_words,
    )
    return U8Erp(settings, client=client, clock=clock)


def _polling(config: HubConfig) -> Polling:
    section = config.u8
    return Polling(
        company=section.company,
        orders_every=timedelta(seconds=section.orders_every_s),
        stock_every=timedelta(seconds=section.stock_every_s),
        first_days=int(section.first_days),
        warehouses=tuple(sorted(section.warehouse_words)),
    )


def _texts(config: HubConfig) -> Texts:
    if config.wecom.language not in LANGUAGES:
        raise BadSetting(f"the setting wecom.language must be one of {', '.join(LANGUAGES)}")
    return Texts.of(config.wecom.language)


def _wecom(config: HubConfig, texts: Texts, *, clock: Clock, client: httpx.Client) -> WeComRobots | None:
    section = config.wecom
    if not section.base_url:
        return None
    if not section.key:
        raise BadSetting("the setting wecom.key is missing")
    settings = WeComSettings(
        base_url=section.base_url,
        key=section.key.reveal(),
        keys={
            CUSTOMERS: section.customers_key.reveal(),
            AUDIT: section.audit_key.reveal(),
            FLOOR: section.floor_key.reveal(),
        },
        posts_per_minute=int(section.posts_per_minute),
    )
    return WeComRobots(settings, client=client, clock=clock, digest_title=texts.digest_title)
