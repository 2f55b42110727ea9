"""The frame around every public page."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils import translation

from tests.country import make_user


def frame(rf, language="en", user=None, query=""):
    with translation.override(language):
        request = rf.get(reverse("accessibility") + query)
        request.resolver_match = resolve(request.path)
        request.user = user or AnonymousUser()
        return render_to_string("accessibility.html", request=request)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_frame_names_its_language_and_links_this_page_in_the_others(rf, language):
    page = frame(rf, language, query="?q=1")
    assert f'<html lang="{language}"' in page
    assert f'<span class="govuk-language-navigation__text" lang="{language}" aria-current="true">' in page
    others = [code for code in ("kk", "ru", "en") if code != language]
    assert re.findall(r'href="(/\w\w/accessibility/\?q=1)" rel="alternate"', page) == [
        f"/{code}/accessibility/?q=1" for code in others
    ]


def test_languages_lead_to_the_front_page_where_there_is_no_page():
    page = render_to_string("404.html")
    assert re.findall(r'href="([^"]+)" rel="alternate"', page) == ["/kk/", "/ru/"]


@pytest.mark.django_db
def test_signed_in_person_chooses_the_language_of_mails_too(rf):
    page = frame(rf, user=make_user())
    form = re.search(r'<form method="post" action="/en/language/">(.*?)</form>', page, re.DOTALL)
    assert re.findall(r'name="language" value="(\w\w)"', form[1]) == ["kk", "ru"]
    assert 'name="next" value="/en/accessibility/"' in form[1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("is_signed_in", "offered"), [(False, {"Sign in"}), (True, {"My page", "Messages", "Sign out"})]
)
def test_navigation_offers_what_the_person_can_use(rf, is_signed_in, offered):
    page = frame(rf, user=make_user() if is_signed_in else None)
    said = {words for words in ("Sign in", "My page", "Messages", "Sign out") if f">{words}<" in page}
    assert said == offered


def test_skip_link_leads_to_the_content(rf):
    page = frame(rf)
    assert page.index('href="#main"') < page.index("<header")
    assert 'id="main"' in page


def test_page_asks_no_other_server(rf):
    page = frame(rf)
    assert re.findall(r'(?:src|<link[^>]+href)="(?!/static/)([^"]+)"', page) == []
