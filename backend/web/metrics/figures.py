"""The figures of push and reminders, in the names of the Prometheus text format."""

from collections.abc import Iterator, Sequence
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from backend.push.rules.delays import WITHIN_S


class PushFigures(Collector):
    """What the database counted, for one answer to one scrape."""

    def __init__(self, rows: Sequence[Any]) -> None:
        """Take the rows of (figure, vendor, label, n)."""
        self._rows = rows

    def collect(self) -> Iterator[Metric]:
        """Each family once, also where nothing was counted yet."""
        answers = CounterMetricFamily(
            "tidemark_push_answers",
            "Messages by push service and what it answered.",
            labels=("vendor", "answer"),
        )
        for row in self._of("answers"):
            answers.add_metric((row.vendor, row.label), row.n)
        yield answers
        yield self._delays()
        yield GaugeMetricFamily(
            "tidemark_reminders_backlog",
            "Reminders whose time has come and that are not settled.",
            value=self._one("backlog"),
        )
        yield GaugeMetricFamily(
            "tidemark_reminders_oldest_seconds",
            "How long the oldest of them has been waiting.",
            value=self._one("oldest_s"),
        )
        subscriptions = GaugeMetricFamily(
            "tidemark_push_subscriptions",
            "Subscriptions by push service, live and retired.",
            labels=("vendor", "state"),
        )
        for row in self._of("subscriptions"):
            subscriptions.add_metric((row.vendor, row.label), row.n)
        yield subscriptions

    def _delays(self) -> Metric:
        counted = {int(row.label): row.n for row in self._of("delays")}
        total, buckets = 0.0, []
        for bound in WITHIN_S:
            total += counted.get(bound, 0.0)
            buckets.append((str(float(bound)), total))
        found = HistogramMetricFamily(
            "tidemark_reminder_delay_seconds",
            "Seconds from a reminder's time to the push service's acceptance.",
        )
        found.add_metric((), [*buckets, ("+Inf", total)], self._one("delay_s"))
        return found

    def _of(self, figure: str) -> list[Any]:
        return [row for row in self._rows if row.figure == figure]

    def _one(self, figure: str) -> float:
        return float(sum(row.n for row in self._of(figure)))


def text_of(rows: Sequence[Any]) -> bytes:
    """The figures in the Prometheus text format, version 0.0.4."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(PushFigures(rows))
    return generate_latest(registry)
