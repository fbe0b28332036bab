"""Several operators in turn: when the first is down, the second sends."""

from __future__ import annotations

from collections.abc import Sequence

from fawang.gateways.channels import Circuit
from fawang.gateways.sms.port import SmsFailed, SmsGateway, SmsRefused


class FailOver:
    """Tries the operators in order, those that are down last. A message that an operator may have taken is
    not handed to the next at once: the outbox tries again with the same key, by which that operator knows it
    again, and only an operator that stays silent is passed over."""

    def __init__(self, operators: Sequence[tuple[SmsGateway, Circuit]]) -> None:
        self.operators = tuple(operators)

    def send(self, key: str, phone: str, text: str) -> str:
        """Hand the message to the first operator that takes it. Raises SmsFailed when none does, SmsRefused
        when all refuse it for good."""
        up = [one for one in self.operators if one[1].closed()]
        failure: SmsFailed | None = None
        refused: SmsRefused | None = None
        # Somebody waits for the message: with all of them resting it is better to try than to wait.
        for operator, circuit in up or self.operators:
            try:
                taken = operator.send(key, phone, text)
            except SmsFailed as error:
                circuit.failed()
                failure = error
                if error.unsure:
                    break
            except SmsRefused as error:
                # What one refuses, blocked words or a token that ran out, the next may take.
                refused = error
            else:
                circuit.worked()
                return taken
        # Where any of them only failed, trying again may help.
        raise failure or refused or SmsFailed("no operator")
