"""What the job queue has to say, without the words: those hold the arguments of jobs."""

import logging

from backend.logs import log, place

SPOKEN_BY = ("procrastinate", "asyncio", "psycopg.pool")
WORTH_SAYING = {
    "start_worker", "stopping_worker", "stop_worker", "job_error_retry", "job_aborted",
    "job_aborted_retry",
}  # fmt: skip


class Translator(logging.Handler):
    """Turns a library's record into a line of our log: which event, which job, which error."""

    def emit(self, record: logging.LogRecord) -> None:
        """Say it, quietly if it only says that all goes on as it should."""
        facts = record.__dict__
        action = facts.get("action", record.name)
        usual = record.levelno <= logging.INFO and action not in WORTH_SAYING
        said = {"action": action}
        if job := facts.get("job"):
            said |= {"task": job["task_name"], "job": job["id"]}
        if record.exc_info and (error := record.exc_info[1]):
            said |= {"error": type(error).__name__, "where": place(error)}
        log.log(logging.DEBUG if usual else record.levelno, "worker", extra=said)


def translate() -> None:
    """Let the libraries that a worker runs on speak through our log alone."""
    for name in SPOKEN_BY:
        spoken = logging.getLogger(name)
        spoken.handlers[:] = [Translator()]
        spoken.propagate = False
        spoken.setLevel(log.level if log.level < logging.INFO else logging.INFO)
