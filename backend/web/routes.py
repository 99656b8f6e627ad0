"""Every blueprint of the API."""

from backend.web.accounts.routes import blp as accounts
from backend.web.catalogue.routes import blp as catalogue
from backend.web.cognition.routes import blp as cognition
from backend.web.diary.routes import blp as diary
from backend.web.health.routes import blp as health
from backend.web.instruments.routes import blp as instruments
from backend.web.metrics.routes import blp as metrics
from backend.web.own_data.routes import blp as own_data
from backend.web.phenotype.routes import blp as phenotype
from backend.web.push.routes import blp as push
from backend.web.reminders.routes import blp as reminders
from backend.web.schedule.routes import blp as schedule
from backend.web.sharing.routes import blp as sharing
from backend.web.supervision.routes import blp as supervision
from backend.web.treatment.measures import blp as measures
from backend.web.treatment.routes import blp as treatment
from backend.web.trends.routes import blp as trends

BLUEPRINTS = (
    accounts,
    catalogue,
    cognition,
    diary,
    health,
    instruments,
    measures,
    metrics,
    own_data,
    phenotype,
    push,
    reminders,
    schedule,
    sharing,
    supervision,
    treatment,
    trends,
)
