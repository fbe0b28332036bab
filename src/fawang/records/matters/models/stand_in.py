"""What stands in the place of a paper: a promise, a gap to be filled, an entry of a register."""

from __future__ import annotations

from django.db import models

from fawang.records.matters.models.matter import Matter
from fawang.records.people.models import Staff


class StandIn(models.Model):
    """One paper that is not there, and what stands for it.

    PROMISE: the applicant promised in writing (告知承诺); MADE until checked, then KEPT or BROKEN.
    GAP: accepted without it, to follow by `due_at` (容缺受理); MADE until it came (KEPT).
    REGISTER: another office has it; found with the applicant's consent; KEPT from the beginning."""

    class Kind(models.TextChoices):
        PROMISE = "promise", "告知承诺"
        GAP = "gap", "容缺后补"
        REGISTER = "register", "电子证照"

    class State(models.TextChoices):
        MADE = "made", "待核查"
        KEPT = "kept", "已核实"
        BROKEN = "broken", "承诺不实"

    matter = models.ForeignKey(Matter, null=True, on_delete=models.PROTECT, related_name="stand_ins")
    draft = models.ForeignKey("Draft", null=True, on_delete=models.SET_NULL, related_name="stand_ins")
    code = models.CharField(max_length=60)
    #: The paper's name on that day.
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.MADE)
    #: What was promised, told or agreed to, word for word; for a register what it says. Sealed.
    words_sealed = models.TextField()
    #: The legal source of the promise; the name of the register.
    source = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    #: By when it is to be checked, or to be handed in.
    due_at = models.DateTimeField(null=True)
    #: When the applicant was reminded, and when the office was told that it is late.
    reminded_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "code", "kind"],
                condition=models.Q(state="made", matter__isnull=False),
                name="stand_in_open_once",
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], name="stand_in_due", condition=models.Q(state="made")),
        ]


class PromiseBar(models.Model):
    """A broken promise on a person's record: no further promises until it is lifted. Found by the blind
    index of the identity number; whoever it concerns may object, and a supervisor decides."""

    identity_index = models.CharField(max_length=64, db_index=True)
    stand_in = models.OneToOneField(StandIn, on_delete=models.PROTECT, related_name="bar")
    since = models.DateTimeField()
    reason = models.CharField(max_length=400)
    objection = models.TextField(blank=True)
    objected_at = models.DateTimeField(null=True)
    #: The supervisor's answer: why it stands, or why it was lifted.
    answer = models.CharField(max_length=400, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
