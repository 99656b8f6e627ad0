"""How pain runs in a simulated diary.

Made up to fill lists and charts, with no claim to be a model of any treatment:

    pain(d)   = baseline - baseline * response * effect(dose) * relief(t) + ar(d)
    relief(t) = (1 - exp(-t / 1.5)) * exp(-(t / lasts_days) ** 2), 0 before the first session;
                t = days since the last session
    effect(D) = D / (D + 0.25) over the same of 0.5 mg/kg: half of all there is at 0.25 mg/kg, and
                1 at 0.5; where no doses are recorded, 1
    ar(d)     = 0.6 * ar(d - 1) + e(d), e normal with a standard deviation of 0.7
    kept(d)   = adherence * (1 - fading * days enrolled / 365): how likely a day is written

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
_HALF_EFFECT, _FULL_EFFECT = 0.25, 0.5
_LEAST_ADHERENCE = 0.05


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
        treated = self._days_treated(day)
        return None if treated < 0 else treated - self._last(treated) * self._every

    def session_on(self, number: int) -> date:
        """The day of a session, counted from 0."""
        first = self.patient.enrolled_on(self.opened_on) + timedelta(days=_FIRST_SESSION_AFTER_DAYS)
        return first + timedelta(days=number * self._every)

    def dose_mg_per_kg(self, number: int) -> float:
        """The dose of a recorded session, counted from 0."""
        doses = self.patient.doses_mg_per_kg
        return doses[min(number, len(doses) - 1)]

    def kept(self, day: date) -> float:
        """How likely it is, 0-1, that the patient writes on this day."""
        enrolled = (day - self.patient.enrolled_on(self.opened_on)).days
        left = 1 - self.patient.fading * enrolled / 365
        return max(_LEAST_ADHERENCE, self.patient.adherence * left)

    def pain(self, day: date) -> float:
        """The pain behind the day's answers, before it is put on the scale."""
        patient = self.patient
        eased = patient.response * self._effect(day) * self._relief(self.days_since_session(day))
        return patient.baseline_pain * (1 - eased) + wandering(patient.key, day, "pain")

    def _days_treated(self, day: date) -> int:
        enrolled_on = self.patient.enrolled_on(self.opened_on)
        return (day - enrolled_on).days - _FIRST_SESSION_AFTER_DAYS

    @property
    def _every(self) -> int:
        return self.patient.session_every_days

    def _last(self, treated: int) -> int:
        """The number of the last session after so many days of treatment, counted from 0."""
        number, most = treated // self._every, self.patient.most_sessions
        return number if most is None else min(number, most - 1)

    def _effect(self, day: date) -> float:
        treated = self._days_treated(day)
        if not self.patient.doses_mg_per_kg or treated < 0:
            return 1.0
        dose = self.dose_mg_per_kg(self._last(treated))
        return dose / (dose + _HALF_EFFECT) * (_FULL_EFFECT + _HALF_EFFECT) / _FULL_EFFECT

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
