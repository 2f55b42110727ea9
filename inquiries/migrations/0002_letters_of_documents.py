"""Letters have what every official letter has (documents.models.OfficialLetter): the names change, the table does not."""

import django.db.models.deletion
from django.db import migrations, models

OLD, NEW = "one_letter_per_number", "inquiries_letter_per_number"


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0001_initial"),
        ("documents", "0001_initial"),
        ("inquiries", "0001_initial"),
        ("notifications", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="letter",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="message",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="notifications.message",
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="pdf",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.file"
            ),
        ),
        migrations.RenameIndex(
            model_name="letter", old_name="letters_underway", new_name="inquiries_letter_underway"
        ),
        migrations.RunSQL(  # Django would build the constraint anew
            f"ALTER TABLE inquiries_letter RENAME CONSTRAINT {OLD} TO {NEW}",
            f"ALTER TABLE inquiries_letter RENAME CONSTRAINT {NEW} TO {OLD}",
            state_operations=[
                migrations.RemoveConstraint(model_name="letter", name=OLD),
                migrations.AddConstraint(
                    model_name="letter",
                    constraint=models.UniqueConstraint(fields=("agency", "number"), name=NEW),
                ),
            ],
        ),
    ]
