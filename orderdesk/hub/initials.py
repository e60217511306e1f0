"""Pinyin initials of Chinese texts, as people type them to find a customer or an article."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

#: Characters that people read in two ways when they stand in names; the first letter of each reading.
_TWO_WAYS = {
    "重": "zc",
    "长": "cz",
    "行": "hx",
    "单": "ds",
    "盛": "sc",
    "乐": "ly",
    "曾": "zc",
    "调": "td",
    "传": "cz",
    "弹": "td",
    "朝": "cz",
    "解": "jx",
    "大": "d",
    "车": "cj",
    "会": "hk",
    "厦": "xs",
    "柏": "b",
    "仇": "qc",
    "查": "zc",
    "区": "qo",
    "尉": "wy",
}
_READINGS_AT_MOST = 4


def pinyin_initials(text: str) -> str:
    """The initials of `text` in lower case, digits and letters kept; each further reading follows after a blank."""
    parts = [_of_part(part) for part in text.split()]
    readings = ["".join(each) for each in product(*parts)]
    return " ".join(dict.fromkeys(readings[:_READINGS_AT_MOST]))


@lru_cache(maxsize=20_000)
def _of_part(text: str) -> tuple[str, ...]:
    # Its dictionary costs half a second and forty megabytes, and most processes never need it.
    from pypinyin import Style, lazy_pinyin

    choices: list[tuple[str, ...]] = []
    place = 0
    for token in lazy_pinyin(text, style=Style.FIRST_LETTER):
        # What has no reading comes back as it is, several characters at once.
        if text.startswith(token, place):
            choices.append((_plain(token),))
            place += len(token)
        else:
            choices.append(_choices(text[place], _plain(token)))
            place += 1
    found = dict.fromkeys("".join(each) for each in product(*choices))
    return tuple(found)[:_READINGS_AT_MOST]


def _choices(character: str, letter: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((letter, *_TWO_WAYS.get(character, ""))))


def _plain(letters: str) -> str:
    return "".join(each for each in letters.lower() if each.isalnum() and each.isascii())
