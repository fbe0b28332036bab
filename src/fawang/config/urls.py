"""Which address belongs to which audience."""

from __future__ import annotations

from django.urls import include, path

from fawang.config.health import health

urlpatterns = [
    path("healthz", health),
    path("", include("fawang.interfaces.public.urls")),
    path("office/", include("fawang.interfaces.office.urls")),
    path("api/v1/", include("fawang.interfaces.api.urls")),
]

handler400 = "fawang.interfaces.public.errors.bad_request"
handler403 = "fawang.interfaces.public.errors.forbidden"
handler404 = "fawang.interfaces.public.errors.not_found"
handler500 = "fawang.interfaces.public.errors.server_error"
