"""Tidemark's backend: a symptom diary, shared under the patient's consent."""
