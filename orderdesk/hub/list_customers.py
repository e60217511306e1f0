"""A list of customers: each with its account at the company and, where the list has one, an address."""

from __future__ import annotations

from orderdesk.documents.document import Key
from orderdesk.documents.masters import Address, Customer, CustomerAccount
from orderdesk.domain.money import parse_yuan
from orderdesk.hub.initials import pinyin_initials
from orderdesk.hub.list_taking import Taking
from orderdesk.hub.lists import Column, Row
from orderdesk.ids import new_id

CUSTOMER_COLUMNS = (
    Column("code", ("customer", "编码", "客户编码", "客户代码"), needed=True),
    Column("name", ("名称", "客户名称", "单位名称"), needed=True),
    Column("kind", ("类型", "客户类型", "客户类别")),
    Column("tax_no", ("税号", "纳税人识别号", "统一社会信用代码")),
    Column("tier", ("level", "等级", "客户等级", "客户级别", "价格等级")),
    Column("terms", ("结算方式", "付款方式", "付款条件")),
    Column("terms_days", ("days", "账期", "账期天数", "信用天数")),
    Column("credit_limit", ("limit", "信用额度", "额度")),
    Column("contact", ("收货人", "联系人")),
    Column("phone", ("mobile", "电话", "手机", "联系电话", "收货电话")),
    Column("province", ("省", "省份")),
    Column("city", ("市", "城市")),
    Column("district", ("区", "区县", "县区")),
    Column("street", ("address", "地址", "详细地址", "收货地址", "街道", "街道地址")),
)

_TERMS = {
    "prepaid": "prepaid", "预付": "prepaid", "款到发货": "prepaid", "现结": "prepaid",
    "monthly": "monthly", "月结": "monthly",
    "credit": "credit", "赊销": "credit", "挂账": "credit",
    "cod": "cod", "货到付款": "cod",
}  # fmt: skip
_PLACE = ("contact", "phone", "province", "city", "street")
_LABEL = "收货地址"


def take_customers(taking: Taking) -> None:
    """Writes the customers of the list."""
    known = taking.customer_ids()
    for row in taking.listed.rows:
        code = row.text("code")
        if not taking.is_first(row, "code", code):
            continue
        found = taking.load(Key("customer", known[code])) if code in known else None
        if isinstance(found, Customer):
            customer = found
        else:
            kind = row.text("kind", "company")
            customer = Customer(id=new_id(taking.at), code=code, name=row.text("name"), customer_kind=kind)
        before = None if found is None else customer.scope()
        customer.name = row.text("name", customer.name)
        customer.customer_kind = row.text("kind", customer.customer_kind)
        customer.tax_no = row.text("tax_no") or customer.tax_no
        customer.pinyin = pinyin_initials(customer.name)
        _fill_account(row, customer, taking)
        _add_address(row, customer, taking)
        taking.save(customer, before)


def _fill_account(row: Row, customer: Customer, taking: Taking) -> None:
    account = next((each for each in customer.accounts if each.company_id == taking.company_id), None)
    if account is None:
        account = CustomerAccount(
            id=new_id(taking.at),
            customer_id=customer.id,
            company_id=taking.company_id,
            tier="",
            terms="prepaid",
            terms_days=0,
            credit_limit_fen=0,
        )
        customer.accounts = [*customer.accounts, account]
    account.tier = row.text("tier", account.tier)
    account.terms = row.read("terms", lambda text: _TERMS[text.casefold()], account.terms)
    account.terms_days = row.read("terms_days", _days, account.terms_days)
    account.credit_limit_fen = row.read("credit_limit", _limit, account.credit_limit_fen)


def _add_address(row: Row, customer: Customer, taking: Taking) -> None:
    given = [column for column in (*_PLACE, "district") if row.has(column)]
    if not given:
        return
    missing = [column for column in _PLACE if not row.has(column)]
    if missing:
        row.wrong(missing[0], f"an address has {', '.join(_PLACE)}")
        return
    made = Address(
        id=new_id(taking.at),
        customer_id=customer.id,
        label=_LABEL,
        name=row.text("contact"),
        phone=row.text("phone"),
        province=row.text("province"),
        city=row.text("city"),
        district=row.text("district"),
        street=row.text("street"),
        preferred=not any(each.preferred for each in customer.addresses),
    )
    if not any(_is_same_place(each, made) for each in customer.addresses):
        customer.addresses = [*customer.addresses, made]


def _is_same_place(one: Address, other: Address) -> bool:
    names = ("name", "phone", "province", "city", "district", "street")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _days(text: str) -> int:
    days = int(text)
    if not 0 <= days <= 3_650:
        raise ValueError(text)
    return days


def _limit(text: str) -> int | None:
    limit = parse_yuan(text)
    if limit < 0:
        raise ValueError(text)
    return limit
