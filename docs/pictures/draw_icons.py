"""Draws the client's icon and the badge of its notifications: three lines that a tide leaves.

.venv/bin/python docs/pictures/draw_icons.py
"""

import math
import struct
import zlib
from pathlib import Path

CLIENT = Path(__file__).parents[2] / "backend" / "client"
GROUND, LINE = (11, 85, 99), (255, 255, 255)
LINES = [(-0.2, 1.0), (0.0, 0.75), (0.2, 0.5)]
"""Height in the picture, from its middle, and opacity."""

HALF_WIDTH, LIFT, THICK, CORNER, FINE = 0.3, 0.045, 0.075, 0.22, 4


def wave(x, height):
    return height + LIFT * math.sin(math.pi * x / HALF_WIDTH)


def opacity(x, y):
    """How much of a line lies on this point of the square from -0.5 to 0.5."""
    for height, strength in LINES:
        near = max(-HALF_WIDTH, min(HALF_WIDTH, x))
        slope = LIFT * math.pi / HALF_WIDTH * math.cos(math.pi * near / HALF_WIDTH)
        distance = math.hypot(x - near, (y - wave(near, height)) / math.hypot(1, slope))
        if distance <= THICK / 2:
            return strength
    return 0.0


def is_inside(x, y):
    """Whether a point lies in the square with round corners."""
    dx, dy = (max(0, abs(v) - (0.5 - CORNER)) for v in (x, y))
    return math.hypot(dx, dy) <= CORNER


def pixel(size, column, row, *, badge):
    covered = shown = 0.0
    for i in range(FINE * FINE):
        x = (column + (i % FINE + 0.5) / FINE) / size - 0.5
        y = (row + (i // FINE + 0.5) / FINE) / size - 0.5
        if badge or is_inside(x, y):
            covered += 1
            shown += opacity(x, y)
    if badge:
        return (*LINE, round(255 * shown / FINE**2))
    share = shown / covered if covered else 0
    mixed = [round(g + (w - g) * share) for g, w in zip(GROUND, LINE, strict=True)]
    return (*mixed, round(255 * covered / FINE**2))


def png(size, *, badge=False):
    rows = b"".join(
        b"\0" + bytes(v for column in range(size) for v in pixel(size, column, row, badge=badge))
        for row in range(size)
    )
    parts = [(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0))]
    parts += [(b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )


def svg():
    steps = [HALF_WIDTH * (i / 12 - 1) for i in range(25)]
    lines = "".join(
        f'<polyline opacity="{strength}" points="'
        + " ".join(f"{96 + 192 * x:.1f},{96 + 192 * wave(x, height):.1f}" for x in steps)
        + '"/>'
        for height, strength in LINES
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 192 192">'
        f'<rect width="192" height="192" rx="{192 * CORNER:.0f}" fill="#%02x%02x%02x"/>'
        % GROUND
        + f'<g fill="none" stroke="#fff" stroke-width="{192 * THICK:.1f}" stroke-linecap="round" '
        f'stroke-linejoin="round">{lines}</g></svg>\n'
    )


(CLIENT / "icon.svg").write_text(svg())
(CLIENT / "icon.png").write_bytes(png(192))
(CLIENT / "badge.png").write_bytes(png(96, badge=True))
