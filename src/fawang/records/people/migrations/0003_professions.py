from django.db import migrations, models

PROFESSIONS = [
    ("lawyer", "律师"),
    ("notary", "公证员"),
    ("mediator", "调解员"),
    ("arbitrator", "仲裁员"),
    ("appraiser", "鉴定人"),
    ("adviser", "法律顾问"),
    ("legal_worker", "基层法律服务工作者"),
    ("volunteer", "志愿者"),
]


def lawyers_so_far(apps, schema_editor):
    """Whoever held the professional role until now was a lawyer."""
    appointments = apps.get_model("people", "Appointment").objects.filter(role="lawyer").values("staff_id")
    apps.get_model("people", "Staff").objects.filter(pk__in=appointments).update(profession="lawyer")


class Migration(migrations.Migration):
    dependencies = [("people", "0002_more_kinds_of_organisation")]

    operations = [
        migrations.AddField(
            model_name="staff",
            name="profession",
            field=models.CharField(blank=True, choices=PROFESSIONS, max_length=20, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(lawyers_so_far, migrations.RunPython.noop),
    ]
