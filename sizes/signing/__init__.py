"""Signing what a zone declares: who is asked, who signs in what capacity, who withdraws.

A signature is made to the proposal as it then was: once something material is changed, whoever
signed before is asked to sign again, and signs in a row of its own. The verbs raise
PermissionDenied, Refused, or ChangedMeanwhile with the zone as it is now.
"""

from sizes.signing.inviting import ask_again, decline, invite, take_back, to_ask_again
from sizes.signing.making import record, sign, sign_as
from sizes.signing.needed import clear_missing, missing, set_missing
from sizes.signing.rules import AS, CAN_BE_SIGNED, Said, capacities_for, closed, faults
from sizes.signing.shown import Shown, signatures_of, signatures_section
from sizes.signing.withdrawing import withdraw

__all__ = [
    "AS",
    "CAN_BE_SIGNED",
    "Said",
    "Shown",
    "ask_again",
    "capacities_for",
    "clear_missing",
    "closed",
    "decline",
    "faults",
    "invite",
    "missing",
    "record",
    "set_missing",
    "sign",
    "sign_as",
    "signatures_of",
    "signatures_section",
    "take_back",
    "to_ask_again",
    "withdraw",
]
