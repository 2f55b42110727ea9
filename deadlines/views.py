"""The public calculator."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from deadlines.forms import CalculatorForm


def calculator(request: HttpRequest) -> HttpResponse:
    """An answer has an address of its own: everything asked stands in it."""
    form = CalculatorForm(request.GET if "term" in request.GET or "start" in request.GET else None)
    form.is_valid()
    return render(request, "deadlines/calculator.html", {"form": form, "answer": form.answer})
