"""The bench in its states: waiting, verifying, refused, bound, stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from orderdesk.commands import CancelOrder
from orderdesk.domain.bench_facts import Packable
from orderdesk.domain.bench_state import Phase
from orderdesk.domain.quantity import ONE
from orderdesk.queries.bench import CachedBench
from orderdesk.queries.bench_lists import ReadyShipment, barcode_of, ready_shipments
from orderdesk.queries.reading import Reading
from orderdesk.sandbox.waybills import waybill_no
from tools.screens.studio import LARGE, Studio, life_of
from ui.packing.bench_room import BenchRoom
from ui.program import Program
from ui.scanner.event_clock import monotonic_ms
from ui.workplace import Workplace


def draw_bench(studio: Studio, program: Program, supervisor: Program) -> None:
    """One parcel from its first scan to its waybill, and one whose order the supervisor has cancelled."""
    workplace, window = life_of(program).workplace, program.window
    bench = window.page()
    assert isinstance(bench, BenchRoom)
    warehouse_id = workplace.status.warehouse_id
    assert warehouse_id is not None
    studio.settle(1.0)
    studio.shoot(window, "bench-waiting", LARGE, looks=False)
    first, second = _two_orders(workplace, warehouse_id)

    def scan(code: str) -> None:
        bench.take_scan(code, monotonic_ms())
        studio.settle(0.6)

    scan(first.order_no)
    studio.shoot(window, "bench-verifying", LARGE, looks=False)
    scan("6900000000007")
    studio.shoot(window, "bench-refused", LARGE, looks=False)
    _pack(bench, workplace, scan)
    studio.wait(lambda: bench.work.state.phase is Phase.DONE, "the parcel is packed")
    studio.shoot(window, "bench-bound", LARGE, looks=False)
    life_of(supervisor).workplace.say(CancelOrder(order_id=second.order_id, reason="customer"))
    # Scanned before the news is here, its packing would begin, and then it cannot be cancelled so simply.
    studio.wait(lambda: workplace.ask_now(lambda it: not _is_ready(it, warehouse_id, second)), "the cancellation")
    scan(second.order_no)
    studio.wait(lambda: bench.bench.view.phase.value == "stop", "the stop")
    studio.shoot(window, "bench-stop", LARGE, looks=False)


def _two_orders(workplace: Workplace, warehouse_id: UUID) -> tuple[ReadyShipment, ReadyShipment]:
    """One that a scanner alone can pack, piece by piece, and another one."""
    now = workplace.clock.now()

    def question(connection: Reading) -> tuple[ReadyShipment, ReadyShipment]:
        ready = ready_shipments(connection, warehouse_id)
        bench = CachedBench(connection, now)
        first = next(each for each in ready if _is_plain(bench.packables(each.order_no)))
        return first, next(each for each in ready if each.order_id != first.order_id)

    return workplace.ask_now(question)


def _is_plain(found: Sequence[Packable]) -> bool:
    """Whether an order is one parcel of a few pieces that have barcodes."""
    box = found[0] if len(found) == 1 else None
    return (box is not None and box.carrier_code is not None) and all(
        item.has_barcode and not item.tracks_serial and item.needed <= 6 * ONE and not item.needed % ONE
        for item in box.items
    )


def _is_ready(reading: Reading, warehouse_id: UUID, wanted: ReadyShipment) -> bool:
    return any(each.order_id == wanted.order_id for each in ready_shipments(reading, warehouse_id))


def _pack(bench: BenchRoom, workplace: Workplace, scan: Callable[[str], None]) -> None:
    box = bench.work.state.box
    assert box is not None
    assert box.carrier_code is not None
    for item in box.items:
        code = workplace.ask_now(partial(barcode_of, sku_id=item.sku_id))
        for _ in range(item.remaining // ONE):
            scan(code)
    number = waybill_no(box.carrier_code, f"{workplace.clock.now().timestamp()}")
    # A number of a shape that is not known is asked for twice.
    scan(number)
    if bench.work.state.phase is not Phase.DONE:
        scan(number)
