"""What people and operators do with accounts."""

from backend.accounts.service.clinics import open_clinic
from backend.accounts.service.erasing import erase_account, erase_again, erasures
from backend.accounts.service.invitations import Invited, accept_invitation, invite, invite_by
from backend.accounts.service.profiles import change_account, change_password, show_account
from backend.accounts.service.resets import (
    issue_reset_code,
    note_reset_request,
    operator_reset_code,
    reset_password,
    write_reset_letter,
)
from backend.accounts.service.second_factor import (
    begin_new_totp,
    confirm_new_totp,
    renew_recovery_codes,
)
from backend.accounts.service.sign_ins import (
    end_other_sign_ins,
    end_sign_in,
    list_sign_ins,
    renew_sign_in,
    sign_in,
)

__all__ = [
    "Invited",
    "accept_invitation",
    "begin_new_totp",
    "change_account",
    "change_password",
    "confirm_new_totp",
    "end_other_sign_ins",
    "end_sign_in",
    "erase_account",
    "erase_again",
    "erasures",
    "invite",
    "invite_by",
    "issue_reset_code",
    "list_sign_ins",
    "note_reset_request",
    "open_clinic",
    "operator_reset_code",
    "renew_recovery_codes",
    "renew_sign_in",
    "reset_password",
    "show_account",
    "sign_in",
    "write_reset_letter",
]
