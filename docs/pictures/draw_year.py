"""Draws a simulated year from a running demo: pain, infusions and PHQ-9, as the API tells it.

make run                                         # in another terminal
.venv/bin/python docs/pictures/draw_year.py
"""

from datetime import date, timedelta
from pathlib import Path

from draw_trend import DEMO, DOT, INK, LINE, SOFT, ask

HERE = Path(__file__).parent
EMAIL = "petra.vzorek@example.org"
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 960, 340, 44, 34, 16, 84
DOSE, MOOD = "#b3541e", "#6b4fa0"


def year():
    account = next(a for a in DEMO["accounts"] if a["email"] == EMAIL)
    signed_in = {"email": EMAIL, "password": account["password"]}
    token = ask("/session", body=signed_in)["access_token"]
    base = f"/patients/{account['patient_id']}"
    last = date.fromisoformat(ask(f"{base}/due?days=1", token=token)["as_of"][:10])
    first = last - timedelta(days=364)
    points = []
    for begin, end in ((first, first + timedelta(days=182)), (first + timedelta(days=183), last)):
        wanted = f"?first={begin}&last={end}&measures=pain_average"
        points += ask(f"{base}/trends{wanted}", token=token)["measures"]["pain_average"]
    sessions = ask(f"{base}/sessions?limit=50", token=token)["items"]
    phq9 = ask(f"{base}/instruments?instrument=phq9&limit=50", token=token)["items"]
    return first, last, points, [s["given"] for s in sessions if s["given"]], phq9


def draw(first, last, points, sessions, phq9):
    text = f'font-family="sans-serif" font-size="13" fill="{INK}"'

    def x(day):
        share = (date.fromisoformat(day[:10]) - first).days / (last - first).days
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(value, top=10):
        return round(TOP + (top - value) / top * (HEIGHT - TOP - BOTTOM), 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        "<title>A simulated year: pain, infusions and PHQ-9</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="20" {text} font-weight="bold">Average pain 0 to 10 of a simulated '
        "patient: dots are days, the line is the 7-day mean; triangles are infusions</text>",
    ]
    for value in (0, 2, 4, 6, 8, 10):
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(value)}" y2="{y(value)}" stroke="{SOFT}"/>'
        )
        parts.append(
            f'<text x="{LEFT - 10}" y="{y(value) + 4}" text-anchor="end" {text}>{value}</text>'
        )
    month = first.replace(day=1)
    while (month := (month + timedelta(days=32)).replace(day=1)) <= last:
        place = x(month.isoformat())
        parts.append(
            f'<line x1="{place}" x2="{place}" y1="{y(0)}" y2="{y(0) + 6}" stroke="{INK}"/>'
        )
        parts.append(
            f'<text x="{place}" y="{y(0) + 22}" text-anchor="middle" {text}>{month:%b}</text>'
        )
    for given in sessions:
        place, foot = x(given["started_at"]), y(10)
        parts.append(
            f'<line x1="{place}" x2="{place}" y1="{foot}" y2="{y(0)}" stroke="{DOSE}" '
            'stroke-dasharray="2 4"/>'
        )
        parts.append(f'<path d="M{place - 5} {foot - 8}h10l-5 8z" fill="{DOSE}"/>')
        dose = f"{given['dose_mg']:g}"
        parts.append(
            f'<text x="{place}" y="{y(0) + 42}" text-anchor="middle" font-family="sans-serif" '
            f'font-size="11" fill="{DOSE}">{dose}</text>'
        )
    parts += [
        f'<circle cx="{x(p["day"])}" cy="{y(p["value"])}" r="2" fill="{DOT}"/>'
        for p in points
        if p["value"] is not None
    ]
    run = [f"{x(p['day'])},{y(p['mean_7d'])}" for p in points if p["mean_7d"] is not None]
    parts.append(
        f'<polyline points="{" ".join(run)}" fill="none" stroke="{LINE}" stroke-width="2.5"/>'
    )
    for response in phq9:
        if response["score"] is not None and response["day"] >= first.isoformat():
            place, high = x(response["day"]), y(response["score"], top=27)
            parts.append(
                f'<rect x="{place - 4}" y="{high - 4}" width="8" height="8" fill="{MOOD}"/>'
            )
    parts.append(
        f'<text x="{LEFT}" y="{HEIGHT - 22}" font-family="sans-serif" font-size="11" fill="{DOSE}">'
        "mg given in each infusion (second row)</text>"
    )
    parts.append(
        f'<text x="{LEFT}" y="{HEIGHT - 5}" font-family="sans-serif" font-size="11" fill="{MOOD}">'
        "squares: PHQ-9, 0 at the bottom to 27 at the top</text>"
    )
    parts.append(
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 5}" text-anchor="end" {text}>'
        "simulated; no claim to model any treatment</text>"
    )
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    (HERE / "simulated-year.svg").write_text(draw(*year()))
