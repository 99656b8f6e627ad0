"""How patients agree to the items of the consent form, and take that back."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from backend import clock
from backend.audit.service import record_own_change
from backend.database import db
from backend.errors import Forbidden, Invalid
from backend.sharing import queries, rules
from backend.sharing.models import Consent, ConsentEvent
from backend.sharing.rules import ConsentForm, Consents, FormItem
from backend.sharing.service.capacity import require_clear_head


class ConsentRequired(Forbidden):
    """A consent that this needs isn't given."""

    code = "consent_required"


def consents(patient_id: UUID, *, form: ConsentForm) -> Consents:
    """The form, and how each of its items stands for this patient."""
    stand = queries.consents_of(patient_id)
    return Consents(
        version=form.consent_version,
        items={
            item.id: rules.ConsentState(
                text=item.text,
                required=item.required,
                given_at=stand[item.id].given_at if item.id in stand else None,
                withdrawn_at=stand[item.id].withdrawn_at if item.id in stand else None,
            )
            for item in form.consent_items
        },
        cards=form.cards,
    )


def decide_consents(
    patient_id: UUID,
    *,
    form: ConsentForm,
    version: str,
    items: Mapping[str, bool],
    cards: Sequence[str],
) -> Consents:
    """Give (true) or withdraw (false) items one by one; gives the new state.

    Raises Invalid, or DosedRecently before anything is changed if one would be given anew.
    """
    if flaws := rules.flaws_of_decision(form, version=version, items=items, cards=cards):
        raise Invalid(flaws)
    queries.take_turns(patient_id)
    stand = queries.consents_of(patient_id)
    if any(given and not _stands(stand.get(item), version) for item, given in items.items()):
        require_clear_head(patient_id)
    for item in form.consent_items:
        if item.id in items:
            decide = _give if items[item.id] else _withdraw
            if decide(patient_id, item, stand.get(item.id), version):
                _note_decision(patient_id, item.id, version, given=items[item.id], cards=cards)
    db.session.flush()
    return consents(patient_id, form=form)


def require_consent_to_grant(patient_id: UUID, *, form: ConsentForm) -> None:
    """Return if everything that sharing needs is agreed to, or raise ConsentRequired."""
    stand = queries.consents_of(patient_id)
    given = {item for item, consent in stand.items() if consent.withdrawn_at is None}
    if missing := rules.needed_to_grant(form.consent_items) - given:
        raise ConsentRequired(f"Agree to {', '.join(sorted(missing))} first.")


def require_consent_to_write(
    patient_id: UUID, *, form: ConsentForm, also: Sequence[str] = ()
) -> None:
    """Return if every required item, and these, are agreed to, or raise ConsentRequired."""
    stand = queries.consents_of(patient_id)
    given = {item for item, consent in stand.items() if consent.withdrawn_at is None}
    required = {item.id for item in form.consent_items if item.required} | set(also)
    if missing := required - given:
        raise ConsentRequired(f"Agree to {', '.join(sorted(missing))} first.")


def _give(patient_id: UUID, item: FormItem, consent: Consent | None, version: str) -> bool:
    """Whether giving it changed anything: it was withdrawn, never given or worded otherwise."""
    if consent is None:
        consent = Consent(
            patient_id=patient_id,
            item=item.id,
            version=version,
            given_at=clock.now(),
            needed_to_write=item.required,
            needed_to_share=rules.is_needed_to_share(item),
        )
        db.session.add(consent)
        return True
    if _stands(consent, version):
        return False
    consent.version = version
    consent.given_at = clock.now()
    consent.withdrawn_at = None
    consent.needed_to_write = item.required
    consent.needed_to_share = rules.is_needed_to_share(item)
    return True


def _stands(consent: Consent | None, version: str) -> bool:
    """Whether exactly this wording is agreed to."""
    return consent is not None and consent.withdrawn_at is None and consent.version == version


def _withdraw(_patient_id: UUID, _item: FormItem, consent: Consent | None, _version: str) -> bool:
    """Whether withdrawing it changed anything: it was given."""
    if consent is None or consent.withdrawn_at is not None:
        return False
    consent.withdrawn_at = clock.now()
    return True


def _note_decision(
    patient_id: UUID, item: str, version: str, *, given: bool, cards: Sequence[str]
) -> None:
    db.session.add(
        ConsentEvent(
            patient_id=patient_id,
            at=clock.now(),
            item=item,
            version=version,
            given=given,
            cards=list(dict.fromkeys(cards)),
        )
    )
    action = "consent.give" if given else "consent.withdraw"
    record_own_change(patient_id, action=action, details={"item": item})
