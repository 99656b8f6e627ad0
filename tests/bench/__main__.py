"""`python -m tests.bench`: the hot paths beside their yardsticks; exits 1 if a must is missed."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from config.children import StepFailedError, Stop, StopSignals
from config.environment import SettingsError
from config.notices import Progress
from config.places import EmbeddedPostgresError
from tests.bench import browser, care, cases, client, database, reminding, report
from tests.bench.people import People
from tests.bench.rounds import Rounds
from tests.bench.servers import THREADS, WORKERS, Database, Server, ServerError, running
from tests.bench.statements import time_in_database
from tests.bench.wrk import CONNECTIONS, Measured, WrkMissingError, require_wrk

TROUBLES = (
    SettingsError,
    EmbeddedPostgresError,
    StepFailedError,
    ServerError,
    WrkMissingError,
    browser.ChromiumMissingError,
    database.BusyError,
)

CLIENT_ROUNDS = 5


def main() -> int:
    """Measure, tell, and say by the exit code whether everything that must be reached was."""
    asked = _arguments()
    signals = StopSignals()
    try:
        browser.chromium()
        figures = _client(asked, signals)
        if not figures or not asked.only:
            require_wrk()
            figures += _bench(asked, signals)
    except Stop:
        print("\nStopped.", flush=True)
        return 130
    except TROUBLES as problem:
        sys.stdout.flush()
        print(f"\n{problem}", file=sys.stderr)
        return 2
    if asked.only:
        return 0
    report.write(figures)
    missed = [figure.name for figure in figures if not figure.reaches(figure.must)]
    print(f"\nWritten to {report.FILE}.")
    if missed:
        print(f"MISSED: {'; '.join(missed)}.")
    return 1 if missed and not asked.report_only else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round of each")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    parser.add_argument("--seconds", type=int, default=3, help="how long each time")
    parser.add_argument("--report-only", action="store_true", help="exit with 0 whatever is missed")
    parser.add_argument("--only", metavar="WORDS", help="cases with these words; writes no file")
    asked = parser.parse_args()
    if asked.quick:
        asked.rounds, asked.seconds = 1, 2
    return asked


def _client(asked: argparse.Namespace, signals: StopSignals) -> list[report.Figure]:
    if asked.only and asked.only not in client.WORDS:
        return []
    figures = client.measured(Progress(), signals, rounds=3 if asked.quick else CLIENT_ROUNDS)
    report.print_values(figures)
    report.print_figures(figures)
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"The machine's load over 1, 5 and 15 minutes: {load}, on {os.cpu_count()} cores.")
    return figures


def _bench(asked: argparse.Namespace, signals: StopSignals) -> list[report.Figure]:
    progress = Progress()
    with database.opened(progress, signals) as bench:
        _tell_conditions(bench, asked)
        pushed: list[report.Figure] = []
        if not asked.only or asked.only in "push, claim, storm":
            pushed = reminding.measured(bench, progress, signals, rounds=asked.rounds)
            report.print_values(pushed)
        if asked.only and pushed:
            report.print_figures(pushed)
            return pushed
        with (
            care.ordered(bench),
            _both(bench, progress, signals) as (product, yardstick),
        ):
            rounds = Rounds(
                product=product,
                yardstick=yardstick,
                database=Database.behind(bench.owner),
                people=People(bench),
                signals=signals,
                count=asked.rounds,
                seconds=asked.seconds,
            )
            figures, rows = pushed, {}
            if not asked.only or asked.only in "the schedule":
                figures += care.rebuilding(bench, rounds.people, progress)
            for case in cases.cases(bench.last_day):
                if asked.only and asked.only not in case.name:
                    continue
                with progress.doing(f"Measuring: {case.name}"):
                    rows[case.name] = rounds.measured(case, progress)
                    figures += _figures(case, *rows[case.name], rounds=rounds, bench=bench)
            memory = product.pss_mb()
        figures.append(report.plain("two workers, PSS", memory, "MB", cases.MEMORY_MB))
        report.print_table(rows)
        print("CPU in ms a request; others: the share of the machine that somebody else used.")
        report.print_figures(figures)
    return figures


def _figures(
    case: cases.Case,
    product: Measured | None,
    yardstick: Measured | None,
    *,
    rounds: Rounds,
    bench: database.Bench,
) -> list[report.Figure]:
    """What a case's measurement says, with the targets."""
    found = [report.relative(case, product, yardstick)]
    if case.name == cases.DAY:
        is_known = product is not None and rounds.database.postmaster is not None
        cpu = product.app_ms + product.database_ms if product and is_known else None
        p99 = product and product.p99_ms
        found.append(
            report.plain("day write, CPU of app and PostgreSQL", cpu, "ms", cases.DAY_CPU_MS)
        )
        found.append(report.plain("day write, p99", p99, "ms", cases.DAY_P99_MS))
    if case.name == cases.CASELOAD_OF_200:
        spent = None
        if product:
            people = rounds.people
            token, url = people.specialist_token(), bench.env["DATABASE_URL"]
            spent = time_in_database(people.app, case.target, token=token, api_url=url)
        name = "patient list of 200, in the database"
        found.append(report.plain(name, spent, "ms", cases.CASELOAD_DATABASE_MS))
    return found


@contextmanager
def _both(
    bench: database.Bench, progress: Progress, signals: StopSignals
) -> Iterator[tuple[Server, Server]]:
    own = {
        "YARDSTICK_URL": bench.env["MIGRATION_DATABASE_URL"],
        "YARDSTICK_CONNECTIONS": str(THREADS),
    }
    env = {**os.environ, **bench.env, "LOG_LEVEL": "INFO"}
    with (
        progress.doing("Starting the product and the yardstick"),
        ExitStack() as stack,
    ):
        product = stack.enter_context(running("product", "wsgi:app", env=env, signals=signals))
        yardstick = stack.enter_context(
            running("yardstick", "tests.bench.yardstick:app", env=env | own, signals=signals)
        )
        started = stack.pop_all()
    with started:
        yield product, yardstick


def _tell_conditions(bench: database.Bench, asked: argparse.Namespace) -> None:
    row = bench.owner.execute(
        "SELECT current_setting('server_version'), current_setting('shared_buffers'),"
        " pg_size_pretty(pg_database_size(current_database()))"
    ).fetchone()
    version, buffers, size = row or ("?", "?", "?")
    print(
        f"PostgreSQL {version}, shared_buffers {buffers}, database {size}; granian"
        f" {WORKERS}x{THREADS} for both servers, the product logging each request; {CONNECTIONS}"
        f" connections, {asked.rounds} rounds of {asked.seconds} s; load, servers and database"
        f" share {os.cpu_count()} cores.",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
