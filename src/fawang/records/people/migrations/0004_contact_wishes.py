from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """How people want to be told."""

    dependencies = [("people", "0003_professions")]

    operations = [
        migrations.CreateModel(
            name="ContactWish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channels", models.JSONField(default=list)),
                ("quiet_hours", models.CharField(blank=True, max_length=11)),
                ("english", models.BooleanField(default=False)),
                ("optional", models.BooleanField(default=True)),
                ("email_sealed", models.TextField(blank=True)),
                ("safe", models.BooleanField(default=False)),
                ("safe_phone_sealed", models.TextField(blank=True)),
                ("safe_hours", models.CharField(blank=True, max_length=11)),
                ("set_by", models.CharField(max_length=60)),
                ("set_at", models.DateTimeField()),
                (
                    "party",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_wish",
                        to="people.party",
                    ),
                ),
            ],
        ),
    ]
