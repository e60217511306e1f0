"""What one hub process is told at its start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from orderdesk.documents.extent import KEPT_DAYS
from orderdesk.hub.links import NO_LINKS, Links


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSettings:
    """The hub's settings; the defaults fit an embedded hub on one machine.

    `public_url`: where workstations and outside systems reach the hub. `data_folder`: snapshots, uploads in progress.
    `threads`: how many requests may ask the database at once, and how many may write. `retention_days`: how long a seat
    keeps what is closed. A snapshot on disk is given out again until it is `snapshot_max_age_s` old or
    `snapshot_max_changes` behind; what is missing is first looked for `snapshot_first_look_s` after the start.
    `device_cache_s`: how long a device that proved itself is believed without asking the database. `links`: the outside
    systems that hear of an order's arrivals.
    """

    database_url: str = field(repr=False)
    data_folder: Path
    public_url: str = "http://127.0.0.1:8080"
    host: str = "127.0.0.1"
    port: int = 8080
    threads: int = 8
    migrates: bool = True
    max_body_bytes: int = 8 << 20
    max_upload_bytes: int = 12 << 20
    max_streams: int = 2_000
    retention_days: Mapping[str, int] = field(default_factory=lambda: dict(KEPT_DAYS))
    snapshot_max_changes: int = 20_000
    snapshot_max_age_s: float = 12 * 3600.0
    snapshot_first_look_s: float = 5.0
    device_cache_s: float = 5.0
    poll_s: float = 1.0
    heartbeat_s: float = 5.0
    links: Links = NO_LINKS
    max_wait_s: float = 25.0
