"""The demo's stock: which warehouse keeps which SKU where, how much, and what the history takes and sets aside."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, select, update

from db.tables import masters, stock
from orderdesk.commands.ledger import stock_id
from orderdesk.demo.catalogue import SKUS, Article
from orderdesk.demo.company_rows import Firm
from orderdesk.demo.dice import Ids, Weighted, stream
from orderdesk.demo.price_lists import sells
from orderdesk.demo.rows import Batch

#: The company whose groceries lie in the second warehouse.
_GROCER, _GROCERY_WAREHOUSE = 1, 1
_TOP_SHARE, _TOP_LINES = 0.08, 0.70


@dataclass(slots=True)
class Shelves:
    """What can be ordered: by (company, warehouse) the articles in stock by demand, and their stock rows' ids.

    `reserved` adds up what orders of the history have set aside, by stock id, in thousandths. `free` is what each row
    can still promise.
    """

    articles: dict[tuple[int, int], Weighted[Article]]
    rows: dict[tuple[int, int], dict[UUID, UUID]]
    reserved: dict[UUID, int] = field(default_factory=dict)
    free: dict[UUID, int] = field(default_factory=dict)
    _only: dict[tuple[int, tuple[int, ...]], list[Article]] = field(default_factory=dict)

    def only_in(self, warehouse: int, *, but_not: tuple[int, ...]) -> list[Article]:
        """The first company's articles in stock here and in none of the others."""
        if (warehouse, but_not) not in self._only:
            others = [self.rows[0, place] for place in but_not]
            kept = self.articles[0, warehouse].items
            self._only[warehouse, but_not] = [each for each in kept if all(each.id not in rows for rows in others)]
        return self._only[warehouse, but_not]

    def reserve(self, row_id: UUID, quantity: int) -> None:
        """Notes that an open order holds this much of a row."""
        self.reserved[row_id] = self.reserved.get(row_id, 0) + quantity

    def take(self, warehouse: int, article: Article, quantity: int) -> bool:
        """Takes from what a warehouse of the first company can promise; False where it does not have so much."""
        row_id = self.rows[0, warehouse].get(article.id)
        if row_id is None or self.free[row_id] < quantity:
            return False
        self.free[row_id] -= quantity
        return True

    def write_reserved(self, connection: Connection) -> None:
        """Raises the rows by what was noted; as much is added to what is there, so that all of it is covered."""
        table = stock.stock
        statement = (
            update(table)
            .where(table.c.id == bindparam("row_id"))
            .values(
                reserved=table.c.reserved + bindparam("quantity"),
                on_hand=table.c.on_hand + bindparam("quantity"),
                version=table.c.version + 1,
            )
        )
        rows = [{"row_id": row_id, "quantity": quantity} for row_id, quantity in self.reserved.items() if quantity]
        if rows:
            connection.execute(statement, rows)
        self.reserved.clear()


def fill_stock(connection: Connection, seed: int, at: datetime, firm: Firm, articles: list[Article]) -> Shelves:
    """Writes bins and stock rows; nothing is reserved yet."""
    share = len(articles) / SKUS
    dice, ids, batch = stream(seed, "stock"), Ids(seed, "stock"), Batch(connection)
    shelves = Shelves({}, {})
    for place, warehouse in enumerate(firm.warehouses):
        for company in range(len(firm.companies)):
            if company == _GROCER and place != _GROCERY_WAREHOUSE:
                continue
            sold = [each for each in articles if each.active and sells(company, each)]
            wanted = round(warehouse.skus * share)
            kept = sold[: _core(len(sold), wanted)]
            rest = sold[len(kept) :]
            kept += dice.sample(rest, min(len(rest), max(0, wanted - len(kept))))
            rows: dict[UUID, UUID] = {}
            for rank, article in enumerate(kept):
                row_id = stock_id(firm.companies[company].id, warehouse.id, article.id)
                rows[article.id] = row_id
                on_hand = (dice.randint(60, 900) if rank < len(kept) * _TOP_SHARE else dice.randint(4, 90)) * 1000
                shelves.free[row_id] = on_hand
                batch.add(
                    stock.stock,
                    {
                        "id": row_id,
                        "company_id": firm.companies[company].id,
                        "warehouse_id": warehouse.id,
                        "sku_id": article.id,
                        "batch": "",
                        "quality": "good",
                        "on_hand": on_hand,
                        "reserved": 0,
                        "as_of": at,
                        "source": "wms" if warehouse.mode == "wms" else "erp",
                        "version": 1,
                    },
                )
                batch.add(
                    masters.sku_bin,
                    {
                        "id": ids.next(at),
                        "sku_id": article.id,
                        "warehouse_id": warehouse.id,
                        "bin": f"{'ABCDEFGH'[rank % 8]}-{dice.randint(1, 24):02d}"
                        f"-{dice.randint(1, 12):02d}-{dice.randint(1, 5)}",
                    },
                )
            batch.flush()
            shelves.rows[company, place] = rows
            shelves.articles[company, place] = Weighted(kept, _demand(len(kept)))
    return shelves


def state_stock(connection: Connection, at: datetime) -> None:
    """The owners' statements at the end of the history: what every row holds now, as of now."""
    table, statements = stock.stock, stock.stock_statement
    connection.execute(update(table).values(as_of=at))
    columns = (table.c.id, table.c.id, table.c.on_hand, table.c.as_of, table.c.source, table.c.as_of)
    names = ("id", "stock_id", "on_hand", "as_of", "source", "received_at")
    connection.execute(insert(statements).from_select(names, select(*columns)))


def _core(sold: int, kept: int) -> int:
    """How many of the best selling articles every warehouse keeps."""
    return min(sold, kept, max(1, round(sold * 0.2)))


def _demand(count: int) -> list[float]:
    top = max(1, round(count * _TOP_SHARE))
    rest = max(1, count - top)
    return [_TOP_LINES / top if rank < top else (1 - _TOP_LINES) / rest for rank in range(count)]
