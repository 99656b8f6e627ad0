"""What is noticed about a dose that was taken at home; it is recorded all the same."""

from datetime import date, datetime

from backend.catalogue.care import Treatment
from backend.treatment.rules.orders import Terms
from backend.treatment.rules.plausibility import Finding, Quantities, judge


def findings_of_dose(
    drug_and_route: tuple[str, str],
    taken: Quantities,
    *,
    order: tuple[Terms, bool] | None,
    when: tuple[date, datetime],
    treatment: Treatment,
) -> list[Finding]:
    """What is remarkable: its amount, the day's amount, and how it fits its order.

    `order` comes with whether it allows doses at home. Only an amount beyond a hard limit waits
    for a second person.
    """
    drug, route = drug_and_route
    return [*judge(drug, route, taken, treatment), *_of_order(drug_and_route, order, when)]


def _of_order(
    drug_and_route: tuple[str, str],
    order: tuple[Terms, bool] | None,
    when: tuple[date, datetime],
) -> list[Finding]:
    if order is None:
        return [Finding("no_order", "No order of the care team is named for it.")]
    terms, home_dosing = order
    found = []
    if not home_dosing:
        found.append(Finding("not_home_order", "The order is for sessions, not for home."))
    if drug_and_route != (terms.drug, terms.route):
        found.append(Finding("not_as_ordered", "The order names another drug or route."))
    day, taken_at = when
    if not terms.was_in_force(day, taken_at):
        found.append(Finding("order_not_in_force", f"The order was not in force on {day}."))
    return found
