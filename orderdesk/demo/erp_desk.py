"""Somebody at the demo company who still enters orders in the ERP."""

from __future__ import annotations

from typing import Any

import httpx

from orderdesk.demo.hub_line import NotAnswered

_TIMEOUT_S = 10.0


class ErpDesk:
    """Enters orders in the imitated U8, by its control plane. Belongs to one thread."""

    def __init__(self, sandbox: str) -> None:
        # The sandbox is on this machine: a proxy of the environment would only lose the call.
        self._client = httpx.Client(base_url=sandbox, trust_env=False, timeout=_TIMEOUT_S)

    def enter(self, order: dict[str, Any]) -> str:
        """Enters an order; its number there. Raises NotAnswered when the sandbox is away."""
        try:
            answer = self._client.post("/__sim/u8/orders", json=order)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise NotAnswered(f"the ERP did not take the order: {type(error).__name__}") from error
        return str(answer.json()["code"])
