"""Fills the peer's database: queues, staff and N Chinese tickets with follow-ups. Prints a staff session."""

import os
import random
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402
from helpdesk.models import FollowUp, Queue, Ticket  # noqa: E402

sys.path.insert(0, os.environ["BENCH_FOLDER"])
from stories import story  # noqa: E402


def main(count: int) -> None:
    call_command("migrate", verbosity=0)
    users = get_user_model()
    if not Queue.objects.exists():
        for i in range(9):
            Queue.objects.create(
                title=f"队列{i}", slug=f"q{i}", allow_public_submission=True, email_address=""
            )
        users.objects.create_superuser("staff", "staff@example.invalid", "staff-password-1")
    queues, owner, random_ = list(Queue.objects.all()), users.objects.get(username="staff"), random.Random(7)
    start = Ticket.objects.count()
    for base in range(start, count, 5000):
        tickets = []
        for i in range(base, min(base + 5000, count)):
            title, body = story(i)
            at = timezone.now() - timedelta(minutes=random_.randrange(525_600))
            tickets.append(
                Ticket(title=title, description=body, queue=random_.choice(queues), created=at, modified=at,
                       submitter_email=f"p{i}@example.invalid", status=1 if i % 10 == 0 else 4,
                       priority=random_.randint(1, 5), assigned_to=owner if i % 3 else None)
            )  # fmt: skip
        Ticket.objects.bulk_create(tickets)
        made = Ticket.objects.order_by("-id")[: len(tickets)]
        FollowUp.objects.bulk_create(
            [FollowUp(ticket=t, date=t.created, title="登记", comment="已登记", public=True, user=owner)
             for t in made for _ in range(2)]
        )  # fmt: skip
    session = SessionStore()
    session[SESSION_KEY] = str(owner.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = owner.get_session_auth_hash()
    session.create()
    print(settings.SESSION_COOKIE_NAME, session.session_key)


if __name__ == "__main__":
    main(int(sys.argv[1]))
