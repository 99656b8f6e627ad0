"""How a clinic's specialists answer for the texts that tell a patient to hold a dose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend import clock, vault
from backend.accounts.models import TextSignature
from backend.accounts.rules import Actor
from backend.catalogue import queries
from backend.catalogue.rules import Flag
from backend.catalogue.service import catalogue
from backend.errors import Invalid, NotFound


@dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    """Who answers for a text, since when."""

    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class SignableText:
    """A text for patients that is shown in full only once it is signed."""

    flag: str
    text: str
    shown_until_signed: str | None
    signed: Signature | None


def signable_texts(clinic_id: UUID) -> Sequence[SignableText]:
    """The texts that need a signature, and whose they have in this clinic."""
    valid = {
        signature.flag_id: signature
        for signature in queries.signatures_of(clinic_id)
        if _is_of_todays_wording(signature)
    }
    names = {
        found.id: vault.unseal(found.data_key, found.id, "accounts.name", found.name_sealed)
        for found in queries.signers(list(valid.values()))
    }
    return [
        SignableText(
            flag=flag.id,
            text=flag.message or "",
            shown_until_signed=flag.unsigned_message,
            signed=Signature(by=names[valid[flag.id].signed_by], at=valid[flag.id].signed_at)
            if flag.id in valid
            else None,
        )
        for flag in _signable().values()
    ]


def sign_text(actor: Actor, flag_id: str, *, text: str) -> SignableText:
    """Answer for exactly this wording, or raise NotFound or Invalid."""
    flag = _signable().get(flag_id)
    if flag is None:
        raise NotFound
    if text != flag.message:
        raise Invalid({"text": ["This isn't the wording that patients would read."]})
    queries.put_signature(
        actor.clinic_id,
        flag_id,
        text_hash=flag.wording_hash,
        signed_by=actor.id,
        signed_at=clock.now(),
    )
    return next(each for each in signable_texts(actor.clinic_id) if each.flag == flag_id)


def take_back_signature(actor: Actor, flag_id: str) -> None:
    """Show the shorter wording again in the actor's clinic, or raise NotFound."""
    if not queries.drop_signature(actor.clinic_id, flag_id):
        raise NotFound


def _signable() -> dict[str, Flag]:
    return {flag.id: flag for flag in catalogue().flags.values() if flag.needs_signature}


def _is_of_todays_wording(signature: TextSignature) -> bool:
    flag = _signable().get(signature.flag_id)
    return flag is not None and signature.text_hash == flag.wording_hash
