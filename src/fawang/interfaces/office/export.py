"""The list of work as a file, for a spreadsheet program."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from fawang.core import clock
from fawang.gateways.sheets import xlsx_bytes
from fawang.interfaces.office.access import staff_answer, staff_page
from fawang.interfaces.office.address import address_of
from fawang.interfaces.office.queue_pages import TABS, filters_of, kept_in_links, narrowed_by, tabs_of
from fawang.journeys.export import HEADER, MOST, export_rows
from fawang.records.people.viewers import Viewer

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Rows that are put together before they are sent on.
_CHUNK = 200


@require_GET
@staff_page
def export_list(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Without a form the page that says what will be taken; with `as` the file."""
    tabs = tabs_of(viewer)
    filters = filters_of(request.GET, tabs)
    kind = request.GET.get("as", "")
    if kind not in ("csv", "xlsx"):
        return staff_answer(
            request,
            viewer,
            "office/export.html",
            here="queue",
            filters=filters,
            tab=TABS[filters.tab],
            kept=kept_in_links(filters),
            narrowed=narrowed_by(filters),
            most=MOST,
        )
    now = clock.now()
    rows = export_rows(viewer=viewer, filters=filters, now=now, address=address_of(request))
    answer: HttpResponseBase
    if kind == "csv":
        answer = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    else:
        answer = HttpResponse(xlsx_bytes(HEADER, list(rows)), content_type=XLSX)
    answer["Content-Disposition"] = (
        f'attachment; filename="fawang-{now.astimezone(clock.ZONE):%Y%m%d}.{kind}"'
    )
    return answer


def _lines(rows: Iterable[tuple[str, ...]]) -> Iterator[bytes]:
    """Separated values in chunks, with the mark by which a spreadsheet program knows that it is UTF-8."""
    held = io.StringIO(newline="")
    writer = csv.writer(held)
    held.write("\ufeff")
    for place, row in enumerate(chain([HEADER], rows), 1):
        writer.writerow(row)
        if place % _CHUNK == 0:
            yield held.getvalue().encode()
            held.seek(0)
            held.truncate()
    yield held.getvalue().encode()
