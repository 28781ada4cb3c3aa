"""Bringing in a register by its pages: file, columns, progress, rows, saving; and coming back."""

import csv
import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assets import import_desk, importing
from assets.forms.importing import ColumnsForm, samples_of
from assets.models import Asset, ColumnMapping, ImportRow, RegisterImport
from groundwork import clock
from tests import asset_factories as have
from tests import factories as make

pytestmark = pytest.mark.django_db

State = RegisterImport.State
FILE = """UPRN,AssetCode,PropertyName,StreetName,PostCode,GeoX,GeoY,TenureType,Ward
1001,A1,Town Hall,High Street,GL50 1DY,395265,222126,Freehold,=Lansdown
1002,A2,Pittville Park,Evesham Road,gl523jg,395522,223084,Leashold,Pittville
,,,,,,,,
"""


@pytest.fixture
def council():
    return make.council("Own Council", slug="own-council")


@pytest.fixture
def somebody(client, council):
    person = make.member(council, "representative")
    client.force_login(person)
    return person


def uploaded(text=FILE, name="register.csv"):
    return SimpleUploadedFile(name, text.encode())


def sent(council, **more):
    day = clock.today()
    return {
        "organisation": council.pk,
        "file": uploaded(),
        "source": "Register 2026",
        "licence": "Open Government Licence v3.0",
        "effective_on_day": str(day.day),
        "effective_on_month": str(day.month),
        "effective_on_year": str(day.year),
    } | more


def begun(client, council, **more):
    answer = client.post(reverse("asset-import"), sent(council, **more))
    assert answer.status_code == 302, answer.context["form"].errors
    return RegisterImport.objects.latest("pk")


def page(client, name, mine, **query):
    return client.get(reverse(f"asset-import-{name}", args=[mine.pk]), query)


def press(client, name, mine, **form):
    return client.post(reverse(f"asset-import-{name}", args=[mine.pk]), form)


def columns_of(client, mine):
    form = page(client, "columns", mine).context["form"]
    return {field.html_name: field.value() for field in form}


def previewed(client, council, text=FILE, **more):
    """A file brought in by the pages, up to where its rows are shown."""
    mine = begun(client, council, file=uploaded(text), **more)
    answer = press(client, "columns", mine, **columns_of(client, mine))
    assert answer.url == reverse("asset-import-progress", args=[mine.pk])
    importing.go_on(mine.pk)
    mine.refresh_from_db()
    return mine


def saved(client, mine):
    shown = page(client, "rows", mine).context["register_import"].fingerprint
    assert press(client, "save", mine, fingerprint=shown).status_code == 302
    importing.go_on(mine.pk)
    mine.refresh_from_db()
    return mine


def text_of(answer):
    return " ".join(answer.content.decode().split())


# --- The file ------------------------------------------------------------------------------------


def test_a_file_is_taken_in_and_its_columns_come_next(client, council, somebody):
    answer = client.post(reverse("asset-import"), sent(council))
    mine = RegisterImport.objects.get()
    assert answer.url == reverse("asset-import-columns", args=[mine.pk])
    assert (mine.filename, mine.source, mine.all_rows) == ("register.csv", "Register 2026", 3)
    assert Asset.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"source": ""}, "Fill this in."),
        ({"file": ""}, "Choose a file."),
        ({"file": SimpleUploadedFile("r.csv", b"")}, "That file is empty."),
        ({"file": SimpleUploadedFile("r.csv", b"\n\n")}, "The file is empty."),
        ({"effective_on_year": "2199"}, "that day has not come. Give today or an earlier one."),
        ({"organisation": 0}, "is not listed. Choose one that is."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, council, somebody, wrong, said):
    answer = client.post(reverse("asset-import"), sent(council, licence="My licence") | wrong)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert 'value="My licence"' in text_of(answer)
    assert not RegisterImport.objects.exists()


def test_a_file_that_is_too_large_is_not_taken(client, council, somebody, monkeypatch):
    monkeypatch.setattr("assets.forms.importing.MOST_BYTES", 10)
    answer = client.post(reverse("asset-import"), sent(council))
    assert "Split it in two." in text_of(answer)


