from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('oscar_lt_accounting', '0006_groups'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='buyer_correction',
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
    ]
