"""Models are called what they hold: Print → DocumentPdf, RemoteName → RemoteId; rights follow the names."""

from django.db import migrations, router

#: Model and what it is called, before and after.
RENAMED = (
    (("print", "print"), ("documentpdf", "PDF")),
    (("remotename", "name over there"), ("remoteid", "id in the accounting system")),
)


def rename_permissions(apps, schema_editor):
    _rename(apps, schema_editor.connection.alias, RENAMED)


def rename_permissions_back(apps, schema_editor):
    _rename(apps, schema_editor.connection.alias, [(new, old) for old, new in RENAMED])


def _rename(apps, alias, renamed):
    permission_model = apps.get_model("auth", "Permission")
    if not router.allow_migrate_model(alias, permission_model):
        return
    permissions = permission_model.objects.using(alias)
    for (old, _label), (new, label) in renamed:
        for verb in ("add", "change", "delete", "view"):
            former = permissions.filter(
                content_type__app_label="oscar_lt_accounting", codename=f"{verb}_{old}"
            )
            # Django makes the permission of the new name after a migration: where it is there already, who had the
            # former right gets it.
            for permission in former:
                there = permissions.filter(
                    content_type__app_label="oscar_lt_accounting", codename=f"{verb}_{new}"
                ).first()
                if there is None:
                    permission.codename = f"{verb}_{new}"
                    permission.name = f"Can {verb} {label}"
                    permission.save(update_fields=["codename", "name"])
                    continue
                for group in permission.group_set.all():
                    group.permissions.add(there)
                for user in permission.user_set.all():
                    user.user_permissions.add(there)
                permission.delete()


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('oscar_lt_accounting', '0007_buyer_correction'),
    ]

    operations = [
        migrations.RenameModel('Print', 'DocumentPdf'),
        migrations.RenameModel('RemoteName', 'RemoteId'),
        migrations.RunPython(rename_permissions, rename_permissions_back),
    ]
