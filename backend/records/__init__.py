"""Records that staff and patients keep and amend: revisions with a reason, nothing overwritten."""
