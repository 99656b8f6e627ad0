"""When a nudge is due and whether it is sent: pure, without database or clock."""
