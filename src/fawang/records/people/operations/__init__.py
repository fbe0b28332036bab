"""Writes of the people room: parties, organisations, staff and their appointments, signing in."""

from fawang.records.people.operations.bulk import (
    NewOrganisation,
    NewStaff,
    load_organisations,
    load_staff,
)
from fawang.records.people.operations.parties import (
    PartyData,
    PartyFault,
    RevealReasonMissing,
    checked_party,
    register_checked,
    register_party,
    registered_id,
    reveal_party,
    sealed_party,
)
from fawang.records.people.operations.signing_in import WaitBeforeNextTry, WrongPassword, sign_in
from fawang.records.people.operations.staff import (
    StaffFault,
    appoint,
    create_organisation,
    create_staff,
    end_appointment,
    set_password,
)

__all__ = [
    "NewOrganisation",
    "NewStaff",
    "PartyData",
    "PartyFault",
    "RevealReasonMissing",
    "StaffFault",
    "WaitBeforeNextTry",
    "WrongPassword",
    "appoint",
    "checked_party",
    "create_organisation",
    "create_staff",
    "end_appointment",
    "load_organisations",
    "load_staff",
    "register_checked",
    "register_party",
    "registered_id",
    "reveal_party",
    "sealed_party",
    "set_password",
    "sign_in",
]
