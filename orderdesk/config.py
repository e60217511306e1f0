"""Settings of the hub: declared here, read from a TOML file and from the environment; secrets never show in a repr."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from orderdesk.errors import OrderDeskError

ENVIRONMENT_PREFIX = "ORDERDESK_"


class BadSetting(OrderDeskError):
    """A setting that cannot be used; the text is a sentence that names it, never its value when that is secret."""


class Secret:
    """A text that shows only to those who ask for it by name."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return "Secret(***)" if self._text else "Secret()"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


@dataclass(frozen=True, slots=True)
class FluxSection:
    """[flux]: one FLUX site. Nothing is sent to it while `base_url` is empty.

    `double_encoded_sign`, `lower_case_sign`: ways of signing that some sites ask for.
    `carrier_words`: the site's own words for carriers, theirs to ours. `locked_field`: the free field of an order line
    that shows how much is locked.
    """

    base_url: str = ""
    client_customerid: str = "FLUXWMSJSON"
    client_db: str = "FLUXWMSJSONDB"
    owner_code: str = "HQ"
    app_key: Secret = field(default_factory=lambda: Secret(""))
    app_token: Secret = field(default_factory=lambda: Secret(""))
    app_secret: Secret = field(default_factory=lambda: Secret(""))
    callback_token: Secret = field(default_factory=lambda: Secret(""))
    lower_case_sign: bool = False
    double_encoded_sign: bool = False
    carrier_words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    locked_field: str = "dedi04"
    calls_per_second: float = 5.0


@dataclass(frozen=True, slots=True)
class Kuaidi100Section:
    """[kuaidi100]: the courier service. Nothing is sent to it while `base_url` is empty."""

    base_url: str = ""
    customer: str = ""
    key: Secret = field(default_factory=lambda: Secret(""))
    master_secret: Secret = field(default_factory=lambda: Secret(""))
    callback_token: Secret = field(default_factory=lambda: Secret(""))
    calls_per_second: float = 10.0


@dataclass(frozen=True, slots=True)
class U8Section:
    """[u8]: one set of books in Yonyou U8, through its OpenAPI. Nothing is sent to it while `base_url` is empty.

    `company`: code of our company whose books they are; empty: the first one. `customer_words`, `sku_words`,
    `warehouse_words`: the books' codes to ours where they differ; stock is taken from there only for warehouses named
    in `warehouse_words`. `first_days`: how many days back the first poll looks.
    """

    base_url: str = ""
    company: str = ""
    from_account: str = ""
    to_account: str = ""
    app_key: Secret = field(default_factory=lambda: Secret(""))
    app_secret: Secret = field(default_factory=lambda: Secret(""))
    ds_sequence: str = "1"
    business_type: str = "普通销售"
    order_type: str = "01"
    department: str = "01"
    operator: str = "demo"
    order_no_field: str = "define10"
    customer_po_field: str = "define1"
    phone_field: str = "define2"
    customer_words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    sku_words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    warehouse_words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    first_days: float = 7.0
    orders_every_s: float = 60.0
    stock_every_s: float = 300.0
    calls_per_second: float = 5.0


@dataclass(frozen=True, slots=True)
class WeComSection:
    """[wecom]: group robots. Nothing is sent while `base_url` is empty.

    `key`: the robot for everything; `customers_key`, `audit_key`, `floor_key`: others for what is meant for customers,
    for the daily head hashes and for those who lead the warehouse. `language`: zh or en. `posts_per_minute`: at most 20
    a robot; share it out between several hubs.
    """

    base_url: str = ""
    key: Secret = field(default_factory=lambda: Secret(""))
    customers_key: Secret = field(default_factory=lambda: Secret(""))
    audit_key: Secret = field(default_factory=lambda: Secret(""))
    floor_key: Secret = field(default_factory=lambda: Secret(""))
    language: str = "zh"
    posts_per_minute: float = 18.0


@dataclass(frozen=True, slots=True)
class HubConfig:
    """Everything a hub is told at its start.

    `database`: an address as SQLAlchemy writes it. `public_url`: how outside systems and workstations reach the hub;
    empty: where it listens. `heads_folder`: where the daily head hashes of the event chains go; none are written while
    it is empty.
    """

    database: Secret = field(default_factory=lambda: Secret(f"sqlite:///{usual_database()}"))
    public_url: str = ""
    heads_folder: str = ""
    flux: FluxSection = field(default_factory=FluxSection)
    kuaidi100: Kuaidi100Section = field(default_factory=Kuaidi100Section)
    u8: U8Section = field(default_factory=U8Section)
    wecom: WeComSection = field(default_factory=WeComSection)


