"""What characterises a patient's pain, and the other medicines."""

from backend.phenotype.service.parts import sex_at_birth

__all__ = ["sex_at_birth"]
