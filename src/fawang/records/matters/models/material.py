"""The files of a matter, their versions and the text in them."""

from __future__ import annotations

from django.db import models

from fawang.records.matters.models.matter import Matter
from fawang.records.people.models import Staff


class Material(models.Model):
    """A file in the matter. The bytes lie in the file store under `storage_name`, outside the web root, as
    they came: nothing is taken out of them, since even where a photo was taken may be evidence."""

    class State(models.TextChoices):
        OFFERED = "offered", "已提交"
        ACCEPTED = "accepted", "已收下"
        RETURNED = "returned", "请重新提交"

    class Scan(models.TextChoices):
        """Whether a virus scanner looked. Only NONE and CLEAN may be opened by staff."""

        NONE = "none", "没有查毒"
        WAITING = "waiting", "正在查毒"
        CLEAN = "clean", "查过毒"
        INFECTED = "infected", "有病毒，已封存"

    matter = models.ForeignKey(Matter, null=True, on_delete=models.PROTECT, related_name="materials")
    draft = models.ForeignKey("Draft", null=True, on_delete=models.SET_NULL, related_name="materials")
    code = models.CharField(max_length=60)
    #: Which of the accepted papers it is, where the service accepts several; empty: the paper itself.
    alternative = models.CharField(max_length=120, blank=True)
    file_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    storage_name = models.CharField(max_length=120)
    #: A small picture of it in the same store, without anything but pixels; empty: none.
    preview_name = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    #: Why it was returned, as the applicant reads it.
    reason = models.CharField(max_length=400, blank=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    scan = models.CharField(max_length=10, choices=Scan, default=Scan.NONE)
    #: The newer file that took its place.
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="older")
    added_by = models.CharField(max_length=40)
    added_at = models.DateTimeField()


class MaterialText(models.Model):
    """The text in a file, sealed; read from its text layer or by the picture reader."""

    material = models.OneToOneField(Material, on_delete=models.CASCADE, related_name="text")
    text_sealed = models.TextField()
    read_at = models.DateTimeField()
