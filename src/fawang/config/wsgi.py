"""The WSGI entry point: every page."""

import logging
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fawang.config.settings")

application = get_wsgi_application()

from fawang.core.refusals import Refusal  # noqa: E402 - Django has to be set up before
from fawang.journeys.ask import warm_up  # noqa: E402

try:
    # A worker reads what advice knows before it takes its first visitor, who would have to wait for it otherwise.
    warm_up()
except Refusal as refusal:
    # Broken content of one bureau must not keep every page down: asking says what is wrong when somebody asks.
    logging.getLogger("fawang").error("智能咨询的内容读不进来：%s", refusal.message)
