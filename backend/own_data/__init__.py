"""All that is kept about a patient, as one document for that patient."""
