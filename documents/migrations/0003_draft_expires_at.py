from datetime import timedelta

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def keep_for_a_day(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What lies there keeps the day it was promised."""
    apps.get_model("documents", "Draft").objects.update(expires_at=models.F("kept_at") + timedelta(days=1))


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_jobs")]

    operations = [
        migrations.AddField("draft", "expires_at", models.DateTimeField(null=True)),
        migrations.RunPython(keep_for_a_day, migrations.RunPython.noop),
        migrations.AlterField("draft", "expires_at", models.DateTimeField(db_index=True)),
        migrations.AlterField("draft", "kept_at", models.DateTimeField()),
    ]
