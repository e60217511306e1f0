"""Waybill numbers of the shapes that the carriers use, each only once."""

from __future__ import annotations

import random

from orderdesk.sandbox.waybills import SHAPES

#: The company's own numbers too.
_SHAPES = {**SHAPES, "own": ("OD", 10)}
_STEP = 7_368_787


class WaybillNumbers:
    """Gives out numbers carrier by carrier. They look random and never repeat: a step prime to the range is added."""

    def __init__(self, dice: random.Random) -> None:
        self._start = {code: dice.randrange(10 ** (digits - 1)) for code, (_, digits) in _SHAPES.items()}
        self._given = dict.fromkeys(_SHAPES, 0)

    def next(self, carrier_code: str) -> str:
        """A number of this carrier that was not given out before."""
        prefix, digits = _SHAPES[carrier_code]
        self._given[carrier_code] += 1
        size = int(10**digits)
        value = (self._start[carrier_code] + self._given[carrier_code] * _STEP * 1009) % size
        return f"{prefix}{value:0{digits}d}"
