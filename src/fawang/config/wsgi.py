"""The WSGI entry point: every page."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fawang.config.settings")

application = get_wsgi_application()
