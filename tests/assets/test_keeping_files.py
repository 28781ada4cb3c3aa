"""Photos and documents: added with words, kept without metadata, seen by those who may."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from assets import keeping_files
from assets.models import Asset, Document, Photo
from groundwork import clock, stores
from groundwork.private_files import cleaned, cleaned_photo
from groundwork.problems import Refused
from partners.models import Membership
from tests import asset_factories as have
from tests import factories as make

SECRET = b"Ms Secret was at home"
Role = Membership.Role


def a_photo(size=(60, 40)) -> bytes:
    """A photo that says where it was taken, by whom and on what."""
    exif = Image.Exif()
    exif[0x013B] = SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 28.0, 0.0), 3: "W", 4: (1.0, 53.0, 0.0)})
    file = io.BytesIO()
    Image.new("RGB", size, (200, 20, 20)).save(file, "JPEG", exif=exif, comment=SECRET)
    return file.getvalue()


def upload(data: bytes, name: str = "../../Ms Secret's house.exe") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "text/html")


@pytest.fixture
def hall(db):
    return have.asset(make.organisation("Stirchley Hall Trust"), "The hall")


@pytest.fixture
def keeper(hall):
    return make.member(hall.owner, Role.EDITOR)


@pytest.fixture
def photo_made():
    return cleaned_photo(io.BytesIO(a_photo()))


@pytest.mark.promise
def test_a_photo_is_kept_without_its_metadata_or_its_makers_name(client, hall, keeper):
    client.force_login(keeper)
    path = reverse("asset-photos", args=[hall.reference])
    words = {"alternative": "The hall from the street", "credit": "Kim"}
    assert client.post(path, {"photo": upload(a_photo()), **words}).status_code == 302
    photo = Photo.objects.get()
    assert (photo.alternative, photo.credit) == ("The hall from the street", "Kim")
    assert (photo.width, photo.height) == (60, 40)
    for file in (photo.file, photo.thumbnail):
        assert "Secret" not in file.name
        assert ".." not in file.name
        assert file.name.endswith(".jpg")
        with file.open("rb") as opened:
            assert SECRET not in opened.read()


@pytest.mark.parametrize(
    ("name", "field", "data", "sentence"),
    [
        ("asset-photos", "photo", b"%PDF-1.4 %%EOF", "not a picture"),
        ("asset-photos", "photo", b"<html>", "not a picture"),
        ("asset-photos", "photo", a_photo()[:150], "damaged"),
        ("asset-photos", "photo", b"", "empty"),
        ("asset-photos", "photo", None, "Choose a file"),
        ("asset-documents", "document", b"MZ a program", "not a PDF, PNG, JPEG or WebP"),
        ("asset-documents", "document", None, "Choose a file"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_the_words_stay(
    client, hall, keeper, name, field, data, sentence
):
    client.force_login(keeper)
    words = {"alternative": "The hall, seen from the street", "title": "The plan of the hall"}
    files = {} if data is None else {field: upload(data)}
    response = client.post(reverse(name, args=[hall.reference]), words | files)
    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page
    assert words["alternative" if field == "photo" else "title"] in page
    assert not Photo.objects.exists()
    assert not Document.objects.exists()


def test_a_photo_without_words_is_refused(client, hall, keeper, photo_made):
    client.force_login(keeper)
    path = reverse("asset-photos", args=[hall.reference])
    response = client.post(path, {"photo": upload(a_photo()), "alternative": " "})
    assert response.status_code == 422
    assert "Say in a sentence what can be seen" in response.content.decode()
    with pytest.raises(Refused, match="what can be seen"):
        keeping_files.add_photo(asset=hall, photo=photo_made, alternative=" x ", by=keeper)
    with pytest.raises(IntegrityError), transaction.atomic():
        have.photo(hall, "")


def test_the_same_photo_twice_is_added_once(hall, keeper, photo_made):
    words = {"asset": hall, "alternative": "The hall", "by": keeper}
    first = keeping_files.add_photo(photo=photo_made, **words)
    assert keeping_files.add_photo(photo=photo_made, **words) == first
    other = cleaned_photo(io.BytesIO(a_photo((60, 41))))
    assert keeping_files.add_photo(photo=other, **words) != first


def test_there_are_at_most_so_many(hall, keeper, photo_made, monkeypatch):
    monkeypatch.setattr(keeping_files, "MOST_PHOTOS", 1)
    monkeypatch.setattr(keeping_files, "MOST_DOCUMENTS", 1)
    have.photo(hall)
    have.document(hall)
    with pytest.raises(Refused, match="1 photos already"):
        keeping_files.add_photo(asset=hall, photo=photo_made, alternative="More", by=keeper)
    with pytest.raises(Refused, match="1 documents already"):
        keeping_files.add_document(asset=hall, document=photo_made.photo, title="More", by=keeper)


def test_a_photo_is_put_first(hall, keeper):
    photos = [have.photo(hall, name, position=n) for n, name in enumerate(["One", "Two", "Three"])]
    keeping_files.describe_photo(photo=photos[2], alternative="Third", by=keeper, first=True)
    assert [each.alternative for each in hall.photos.all()] == ["Third", "One", "Two"]


def test_a_photo_that_is_taken_away_leaves_no_file(
    client, hall, keeper, django_capture_on_commit_callbacks
):
    photo, store = have.photo(hall), stores.private()
    names = [photo.file.name, photo.thumbnail.name]
    assert all(store.exists(name) for name in names)
    client.force_login(keeper)
    path = reverse("asset-photo-remove", args=[hall.reference, photo.pk])
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(path).status_code == 302
    assert not Photo.objects.exists()
    assert not any(store.exists(name) for name in names)
    assert client.post(path).status_code == 302, "pressing twice does no harm"


def test_a_document_is_described_anew_and_taken_away(
    client, hall, keeper, django_capture_on_commit_callbacks
):
    document, store = have.document(hall), stores.private()
    client.force_login(keeper)
    path = reverse("asset-document-edit", args=[hall.reference, document.pk])
    assert client.post(path, {"title": "Insurance"}).status_code == 302
    document.refresh_from_db()
    assert (document.title, document.is_public) == ("Insurance", False)
    path = reverse("asset-document-remove", args=[hall.reference, document.pk])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(path)
    assert not Document.objects.exists()
    assert not store.exists(document.file.name)


def test_strangers_and_what_has_gone_get_no_files(hall, keeper, photo_made):
    sam, file = make.person("Sam"), cleaned(io.BytesIO(a_photo()))
    with pytest.raises(PermissionDenied):
        keeping_files.add_photo(asset=hall, photo=photo_made, alternative="The hall", by=sam)
    with pytest.raises(PermissionDenied):
        keeping_files.remove_photo(photo=have.photo(hall), by=sam)
    Asset.objects.filter(pk=hall.pk).update(gone_on=clock.today(), why_gone="Sold")
    for add in (
        lambda: keeping_files.add_photo(
            asset=hall, photo=photo_made, alternative="The hall", by=keeper
        ),
        lambda: keeping_files.add_document(asset=hall, document=file, title="Plan", by=keeper),
    ):
        with pytest.raises(Refused, match="no longer on the register"):
            add()


# Who sees them

STATES = ("public", "gone", "sensitive", "draft")
SEEN = {
    # file: which states outsiders see it in; keepers see it in all
    "photo": {"public", "gone"},
    "small photo": {"public", "gone"},
    "public document": {"public", "gone"},
    "private document": set(),
}


@pytest.mark.promise
@pytest.mark.parametrize("state", STATES)
def test_files_are_seen_by_those_who_may(client, state, db):
    more = {
        "public": {},
        "gone": {"gone_on": clock.today(), "why_gone": "Sold"},
        "sensitive": {"is_sensitive": True},
        "draft": {"public": False},
    }[state]
    asset = have.asset(make.organisation(), "A place", **more)
    photo, plan = have.photo(asset, "Its front door"), have.document(asset, "Its plan")
    secret = have.document(asset, "Its alarm", is_public=False)
    paths = {
        "photo": reverse("asset-photo", args=[asset.reference, photo.pk]),
        "small photo": reverse("asset-photo-small", args=[asset.reference, photo.pk]),
        "public document": reverse("asset-document", args=[asset.reference, plan.pk]),
        "private document": reverse("asset-document", args=[asset.reference, secret.pk]),
    }
    for someone in (None, make.person("Sam")):
        client.logout()
        if someone:
            client.force_login(someone)
        for file, path in paths.items():
            response = client.get(path)
            b"".join(response)
            seen = state in SEEN[file]
            assert response.status_code == (200 if seen else 404), (file, state)
            is_photo = file.endswith("photo")
            assert ("public" in response["Cache-Control"]) is (seen and is_photo)
        page = client.get(asset.get_absolute_url())
        if state != "draft":
            for words in ("Its front door", "Its plan"):
                assert (words in page.content.decode()) is (state != "sensitive")
            assert "Its alarm" not in page.content.decode()
    client.force_login(make.member(asset.owner, Role.EDITOR))
    for path in paths.values():
        response = client.get(path)
        b"".join(response)
        assert response.status_code == 200
        assert response["X-Content-Type-Options"] == "nosniff"


def test_a_file_belongs_to_its_own_asset_only(client, hall):
    photo, other = have.photo(hall), have.asset(name="Another")
    assert client.get(reverse("asset-photo", args=[other.reference, photo.pk])).status_code == 404


def test_a_document_is_downloaded_under_its_title(client, hall):
    document = have.document(hall, "Terms of hire: 2027/28")
    response = client.get(reverse("asset-document", args=[hall.reference, document.pk]))
    assert b"".join(response).startswith(b"%PDF")
    assert response["Content-Disposition"] == 'attachment; filename="terms-of-hire-202728.pdf"'


def test_a_file_that_is_gone_from_the_disk_is_not_there(client, hall):
    photo = have.photo(hall)
    photo.file.storage.delete(photo.file.name)
    assert client.get(reverse("asset-photo", args=[hall.reference, photo.pk])).status_code == 404
