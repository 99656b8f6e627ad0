"""The verbs of treatment: order, plan, record what was given, look a second time."""
