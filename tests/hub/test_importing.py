"""Lists of one's own: from an empty hub to an order that is priced and reserved, and what a wrong list answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Table, func, select
from sqlalchemy import text as sql

from db.engine import open_engine, parse_url
from db.store import Store
from db.tables import customers, log, masters, orders, stock
from orderdesk.clock import SetClock
from orderdesk.commands import PlaceOrder, ReviewOrder
from orderdesk.commands.place import PlacedLine, ShipTo
from orderdesk.domain.numbers import order_no
from orderdesk.errors import Refused
from orderdesk.hub.doctor import examine
from orderdesk.hub.founding import NewAdministrator, NewCompany, NewWarehouse, found_company
from orderdesk.hub.importing import Imported, import_list
from orderdesk.hub.lists import BadList, Trouble, decode
from tests.conftest import START
from tests.hub.served_hub import PASSWORD, ServedHub, hub_settings
from tests.hub.test_cli import here, passes

SKUS = """货号,名称,单位,品牌,条码,箱单位,装箱数,备注
BP-1,前刹车片,副,恒驰,6901234567892,箱,12,x
OIL-5,"机油 5W-30, 4 升",桶,,,,,
"""
CUSTOMERS = """客户编码,客户名称,客户等级,结算方式,账期,信用额度,联系人,电话,省,市,区,详细地址
C-1,宁波远航汽修,A,月结,30,"50,000",李娜,13900001111,浙江省,宁波市,北仑区,灵江路 388 号
C-2,Harbour Garage,,prepaid,,,,,,,,
"""
PRICES = """sku;price;from;tier
BP-1;120.5;;
BP-1;110;12;
BP-1;99.99;;A
OIL-5;188;;
"""
STOCK = """仓库\t货号\t数量
NB\tBP-1\t40
NB\tOIL-5\t0
"""
ALL = {"skus": SKUS, "customers": CUSTOMERS, "prices": PRICES, "stock": STOCK}


def open_company(url: str, clock: SetClock) -> tuple[Store, str]:
    store = Store(open_engine(parse_url(url)))
    warehouse = NewWarehouse("NB", "宁波仓", "浙江省", "宁波市")
    person = NewAdministrator("anna", "安娜", PASSWORD)
    return store, found_company(store, clock, NewCompany("HC", "恒驰"), [warehouse], person, seat="desk").code


@pytest.fixture
def store(sqlite_template: Path, clock: SetClock, tmp_path: Path) -> Iterator[Store]:
    """An empty company on SQLite alone, where the database makes no difference."""
    path = tmp_path / "own.db"
    path.write_bytes(sqlite_template.read_bytes())
    found, _ = open_company(f"sqlite:///{path}", clock)
    yield found
    found.close()


def id_of(store: Store, table: Table, code: str) -> UUID:
    with store.read() as connection:
        found: UUID = connection.execute(select(table.c.id).where(table.c.code == code)).scalar_one()
        return found


def rows_of(store: Store, *tables: Table) -> list[int]:
    with store.read() as connection:
        return [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]


def test_an_own_company_takes_its_lists_in_and_an_order_of_it_is_priced_and_reserved(
    database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    store, code = open_company(database_url, clock)
    with closing(store), ServedHub(hub_settings(database_url, tmp_path / "hub"), clock) as served:
        desk = served.enrol(code)
        desk.sign_in("anna")
        done = {kind: import_list(served.hub.store, clock, kind, text) for kind, text in ALL.items()}
        assert {kind: found.new for kind, found in done.items()} == {
            "skus": 2, "customers": 2, "prices": 4, "stock": 2,
        }  # fmt: skip
        assert done["skus"].left_out == ("备注",)
        order_id = uuid4()
        placing = PlaceOrder(
            order_id=order_id,
            order_no=order_no(START.date(), desk.code, 1),
            company_id=id_of(store, masters.company, "HC"),
            customer_id=id_of(store, customers.customer, "C-1"),
            lines=(
                PlacedLine(
                    sku_id=id_of(store, masters.sku, "BP-1"),
                    unit="箱",
                    unit_quantity=2_000,
                    unit_price_micro=99_990_000,
                ),
            ),
            ship_to=ShipTo(name="李娜", phone="1", province="浙江省", city="宁波市", district="", street="1"),
        )
        epoch = desk.call("GET", "/v1/device").json()["epoch"]
        wrapped = desk.wrap(placing), desk.wrap(ReviewOrder(order_id=order_id))
        answered = desk.push(*wrapped, epoch=epoch).json()["outcomes"]
        assert [each["status"] for each in answered] == ["accepted"] * 2, answered
        with store.read() as connection:
            line = connection.execute(select(orders.order_line)).one()
            assert (line.price_source, line.quantity) == ("HC-A/1", 24_000)
            assert connection.execute(select(orders.order.c.node)).scalar() == "stock_locked"
            held: list[Any] = list(connection.execute(select(stock.stock.c.on_hand, stock.stock.c.reserved)))
            assert sorted(map(tuple, held)) == [(0, 0), (40_000, 24_000)]
            assert examine(connection) == []


def test_the_same_lists_again_change_nothing(store: Store, clock: SetClock) -> None:
    for kind, text in ALL.items():
        import_list(store, clock, kind, text)
    clock.advance(minutes=1)
    before = rows_of(store, masters.sku, masters.price_list, customers.address, masters.sku_barcode, masters.sku_unit)
    for kind, text in ALL.items():
        again = import_list(store, clock, kind, text)
        assert (again.new, again.changed) == (0, 0), kind
    assert before == rows_of(
        store, masters.sku, masters.price_list, customers.address, masters.sku_barcode, masters.sku_unit
    )


def test_a_changed_list_changes_what_it_names_and_leaves_what_it_leaves_empty(store: Store, clock: SetClock) -> None:
    for kind, text in ALL.items():
        import_list(store, clock, kind, text)
    import_list(store, clock, "skus", "code,name,unit,brand\nBP-1,Brake pads,副,\n")
    import_list(store, clock, "customers", "code,name,tier\nC-1,Yuanhang,B\n")
    with store.read() as connection:
        sku = connection.execute(select(masters.sku).where(masters.sku.c.code == "BP-1")).one()
        assert (sku.name, sku.brand, sku.pinyin, sku.version) == ("Brake pads", "恒驰", "brakepads", 2)
        account = connection.execute(select(customers.customer_account).order_by("tier")).all()[-1]
        assert (account.tier, account.terms, account.credit_limit_fen) == ("B", "monthly", 5_000_000)
    prices = import_list(store, clock, "prices", "sku,price\nBP-1,130\n")
    assert prices == Imported(1, 0, 0, ())
    with store.read() as connection:
        assert connection.execute(select(func.max(masters.price_list.c.edition))).scalar() == 2


def test_a_check_says_what_would_come_of_it_and_keeps_nothing(store: Store, clock: SetClock) -> None:
    before = rows_of(store, masters.sku, log.change, stock.stock)
    assert import_list(store, clock, "skus", SKUS, only_check=True) == Imported(2, 0, 0, ("备注",))
    import_list(store, clock, "skus", SKUS)
    assert import_list(store, clock, "stock", STOCK, only_check=True).new == 2
    assert rows_of(store, masters.sku, log.change, stock.stock) == [before[0] + 2, before[1] + 2, 0]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("skus", "", "row 1, code: the column is missing; it may be called code / sku / 货号"),
        ("skus", "货号,名称,单位\n", "row 1: there is no row below the header"),
        ("skus", "货号,名称,单位,编码\nA,B,C,D\n", "row 1, code: the column stands twice, the second time as '编码'"),
        ("skus", "货号,名称,单位\n\nA,,件\n", "row 3, name: nothing stands there"),
        ("skus", "货号,名称,单位\nA,甲,件\nA,乙,件\n", "row 3, code: this stands in row 2 already"),
        ("skus", "货号,名称,单位\nBP-1,甲,件\n", "row 2, unit: BP-1 is counted in 副, which nobody changes"),
        ("skus", "货号,名称,单位,箱规\nA,甲,件,12\n", "row 2, box_unit: box_unit and box_quantity belong together"),
        ("skus", "货号,名称,单位,weight_g\nA,甲,件,nan\n", "row 2, weight_g: 'nan' cannot be read"),
        ("skus", '货号,名称,单位\nA,"甲,件\n', "row 2: the row cannot be read"),
        ("skus", "货号,名称,单位,条码\nA,甲,件,6.9E+12\n", "row 2, barcode: the spreadsheet has shortened this number"),
        ("skus", "货号,名称,单位\nA,甲,件,x\n", "row 2: there are more cells than the header has"),
        ("customers", "编码,名称,结算方式\nC-9,甲,改天\n", "row 2, terms: '改天' cannot be read"),
        ("customers", "编码,名称,市\nC-9,甲,宁波市\n", "row 2, contact: an address has contact, phone"),
        ("customers", "编码,名称,额度\nC-9,甲,-5\n", "row 2, credit_limit: '-5' cannot be read"),
        ("prices", "sku,price\nNO,1\n", "row 2, sku: there is no SKU NO: import the skus first"),
        ("prices", "sku,price,unit\nBP-1,1,箱\n", "row 2, unit: prices are for one 副"),
        ("prices", "sku,price\nBP-1,1.1234567\n", "row 2, price: '1.1234567' cannot be read: too many decimals"),
        ("prices", "sku,price,customer\nBP-1,1,C-9\n", "row 2, customer: there is no customer C-9"),
        ("stock", "warehouse,sku,qty\nXX,BP-1,1\n", "row 2, warehouse: there is no warehouse XX"),
        (
            "stock",
            "warehouse,sku,qty\nNB,BP-1,0.5\n",
            "row 2, quantity: '0.5' cannot be read: there are no parts of this unit",
        ),
        ("stock", "warehouse,sku,qty\nNB,BP-1,abc\n", "row 2, quantity: 'abc' cannot be read: a quantity is a number"),
        ("stock", "warehouse,sku,qty\nNB,BP-1,1\nNB,BP-1,2\n", "row 3, sku: this stands in row 2 already"),
    ],
)
def test_what_is_wrong_is_told_by_its_row_and_nothing_is_kept(
    store: Store, clock: SetClock, kind: str, text: str, expected: str
) -> None:
    import_list(store, clock, "skus", SKUS)
    tables = (masters.sku, customers.customer, masters.price_list, stock.stock, log.change)
    before = rows_of(store, *tables)
    good = {"skus": "Z,好,件", "customers": "C-8,好", "prices": "OIL-5,1", "stock": "NB,OIL-5,1"}[kind]
    with pytest.raises(BadList) as bad:
        import_list(store, clock, kind, text if text.count("\n") < 2 else f"{text}{good}\n")
    assert str(bad.value.troubles[0]).startswith(expected)
    assert rows_of(store, *tables) == before


def test_what_nobody_sees_in_a_cell_is_not_taken_in(store: Store, clock: SetClock) -> None:
    import_list(store, clock, "skus", '货号,名称,单位\n\u200bA\u202e-1\u00a0," 甲\r\n乙\x07\u3000",件\n')
    with store.read() as connection:
        assert connection.execute(select(masters.sku.c.code, masters.sku.c.name)).all() == [("A-1", "甲 乙")]


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_tables_that_postgresql_knows_as_empty_are_not_read_for_each_row(database_url: str, clock: SetClock) -> None:
    sought = sql("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'sku'")
    with closing(open_company(database_url, clock)[0]) as store:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sql("VACUUM ANALYZE sku"))
            before = connection.execute(sought).scalar_one()
        rows = "".join(f"A-{number},甲,件,69{number:011}\n" for number in range(40))
        import_list(store, clock, "skus", f"货号,名称,单位,条码\n{rows}")
        with store.engine.connect() as connection:
            connection.execute(sql("SELECT pg_stat_force_next_flush()"))
            connection.commit()
            known = connection.execute(sql("SELECT reltuples FROM pg_class WHERE relname = 'sku'")).scalar_one()
            assert known == 40
            assert connection.execute(sought).scalar_one() - before < 10


def test_all_troubles_are_told_at_once_in_their_order(store: Store, clock: SetClock) -> None:
    with pytest.raises(BadList) as bad:
        import_list(store, clock, "skus", "code,name,unit\nA,,件\nB,乙,\n,丙,件\n")
    assert [(each.row, each.column) for each in bad.value.troubles] == [(2, "name"), (3, "unit"), (4, "code")]


def test_a_street_by_its_other_name_and_what_is_left_out_beside_other_trouble(store: Store, clock: SetClock) -> None:
    address = "编码,名称,联系人,电话,省,市,街道\nC-9,甲,李娜,1,浙江省,宁波市,灵江路 388 号\n"
    assert import_list(store, clock, "customers", address).left_out == ()
    for text in (address.replace("街道", "门牌"), "编码,门牌\nC-9,1\n"):
        with pytest.raises(BadList) as bad:
            import_list(store, clock, "customers", text)
        assert bad.value.left_out == ("门牌",)


def test_a_hub_with_several_companies_asks_which(store: Store, clock: SetClock) -> None:
    found_company(store, clock, NewCompany("YX", "甬鲜"), [NewWarehouse("X", "X", "浙江省", "宁波市")], None)
    with pytest.raises(Refused, match=r"company\.ambiguous"):
        import_list(store, clock, "customers", CUSTOMERS)
    assert import_list(store, clock, "customers", CUSTOMERS, company="YX").new == 2


def test_goods_are_not_taken_into_another_company_s_warehouse(store: Store, clock: SetClock) -> None:
    found_company(store, clock, NewCompany("YX", "甬鲜"), [NewWarehouse("X", "X", "浙江省", "宁波市")], None)
    import_list(store, clock, "skus", SKUS, company="HC")
    with pytest.raises(BadList, match="there is no warehouse X"):
        import_list(store, clock, "stock", "warehouse,sku,qty\nX,BP-1,1\n", company="HC")


def test_files_of_chinese_spreadsheets_are_read() -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "gbk"):
        assert decode("货号,名称\n".encode(encoding)) == "货号,名称\n"
    for raw in (
        b"\xff\xfe\x00x",
        "货号".encode("utf-16"),
        b"PK\x03\x04\x00\xff",
        b"\xef\xbb\xbf" + "货号".encode("gbk"),
    ):
        with pytest.raises(BadList) as bad:
            decode(raw)
        assert bad.value.troubles == (Trouble(1, "", "this is no text in UTF-8 or GB18030: save the sheet as CSV"),)


def test_the_command_takes_lists_in(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'own.db'}"
    here_is = ("--warehouse", "NB,宁波仓,浙江省,宁波市", "--login", "anna", "--password-stdin", "--database", url)
    passes("company", "HC", "--name", "恒驰", *here_is, given=f"{PASSWORD}\n")
    listed = tmp_path / "skus.csv"
    listed.write_bytes(SKUS.encode("gb18030"))
    said = passes("import", "skus", str(listed), "--check", "--database", url)
    assert said == "columns left out: 备注\n2 would be new, 0 changed, 0 as they were\n"
    assert passes("import", "skus", str(listed), "--database", url).endswith("2 are new, 0 changed, 0 as they were\n")
    wrong = here("import", "stock", str(listed), "--database", url)
    assert wrong.code == 1
    assert wrong.out.splitlines()[-2:] == [
        "columns left out: 名称, 单位, 品牌, 条码, 箱单位, 装箱数, 备注",
        "nothing was imported: 2 troubles",
    ]
    assert here("import", "stock", str(tmp_path / "no.csv"), "--database", url).sentence.endswith(
        "cannot be read: No such file or directory"
    )
