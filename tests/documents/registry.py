"""A room that exists in tests alone: a registry that sends notices to journalists, and issues badges."""

from django.apps.registry import Apps
from django.db import connection, models

from accounts.models import User
from agencies.models import Agency
from agencies.states import Permission
from documents.correspondence import Correspondence
from documents.models import NOT_ARRIVED, File, OfficialLetter
from notifications.kinds import MessageKind
from notifications.models import Message

# Known to nobody else: no other test walks over it.
ROOMS = Apps()
for model in (Agency, File, Message, User):
    ROOMS.register_model(model._meta.app_label, model)


class Notice(OfficialLetter):
    reader = models.CharField(max_length=100)

    class Meta(OfficialLetter.Meta):
        app_label = "documents"
        apps = ROOMS
        indexes = [
            *OfficialLetter.Meta.indexes,
            models.Index(fields=["reader"], name="notices_not_arrived", condition=NOT_ARRIVED),
        ]


NOTICE = MessageKind("registry_notice", "Notice of the registry")


class Registry:
    """Keeps what it was told of its notices."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, str]] = []
        self.failed: list[tuple[str, str]] = []
        self.enclosed: list = []
        self.breaks_at = ""  # the number of a notice whose arrival it cannot cope with

    @property
    def correspondence(self):
        return Correspondence(
            model=Notice,
            title=lambda notice: "notice of the registry",
            case=lambda notice: notice.agency,
            permission=Permission.ANSWER_INQUIRIES,
            on_arrival=self.note_arrival,
            on_failure=lambda notice, reason, at: self.failed.append((notice.number, reason)),
            enclosures=lambda notice: self.enclosed,
        )

    def note_arrival(self, notice, by, at):
        if notice.number == self.breaks_at:
            raise ZeroDivisionError
        self.arrived.append((notice.number, str(by.user) if by else "by e-mail"))


def make_tables():
    with connection.schema_editor() as editor:
        editor.create_model(Notice)
