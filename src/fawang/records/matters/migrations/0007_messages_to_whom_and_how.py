from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who was told what, by which means, and whether it arrived."""

    dependencies = [
        ("people", "0004_contact_wishes"),
        ("matters", "0006_materials_checked_and_stood_in_for"),
    ]

    operations = [
        migrations.AddField(
            "message",
            "reader",
            models.CharField(
                choices=[("applicant", "申请人"), ("staff", "工作人员")], default="applicant", max_length=10
            ),
        ),
        migrations.AddField(
            "message",
            "staff",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.staff"
            ),
        ),
        migrations.AddField(
            "message",
            "organisation",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.organisation",
            ),
        ),
        migrations.AddField("message", "notice", models.CharField(blank=True, default="", max_length=60)),
        migrations.AddField("message", "provider", models.CharField(blank=True, default="", max_length=30)),
        migrations.AddField("message", "page_text", models.TextField(blank=True, default="")),
        migrations.AddField("message", "tries", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("message", "trouble", models.CharField(blank=True, default="", max_length=200)),
        migrations.AddField("message", "delivered_at", models.DateTimeField(null=True)),
        migrations.AddField("message", "read_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "message",
            "state",
            models.CharField(
                choices=[
                    ("queued", "等着发"),
                    ("sent", "已发送"),
                    ("delivered", "已送到"),
                    ("failed", "发送失败"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            "message",
            models.Index(condition=models.Q(("state", "failed")), fields=["-at"], name="message_failed"),
        ),
    ]