def test_one_chooses_among_the_organisations_one_imports_for(client, council, somebody):
    other = make.organisation("Trust")
    make.organisation("Stranger")
    for role in ("officer", "editor"):
        joined = other if role == "officer" else make.organisation("Only edited")
        joined.memberships.create(person=somebody, role=role, starts_on=dt.date(2020, 1, 1))
    form = client.get(reverse("asset-import")).context["form"]
    assert [*form.fields["organisation"].queryset] == [council, other]


def test_an_organisation_that_the_address_names_is_chosen(client, council, somebody):
    other = make.organisation("Trust")
    other.memberships.create(person=somebody, role="officer", starts_on=dt.date(2020, 1, 1))
    for slug, chosen in ((other.slug, other.pk), ("", None), ("another", None), ("\x00", None)):
        form = client.get(reverse("asset-import"), {"organisation": slug}).context["form"]
        assert form["organisation"].initial == chosen


def test_somebody_who_imports_for_nobody_is_told_what_to_do(client):
    client.force_login(make.person())
    said = text_of(client.get(reverse("asset-import")))
    assert "You bring in registers for no organisation yet." in said
    assert reverse("asset-new") in said
    assert client.post(reverse("asset-import"), {}).status_code == 422


def test_the_page_lists_what_was_begun_and_what_was_saved(client, council, somebody):
    have.an_import(council, filename="open.csv")
    have.an_import(council, filename="done.csv", state=State.SAVED, saved_on=clock.today())
    have.an_import(make.council(), filename="anothers.csv")
    context = client.get(reverse("asset-import")).context
    assert [each.filename for each in context["unfinished"]] == ["open.csv"]
    assert [each.filename for each in context["earlier"]] == ["done.csv"]


@pytest.mark.parametrize("number", [1, 20])
def test_the_list_takes_the_same_queries_however_long(
    client, council, somebody, number, django_assert_max_num_queries
):
    for at in range(number):
        have.an_import(council, filename=f"{at}.csv", state=State.SAVED, saved_on=clock.today())
        have.an_import(council, filename=f"{at}.csv")
    with django_assert_max_num_queries(10):
        client.get(reverse("asset-import"))


# --- The columns ---------------------------------------------------------------------------------


def test_every_column_is_shown_with_its_cells_and_what_it_was_taken_for(client, council, somebody):
    mine = begun(client, council)
    form = page(client, "columns", mine).context["form"]
    assert [(field.label, field.value()) for field in form.columns] == [
        ("UPRN", "uprn"), ("AssetCode", "asset_code"), ("PropertyName", "name"),
        ("StreetName", "street"), ("PostCode", "postcode"), ("GeoX", "x"), ("GeoY", "y"),
        ("TenureType", "tenure"), ("Ward", ""),
    ]  # fmt: skip
    assert form.columns[2].help_text == "Such as “Town Hall”, “Pittville Park”"
    assert "British National Grid" in form["reference_system"].help_text


def test_what_is_put_right_is_used_and_remembered_for_the_organisation(client, council, somebody):
    mine = begun(client, council)
    form = columns_of(client, mine) | {"column_8": "town", "column_0": ""}
    assert press(client, "columns", mine, **form).status_code == 302
    mine.refresh_from_db()
    assert (mine.state, mine.mapping["town"], "uprn" in mine.mapping) == (State.READING, 8, False)
    assert ColumnMapping.objects.get().organisation == council
    again = begun(client, council)
    assert columns_of(client, again)["column_8"] == "town"
    assert "as they were put right on" in text_of(page(client, "columns", again))


def test_two_columns_cannot_hold_the_same(client, council, somebody):
    mine = begun(client, council)
    answer = press(client, "columns", mine, **columns_of(client, mine) | {"column_8": "street"})
    assert answer.status_code == 422
    assert "“Street” is taken from “StreetName” already." in text_of(answer)


def test_columns_by_which_nobody_could_tell_a_row_are_refused(client, council, somebody):
    mine = begun(client, council)
    nothing = {f"column_{at}": "" for at in (1, 2, 3)}
    answer = press(client, "columns", mine, **columns_of(client, mine) | nothing)
    assert answer.status_code == 422
    assert "Choose the column that holds the name of the property" in text_of(answer)


