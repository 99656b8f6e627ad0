"""One gate per host, closed by its breaker while the host is left alone."""

from asyncio import Event
from collections.abc import Callable
from dataclasses import dataclass, field
from random import SystemRandom
from typing import Final

from backend.push.rules.breakers import Breaker
from backend.push.rules.messages import Answer

KNOWN_HOSTS: Final = 1024
_RANDOM = SystemRandom()


@dataclass(kw_only=True, slots=True)
class Gate:
    """A host that failed lately."""

    breaker: Breaker = field(default_factory=Breaker)
    probed: Event | None = None
    """Set when the probe that is on its way has its answer."""


class Gates:
    """The hosts that failed lately, by origin; all others are free."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        """Take a clock in seconds that only goes forward."""
        self._ticks = ticks
        self._gates: dict[str, Gate] = {}

    def rest(self, origin: str) -> float:
        """Seconds for which the host must be left alone; 0 if it may be tried."""
        gate = self._gates.get(origin)
        return gate.breaker.rest(self._ticks()) if gate else 0.0

    async def enter(self, origin: str) -> bool | None:
        """Whether to go as the host's probe; None if it must be left alone.

        While somebody else's probe is on its way, wait for its answer.
        """
        while (gate := self._gates.get(origin)) and not gate.breaker.is_closed:
            if gate.breaker.rest(self._ticks()):
                return None
            if gate.probed is None:
                gate.probed = Event()
                return True
            await gate.probed.wait()
        return False

    def leave(
        self,
        origin: str,
        answer: Answer | None,
        *,
        as_probe: bool,
        retry_after_s: float | None = None,
    ) -> None:
        """Note what the host answered; None if that isn't known."""
        failed = answer in {Answer.BUSY, Answer.UNREACHABLE}
        gate = self._gates.get(origin) or (self._new(origin) if failed else None)
        if gate is None:
            return
        if failed:
            gate.breaker.fail(
                self._ticks(),
                as_probe=as_probe,
                retry_after_s=retry_after_s,
                jitter=_RANDOM.random(),
            )
        elif answer not in {None, Answer.FORBIDDEN_ADDRESS}:
            gate.breaker.succeed(as_probe=as_probe)
            if gate.breaker.is_closed:
                self._gates.pop(origin, None)
        if as_probe and gate.probed is not None:
            gate.probed.set()
            gate.probed = None

    def _new(self, origin: str) -> Gate:
        """A gate for the host; the oldest one without a probe makes room."""
        if len(self._gates) >= KNOWN_HOSTS:
            oldest = next((name for name, gate in self._gates.items() if gate.probed is None), "")
            self._gates.pop(oldest, None)
        return self._gates.setdefault(origin, Gate())
