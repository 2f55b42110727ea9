from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Outbox")

    def ready(self) -> None:
        from notifications.kinds import CODE, SUBSCRIBE, register_kinds

        register_kinds(CODE, SUBSCRIBE)