def test_somebody_elses_choice_meanwhile_is_shown_beside_ones_own(client, council, somebody):
    mine = begun(client, council)
    form = columns_of(client, mine) | {"column_8": "town"}
    mine.write(mapping=mine.mapping | {"category": 8})
    answer = press(client, "columns", mine, **form)
    assert answer.status_code == 409
    assert "you chose “Town”, they chose “Use or category”" in text_of(answer)
    again = {field.html_name: field.value() for field in answer.context["form"]}
    assert again["column_8"] == "town"
    assert press(client, "columns", mine, **again).status_code == 302


def test_headers_of_one_name_are_told_apart_and_a_blank_one_has_a_number(council):
    mine = have.an_import(council, columns=["Name", "Name", " "], mapping={"name": 0})
    labels = [field.label for field in ColumnsForm(register_import=mine).columns]
    assert labels == ["Name (column 1)", "Name (column 2)", "Column 3, without a name"]


def test_samples_are_the_first_few_different_cells_on_one_line(council):
    cells = [["Hall", ""], ["Hall", ""], ["A\nB", "x" * 80], ["C"], ["D", "y"]]
    mine = have.an_import(council, [{"cells": each, "outcome": "new"} for each in cells])
    assert samples_of(mine) == [["Hall", "A B", "C"], ["x" * 59 + "…", "y"]]


# --- The work ------------------------------------------------------------------------------------


def test_progress_is_a_page_that_looks_again_and_an_answer_for_its_bar(client, council, somebody):
    mine = have.an_import(
        council, state=State.READING, all_rows=10_000, done_rows=499, worked_at=clock.now()
    )
    answer = page(client, "progress", mine)
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in text_of(answer)
    assert 'value="499" max="10000"' in text_of(answer)
    assert page(client, "state", mine).json() == {
        "state": "reading",
        "done": 499,
        "all": 10_000,
        "words": "Reading row 500 of 10,000",
        "is_stuck": False,
        "next": None,
    }


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"state": State.READING, "done_rows": 3}, "Looking for what is on the register already"),
        ({"state": State.SAVING, "done_rows": 0}, "Saving 3 rows"),
    ],
)
def test_work_that_cannot_be_counted_is_said_in_words(client, council, somebody, more, words):
    mine = have.an_import(council, all_rows=3, worked_at=clock.now(), **{"done_rows": 3} | more)
    assert page(client, "state", mine).json()["words"] == words
    assert words in text_of(page(client, "progress", mine))


@pytest.mark.parametrize(
    ("state", "place"),
    [
        (State.MAPPING, "columns"),
        (State.READING, "progress"),
        (State.PREVIEW, "rows"),
        (State.SAVING, "progress"),
        (State.SAVED, "saved"),
        (State.FAILED, "progress"),
    ],
)
def test_whatever_was_bookmarked_one_comes_to_where_it_waits(
    client, council, somebody, state, place
):
    mine = have.an_import(council, state=state, saved_on=clock.today(), worked_at=clock.now())
    address = reverse(f"asset-import-{place}", args=[mine.pk])
    assert page(client, "go-on", mine).url == address
    assert client.get(address).status_code == 200
    waits = place in {"progress"}
    assert page(client, "state", mine).json()["next"] == (None if waits else address)
    shown = {"columns", "progress", "rows", "saved"}
    for other in sorted(shown - {place}):
        answer = page(client, other, mine)
        assert answer.status_code == 200 or answer.url == address, other


def test_work_that_stands_still_can_be_gone_on_with(client, council, somebody):
    long_ago = clock.now() - dt.timedelta(minutes=5)
    mine = have.an_import(council, state=State.READING, all_rows=9, done_rows=4, worked_at=long_ago)
    assert page(client, "state", mine).json()["is_stuck"]
    said = text_of(page(client, "progress", mine))
    assert "it stopped at row 4 of 9, and can go on from there" in said
    assert "http-equiv" not in said
    press(client, "progress", mine)
    assert not page(client, "state", mine).json()["is_stuck"]


