"""The groups a shop finds ready-made; going back keeps them, since people may be in them (zero, in 0001, does not)."""

from django.db import migrations

from oscar_lt_accounting.groups import make


def make_groups(apps, schema_editor):
    # The model DocumentPdf was called Print then; 0008 renames its permissions, too.
    make(apps, schema_editor.connection.alias, called_then={"documentpdf": "print"})


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('oscar_lt_accounting', '0005_job'),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
