"""How every room tells a machine of a clock, and of the officer who answers for it."""

from rest_framework import serializers

from accounts.models import User
from deadlines.queries import ClockState, ClockView


class OfficerSerializer(serializers.Serializer[User]):
    email = serializers.EmailField()
    name = serializers.CharField(source="__str__")


class ClockSerializer(serializers.Serializer[ClockView]):
    state = serializers.ChoiceField(choices=[state.value for state in ClockState])
    due_on = serializers.DateField()
    due_at = serializers.DateTimeField(source="duty.due_at")
    words = serializers.CharField(help_text="The distance to the due date, for people.")