def test_a_fault_is_told_and_can_be_tried_again(client, council, somebody):
    mine = have.an_import(council, state=State.FAILED, failure="The disk was full.")
    assert "The disk was full." in text_of(page(client, "progress", mine))
    press(client, "progress", mine)
    mine.refresh_from_db()
    assert mine.state == State.READING


def test_giving_up_forgets_the_file_and_saves_nothing(client, council, somebody):
    mine = previewed(client, council)
    assert press(client, "give-up", mine).url == reverse("asset-import")
    assert not RegisterImport.objects.exists()
    assert not Asset.objects.exists()


def test_what_is_saved_cannot_be_given_up(client, council, somebody):
    mine = have.an_import(council, state=State.SAVED, saved_on=clock.today())
    assert press(client, "give-up", mine).status_code == 302
    assert RegisterImport.objects.exists()


# --- The rows ------------------------------------------------------------------------------------


def test_the_preview_adds_up_and_saves_nothing(client, council, somebody):
    mine = previewed(client, council)
    answer = page(client, "rows", mine)
    assert "3 rows: 2 new and 1 left out." in text_of(answer)
    assert [(each.name, each.count) for each in answer.context["sheets"]] == [
        ("new", 2),
        ("left_out", 1),
        ("mended", 1),
        ("all", 3),
    ]
    assert not Asset.objects.exists()


def test_each_sheet_shows_its_rows_and_one_that_is_not_there_the_first(client, council, somebody):
    mine = previewed(client, council)
    numbers = {
        sheet: [line.row.number for line in page(client, "rows", mine, show=sheet).context["lines"]]
        for sheet in ("new", "left_out", "mended", "all", "nonsense")
    }
    assert numbers == {
        "new": [2, 3], "left_out": [4], "mended": [3], "all": [2, 3, 4], "nonsense": [2, 3],
    }  # fmt: skip
    assert "Every cell of this row is blank." in text_of(page(client, "rows", mine, show="all"))


def test_a_change_is_shown_as_before_and_after(client, council, somebody):
    saved(client, previewed(client, council))
    later = previewed(client, council, FILE.replace("Evesham Road", "Park Road"))
    said = text_of(page(client, "rows", later, show="changed"))
    assert "3 rows: 1 changed, 1 unchanged and 1 left out." in said
    assert '<span class="visually-hidden">was </span>Evesham Road</del>' in said
    assert '<span class="visually-hidden">becomes </span>Park Road</ins>' in said


def test_long_sheets_are_paged(client, council, somebody):
    rows = [{"outcome": "new", "name": f"Hall {at}"} for at in range(120)]
    mine = have.an_import(council, rows)
    last = page(client, "rows", mine, show="new", page=3)
    assert [line.name for line in last.context["lines"]] == [f"Hall {at}" for at in range(100, 120)]
    assert "Page 3 of 3" in text_of(last)


@pytest.mark.parametrize("number", [1, 20])
def test_the_rows_take_the_same_queries_however_many(
    client, council, somebody, number, django_assert_num_queries
):
    asset = have.asset(council)
    row = {
        "outcome": "changed",
        "match": "probable",
        "asset": asset,
        "changes": {"town": ["", "T"]},
    }
    mine = have.an_import(council, [row] * number)
    with django_assert_num_queries(11):
        assert page(client, "rows", mine).status_code == 200


def test_probable_matches_are_answered_one_by_one_or_all_and_can_be_changed(
    client, council, somebody
):
    asset = have.asset(council, "Town Hall")
    row = {"outcome": "unchanged", "match": "probable", "asset": asset, "match_words": "alike"}
    mine = have.an_import(council, [row] * 3)
    first = mine.rows.first()
    said = text_of(page(client, "rows", mine))
    assert "Probably <a" in said
    assert "First say of the" in said
    back = press(client, "answer", mine, row=first.pk, same="no", page="1")
    assert back.url.endswith("/rows/?show=to_confirm&page=1")
    assert "You said: another one." in text_of(page(client, "rows", mine, show="to_confirm"))
    press(client, "answer", mine, same="yes")
    answers = [*mine.rows.values_list("is_confirmed", flat=True)]
    assert answers == [False, True, True]
    press(client, "answer", mine, row=first.pk, same="yes")
    first.refresh_from_db()
    assert first.is_confirmed is True


