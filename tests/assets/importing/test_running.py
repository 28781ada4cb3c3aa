"""Work in a process of its own: one at a time, left and come back to, nothing done twice."""

import threading
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from assets import importing
from assets.importing import planning, running
from assets.models import Asset, RegisterImport
from partners.models import Membership
from tests import databases
from tests import factories as make
from tests.assets.importing.files import GREEN, HALL, SHOP, begun, counts, previewed, register

State = RegisterImport.State
db = pytest.mark.django_db


@pytest.fixture
def reading():
    """A file whose columns are chosen and whose rows nobody has read."""
    row = begun(make.council(), register(HALL, GREEN, SHOP))
    return importing.choose_columns(register_import=row, mapping=row.mapping, by=None)


@db
def test_a_file_is_read_and_then_saved(reading):
    assert importing.go_on(reading.pk).state == State.PREVIEW
    row = RegisterImport.objects.get()
    importing.agree_to_save(register_import=row, by=None, expected_fingerprint=row.fingerprint)
    assert importing.go_on(row.pk).state == State.SAVED
    assert Asset.objects.count() == 3
    assert importing.go_on(row.pk).state == State.SAVED
    assert Asset.objects.count() == 3


@db
def test_reading_goes_on_where_it_was_left(reading, monkeypatch):
    monkeypatch.setattr(planning, "AT_ONCE", 1)
    real, told = planning.understood, []

    def dies_at_the_third(cells, columns):
        told.append(cells)
        if len(told) == 3:
            raise KeyboardInterrupt
        return real(cells, columns)

    monkeypatch.setattr(planning, "understood", dies_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        importing.go_on(reading.pk)
    row = RegisterImport.objects.get()
    assert (row.state, row.done_rows, row.worked_at is None) == (State.READING, 2, False)
    assert importing.go_on(reading.pk).state == State.PREVIEW
    assert [cells[0] for cells in told] == ["H1", "G2", "S3", "S3"]
    assert RegisterImport.objects.get().done_rows == 3


@db
def test_a_fault_is_told_and_can_be_tried_again(
    reading, monkeypatch, django_capture_on_commit_callbacks
):
    with monkeypatch.context() as broken:
        broken.setattr(running, "work_on", lambda row: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            importing.go_on(reading.pk)
    row = RegisterImport.objects.get()
    assert row.state == State.FAILED
    assert "nothing of" in row.failure.lower()
    spawned = []
    monkeypatch.setattr(running, "_spawn", spawned.append)
    with django_capture_on_commit_callbacks(execute=True):
        importing.start(row)
    assert spawned == [[str(row.pk)]]
    assert importing.go_on(row.pk).state == State.PREVIEW


@db
def test_a_file_that_waits_for_a_person_starts_nothing(
    monkeypatch, django_capture_on_commit_callbacks
):
    row = previewed(make.council(), register(HALL))
    monkeypatch.setattr(running, "_spawn", lambda _: pytest.fail("nothing is to be done"))
    with django_capture_on_commit_callbacks(execute=True):
        importing.start(row)


@db
def test_a_register_that_changed_before_it_was_saved_is_shown_again(reading):
    importing.go_on(reading.pk)
    row = RegisterImport.objects.get()
    importing.agree_to_save(register_import=row, by=None, expected_fingerprint=row.fingerprint)
    Asset.objects.create(owner=row.organisation, kind="land", name="New", asset_code="H1")
    assert importing.go_on(row.pk).state == State.PREVIEW
    assert Asset.objects.count() == 1
    assert counts(RegisterImport.objects.get())["changed"] == 1


@db
def test_whoever_may_no_longer_save_it_is_refused_and_it_waits(reading):
    officer = make.member(reading.organisation, Membership.Role.OFFICER)
    importing.go_on(reading.pk)
    row = RegisterImport.objects.get()
    importing.agree_to_save(register_import=row, by=officer, expected_fingerprint=row.fingerprint)
    Membership.objects.filter(person=officer).delete()
    row = importing.go_on(row.pk, by=officer)
    assert row.state == State.PREVIEW
    assert row.failure
    assert not Asset.objects.exists()


def test_two_never_work_on_one_file(committed_db):
    row = begun(make.council(), register(HALL))
    row = importing.choose_columns(register_import=row, mapping=row.mapping, by=None)
    has_it, may_go = threading.Event(), threading.Event()

    def hold():
        with running.working_alone(row.pk):
            has_it.set()
            may_go.wait(30)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    assert has_it.wait(30)
    assert importing.is_at_work(row)
    with pytest.raises(importing.AlreadyAtWork):
        importing.go_on(row.pk)
    may_go.set()
    other.join(30)
    assert not importing.is_at_work(row)
    assert importing.go_on(row.pk).state == State.PREVIEW


def test_a_process_of_its_own_reads_the_file(committed_db, monkeypatch):
    row = begun(make.council(), register(HALL, GREEN))
    row = importing.choose_columns(register_import=row, mapping=row.mapping, by=None)
    monkeypatch.setenv("DATABASE_URL", databases.url_of(committed_db))
    running.start(row)
    (waiting,) = [thread for thread in threading.enumerate() if thread.name == "import"]
    waiting.join(120)
    row.refresh_from_db()
    assert (row.state, row.done_rows) == (State.PREVIEW, 2)


@db
@pytest.mark.parametrize(("role", "is_public"), [("officer", False), ("representative", True)])
def test_who_agreed_decides_whether_it_is_public_whoever_goes_on(reading, role, is_public):
    one = make.member(reading.organisation, role)
    importing.go_on(reading.pk)
    row = RegisterImport.objects.get()
    importing.agree_to_save(register_import=row, by=one, expected_fingerprint=row.fingerprint)
    other = make.member(reading.organisation, Membership.Role.REPRESENTATIVE)
    importing.go_on(row.pk, by=other)
    assert {each.published_on is not None for each in Asset.objects.all()} == {is_public}


@db
def test_a_file_that_was_given_up_stops_quietly(reading, monkeypatch):
    def give_up(cells, columns):
        RegisterImport.objects.filter(pk=reading.pk).delete()
        raise RuntimeError

    monkeypatch.setattr(planning, "understood", give_up)
    with pytest.raises(RegisterImport.DoesNotExist):
        importing.go_on(reading.pk)
    with pytest.raises(CommandError, match="no such import"):
        call_command("import_assets", go_on=reading.pk)


@db
@pytest.mark.slow
def test_ten_thousand_rows_come_in_within_half_a_minute_of_work():
    rows = [
        f"H{n:05d},{n + 1:012d},Hall {n},High Street,B30 2HA,{406_000 + n},280000,Leasehold,Land"
        for n in range(10_000)
    ]
    council, data = make.council(), register(*rows)
    for told in ("new", "unchanged"):
        begun_at = time.process_time()
        row = previewed(council, data)
        importing.agree_to_save(register_import=row, by=None, expected_fingerprint=row.fingerprint)
        importing.go_on(row.pk)
        assert time.process_time() - begun_at < 30
        row.refresh_from_db()
        assert (row.state, counts(row)[told]) == (State.SAVED, 10_000)


# --- The command ---------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "register.csv"
    path.write_bytes(register(HALL, GREEN, "R1/RES,,,8 Mill Road,,,,,"))
    return str(path)


@db
def test_command_tells_first_when_asked_to_and_then_saves(file, capsys):
    council = make.council()
    call_command("import_assets", file, organisation=council.slug, dry_run=True)
    said = capsys.readouterr().out
    assert "Row 4: left out. It is left out as a home" in said
    assert "3 rows: 2 new, 0 changed, 0 unchanged, 0 refused, 1 left out" in said
    assert "Nothing was saved" in said
    assert not Asset.objects.exists()
    assert not RegisterImport.objects.exists()
    call_command(
        "import_assets", file, organisation=council.slug, as_at="2021-04-01", source="Open data"
    )
    assert capsys.readouterr().out.endswith("Saved.\n")
    assert set(Asset.objects.values_list("source", flat=True)) == {"Open data"}
    assert Asset.objects.exclude(published_on=None).count() == 2
    call_command("import_assets", file, organisation=council.slug, as_at="1 April 2021")
    assert "0 new, 0 changed, 2 unchanged" in capsys.readouterr().out


@db
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Give a file"),
        (["FILE"], "Give a file and --organisation"),
        (["FILE", "--organisation", "nobody"], "no organisation"),
        (["/nowhere.csv", "--organisation", "us"], "No such file"),
        (["FILE", "--organisation", "us", "--as-at", "soon"], "not a date"),
        (["FILE", "--organisation", "us", "--column", "name=None"], "fields are"),
        (["--go-on", "1"], "no such import"),
    ],
)
def test_command_says_what_is_wrong(file, arguments, words):
    make.council(slug="us")
    arguments = [file if each == "FILE" else each for each in arguments]
    with pytest.raises(CommandError, match=words):
        call_command("import_assets", *arguments)
    assert not RegisterImport.objects.exists()


@db
def test_command_takes_columns_that_no_header_tells(tmp_path, capsys):
    path = tmp_path / "plain.csv"
    path.write_text("Thing,Note\nHall,x\n")
    make.council(slug="us")
    call_command("import_assets", str(path), "--organisation", "us", "--column", "name=Thing")
    assert Asset.objects.get().name == "Hall"


@db
def test_command_goes_on_with_what_was_begun(reading, capsys):
    call_command("import_assets", go_on=reading.pk)
    assert "waiting for you to check the rows" in capsys.readouterr().out
