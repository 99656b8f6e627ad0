"""Everything that differs between one deployment and another, and the launcher."""

from config.settings import MissingSettingsError, Settings, SettingsError

__all__ = ["MissingSettingsError", "Settings", "SettingsError"]