@pytest.mark.parametrize("form", [{}, {"same": "maybe"}, {"same": "yes", "row": 0}])
def test_an_answer_that_is_none_changes_nothing(client, council, somebody, form):
    mine = have.an_import(council, [{"outcome": "new"}])
    strange = have.an_import(make.council(), [{"outcome": "new"}]).rows.get()
    assert press(client, "answer", mine, same="yes", row=strange.pk).status_code == 404
    press(client, "answer", mine, **form)
    assert mine.rows.get().is_confirmed is None


def test_what_has_gone_is_shown_and_can_be_kept(client, council, somebody):
    saved(client, previewed(client, council))
    part = "UPRN,AssetCode,PropertyName\n,A9,New yard\n"
    later = previewed(client, council, part)
    shown = page(client, "rows", later, show="gone")
    assert [asset.name for asset in shown.context["gone"]] == ["Pittville Park", "Town Hall"]
    hall = Asset.objects.get(name="Town Hall")
    press(client, "keep", later, asset=hall.pk)
    shown = page(client, "rows", later, show="gone")
    assert [asset.name for asset in shown.context["gone"]] == ["Pittville Park"]
    press(client, "keep", later)
    assert "gone" not in [each.name for each in page(client, "rows", later).context["sheets"]]


def test_rows_that_are_not_used_are_taken_away_with_the_reasons(client, council, somebody):
    rows = [
        {"outcome": "new", "cells": ["Hall", "1"]},
        {"outcome": "refused", "why": "No name.", "cells": ["=A1", "0012"]},
        {"outcome": "left_out", "why": "A home.", "cells": ["Flat 1", "3"]},
    ]
    mine = have.an_import(council, rows, filename="Register 2026.csv")
    answer = page(client, "unused", mine)
    assert answer["Content-Disposition"] == 'attachment; filename="register-2026-not-used.csv"'
    told = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert told == [
        ["Row", "Outcome", "Why", "Name", "UPRN"],
        ["3", "Cannot be used", "No name.", "'=A1", "0012"],
        ["4", "Left out", "A home.", "Flat 1", "3"],
    ]


# --- Saving --------------------------------------------------------------------------------------


def test_saving_does_what_was_shown_and_says_what_is_next(client, council, somebody):
    mine = saved(client, previewed(client, council))
    assert mine.state == State.SAVED
    names = [*Asset.objects.values_list("name", "published_on").order_by("name")]
    assert names == [("Pittville Park", clock.today()), ("Town Hall", clock.today())]
    said = text_of(page(client, "saved", mine))
    assert "Your register is saved" in said
    assert "1 row not used" in said
    assert reverse("asset-export", args=[council.slug, "xlsx"]) in said


def test_what_an_officer_saves_stays_a_draft_until_somebody_agrees(client, council):
    client.force_login(make.member(council, "officer"))
    mine = previewed(client, council)
    assert "stays a draft until somebody who agrees" in text_of(page(client, "rows", mine))
    saved(client, mine)
    assert not Asset.objects.exclude(published_on=None).exists()
    assert "2 of them are drafts" in text_of(page(client, "saved", mine))


def test_bringing_in_the_same_file_again_changes_nothing(client, council, somebody):
    saved(client, previewed(client, council))
    before = [*Asset.objects.order_by("pk").values()]
    again = previewed(client, council)
    said = text_of(page(client, "rows", again))
    assert "there is nothing to change" in said
    assert "3 rows: 2 unchanged and 1 left out." in said
    saved(client, again)
    assert [*Asset.objects.order_by("pk").values()] == before
    assert "Your register is up to date" in text_of(page(client, "saved", again))


