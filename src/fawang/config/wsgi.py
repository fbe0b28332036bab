"""The WSGI entry point: every page."""

import logging
import os

from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fawang.config.settings")

application = get_wsgi_application()

# Django has to be set up before these can be imported.
from fawang.core.refusals import Refusal
from fawang.journeys.ask import warm_up
from fawang.reference.catalog.queries import catalogue_index

try:
    # The pages, the services and what advice knows are read before the first visitor, who would have to wait
    # for them otherwise.
    _ = get_resolver().url_patterns
    catalogue_index()
    warm_up()
except Refusal as refusal:
    # Broken content of one bureau must not keep every page down: asking says what is wrong when asked.
    logging.getLogger("fawang").error("智能咨询的内容读不进来：%s", refusal.message)

# The workers are forks of the process that read all this, and an open database has to have one owner.
connections.close_all()
