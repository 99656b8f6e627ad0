"""Draws the README's picture from a running demo: the real diary's mood, as its specialist gets it.

make run                                         # in another terminal
.venv/bin/python docs/pictures/draw_trend.py
"""

import json
from datetime import date
from pathlib import Path
from urllib.request import Request, urlopen

import pyotp

HERE = Path(__file__).parent
DEMO = json.loads((HERE.parents[1] / "var" / "demo.json").read_text())
FIRST, LAST = date(2012, 8, 13), date(2013, 4, 8)
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 960, 318, 44, 34, 16, 58
INK, SOFT, DOT, LINE = "#1c2b33", "#c9d3d8", "#7fa3b5", "#00507a"


def ask(path, *, token=None, body=None):
    headers = {"Content-Type": "application/json"} if body else {}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    data = json.dumps(body).encode() if body else None
    request = Request(f"{DEMO['base_url']}/api/v1{path}", data=data, headers=headers)  # noqa: S310 - loopback
    with urlopen(request) as answer:  # noqa: S310
        return json.load(answer)


def trend():
    staff = next(a for a in DEMO["accounts"] if a["role"] == "specialist")
    real = next(a for a in DEMO["accounts"] if a["email"].startswith("esm."))
    otp = pyotp.TOTP(staff["totp_secret"]).now()
    session = ask(
        "/session", body={"email": staff["email"], "password": staff["password"], "otp": otp}
    )
    wanted = f"?first={FIRST}&last={LAST}&measures=mood"
    path = f"/patients/{real['patient_id']}/trends{wanted}"
    return ask(path, token=session["access_token"])["measures"]["mood"]


def x(day):
    share = (date.fromisoformat(day) - FIRST).days / (LAST - FIRST).days
    return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def y(value):
    return round(TOP + (10 - value) / 10 * (HEIGHT - TOP - BOTTOM), 1)


def lines(points):
    """The 7-day mean, broken where fewer than 4 days were observed."""
    run = []
    for point in [*points, {"mean_7d": None}]:
        if point["mean_7d"] is not None:
            run.append(f"{x(point['day'])},{y(point['mean_7d'])}")
        elif run:
            yield f'<polyline points="{" ".join(run)}" fill="none" stroke="{LINE}" stroke-width="2.5"/>'
            run = []


def draw(points):
    text = f'font-family="sans-serif" font-size="13" fill="{INK}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        "<title>Mood of one real person over 239 days, with its 7-day mean</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="20" {text} font-weight="bold">Mood, 0 very bad to 10 very good: '
        "one real person's diary; dots are days, the line is the 7-day mean of at least 4 days</text>",
    ]
    for value in (0, 2, 4, 6, 8, 10):
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(value)}" y2="{y(value)}" stroke="{SOFT}"/>'
        )
        parts.append(
            f'<text x="{LEFT - 10}" y="{y(value) + 4}" text-anchor="end" {text}>{value}</text>'
        )
    for year, month in (
        (2012, 9),
        (2012, 10),
        (2012, 11),
        (2012, 12),
        (2013, 1),
        (2013, 2),
        (2013, 3),
        (2013, 4),
    ):
        first = date(year, month, 1)
        place = x(first.isoformat())
        parts.append(
            f'<line x1="{place}" x2="{place}" y1="{y(0)}" y2="{y(0) + 6}" stroke="{INK}"/>'
        )
        parts.append(
            f'<text x="{place}" y="{y(0) + 22}" text-anchor="middle" {text}>{first:%b %Y}</text>'
        )
    parts += [
        f'<circle cx="{x(p["day"])}" cy="{y(p["value"])}" r="2.6" fill="{DOT}"/>'
        for p in points
        if p["value"] is not None
    ]
    parts += lines(points)
    observed = sum(p["value"] is not None for p in points)
    parts.append(
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 4}" text-anchor="end" {text}>'
        f"{observed} of {len(points)} days observed · Kossakowski et al. 2017, open data</text>"
    )
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    (HERE / "real-diary-mood.svg").write_text(draw(trend()))
