"""What can go wrong in a way that the caller can act on.

A domain raises a subclass of one of these, declared beside the function that raises it;
`web.errors` turns each kind into its HTTP status. A refusal marked `stands` is committed with
what was written on the way (a throttle's count, a used code) although the request fails.
"""

from collections.abc import Mapping, Sequence
from typing import Any


class HouseError(Exception):
    """Base of them all; `code` names the problem to the client and never changes."""

    code = "error"
    stands = False
    retry_after: int | None = None
    """Seconds after which a repeat makes sense, if waiting helps."""

    def __init__(self, detail: str | None = None, **more: Any) -> None:
        """Take one sentence for a person, and members that the problem document carries."""
        super().__init__(detail or type(self).__doc__ or self.code)
        self.detail = detail or (type(self).__doc__ or "").strip().split("\n", maxsplit=1)[0]
        self.more = more


class SignIn(HouseError):
    """Sign in first."""

    code = "sign_in"


class Forbidden(HouseError):
    """Not to be done by you, or not yet."""

    code = "forbidden"


class NotFound(HouseError):
    """It doesn't exist, or not for you."""

    code = "not_found"


class Conflict(HouseError):
    """It can't be done in the state that things are in."""

    code = "conflict"


class Stale(HouseError):
    """It was changed since; `current` is how it stands."""

    code = "stale"


class TooLarge(HouseError):
    """More than is taken at once."""

    code = "too_large"


class Invalid(HouseError):
    """Something in it isn't right; `fields` says what."""

    code = "invalid"

    def __init__(self, fields: Mapping[str, Sequence[str]], detail: str | None = None) -> None:
        """Take the sentences about each field."""
        super().__init__(detail, fields={name: list(said) for name, said in fields.items()})


class PreconditionRequired(HouseError):
    """Say with If-Match or If-None-Match which state the change is based on."""

    code = "precondition_required"


class TooMany(HouseError):
    """Too many attempts; try again later."""

    code = "too_many"
    stands = True

    def __init__(self, retry_after: int) -> None:
        """Take the seconds to wait."""
        super().__init__()
        self.retry_after = retry_after


class NotJson(HouseError):
    """The text is no JSON."""

    code = "not_json"
