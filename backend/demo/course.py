"""How pain runs in a simulated diary.

Made up to fill lists and charts, with no claim to be a model of any treatment:

    pain(d)   = baseline - baseline * response * relief(t) + ar(d), t = days since the last session
    relief(t) = (1 - exp(-t / 1.5)) * exp(-(t / lasts_days) ** 2), 0 before the first session
    ar(d)     = 0.6 * ar(d - 1) + e(d), e normal with a standard deviation of 0.7

All chance hangs on the patient and the day alone: asked again, it falls the same way.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from math import exp, floor
from random import Random

from backend.demo.patients import SimulatedPatient

_FIRST_SESSION_AFTER_DAYS = 14
_ONSET_DAYS = 1.5
_MEMORY, _MEMORY_DAYS, _NOISE_SD = 0.6, 20, 0.7


@dataclass(frozen=True, slots=True)
class Course:
    """A patient's course in the demo that was first opened on `opened_on`."""

    patient: SimulatedPatient
    opened_on: date

    def is_kept_on(self, day: date) -> bool:
        """Whether the patient keeps a diary at that time."""
        stopped_on = self.patient.stopped_on(self.opened_on) or day
        return self.patient.enrolled_on(self.opened_on) <= day <= stopped_on

    def days_since_session(self, day: date) -> int | None:
        """Whole days since the last session, 0 on its own day, None before the first."""
        treated = (day - self.patient.enrolled_on(self.opened_on)).days - _FIRST_SESSION_AFTER_DAYS
        return None if treated < 0 else treated % self.patient.session_every_days

    def pain(self, day: date) -> float:
        """The pain behind the day's answers, before it is put on the scale."""
        patient = self.patient
        eased = patient.response * self._relief(self.days_since_session(day))
        return patient.baseline_pain * (1 - eased) + wandering(patient.key, day, "pain")

    def _relief(self, days: int | None) -> float:
        if days is None:
            return 0.0
        return (1 - exp(-days / _ONSET_DAYS)) * exp(-((days / self.patient.lasts_days) ** 2))

    def red_flag_on(self, day: date) -> str | None:
        """The red-flag side effect that the patient reports on this day for sure."""
        flag = self.patient.red_flag
        if flag is None:
            return None
        since = (day - self.opened_on).days + flag.first_days_ago
        again = flag.every_days is not None and since > 0 and since % flag.every_days == 0
        return flag.side_effect if since == 0 or again else None


def wandering(key: str, day: date, what: str) -> float:
    """The day's value of a noise that remembers the days before."""
    days = (day - timedelta(days=ago) for ago in range(_MEMORY_DAYS))
    return sum(_MEMORY**ago * _shock(key, earlier, what) for ago, earlier in enumerate(days))


@cache
def _shock(key: str, day: date, what: str) -> float:
    return chance_of(key, day, what).gauss(0, _NOISE_SD)


def chance_of(*names: object) -> Random:
    """The chance that belongs to these names: the same ones in every process and release."""
    digest = sha256("\x1f".join(map(str, names)).encode()).digest()
    return Random(int.from_bytes(digest, "big"))  # noqa: S311 (a simulation, no secret)


def on_scale(value: float) -> int:
    """The value as an answer from 0 to 10."""
    return min(10, max(0, rounded(value)))


def rounded(value: float) -> int:
    """The nearest integer, half up."""
    return floor(value + 0.5)
