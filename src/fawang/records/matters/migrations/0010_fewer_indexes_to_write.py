"""Indexes that no page reads go, since every submission writes each: what nobody holds is read from the lists of
all that is open, and what only some matters have is indexed for those alone. The kind of service stands at the
end of the lists' indexes, so that a family is counted from them."""

# Written by Django 5.2.19 on 2026-11-22 05:58; the two references by hand.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

#: Their own names for the indexes of two references. Dropped by name: as a change of the column SQLite would copy
#: the table, and with it lose the trigger that empties the full-text index.
REFERENCES = {
    "region_id": "matters_matter_region_id_fd6bc50e",
    "represented_id": "matters_matter_represented_id_1d38d9ed",
}
#: Second indexes that PostgreSQL gets for LIKE, which nobody asks of these columns.
LIKE = {
    "number": "matters_matter_number_aa9bedcb_like",
    "case_code_index": "matters_matter_case_code_index_66355a36_like",
    "region_id": "matters_matter_region_id_fd6bc50e_like",
}


def forwards(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name in (*REFERENCES.values(), *LIKE.values()):
        schema_editor.execute(f'DROP INDEX IF EXISTS "{name}"')


def backwards(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for column, name in REFERENCES.items():
        schema_editor.execute(f'CREATE INDEX "{name}" ON matters_matter ("{column}")')
    if schema_editor.connection.vendor == "postgresql":
        for column, name in LIKE.items():
            schema_editor.execute(f'CREATE INDEX "{name}" ON matters_matter ("{column}" varchar_pattern_ops)')


class Migration(migrations.Migration):

    dependencies = [
        ('matters', '0009_overview_counted_from_its_index'),
        ('people', '0005_desk_views_replies_and_presence'),
        ('places', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='matter',
            name='matter_lawyer',
        ),
        migrations.RemoveIndex(
            model_name='matter',
            name='matter_new',
        ),
        migrations.RemoveIndex(
            model_name='matter',
            name='matter_queue',
        ),
        migrations.RemoveIndex(
            model_name='matter',
            name='matter_org_due',
        ),
        migrations.RemoveIndex(
            model_name='matter',
            name='matter_untaken',
        ),
        migrations.RemoveIndex(
            model_name='matter',
            name='matter_open',
        ),
        migrations.RemoveIndex(
            model_name='matter',
            name='matter_due',
        ),
        migrations.RemoveIndex(
            model_name='matter',
            name='matter_county',
        ),
        migrations.RemoveIndex(
            model_name='matter',
            name='matter_county_due',
        ),
        migrations.RemoveIndex(
            model_name='matter',
            name='matter_holder',
        ),
        migrations.RemoveIndex(
            model_name='matter',
            name='matter_closed',
        ),
        migrations.RemoveIndex(
            model_name='matter',
            name='matter_org_closed',
        ),
        migrations.RemoveIndex(
            model_name='matter',
            name='matter_county_closed',
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(forwards, backwards)],
            state_operations=[
                migrations.AlterField(
                    model_name='matter',
                    name='region',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.region'),
                ),
                migrations.AlterField(
                    model_name='matter',
                    name='represented',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.party'),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name='clockrun',
            index=models.Index(condition=models.Q(('state', 'paused')), fields=['matter'], name='clock_paused'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(condition=models.Q(('state', 'draft')), fields=['matter'], name='document_draft'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(fields=['organisation', 'open', '-priority', '-id', 'county', 'holder', 'service_code'], name='matter_queue'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(fields=['organisation', 'open', 'due_at', 'id', 'county', 'service_code'], name='matter_org_due'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(fields=['open', '-priority', '-id', 'county', 'holder', 'service_code'], name='matter_open'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(fields=['open', 'due_at', 'id', 'county', 'holder', 'service_code'], name='matter_due'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(condition=models.Q(('holder__isnull', False)), fields=['holder', 'open', '-id', 'organisation', 'county', 'service_code'], name='matter_holder'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(condition=models.Q(('lawyer__isnull', False)), fields=['lawyer', 'open', '-id'], name='matter_lawyer'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(condition=models.Q(('represented__isnull', False)), fields=['represented'], name='matter_represented'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(fields=['county', 'open', '-priority', '-id', 'holder', 'organisation', 'service_code'], name='matter_county'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(fields=['county', 'open', 'due_at', 'id', 'holder', 'organisation', 'service_code'], name='matter_county_due'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(condition=models.Q(('open__in', [False])), fields=['-id', 'county', 'service_code', 'open'], name='matter_closed'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(condition=models.Q(('open__in', [False])), fields=['organisation', '-id', 'county', 'service_code', 'open'], name='matter_org_closed'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(condition=models.Q(('open__in', [False])), fields=['county', '-id', 'organisation', 'service_code', 'open'], name='matter_county_closed'),
        ),
    ]
