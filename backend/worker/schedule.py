"""The nightly work on what is asked of patients."""

from backend.database import transaction
from backend.logs import log
from backend.schedule.service import building
from backend.worker.tasks import give_way, task

AHEAD_DAYS = 14


@task("schedule.rebuild", periodic="41 1 * * *", retries=5)
def rebuild() -> None:
    """Work out what all patients are asked in the next fortnight, some hundreds at a time."""
    with transaction():
        chunks = building.in_chunks()
    total, done = sum(map(len, chunks)), 0
    for chunk in chunks:
        give_way()
        with transaction():
            done += building.rebuild(until_days=AHEAD_DAYS, patients=chunk)
        log.info("progress", extra={"task": "schedule.rebuild", "done": done, "total": total})
