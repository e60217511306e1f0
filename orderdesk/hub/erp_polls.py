"""Asks the ERP again and again: which orders are new or have changed, and what lies in its warehouses.

Each question is one job for ever, set going again when it is due, so that of several hubs one asks and what was
learned is remembered with it. An order that was heard of is kept in the inbox, once for each version of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from db.store import Store
from db.tables import log, masters, orders, stock
from orderdesk.clock import Clock
from orderdesk.commands.statements import StatedItem, StateStock
from orderdesk.connectors.erp import Cursor, ErpSystem, OrderHead, StockFigure
from orderdesk.connectors.ports import Outcome, Verdict
from orderdesk.documents.document import Key
from orderdesk.documents.shelf import Shelf
from orderdesk.documents.work import Feed
from orderdesk.domain.days import local_day
from orderdesk.hub.casebook import open_case
from orderdesk.hub.execute import Executor
from orderdesk.hub.jobs import JobState, Leased, queue_job
from orderdesk.hub.outside_locks import read_locks
from orderdesk.hub.own_device import HUB_DEVICE_ID
from orderdesk.hub.publishing import publish
from orderdesk.hub.systems import Polling
from orderdesk.ids import derived_id, new_id

#: How often it is looked whether a question is due.
EVERY = timedelta(seconds=5)

ORDERS, STOCK = "orders", "stock"

_FETCHED_AT_ONCE = 100
_STATED_AT_ONCE = 200
_NAMED_AT_MOST = 20
_AGAIN = (JobState.DONE, JobState.DEAD, JobState.PARKED, JobState.DROPPED)


class ErpPolls:
    """The questions to one ERP and what becomes of the answers."""

    def __init__(self, store: Store, clock: Clock, executor: Executor, *, erp: ErpSystem, polling: Polling) -> None:
        self._store = store
        self._clock = clock
        self._executor = executor
        self._erp = erp
        self._polling = polling

    def queue_due(self) -> bool:
        """Sets going what is due. Never True: there is nothing more to do at once."""
        self._queue(ORDERS, self._polling.orders_every)
        if self._polling.warehouses:
            self._queue(STOCK, self._polling.stock_every)
        return False

    def poll_orders(self, job: Leased) -> Outcome:
        """Keeps what is new and moves the cursor behind it; the rest of a long list waits for the next time."""
        cursor, as_of = self._cursor(job), self._clock.now()
        answer = self._erp.changed_orders(cursor)
        if answer.outcome.verdict is not Verdict.OK:
            return self._troubled(ORDERS, answer.outcome)
        with self._store.read() as connection:
            company_id = self._company(connection)
            new = [head for head in answer.heads if self._is_news(connection, company_id, head)]
        for head in new[:_FETCHED_AT_ONCE]:
            document = self._erp.fetch_order(head.source_id)
            if document.outcome.verdict is not Verdict.OK:
                return self._troubled(ORDERS, document.outcome)
            self._keep(head, document.body)
        job.previous["more"] = len(new) > _FETCHED_AT_ONCE
        if not job.previous["more"]:
            end = answer.cursor or cursor
            job.previous["cursor"] = [end.version, end.source_id, end.since.isoformat()]
            self._tell(ORDERS, as_of)
        return Outcome.ok(text=f"{min(len(new), _FETCHED_AT_ONCE)} new")

    def poll_stock(self, job: Leased) -> Outcome:
        """States what differs from what is known here."""
        answer = self._erp.fetch_stock(self._polling.warehouses)
        if answer.outcome.verdict is not Verdict.OK:
            return self._troubled(STOCK, answer.outcome)
        with self._store.read() as connection:
            company_id = self._company(connection)
            if company_id is None:
                return Outcome.ok(text="no company yet")
            found, unknown = _placed(connection, company_id, answer.figures)
            changed = _changed(connection, found)
        for (warehouse_id, _), items in sorted(_chunks(changed).items(), key=lambda each: str(each[0])):
            statement = StateStock(
                company_id=company_id,
                warehouse_id=warehouse_id,
                as_of=answer.as_of,
                source=self._erp.source,
                items=tuple(items),
                books_dispatches=True,
            )
            self._executor.run_own(HUB_DEVICE_ID, statement)
        if unknown:
            self._tell_unknown(company_id, unknown)
        self._tell(STOCK, answer.as_of)
        return Outcome.ok(text=f"{len(changed)} changed, {len(unknown)} unknown")

    # -- orders -------------------------------------------------------------------------------------------------------

    def _cursor(self, job: Leased) -> Cursor:
        kept = job.previous.get("cursor")
        if kept is not None:
            return Cursor(int(kept[0]), str(kept[1]), date.fromisoformat(kept[2]))
        return Cursor(0, "", local_day(self._clock.now()) - timedelta(days=self._polling.first_days))

    def _is_news(self, connection: Connection, company_id: UUID | None, head: OrderHead) -> bool:
        """Neither known in this version nor an order that we have made there ourselves."""
        table = log.inbox
        key = (table.c.source == self._erp.source, table.c.dedupe_key == _inbox_key(head))
        if connection.execute(select(table.c.id).where(*key)).first() is not None:
            return False
        return not is_ours(connection, company_id, self._erp.source, head.our_no, head.source_id)

    def _keep(self, head: OrderHead, body: bytes) -> None:
        now, source = self._clock.now(), self._erp.source
        inbox_id = new_id(now)
        with self._store.write() as connection:
            connection.execute(
                insert(log.inbox).values(
                    id=inbox_id,
                    source=source,
                    dedupe_key=_inbox_key(head),
                    headers={"source_id": head.source_id, "version": head.version, "our_no": head.our_no},
                    body=body,
                    verdict="genuine",
                    received_at=now,
                )
            )
            queue_job(
                connection,
                system="inbox",
                kind="erp_order",
                dedupe_key=f"inbox:{inbox_id}",
                order_key=f"inbox:{source}:{head.source_id}",
                payload={"inbox_id": str(inbox_id), "source_id": head.source_id},
                at=now,
            )

    # -- jobs, feeds, cases -------------------------------------------------------------------------------------------

    def _queue(self, subject: str, every: timedelta) -> None:
        table, now = log.job, self._clock.now()
        key = f"erp:poll:{subject}"
        with self._store.read() as connection:
            row = connection.execute(select(table).where(table.c.dedupe_key == key)).first()
        if row is not None:
            wait = timedelta() if (row.outcome or {}).get("more") else every
            if row.state not in _AGAIN or row.run_at > now - wait:
                return
        with self._store.write() as connection:
            if row is None:
                queue_job(
                    connection,
                    system="erp",
                    kind=f"poll_{subject}",
                    dedupe_key=key,
                    order_key=key,
                    payload={},
                    at=now,
                )
                return
            # A new day, a new case for what still does not work.
            outcome = {**(row.outcome or {}), "resent": int(f"{now:%Y%m%d}"), "in_doubt": False}
            connection.execute(
                update(table)
                .where(table.c.id == row.id, table.c.state.in_(_AGAIN), table.c.run_at == row.run_at)
                .values(state=JobState.DUE, run_at=now, attempts=0, done_at=None, outcome=outcome)
            )

    def _troubled(self, subject: str, outcome: Outcome) -> Outcome:
        self._tell(subject, None, trouble=outcome.code)
        return outcome

    def _tell(self, subject: str, as_of: datetime | None, *, trouble: str | None = None) -> None:
        """Says how fresh the subject is; with `trouble` it stays as fresh as it was."""
        now = self._clock.now()
        with self._store.write() as connection:
            company_id = self._company(connection)
            if company_id is None:
                return
            key = Key("feed", derived_id(company_id, f"feed:{self._erp.source}:{subject}"))
            shelf = Shelf(connection)
            feed = shelf.load(key, lock=True)
            before = None if feed is None else feed.scope()
            if not isinstance(feed, Feed):
                if as_of is None:
                    return
                feed = Feed(id=key.id, company_id=company_id, system=self._erp.source, subject=subject, as_of=as_of)
            feed.as_of, feed.trouble = as_of or feed.as_of, trouble
            if shelf.save(feed):
                publish(connection, [(feed, before)], at=now)

    def _tell_unknown(self, company_id: UUID, codes: list[str]) -> None:
        now = self._clock.now()
        with self._store.write() as connection:
            case = open_case(
                connection,
                company_id=company_id,
                queue="outside",
                dedupe_key=f"erp:stock_unknown:{self._erp.source}:{derived_id(company_id, ','.join(codes))}",
                code="erp.stock_unknown",
                facts={
                    "source": self._erp.source,
                    "codes": codes[:_NAMED_AT_MOST],
                    "count": len(codes),
                    "next_step": "enter_or_map_codes",
                },
                at=now,
            )
            if case is not None:
                publish(connection, [(case, None)], at=now)

    def _company(self, connection: Connection) -> UUID | None:
        return company_of(connection, self._polling)


def company_of(connection: Connection, polling: Polling) -> UUID | None:
    """The company whose books the ERP keeps; None while there is none."""
    table = masters.company
    query = select(table.c.id).order_by(table.c.code).limit(1)
    if polling.company:
        query = query.where(table.c.code == polling.company)
    found: UUID | None = connection.execute(query).scalar()
    return found


def is_ours(connection: Connection, company_id: UUID | None, source: str, our_no: str, source_id: str) -> bool:
    """Whether this order of the ERP is the one that we made there under our number, and that order of the company is
    known here.

    Somebody may have copied an order of ours there with its number: then the lock knows another document.
    """
    table = orders.order
    if not our_no or company_id is None:
        return False
    numbered = (table.c.company_id == company_id, table.c.order_no == our_no)
    found = connection.execute(select(table.c.id).where(*numbered, table.c.source_system != source)).scalar()
    if found is None:
        return False
    locks = [lock for lock in read_locks(connection, found) if lock.system == "erp"]
    # One that is still on its way may be this document.
    return not locks or any(lock.reference in ("", source_id) for lock in locks)


def _inbox_key(head: OrderHead) -> str:
    return f"{head.source_id}:{head.version}"


#: Warehouse, SKU and batch of a stock row.
_Place = tuple[UUID, UUID, str]


def _placed(
    connection: Connection, company_id: UUID, figures: Iterable[StockFigure]
) -> tuple[dict[_Place, int], list[str]]:
    """The figures by the company's warehouses and our SKUs, and the codes that nobody knows here."""
    houses, skus = masters.warehouse, masters.sku
    of_company = select(houses.c.code, houses.c.id).where(houses.c.company_id == company_id)
    ours = {row.code: row.id for row in connection.execute(of_company)}
    known = {row.code: row.id for row in connection.execute(select(skus.c.code, skus.c.id))}
    found: dict[_Place, int] = {}
    unknown: set[str] = set()
    for each in figures:
        warehouse_id, sku_id = ours.get(each.warehouse_code), known.get(each.sku)
        if warehouse_id is None or sku_id is None:
            unknown.add(each.warehouse_code if warehouse_id is None else each.sku)
            continue
        place = (warehouse_id, sku_id, each.batch)
        found[place] = found.get(place, 0) + each.quantity
    return found, sorted(unknown)


