"""A patient's course as readable lines, from what the API tells the patient."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from statistics import mean
from typing import Any

from backend.demo.gateway import Phone

Lines = list[tuple[date, str]]
WEEKLY = ("peg", "bladder_check", "phq2", "gad2", "craving_check")
LONGEST_DAYS = 370


def timeline(phone: Phone, *, today: date) -> Iterator[str]:
    """The last year and a bit, month by month: treatment, answers, diary, and what was asked."""
    first = today - timedelta(days=LONGEST_DAYS)
    asked = phone.read("due", days=1, since=first)["items"]
    lines: Lines = [
        *_orders(phone),
        *_sessions(phone, asked),
        *_doses(phone),
        *_labs(phone),
        *_answers(phone),
        *_tasks(phone),
        *_diary(phone, first, today),
    ]
    month = None
    for day, text in sorted(lines):
        if day.strftime("%Y-%m") != month:
            month = day.strftime("%Y-%m")
            yield f"\n{month}"
        yield f"  {day:%d}  {text}"
    yield from _summary(phone, asked)


def _orders(phone: Phone) -> Iterator[tuple[date, str]]:
    for order in phone.read_all("orders"):
        dose = f"{order['planned_dose']['value']:g} {order['planned_dose']['unit']}"
        yield (
            date.fromisoformat(order["valid_from"]),
            f"ORDER     {order['drug']} {order['route']} {dose}, {order['min_interval_days']:g} "
            f"days apart or more, until {order['valid_to']}. {order['stop_rule']}",
        )
        if order["revoked_at"]:
            reasons = phone.read(f"orders/{order['id']}/revisions")["items"]
            said = reasons[-1]["reason"]
            yield date.fromisoformat(order["recorded_at"][:10]), f"ORDER     revoked: {said}"


def _sessions(phone: Phone, asked: Iterable[Mapping[str, Any]]) -> Iterator[tuple[date, str]]:
    burst: dict[str, Counter[str]] = defaultdict(Counter)
    for item in asked:
        if item["session_id"]:
            burst[item["session_id"]][item["state"]] += 1
    for session in phone.read_all("sessions"):
        given, plan = session["given"], session["plan"]
        if given is None:
            yield (
                date.fromisoformat(plan["starts_at"][:10]),
                f"SESSION   {session['status']}: {plan['dose_mg']:g} mg",
            )
            continue
        amended = f", amended {session['revision'] - 2} x" if session["revision"] > 2 else ""
        events = len(given["adverse_events"])
        yield (
            date.fromisoformat(given["started_at"][:10]),
            f"SESSION   {given['dose_mg']:g} mg in {given['infusion_minutes']} min "
            f"({session['dose_mg_per_kg']:.2f} mg/kg), pain {given['pain_before']} -> "
            f"{given['pain_after']}, {given['changed']}, {events} adverse events{amended}; "
            f"burst: {_counted(burst[session['id']])}",
        )


def _doses(phone: Phone) -> Iterator[tuple[date, str]]:
    months: dict[date, list[float]] = defaultdict(list)
    for dose in phone.read_all("doses"):
        if dose["status"] == "taken":
            months[_last_of(dose["day"])].append(dose["dose_mg"])
    for day, taken in months.items():
        yield day, f"AT HOME   {len(taken)} doses, {sum(taken):g} mg"


def _labs(phone: Phone) -> Iterator[tuple[date, str]]:
    for report in phone.read_all("labs"):
        values = [
            f"{result['lab']} {result['value']:g} {result['unit']}"
            if "value" in result
            else f"{result['lab']} {result['result']}"
            for result in report["results"]
        ]
        yield date.fromisoformat(report["taken_at"][:10]), f"LABS      {', '.join(values)}"


def _answers(phone: Phone) -> Iterator[tuple[date, str]]:
    months: dict[tuple[date, str], list[float | None]] = defaultdict(list)
    for response in phone.read_all("instruments"):
        name, score = response["instrument"], response["score"]
        marked = f"  ! {', '.join(response['safety'])}" if response["safety"] else ""
        if name in WEEKLY and not marked:
            months[_last_of(response["day"]), name].append(score)
            continue
        shown = "" if score is None else f" {score:g} ({response['band']})"
        yield date.fromisoformat(response["day"]), f"ANSWERED  {name}{shown}{marked}"
    for (day, name), scores in months.items():
        known = [score for score in scores if score is not None]
        average = f", mean {mean(known):.1f}" if known else ""
        yield day, f"ANSWERED  {name} {len(scores)} x{average}"


def _tasks(phone: Phone) -> Iterator[tuple[date, str]]:
    for device in phone.read("cognition/trend")["items"]:
        for run in device["runs"]:
            zs = [each["z"] for each in run["change"].values() if each and each["z"] is not None]
            lowest = f", lowest z {min(zs):.1f}" if zs else ""
            yield (
                date.fromisoformat(run["day"]),
                f"TASKS     {run['role']}{lowest}, decline: {run['decline']}",
            )


def _diary(phone: Phone, first: date, today: date) -> Iterator[tuple[date, str]]:
    months: dict[date, list[int]] = defaultdict(list)
    begin = first
    while begin <= today:
        end = min(begin + timedelta(days=180), today)
        trend = phone.read("trends", first=begin, last=end, measures="pain_average")
        for point in trend["measures"]["pain_average"]:
            if point["value"] is not None:
                months[min(_last_of(point["day"]), today)].append(point["value"])
        begin = end + timedelta(days=1)
    for day, values in months.items():
        yield day, f"DIARY     {len(values)} days, mean pain {mean(values):.1f}"


def _summary(phone: Phone, asked: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    yield "\nAsked and answered"
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for item in asked:
        if item["id"]:
            kinds[item["trigger"]][item["state"]] += 1
    for trigger, states in sorted(kinds.items()):
        yield f"  {trigger:10} {_counted(states)}"
    yield "\nExposure"
    for item in phone.read("exposure")["items"]:
        total = item["total"]
        yield (
            f"  {item['drug']} {item['route']}: {total['count_30_days']} in 30 days "
            f"({total['mg_30_days']:g} mg), {total['count_365_days']} in 365 "
            f"({total['mg_365_days']:g} mg), {total['count_lifetime']} ever"
        )
    moves = Counter(change["cause"] for change in phone.read_all("due/changes"))
    yield f"\nSchedule moved: {_counted(moves)}"


def _last_of(day: str) -> date:
    """The last day of its month."""
    first = date.fromisoformat(day).replace(day=1)
    return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "nothing"
