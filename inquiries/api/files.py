"""Files in JSON: name and Base64, let in by the checks of the pages."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError as NotTaken
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from documents.checks import Upload, check_uploads


class FileSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=255)
    content = serializers.CharField(help_text="Base64.")


def received(files: Sequence[Mapping[str, str]]) -> list[SimpleUploadedFile]:
    """As a form gets them from a browser; ValidationError for what is no Base64."""
    try:
        return [SimpleUploadedFile(row["name"], base64.b64decode(row["content"], validate=True)) for row in files]
    except (binascii.Error, ValueError) as error:
        raise ValidationError({"files": [str(error)]}) from error


def uploads(files: Sequence[Mapping[str, str]]) -> list[Upload]:
    accepted, problems = check_uploads(received(files))
    if problems:
        raise ValidationError({"files": NotTaken(problems).messages})
    return accepted
