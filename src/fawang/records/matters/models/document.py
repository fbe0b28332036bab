"""Official papers of a matter, and the registers their numbers come from."""

from __future__ import annotations

from django.db import models

from fawang.records.matters.models.matter import Matter
from fawang.records.people.models import Organisation, Staff


class Document(models.Model):
    """One notice or decision: drafted by a step, edited by an officer, issued under a number that no other
    paper ever has. What it says is sealed, because it names people; the PDF lies in the file store."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        ISSUED = "issued", "已签发"
        WITHDRAWN = "withdrawn", "已撤销"

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="documents")
    #: Code of the template in the service definition, and the version of the definition it was taken from.
    code = models.CharField(max_length=60)
    template_version = models.CharField(max_length=16)
    #: 给予法律援助决定书, and the series its number belongs to: 援给字.
    name = models.CharField(max_length=120)
    series = models.CharField(max_length=120)
    served_on = models.CharField(max_length=12)
    signed_by = models.CharField(max_length=20)
    #: The office in whose name it is issued.
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    #: JSON of rules.papers.Content, sealed.
    content_sealed = models.TextField()
    #: Grows with every change of the text; a page sends it back to prove that it saw the latest.
    revision = models.PositiveIntegerField(default=1)

    #: The step that drafted it and who did that step, as the timeline names them.
    step = models.CharField(max_length=60)
    drafted_by = models.CharField(max_length=40)
    drafted_role = models.CharField(max_length=20)
    drafted_at = models.DateTimeField()
    edited_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField(null=True)

    # Null, not empty: many drafts have no number yet, and those that have one must differ.
    number = models.CharField(max_length=160, null=True, unique=True)  # noqa: DJ001
    sequence = models.PositiveIntegerField(null=True)
    issued_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True)
    with_english = models.BooleanField(default=False)
    #: Bare symbols of the code by which anybody may ask whether the paper is genuine.
    verification_code = models.CharField(max_length=16, null=True, unique=True)  # noqa: DJ001
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    size = models.PositiveIntegerField(default=0)
    storage_name = models.CharField(max_length=120, blank=True)
    #: SHA-256 of the certificate it was signed with.
    certificate = models.CharField(max_length=64, blank=True)
    #: When the applicant first opened it on their own page.
    fetched_at = models.DateTimeField(null=True)

    withdrawn_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=400, blank=True)
    #: The withdrawn paper that this one takes the place of.
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replacement")

    class Meta:
        indexes = [
            models.Index(fields=["matter", "id"], name="document_of_matter"),
            # Whose papers wait to be issued.
            models.Index(fields=["matter"], name="document_draft", condition=models.Q(state="draft")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="issued")
                | models.Q(number__isnull=False, issued_at__isnull=False, verification_code__isnull=False),
                name="document_issued_with_number",
            )
        ]


class DocumentSeries(models.Model):
    """The register of one series of one office in one year: which number was given last. The words before
    the number are fixed with the first one, and no two registers of a year share them."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    #: 石援给字
    prefix = models.CharField(max_length=140)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "series", "year"], name="document_series_once"),
            models.UniqueConstraint(fields=["prefix", "year"], name="document_prefix_once"),
        ]