_SECTIONS: Mapping[str, type[Any]] = MappingProxyType(
    {"flux": FluxSection, "kuaidi100": Kuaidi100Section, "u8": U8Section, "wecom": WeComSection}
)


def data_folder() -> Path:
    """Where this user's OrderDesk data live."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "OrderDesk"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "OrderDesk"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "orderdesk"


def usual_database() -> Path:
    """The hub's database if nobody names one: that of a hub which a window has begun here, if there is no other."""
    usual, own = data_folder() / "hub.db", data_folder() / "hub" / "hub.db"
    return own if own.is_file() and not usual.exists() else usual


def config_file() -> Path:
    """Where the hub's settings are looked for when no file is named."""
    if sys.platform in ("win32", "darwin"):
        return data_folder() / "hub.toml"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "orderdesk" / "hub.toml"


def read_config(environment: Mapping[str, str], file: Path | None = None) -> HubConfig:
    """The settings: defaults, then the file, then the environment (ORDERDESK_DATABASE_URL, ORDERDESK_PUBLIC_URL,
    ORDERDESK_FLUX_BASE_URL, ...). `file` must exist when it is named; otherwise ORDERDESK_CONFIG or the usual
    place is read if there is one. Raises BadSetting.
    """
    usual = config_file() if config_file().is_file() else None
    named = environment.get(f"{ENVIRONMENT_PREFIX}CONFIG")
    source = file or (Path(named) if named else usual)
    values = {} if source is None else _read_file(source)
    return _from_environment(_fill(HubConfig, values, ""), environment)


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"the settings file {path} cannot be read") from error
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(f"the settings file {path} is not valid TOML: {error}") from error


def _fill(section: type[Any], values: dict[str, Any], where: str) -> Any:
    """An instance of `section` from a table of the file; `where` is the table's name with a dot."""
    known = {each.name: each for each in fields(section)}
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known:
            raise BadSetting(f"there is no setting {where}{name}")
        if name in _SECTIONS and not where:
            if not isinstance(value, dict):
                raise BadSetting(f"{name} is a table of settings: write [{name}]")
            found[name] = _fill(_SECTIONS[name], value, f"{name}.")
        else:
            found[name] = _convert(_default_of(known[name]), value, f"{where}{name}")
    return section(**found)


def _default_of(known: Any) -> Any:
    return known.default if known.default is not MISSING else known.default_factory()


def _convert(default: Any, value: Any, name: str) -> Any:
    """`value` in the type of the setting's default. Raises BadSetting, without the value."""
    if isinstance(default, Secret) and isinstance(value, str):
        return Secret(value)
    if isinstance(default, bool) and isinstance(value, bool):
        return value
    if isinstance(default, float) and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(default, str) and isinstance(value, str):
        return value
    if (
        isinstance(default, Mapping)
        and isinstance(value, dict)
        and all(isinstance(each, str) for each in value.values())
    ):
        return MappingProxyType(value)
    raise BadSetting(f"the setting {name} has the wrong type")


def _from_environment(settings: HubConfig, environment: Mapping[str, str]) -> HubConfig:
    own = {"database": "DATABASE_URL", "public_url": "PUBLIC_URL", "heads_folder": "HEADS_FOLDER"}
    changes: dict[str, Any] = {}
    for name, variable in own.items():
        text = environment.get(ENVIRONMENT_PREFIX + variable)
        if text:
            changes[name] = _from_text(getattr(settings, name), text, ENVIRONMENT_PREFIX + variable)
    for section in _SECTIONS:
        present = getattr(settings, section)
        found = {}
        for each in fields(present):
            variable = f"{ENVIRONMENT_PREFIX}{section.upper()}_{each.name.upper()}"
            if environment.get(variable):
                found[each.name] = _from_text(getattr(present, each.name), environment[variable], variable)
        if found:
            changes[section] = replace(present, **found)
    return replace(settings, **changes)


def _from_text(default: Any, text: str, variable: str) -> Any:
    if isinstance(default, bool):
        if text.lower() not in ("0", "1", "no", "yes", "false", "true"):
            raise BadSetting(f"{variable} must be yes or no")
        return text.lower() in ("1", "yes", "true")
    if isinstance(default, float):
        try:
            return float(text)
        except ValueError as error:
            raise BadSetting(f"{variable} must be a number") from error
    if isinstance(default, Mapping):
        pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
        return MappingProxyType({theirs.strip(): ours.strip() for theirs, _, ours in pairs})
    return _convert(default, text, variable)
