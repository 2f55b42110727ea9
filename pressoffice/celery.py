"""Tasks and their schedule. Sweeps are idempotent: two beats at once do no harm."""

import os

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pressoffice.settings")

app = Celery("pressoffice")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# A sweep that waited longer than its period is dropped: the next one does its work.
app.conf.beat_schedule = (
    {
        name: {"task": name, "schedule": settings.SWEEP_EVERY, "options": {"expires": settings.SWEEP_EVERY}}
        for name in (
            "deadlines.tasks.sweep_duties",
            "notifications.tasks.deliver",
            "documents.tasks.run_jobs",
            "documents.tasks.settle_letters",
            "inquiries.tasks.spread_answers",
            "inquiries.tasks.close_clarifications",
            "accreditation.tasks.advance_imports",
            "accreditation.tasks.turn_intakes",
            "accreditation.tasks.lapse_completions",
            "accreditation.tasks.serve_waiting_lists",
            "accreditation.tasks.end_accreditations",
            "accreditation.tasks.remind_renewals",
            "accreditation.tasks.spread_notices",
            "accreditation.tasks.sign_cards_anew",
            "briefings.tasks.turn_events",
            "briefings.tasks.spread_changes",
            "briefings.tasks.serve_waiting_lists",
            "briefings.tasks.remind_participants",
        )
    }
    | {
        name: {"task": name, "schedule": crontab(minute="17")}
        for name in (
            "accreditation.tasks.purge_drafts",
            "accreditation.tasks.purge_old_data",
            "documents.tasks.purge_files",
            "notifications.tasks.forget_messages",
            "notifications.tasks.forget_subscriptions",
            "pressoffice.tasks.purge_calls",
        )
    }
    | {
        "inquiries.tasks.poll_mailboxes": {
            "task": "inquiries.tasks.poll_mailboxes",
            "schedule": crontab(),
            "options": {"expires": 60},
        }
    }
    | {
        "documents.tasks.recheck_signatures": {
            "task": "documents.tasks.recheck_signatures",
            "schedule": crontab(minute="*/10"),
            "options": {"expires": 600},
        }
    }
)
