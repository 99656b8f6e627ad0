"""The push services: the only code that talks to them.

`subscriptions` checks an address when it is saved, `vapid` says who we are, `sender` sends.
"""