def _changed(connection: Connection, found: dict[_Place, int]) -> dict[_Place, int]:
    """What differs from the newest statement kept here: what left since then is our own doing."""
    table, statements = stock.stock, stock.stock_statement
    newest = (
        select(statements.c.stock_id, statements.c.on_hand, statements.c.as_of)
        .join(table, table.c.id == statements.c.stock_id)
        .where(table.c.as_of == statements.c.as_of)
        .subquery()
    )
    query = select(table.c.warehouse_id, table.c.sku_id, table.c.batch, newest.c.on_hand).join(
        newest, newest.c.stock_id == table.c.id
    )
    known = {(row.warehouse_id, row.sku_id, row.batch): row.on_hand for row in connection.execute(query)}
    return {place: quantity for place, quantity in found.items() if known.get(place) != quantity}


def _chunks(changed: dict[_Place, int]) -> dict[tuple[UUID, int], list[StatedItem]]:
    """The changed rows by warehouse, in lists that make one command each."""
    chunks: dict[tuple[UUID, int], list[StatedItem]] = {}
    counts: dict[UUID, int] = {}
    for (warehouse_id, sku_id, batch), quantity in sorted(changed.items(), key=lambda each: str(each[0])):
        number = counts[warehouse_id] = counts.get(warehouse_id, -1) + 1
        chunk = chunks.setdefault((warehouse_id, number // _STATED_AT_ONCE), [])
        chunk.append(StatedItem(sku_id=sku_id, batch=batch, on_hand=quantity))
    return chunks