def test_a_register_that_changed_since_is_shown_anew_and_not_written(client, council, somebody):
    saved(client, previewed(client, council))
    later = previewed(client, council, FILE.replace("Evesham Road", "Park Road"))
    shown = page(client, "rows", later).context["register_import"].fingerprint
    park = Asset.objects.get(name="Pittville Park")
    park.write(town="Cheltenham")
    answer = press(client, "save", later, fingerprint=shown)
    assert answer.url == reverse("asset-import-progress", args=[later.pk])
    importing.go_on(later.pk)
    assert "Look again: the register has changed" in text_of(page(client, "rows", later))
    park.refresh_from_db()
    assert park.street == "Evesham Road"
    saved(client, later)
    park.refresh_from_db()
    assert (park.street, park.town) == ("Park Road", "Cheltenham")


def test_nothing_is_saved_while_a_question_is_open(client, council, somebody):
    asset = have.asset(council)
    mine = have.an_import(council, [{"outcome": "unchanged", "match": "probable", "asset": asset}])
    answer = press(client, "save", mine, fingerprint=mine.fingerprint)
    assert answer.status_code == 409
    assert "Say of 1 row first" in text_of(answer)


def test_pressing_save_twice_saves_once(client, council, somebody):
    mine = saved(client, previewed(client, council))
    number = Asset.objects.count()
    answer = press(client, "save", mine, fingerprint=mine.fingerprint)
    assert answer.url == reverse("asset-import-saved", args=[mine.pk])
    assert Asset.objects.count() == number


# --- Whose it is ---------------------------------------------------------------------------------

PAGES = ("go-on", "columns", "progress", "state", "rows", "unused", "saved")
BUTTONS = ("columns", "progress", "give-up", "answer", "keep", "save")


@pytest.mark.parametrize(("role", "status"), [("editor", 403), ("stranger", 404), ("visitor", 302)])
def test_nobody_else_sees_or_touches_an_import(client, council, role, status):
    mine = have.an_import(council, [{"outcome": "new"}])
    if role == "editor":
        client.force_login(make.member(council, "editor"))
    elif role == "stranger":
        client.force_login(make.member(make.council(), "councillor"))
    answers = [page(client, name, mine) for name in PAGES]
    answers += [press(client, name, mine, same="yes") for name in BUTTONS]
    assert {answer.status_code for answer in answers} == {status}
    assert RegisterImport.objects.filter(pk=mine.pk, state=State.PREVIEW).exists()


# --- The desk ------------------------------------------------------------------------------------


def test_an_import_left_midway_waits_on_the_desk(client, council, somebody):
    for state in State.values:
        have.an_import(council, state=state, filename=f"{state}.csv", worked_at=clock.now())
    memberships = [*somebody.memberships.all()]
    waiting = import_desk.imports_waiting(memberships)
    assert [each.state for each in waiting.begun] == ["failed", "preview", "mapping"]
    said = text_of(client.get("/desk/"))
    assert "Registers on their way in" in said
    assert "preview.csv" in said
    assert "saved.csv" not in said


def test_work_that_stopped_waits_for_somebody_and_work_that_goes_on_does_not(council):
    long_ago = clock.now() - dt.timedelta(minutes=5)
    have.an_import(council, state="reading", worked_at=long_ago, filename="stopped.csv")
    have.an_import(council, state="saving", worked_at=clock.now(), filename="at-work.csv")
    memberships = [*make.member(council, "officer").memberships.all()]
    (waiting,) = import_desk.imports_waiting(memberships).begun
    assert waiting.filename == "stopped.csv"


@pytest.mark.parametrize("role", ["editor"])
def test_it_waits_for_nobody_who_may_not_go_on_with_it(council, role, django_assert_num_queries):
    have.an_import(council)
    memberships = [*make.member(council, role).memberships.all()]
    with django_assert_num_queries(0):
        assert import_desk.imports_waiting(memberships).count == 0


@pytest.mark.parametrize("role", ["representative", "councillor", "officer", "editor"])
def test_those_who_may_choose_an_organisation_are_those_who_may_import_for_it(council, role):
    from assets.permissions import may_import_register

    person = make.member(council, role)
    listed = import_desk.organisations_importing(person, clock.today())
    assert (council in listed) is may_import_register(person, council)


def test_a_row_of_a_file_knows_its_number(council):
    mine = have.an_import(council, [{"outcome": "new"}])
    assert str(ImportRow.objects.get()) == f"{mine}, row 2"
