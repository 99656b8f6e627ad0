"""What keeps the queue in order: jobs of dead workers go to others, old ones are forgotten."""

import procrastinate
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from backend.logs import log

STALLED_AFTER_S = 30
"""After how many seconds without a heartbeat a worker is taken for dead."""

MOST_ATTEMPTS = 5
"""After how many runs a job isn't begun again whose worker died of it."""

FORGOTTEN_AFTER_H = 24


def add_to(jobs: procrastinate.App, *, stalled_after_s: int) -> None:
    """Let the queue look after itself: every 30 s, or sooner if workers are given up sooner."""
    every_s = min(STALLED_AFTER_S, stalled_after_s)

    # No lock: one that a dead worker held would keep everybody from rescuing its jobs.
    @jobs.periodic(cron=f"* * * * * */{every_s}")
    @jobs.task(name="upkeep.rescue", queueing_lock="upkeep.rescue", priority=10, pass_context=True)
    async def _rescue(context: procrastinate.JobContext, timestamp: int) -> None:
        if context.job.worker_id is not None:
            # After a sleep of the whole machine this worker isn't dead, only late.
            await jobs.job_manager.update_heartbeat(context.job.worker_id)
        await rescue(jobs.job_manager, stalled_after_s=stalled_after_s)

    @jobs.periodic(cron="17 * * * *")
    @jobs.task(name="upkeep.forget", queueing_lock="upkeep.forget")
    async def _forget(timestamp: int) -> None:
        await forget(jobs.job_manager)


async def rescue(manager: JobManager, *, stalled_after_s: int) -> None:
    """Give the jobs of workers that died to others, unless they seem to be what they died of."""
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=stalled_after_s):
        try:
            await _give_to_another(manager, job)
        except ConnectorException as problem:
            # Somebody else was quicker with this one; the others are still to be rescued.
            said = {"task": job.task_name, "job": job.id, "error": type(problem).__name__}
            log.warning("not_rescued", extra=said)


async def forget(manager: JobManager) -> None:
    """Delete the jobs that ended, however they ended, more than a day ago."""
    await manager.delete_old_jobs(
        nb_hours=FORGOTTEN_AFTER_H,
        include_failed=True,
        include_cancelled=True,
        include_aborted=True,
    )


async def _give_to_another(manager: JobManager, job: Job) -> None:
    said = {"task": job.task_name, "job": job.id}
    if job.attempts >= MOST_ATTEMPTS:
        log.error("given_up", extra=said)
        await manager.finish_job(job, Status.FAILED, delete_job=False)
        return
    try:
        await manager.retry_job(job)
        log.warning("rescued", extra=said)
    except UniqueViolation:
        # Its like waits already, and does what this one didn't get to.
        await manager.finish_job(job, Status.FAILED, delete_job=False)
