"""What a command is, and the registry of all verbs with their permissions."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from orderdesk.access import Permission
from orderdesk.documents.document import Key
from orderdesk.errors import Refused

if TYPE_CHECKING:
    from orderdesk.commands.work import HubWork, Work


class Command(BaseModel):
    """What was asked, nothing computed. Subclasses name the documents that they read and write."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ClassVar[str]
    version: ClassVar[int] = 1

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.kind = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def keys(self) -> tuple[Key, ...]:
        """The documents that the command reads and writes, the only ones its `change` may touch."""
        raise TypeError(f"{type(self).__name__} names no keys")

    def references(self) -> tuple[Key, ...]:
        """Reference documents that the command is going to read, so that the hub fetches them in one go."""
        return ()

    def arguments(self) -> dict[str, Any]:
        """The JSON form of what was asked."""
        return self.model_dump(mode="json")


Ask = TypeVar("Ask", bound=Command)
ChangeFunction = Callable[[Any, "Work"], None]
DecideFunction = Callable[[Any, "HubWork"], None]


@dataclass(slots=True)
class Verb:
    """A command type with what it needs and the functions that carry it out."""

    command: type[Command]
    needs: Permission
    change: ChangeFunction
    decide: DecideFunction | None = None


_verbs: dict[str, Verb] = {}


def change(
    command: type[Ask], *, needs: Permission
) -> Callable[[Callable[[Ask, Work], None]], Callable[[Ask, Work], None]]:
    """Registers the part of a command that runs on both sides, deterministically."""

    def register(function: Callable[[Ask, Work], None]) -> Callable[[Ask, Work], None]:
        if command.kind in _verbs:
            raise TypeError(f"{command.kind} has a change already")
        _verbs[command.kind] = Verb(command, needs, function)
        return function

    return register


def decide(command: type[Ask]) -> Callable[[Callable[[Ask, HubWork], None]], Callable[[Ask, HubWork], None]]:
    """Registers the part of a command that only the hub runs, after the change and in the same transaction."""

    def register(function: Callable[[Ask, HubWork], None]) -> Callable[[Ask, HubWork], None]:
        verb = _verbs[command.kind]
        if verb.decide is not None:
            raise TypeError(f"{command.kind} is decided already")
        verb.decide = function
        return function

    return register


def verbs() -> dict[str, Verb]:
    """All verbs by kind."""
    return dict(_verbs)


def verb_of(kind: str) -> Verb:
    """The verb of this name. Raises Refused `command.unknown`."""
    found = _verbs.get(kind)
    if found is None:
        raise Refused("command.unknown", command=kind)
    return found


def read_command(kind: str, version: int, arguments: dict[str, Any]) -> Command:
    """The command from its travelling form. Raises Refused `command.malformed` and as `verb_of` does."""
    verb = verb_of(kind)
    if version != verb.command.version:
        raise Refused("command.unknown", command=kind, version=version)
    try:
        return verb.command.model_validate(arguments)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(step) for step in found["loc"])
        raise Refused("command.malformed", command=kind, where=where, why=found["msg"]) from error


def fingerprint(kind: str, version: int, canonical_arguments: str) -> bytes:
    """SHA-256 over kind, version and the canonical JSON of the arguments: tells a repeat from another command."""
    return hashlib.sha256(f"{kind}\n{version}\n{canonical_arguments}".encode(errors="surrogatepass")).digest()
