"""Makes the sounds of the bench: python -m tools.make_sounds. The same files every time."""

import math
import struct
import wave
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "sounds"
RATE = 22_050
_EDGE_S = 0.006

# (frequency in Hz, seconds, loudness 0 to 1); frequency 0 is silence. They differ in pitch, length and rhythm, so
# that a packer who hears badly or wears ear protection still tells them apart.
Tone = tuple[float, float, float]
SOUNDS: dict[str, Sequence[Tone]] = {
    "ok": ((1760, 0.09, 0.6),),
    "done": ((1319, 0.09, 0.6), (1760, 0.09, 0.6), (2217, 0.16, 0.6)),
    "hint": ((988, 0.06, 0.45), (1319, 0.08, 0.45)),
    "wrong": ((330, 0.16, 0.8), (0, 0.06, 0), (330, 0.22, 0.8)),
    "over": ((587, 0.07, 0.7), (0, 0.04, 0), (587, 0.07, 0.7), (0, 0.04, 0), (587, 0.07, 0.7)),
    "stop": ((880, 0.18, 0.9), (440, 0.18, 0.9)) * 4,
    "tick": ((1000, 0.02, 0.25),),
}


def samples(tones: Sequence[Tone]) -> list[int]:
    """16-bit samples; every tone fades in and out, because a hard edge clicks."""
    made: list[int] = []
    for frequency, seconds, loudness in tones:
        count = round(seconds * RATE)
        edge = min(round(_EDGE_S * RATE), count // 2)
        for index in range(count):
            fade = min(1.0, index / edge, (count - 1 - index) / edge) if edge else 1.0
            swing = math.sin(2 * math.pi * frequency * index / RATE)
            # The third harmonic carries over the noise of a hall.
            swing = 0.8 * swing + 0.2 * math.sin(6 * math.pi * frequency * index / RATE)
            made.append(round(swing * fade * loudness * 32_000))
    return made


def write(path: Path, tones: Sequence[Tone]) -> None:
    """One mono WAV file."""
    made = samples(tones)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(struct.pack(f"<{len(made)}h", *made))


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, tones in SOUNDS.items():
        write(FOLDER / f"{name}.wav", tones)
        print(FOLDER / f"{name}.wav")


if __name__ == "__main__":
    main()
