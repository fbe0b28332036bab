"""A decision on its way: granted aid, its draft, and what issuing it takes."""

from __future__ import annotations

from datetime import timedelta

from fawang.gateways.storage import file_store
from fawang.journeys.papers.issuing import issue_paper
from fawang.records.matters.models import Document
from tests.cast import NOW
from tests.journeys.story import do, submitted

DAY = timedelta(days=1)
SITE = "https://12348.example.cn/"
GRANT = {"form_of_aid": "litigation", "means_finding": "waived"}


def granted(cast, key="a-key-of-the-form", **changes):
    """A matter whose aid was granted, and the draft of the decision."""
    receipt = submitted(key=key, **changes)
    do(cast.viewers.zhou, receipt.number, "grant", NOW + DAY, **GRANT)
    return receipt, Document.objects.get(matter__number=receipt.number, code="grant_decision")


def issue(cast, document, now=NOW + 2 * DAY, viewer=None, **more):
    document.refresh_from_db()
    return issue_paper(
        viewer=viewer or cast.viewers.zhou, number=document.matter.number, paper_id=document.pk,
        revision=document.revision, site=SITE, now=now, **more,
    )  # fmt: skip


def bytes_of(document):
    document.refresh_from_db()
    return file_store().path_of(document.storage_name).read_bytes()
