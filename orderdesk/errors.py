"""The errors of the business: a code and facts; the words are the screen's."""

from __future__ import annotations


class OrderDeskError(Exception):
    """Root of every error that OrderDesk raises on purpose."""


class Refused(OrderDeskError):
    """The rules say no. `code` names the rule (`order.unknown`), `facts` are JSON values for the sentence shown."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}" if self.facts else self.code


class MissingDocument(OrderDeskError):
    """A handler asked for a document that this store does not hold; on a workstation the hub then decides."""

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"{kind} {key}")
        self.kind = kind
        self.key = key


class Unreachable(OrderDeskError):
    """The hub or another system did not answer; the call may be repeated."""
