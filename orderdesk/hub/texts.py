"""Texts that the hub sends to people, by code and language; the words stand in resources/texts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from orderdesk.connectors.messages import Message

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language."""

    words: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, language: str) -> Texts:
        """The texts that come with the program. Raises FileNotFoundError for a language that there is not."""
        text = files("resources").joinpath("texts", f"{language}.toml").read_text(encoding="utf-8")
        return cls(tomllib.loads(text))

    @property
    def digest_title(self) -> str:
        """The title of several messages at once, with {count}."""
        return str(self.words["digest"]["title"])

    def message(self, code: str, facts: Mapping[str, Any]) -> Message:
        """The message of a code. Raises KeyError for a code or a fact that is missing."""
        found = self.words[code]
        lines = tuple(str(line).format(**facts) for line in found.get("lines", ()))
        return Message(str(found["title"]).format(**facts), lines)
