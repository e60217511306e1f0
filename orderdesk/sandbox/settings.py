"""What a sandbox is told at its start: where the hub is, the shared secrets, how fast time runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """The sandbox's settings; the defaults fit a demo on one machine.

    `speed`: sandbox seconds per real second; 0 stands still until the control plane moves the clock.
    `pace` shortens everything that takes the outside world time: at 120 an hour of work takes 30 s, while the
    times written into callbacks stay near the hub's own. Shares are fractions of all waybills or shipments.
    `flux_stops_at` names, by warehouse, the status at which its shipments wait for the control plane: the goods
    lie at our own bench. A courier takes a parcel `first_scan_h` hours after its subscription.
    """

    hub_url: str = "http://127.0.0.1:8080"
    flux_callback_token: str = field(default="sandbox-flux", repr=False)
    flux_client_customerid: str = "FLUXWMSJSON"
    flux_client_db: str = "FLUXWMSJSONDB"
    flux_app_key: str = field(default="sandbox-app", repr=False)
    flux_app_token: str = field(default="sandbox-token", repr=False)
    flux_app_secret: str = field(default="sandbox-secret", repr=False)
    flux_checks_signature: bool = True
    flux_data_format: str = "json"
    flux_stops_at: Mapping[str, str] = field(default_factory=dict)
    kuaidi100_customer: str = "SANDBOXCUSTOMER0000000000000001"
    kuaidi100_key: str = field(default="SANDBOXKEY01", repr=False)
    u8_from_account: str = "sandbox-developer"
    u8_to_account: str = "sandbox-company"
    u8_app_key: str = field(default="sandbox-u8-app", repr=False)
    u8_app_secret: str = field(default="sandbox-u8-secret", repr=False)
    wecom_keys: tuple[str, ...] = field(default=("sandbox-robot", "sandbox-robot-customers"), repr=False)
    first_scan_h: float = 2.0
    trouble_share: float = 0.06
    silent_share: float = 0.01
    short_share: float = 0.0
    speed: float = 1.0
    pace: float = 1.0
    seed: int = 1

    @property
    def flux_callback_url(self) -> str:
        """Where the imitated FLUX sends its confirmations."""
        return f"{self.hub_url.rstrip('/')}/v1/callbacks/flux/{self.flux_callback_token}"
