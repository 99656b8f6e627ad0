"""Push subscriptions and receipts over HTTP."""
