"""What the hub counts, in Prometheus' terms."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 30.0)


class Metrics:
    """The figures of one hub process; other parts may add their own to `registry`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "orderdesk_requests", "Answered requests", ["method", "route", "status"], registry=self.registry
        )
        self.request_seconds = Histogram(
            "orderdesk_request_seconds",
            "Time to the first byte of the answer",
            ["method", "route"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.commands = Counter(
            "orderdesk_commands", "Commands by outcome", ["kind", "status", "code"], registry=self.registry
        )
        self.streams = Gauge("orderdesk_streams", "Open streams", registry=self.registry)
        self.tail_position = Gauge(
            "orderdesk_tail_position", "Last seq that this process has read", registry=self.registry
        )
        self.tail_failures = Counter(
            "orderdesk_tail_failures", "Times the change log could not be read", registry=self.registry
        )
        self.pages = Counter("orderdesk_pages", "Pages of changes given out", ["way"], registry=self.registry)
        self.differences = Counter(
            "orderdesk_cache_differences",
            "Buckets in which a workstation held something else",
            ["device", "kind"],
            registry=self.registry,
        )
        self.snapshot_seconds = Histogram(
            "orderdesk_snapshot_seconds",
            "Time to build a snapshot",
            ["seat"],
            buckets=(0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600),
            registry=self.registry,
        )

    def text(self) -> bytes:
        """The figures in Prometheus' text format."""
        return generate_latest(self.registry)
