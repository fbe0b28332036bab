"""The WSGI entry point: every page."""

import logging
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fawang.config.settings")

application = get_wsgi_application()

# Django has to be set up before these can be imported.
from fawang.core.refusals import Refusal
from fawang.journeys.ask import warm_up

try:
    # A worker reads what advice knows before its first visitor, who would have to wait for it otherwise.
    warm_up()
except Refusal as refusal:
    # Broken content of one bureau must not keep every page down: asking says what is wrong when asked.
    logging.getLogger("fawang").error("智能咨询的内容读不进来：%s", refusal.message)
