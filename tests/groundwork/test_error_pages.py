"""Where DEBUG is on, visitors of the demonstration still meet the site's own error pages."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.handlers.base import BaseHandler
from django.core.management.utils import get_random_secret_key
from django.http import Http404
from django.test import Client
from django.urls import include, path

OWN_404 = b"There is no page here"


def broken(request):
    raise RuntimeError(get_random_secret_key())


def missing(request):
    raise Http404("no zone of that name")


def forbidden(request):
    raise PermissionDenied


urlpatterns = [
    path("broken/", broken),
    path("missing/", missing),
    path("forbidden/", forbidden),
    path("", include("config.urls")),
]


@pytest.fixture
def visitor(db, settings) -> Client:
    settings.DEBUG = True
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", ["/nothing/", "/nothing", "/missing/"])
def test_visitor_meets_our_page_where_there_is_none_while_debugging(visitor, address):
    response = visitor.get(address)
    assert response.status_code == 404
    assert OWN_404 in response.content
    assert b"DEBUG" not in response.content


def test_visitor_meets_our_page_where_something_broke_while_debugging(visitor, caplog):
    response = visitor.get("/broken/")
    assert response.status_code == 500
    assert b"Something went wrong on our side" in response.content
    assert b"Traceback" not in response.content
    assert "RuntimeError" in caplog.text


def test_developer_meets_the_technical_page_when_asked_for(visitor, settings):
    settings.TECHNICAL_ERROR_PAGES = True
    assert OWN_404 not in visitor.get("/nothing/").content
    assert b"Traceback" in visitor.get("/broken/").content


def test_slash_is_added_and_what_is_refused_stays_refused_while_debugging(visitor):
    assert visitor.get("/zones").headers["Location"] == "/zones/"
    assert visitor.get("/forbidden/").status_code == 403


def test_error_pages_stand_aside_on_a_real_site(settings):
    settings.DEBUG = False
    handler = BaseHandler()
    handler.load_middleware()
    assert not any("OwnErrorPages" in repr(hook) for hook in handler._exception_middleware)
