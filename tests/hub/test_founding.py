"""A company of one's own: made on an empty hub, from the command line and through a hub that runs."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from db.engine import open_engine, parse_url
from db.store import Store
from db.tables import log, masters
from orderdesk.clock import SetClock
from orderdesk.errors import Refused
from orderdesk.hub.doctor import examine
from orderdesk.hub.founding import NewAdministrator, NewCompany, NewWarehouse, found_company
from orderdesk.hub.houses import AskedWarehouse, put_warehouse
from tests.hub.served_hub import PASSWORD, ServedHub, hub_settings
from tests.hub.test_cli import here, passes, running

HC = NewCompany("HC", "恒驰汽车配件")
NB = NewWarehouse("NB", "宁波仓", "浙江省", "宁波市")
ANNA = NewAdministrator("anna", "安娜", PASSWORD)


def warehouses_of(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.execute(select(masters.warehouse.c.code)).scalars())


def test_who_founded_a_company_enrols_a_workstation_and_signs_in(
    database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    store = Store(open_engine(parse_url(database_url)))
    made = found_company(store, clock, HC, [NB], ANNA, seat="desk")
    store.close()
    with ServedHub(hub_settings(database_url, tmp_path / "hub"), clock) as served:
        desk = served.enrol(made.code)
        assert desk.sign_in("anna")["roles"] == ["admin", "supervisor"]
        with served.hub.store.read() as connection:
            assert examine(connection) == []


def test_a_second_company_needs_no_administrator_and_shares_the_carriers(database_url: str, clock: SetClock) -> None:
    store = Store(open_engine(parse_url(database_url)))
    found_company(store, clock, HC, [NB], ANNA)
    found_company(store, clock, NewCompany("YX", "Yongxian"), [NB], None)
    store.close()


@pytest.mark.parametrize(
    ("code", "company", "warehouses", "person"),
    [
        ("company.bad_code", NewCompany("恒", "恒驰"), [NB], ANNA),
        ("company.unfilled", NewCompany("HC", " "), [NB], ANNA),
        ("company.unfilled", HC, [NewWarehouse("NB", "宁波仓", "", "宁波市")], ANNA),
        ("company.needs_warehouse", HC, [], ANNA),
        ("company.needs_administrator", HC, [NB], None),
        ("company.taken", NewCompany("first", "First"), [NB], ANNA),
        ("warehouse.twice", HC, [NB, NewWarehouse("nb", "又一个", "浙江省", "宁波市")], ANNA),
        ("warehouse.unknown_mode", HC, [NewWarehouse("NB", "宁波仓", "浙江省", "宁波市", "robots")], ANNA),
        ("company.bad_code", HC, [NewWarehouse("N B", "宁波仓", "浙江省", "宁波市")], ANNA),
        ("warehouse.unknown_province", HC, [NewWarehouse("NB", "宁波仓", "Atlantis", "宁波市")], ANNA),
        ("password.too_short", HC, [NB], NewAdministrator("anna", "安娜", "short")),
        ("user.login_taken", HC, [NB], NewAdministrator("Boss", "老板", PASSWORD)),
    ],
)
def test_what_cannot_be_founded_leaves_nothing_behind(
    sqlite_template: Path,
    tmp_path: Path,
    clock: SetClock,
    code: str,
    company: NewCompany,
    warehouses: list[NewWarehouse],
    person: NewAdministrator | None,
) -> None:
    path = tmp_path / "hub.db"
    path.write_bytes(sqlite_template.read_bytes())
    store = Store(open_engine(parse_url(f"sqlite:///{path}")))
    if person is not None:
        found_company(store, clock, NewCompany("FIRST", "First"), [NB], NewAdministrator("boss", "老板", PASSWORD))
    before = warehouses_of(store)
    with pytest.raises(Refused) as refusal:
        found_company(store, clock, company, warehouses, person)
    assert refusal.value.code == code
    assert warehouses_of(store) == before
    store.close()


def test_a_warehouse_is_added_to_a_company_and_put_right(database_url: str, clock: SetClock) -> None:
    with closing(Store(open_engine(parse_url(database_url)))) as store:
        found_company(store, clock, HC, [NB], ANNA)
        more = AskedWarehouse("HZ", "杭州仓", "浙江省", "杭州市", "wms")
        assert put_warehouse(store, clock, more, None)
        assert not put_warehouse(store, clock, AskedWarehouse("hz", name="杭州二仓", mode="bench"), "HC")
        with store.read() as connection:
            table = masters.warehouse
            row = connection.execute(select(table).where(table.c.code == "HZ")).one()
            assert (row.name, row.province, row.mode, row.priority, row.version) == (
                "杭州二仓",
                "浙江省",
                "bench",
                2,
                2,
            )
            assert connection.execute(select(func.max(log.change.c.version))).scalar() == 2


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("company.unfilled", AskedWarehouse("HZ", "杭州仓", "浙江省")),
        ("warehouse.unknown_province", AskedWarehouse("NB", province="Atlantis")),
        ("company.unknown", AskedWarehouse("NB", name="甲")),
    ],
)
def test_a_warehouse_that_is_not_sound_is_refused(
    sqlite_template: Path, tmp_path: Path, clock: SetClock, code: str, asked: AskedWarehouse
) -> None:
    path = tmp_path / "hub.db"
    path.write_bytes(sqlite_template.read_bytes())
    with closing(Store(open_engine(parse_url(f"sqlite:///{path}")))) as store:
        found_company(store, clock, HC, [NB], ANNA)
        with pytest.raises(Refused) as refusal:
            put_warehouse(store, clock, asked, "NO" if code == "company.unknown" else None)
    assert refusal.value.code == code


def test_the_command_makes_database_company_and_person_and_answers_a_program(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'own.db'}"
    asked = [
        "company",
        "HC",
        "--name",
        "恒驰",
        "--warehouse",
        "NB，宁波仓，浙江省，宁波市",
        "--json",
        "--database",
        url,
    ]
    person = ["--login", "anna", "--administrator", "安娜", "--password-stdin"]
    made = json.loads(passes(*asked, *person, given=f"{PASSWORD}\n"))
    assert (made["company"], made["login"], made["seat"]) == ("HC", "anna", "office")
    again = here(*asked)
    assert again.sentence == "there is a company HC already"
    assert json.loads(again.out) == {"refused": "company.taken", "facts": {"company": "HC"}}
    place = ("--province", "浙江", "--city", "杭州市", "--database", url)
    assert passes("warehouse", "HZ", "--name", "杭州仓", *place) == "warehouse HZ made\n"
    assert passes("warehouse", "HZ", "--wms", "--database", url) == "warehouse HZ changed\n"
    lost = here("warehouse", "HZ", "--province", "Atlantis", "--database", url)
    assert lost.sentence == "a province goes by its Chinese name, such as 浙江, not Atlantis"
    assert passes("doctor", "--database", url).strip() == "all is well"


def test_a_running_hub_makes_a_further_company(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'own.db'}"
    asked = ["--warehouse", "NB,Ningbo,浙江省,宁波市,wms", "--database", url]
    with running("serve", "--database", url, "--port", "0"):
        nobody = here("company", "HC", "--name", "Hengchi", *asked)
        assert nobody.sentence == "nobody administers this hub yet: name somebody with --login"
        person = ["--login", "anna", "--password-stdin"]
        said = passes("company", "HC", "--name", "Hengchi", *person, *asked, given=f"{PASSWORD}\n")
        assert said.startswith("company HC made\n")
        passes("company", "YX", "--name", "Yongxian", *asked)
