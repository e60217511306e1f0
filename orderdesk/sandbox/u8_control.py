"""The control plane of the imitated U8: what people do there, and what its server may run into."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict

from orderdesk.connectors.reading import beijing_text
from orderdesk.sandbox.u8 import U8System
from orderdesk.sandbox.u8_books import U8Stock
from orderdesk.sandbox.world import World


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class U8Masters(_Asked):
    """What the books know: others are refused from now on. Left out: everything is known."""

    customers: list[str] = []
    items: list[str] = []
    period_closed: bool = False


class U8StockRow(_Asked):
    """What lies there, as plain decimal text."""

    whcode: str
    invcode: str
    qty: str
    batch: str = ""
    stopqty: str = "0"
    free1: str = ""


class U8Change(_Asked):
    """Somebody changes an order in U8: fields of its head, all its lines, or its state."""

    code: str
    head: dict[str, Any] = {}
    entry: list[dict[str, Any]] | None = None
    closer: str | None = None
    changing: bool | None = None


def u8_control_routes(world: World, system: U8System) -> APIRouter:
    """All routes below /__sim/u8."""
    router, books = APIRouter(prefix="/__sim/u8"), system.books

    @router.post("/masters")
    async def masters(asked: U8Masters) -> dict[str, Any]:
        books.customers, books.items = set(asked.customers), set(asked.items)
        books.period_closed = asked.period_closed
        return {"customers": len(books.customers), "items": len(books.items)}

    @router.post("/stock")
    async def stock(asked: list[U8StockRow]) -> dict[str, Any]:
        for row in asked:
            books.put_stock(U8Stock(**row.model_dump()))
        return {"rows": len(books.stock)}

    @router.post("/orders")
    async def order(asked: dict[str, Any]) -> dict[str, Any]:
        """Somebody enters a sales order in U8; fields as in its OpenAPI, with `entry`."""
        made = books.add_order({"date": beijing_text(world.now())[:10], **asked})
        return {"code": made.code, "timestamp": made.version}

    @router.post("/change")
    async def change(asked: U8Change) -> dict[str, Any]:
        found = books.orders.get(asked.code)
        if found is None:
            raise HTTPException(404, f"no order {asked.code}")
        found.head.update(asked.head)
        found.entry = found.entry if asked.entry is None else asked.entry
        found.closer = found.closer if asked.closer is None else asked.closer
        found.changing = found.changing if asked.changing is None else asked.changing
        books.touch(found)
        return {"code": found.code, "timestamp": found.version}

    @router.post("/end-tokens")
    async def end_tokens() -> dict[str, Any]:
        """Every token that was given out ends now."""
        system.end_tokens()
        return {"ended": True}

    return router
