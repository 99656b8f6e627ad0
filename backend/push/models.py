"""The table of push subscriptions, and the counts of what the push services answered."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Float, ForeignKey, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base


class Subscription(Base, kw_only=True):
    """One browser of one account that takes push messages, as long as its sign-in holds."""

    __tablename__ = "push_subscriptions"
    __table_args__ = (
        CheckConstraint("(address_sealed IS NULL) = (retired_at IS NOT NULL)", name="retired"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    sign_in_id: Mapped[UUID] = mapped_column(ForeignKey("sign_ins.id"), index=True)
    """Ended, its subscriptions are gone in the same transaction."""

    endpoint_hash: Mapped[bytes] = mapped_column(unique=True)
    """Keyed: a browser is found again without its address being stored in the open."""

    address_sealed: Mapped[bytes | None]
    """Endpoint and keys, under the account's data key; gone once it is retired."""

    key_id: Mapped[str]
    """The VAPID key it was subscribed with."""

    vendor: Mapped[str]
    """The entry of PUSH_HOSTS that lists its host."""

    created_at: Mapped[datetime]
    device: Mapped[str | None] = mapped_column(default=None)
    """What the browser calls itself, cut to 120 characters; shown to its owner only."""

    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    refusals: Mapped[int] = mapped_column(default=0)
    denials: Mapped[int] = mapped_column(default=0)
    denied_since: Mapped[datetime | None] = mapped_column(default=None)
    retired_at: Mapped[datetime | None] = mapped_column(default=None)
    retired_because: Mapped[str | None] = mapped_column(default=None)


class PushCount(Base, kw_only=True):
    """How often a push service gave an answer within one minute; names nobody."""

    __tablename__ = "push_counts"
    __table_args__ = (PrimaryKeyConstraint("vendor", "minute", "answer", "within_s"),)

    vendor: Mapped[str]
    minute: Mapped[datetime]
    """Its begin; minutes of long ago are summed up in one of 1970."""

    answer: Mapped[str]
    within_s: Mapped[int]
    """The delay after the reminder's time, as the upper bound of its bucket; 0: not accepted."""

    n: Mapped[int] = mapped_column(BigInteger())
    delay_s: Mapped[float] = mapped_column(Float(), default=0.0)
    """All delays of the bucket together."""
