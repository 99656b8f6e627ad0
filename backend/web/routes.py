"""Every blueprint of the API."""

from backend.web.diary.routes import blp as diary
from backend.web.health.routes import blp as health

BLUEPRINTS = (diary, health,)
