"""The simulated patients of the demo clinic; the names mean "example" in many languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class RedFlag:
    """A red-flag side effect that a patient reports for sure, once or again and again."""

    side_effect: str
    first_days_ago: int
    """Counted from the day on which the demo was first opened."""
    every_days: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SimulatedPatient:
    """Who a simulated patient says to be, and how their diary tends to go."""

    key: str
    """Names the patient for good: all chance hangs on it."""
    name: str
    time_zone: str
    enrolled_days_ago: int
    """Counted from the day on which the demo was first opened."""
    baseline_pain: float
    response: float
    """The share of the baseline pain, 0-1, that a session takes away at its best."""
    adherence: float
    """The share of days, 0-1, on which the diary is filled in."""
    session_every_days: int = 28
    lasts_days: int = 16
    """After this many days about a third of the relief is left."""
    side_effects: Mapping[str, float] = field(default_factory=dict)
    """How likely each side effect is on any day."""
    home_dosing: bool = False
    thorough: bool = False
    """Whether the optional items are answered too."""
    red_flag: RedFlag | None = None
    stopped_days_ago: int | None = None
    fading: float = 0
    """The share of the adherence, 0-1, that is lost within a year: how people drop out."""
    doses_mg_per_kg: tuple[float, ...] = ()
    """The doses of the recorded sessions in turn, the last one for all that follow."""
    most_sessions: int | None = None
    """After so many there is none any more."""
    weight_kg: float = 70
    called: Literal["answered", "waits"] | None = None
    """Whether a call for help was made, and what became of it."""

    @property
    def email(self) -> str:
        """An address that no mail ever reaches."""
        return f"{self.key}@example.org"

    def enrolled_on(self, opened_on: date) -> date:
        """The first diary day, in a demo that was first opened on `opened_on`."""
        return opened_on - timedelta(days=self.enrolled_days_ago)

    def stopped_on(self, opened_on: date) -> date | None:
        """The last diary day of a patient who gave up, or None."""
        if self.stopped_days_ago is None:
            return None
        return opened_on - timedelta(days=self.stopped_days_ago)


def simulated_patients() -> tuple[SimulatedPatient, ...]:
    """All eighteen of them: fifteen diaries, then three whose treatment is recorded as well."""
    return _PATIENTS


_PATIENTS = (
    SimulatedPatient(
        key="ada.sample",
        name="Ada Sample (simulated)",
        time_zone="Europe/London",
        enrolled_days_ago=300,
        baseline_pain=7.4,
        response=0.5,
        adherence=0.93,
        side_effects={"nausea": 0.04, "vivid_dreams": 0.08},
        thorough=True,
    ),
    SimulatedPatient(
        key="bram.voorbeeld",
        name="Bram Voorbeeld (simulated)",
        time_zone="Europe/Amsterdam",
        enrolled_days_ago=240,
        baseline_pain=6.2,
        response=0.35,
        adherence=0.88,
        session_every_days=35,
        side_effects={"palpitations": 0.05, "dizziness": 0.06},
        red_flag=RedFlag(side_effect="chest_pain", first_days_ago=160),
    ),
    SimulatedPatient(
        key="chloe.exemple",
        name="Chloé Exemple (simulated)",
        time_zone="Europe/Paris",
        enrolled_days_ago=210,
        baseline_pain=8.1,
        response=0.12,
        adherence=0.72,
        lasts_days=9,
        side_effects={"insomnia": 0.15, "low_mood": 0.12, "headache": 0.1},
    ),
    SimulatedPatient(
        key="dieter.beispiel",
        name="Dieter Beispiel (simulated)",
        time_zone="Europe/Berlin",
        enrolled_days_ago=180,
        baseline_pain=7.0,
        response=0.62,
        adherence=0.97,
        lasts_days=20,
        side_effects={"vivid_dreams": 0.05},
        thorough=True,
    ),
    SimulatedPatient(
        key="elena.esempio",
        name="Elena Esempio (simulated)",
        time_zone="Europe/Rome",
        enrolled_days_ago=150,
        baseline_pain=6.8,
        response=0.4,
        adherence=0.9,
        session_every_days=21,
        side_effects={"urgency": 0.25, "frequency": 0.3, "dysuria": 0.08, "pelvic_pain": 0.12},
        red_flag=RedFlag(side_effect="haematuria", first_days_ago=3, every_days=24),
    ),
    SimulatedPatient(
        key="finn.eksempel",
        name="Finn Eksempel (simulated)",
        time_zone="Europe/Copenhagen",
        enrolled_days_ago=130,
        baseline_pain=5.9,
        response=0.2,
        adherence=0.7,
        lasts_days=12,
        side_effects={"memory_trouble": 0.15, "concentration": 0.2},
        stopped_days_ago=21,
    ),
    SimulatedPatient(
        key="greta.exempel",
        name="Greta Exempel (simulated)",
        time_zone="Europe/Stockholm",
        enrolled_days_ago=118,
        baseline_pain=7.8,
        response=0.45,
        adherence=0.85,
        session_every_days=42,
        lasts_days=24,
        side_effects={"nausea": 0.05, "other": 0.06},
    ),
    SimulatedPatient(
        key="hana.priklad",
        name="Hana Příklad (simulated)",
        time_zone="Europe/Prague",
        enrolled_days_ago=95,
        baseline_pain=6.5,
        response=0.3,
        adherence=0.8,
        side_effects={"headache": 0.18, "blurred_vision": 0.04},
    ),
    SimulatedPatient(
        key="iker.ejemplo",
        name="Iker Ejemplo (simulated)",
        time_zone="Europe/Madrid",
        enrolled_days_ago=84,
        baseline_pain=7.2,
        response=0.38,
        adherence=0.76,
        lasts_days=11,
        side_effects={"craving": 0.12, "concentration": 0.15},
        home_dosing=True,
    ),
    SimulatedPatient(
        key="joana.exemplo",
        name="Joana Exemplo (simulated)",
        time_zone="Europe/Lisbon",
        enrolled_days_ago=70,
        baseline_pain=5.4,
        response=0.55,
        adherence=0.91,
        lasts_days=18,
        side_effects={"itching": 0.05},
    ),
    SimulatedPatient(
        key="kalle.esimerkki",
        name="Kalle Esimerkki (simulated)",
        time_zone="Europe/Helsinki",
        enrolled_days_ago=60,
        baseline_pain=8.4,
        response=0.25,
        adherence=0.4,
        side_effects={"sedation": 0.12, "anxious": 0.08},
    ),
    SimulatedPatient(
        key="lena.przyklad",
        name="Lena Przykład (simulated)",
        time_zone="Europe/Warsaw",
        enrolled_days_ago=45,
        baseline_pain=6.9,
        response=0.05,
        adherence=0.83,
        side_effects={"low_mood": 0.2, "insomnia": 0.2, "anxious": 0.15},
    ),
    SimulatedPatient(
        key="moana.tauira",
        name="Moana Tauira (simulated)",
        time_zone="Pacific/Chatham",
        enrolled_days_ago=33,
        baseline_pain=7.6,
        response=0.48,
        adherence=0.89,
        side_effects={"dizziness": 0.08},
        home_dosing=True,
        thorough=True,
    ),
    SimulatedPatient(
        key="noah.specimen",
        name="Noah Specimen (simulated)",
        time_zone="America/Halifax",
        enrolled_days_ago=20,
        baseline_pain=6.0,
        response=0.42,
        adherence=0.94,
        side_effects={"nausea": 0.06},
    ),
    SimulatedPatient(
        key="orla.sampla",
        name="Orla Sampla (simulated)",
        time_zone="Europe/Dublin",
        enrolled_days_ago=3,
        baseline_pain=7.1,
        response=0.4,
        adherence=0.95,
        side_effects={"headache": 0.1},
    ),
    SimulatedPatient(
        key="petra.vzorek",
        name="Petra Vzorek, infusions (simulated)",
        time_zone="Europe/Prague",
        enrolled_days_ago=365,
        baseline_pain=7.6,
        response=0.55,
        adherence=0.92,
        fading=0.15,
        lasts_days=20,
        side_effects={"vivid_dreams": 0.05},
        doses_mg_per_kg=(0.25, 0.35, 0.5),
        weight_kg=68,
        called="answered",
    ),
    SimulatedPatient(
        key="stefan.minta",
        name="Stefan Minta, oral at home (simulated)",
        time_zone="Europe/Budapest",
        enrolled_days_ago=190,
        baseline_pain=7.0,
        response=0.35,
        adherence=0.9,
        fading=0.3,
        session_every_days=10_000,
        lasts_days=10_000,
        side_effects={"urgency": 0.05, "nausea": 0.05},
        home_dosing=True,
        weight_kg=82,
        called="waits",
    ),
    SimulatedPatient(
        key="tuva.prove",
        name="Tuva Prøve, no benefit (simulated)",
        time_zone="Europe/Oslo",
        enrolled_days_ago=150,
        baseline_pain=7.9,
        response=0.03,
        adherence=0.85,
        fading=0.9,
        stopped_days_ago=12,
        side_effects={"dizziness": 0.08},
        doses_mg_per_kg=(0.35, 0.5, 0.5),
        most_sessions=3,
        weight_kg=59,
    ),
)
