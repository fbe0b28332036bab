"""Tables of certificates taken over from other offices."""

from __future__ import annotations

from django.db import models


class RegisterRow(models.Model):
    """One certificate of an imported register, sealed; found by whose it is."""

    register = models.CharField(max_length=60)
    #: Blind index of the identity number or the unified social credit code.
    identity_index = models.CharField(max_length=64)
    #: Number, holder, valid until and every other column, sealed.
    content_sealed = models.TextField()
    imported_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["register", "identity_index"], name="register_row_of_person")]
