"""A file that is handed in comes out as what can be seen of it, or is refused in sentences."""

import io
import re
import stat
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from types import SimpleNamespace

import pypdf
import pypdfium2
import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import FileField
from django.db.models.fields.files import FieldFile
from PIL import Image, PngImagePlugin
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from groundwork import confinement, stores
from groundwork.private_files import (
    CleanFile,
    FileRefused,
    PrivateStorage,
    cleaned,
    cleaned_photo,
    photo_response,
    private_response,
)

SECRET = "Ms Secret was at home"
RED, BLUE = (200, 20, 20), (20, 20, 200)
A_SENTENCE = re.compile(r"[A-Z].+\. [A-Z].+\.")


def picture(kind: str = "JPEG", size=(40, 20), **options) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def photo() -> bytes:
    """A photo that tells where it was taken, by whom and on what."""
    exif = Image.Exif()
    exif[0x0112] = 6  # hold it turned by a quarter
    exif[0x013B] = SECRET
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 28.0, 0.0), 3: "W", 4: (1.0, 53.0, 0.0)})
    return picture(exif=exif, comment=SECRET.encode(), xmp=f"<x>{SECRET}</x>".encode())


def pdf(change=None, page_change=None) -> bytes:
    """A PDF of one page with a red square on it; the functions may add to it."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(100, 100)
    square = DecodedStreamObject()
    square.set_data(b"1 0 0 rg 20 20 60 60 re f")
    page[NameObject("/Contents")] = writer._add_object(square)
    if page_change:
        page_change(writer, page)
    if change:
        change(writer)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def clean(data: bytes, **options) -> CleanFile:
    return cleaned(SimpleUploadedFile("../../etc/scan.exe", data, "text/html"), **options)


def refused(data: bytes, **options) -> str:
    with pytest.raises(FileRefused) as refusal:
        clean(data, **options)
    assert A_SENTENCE.fullmatch(refusal.value.sentence), "it says what is wrong, and what to do"
    return refusal.value.sentence


def drawn(data: bytes) -> Image.Image:
    """The first page of a PDF, one pixel a point."""
    with pypdfium2.PdfDocument(data) as document:
        page = document[0]
        try:
            return page.render().to_pil()
        finally:
            page.close()


# --- Pictures -------------------------------------------------------------------------------------


@pytest.mark.promise
def test_photo_comes_out_upright_and_tells_nothing():
    assert SECRET.encode() in photo()
    file = clean(photo())
    assert (file.kind, file.extension) == ("jpeg", ".jpg")
    assert SECRET.encode() not in file.content
    with Image.open(io.BytesIO(file.content)) as image:
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert image.size == (20, 40)
        assert image.getpixel((10, 5))[0] > 150
        assert image.getpixel((10, 35))[2] > 150


def test_png_comes_out_without_its_texts_and_profile():
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", SECRET)
    words.add_itxt("XML:com.adobe.xmp", SECRET)
    data = picture("PNG", pnginfo=words, dpi=(300, 300), icc_profile=b"x" * 200)
    file = clean(data)
    assert re.findall(rb"IHDR|tEXt|iTXt|zTXt|eXIf|iCCP|pHYs|tIME|IDAT|IEND", file.content) == [
        b"IHDR", b"IDAT", b"IEND",
    ]  # fmt: skip
    with Image.open(io.BytesIO(file.content)) as image:
        assert (image.getpixel((0, 0)), image.getpixel((39, 0))) == (RED, BLUE)


def test_webp_comes_out_without_exif():
    exif = Image.Exif()
    exif[0x013B] = SECRET
    file = clean(picture("WEBP", exif=exif))
    assert (file.kind, file.extension) == ("webp", ".webp")
    assert SECRET.encode() not in file.content


@pytest.mark.parametrize(
    ("kind", "mode", "kept"),
    [
        ("PNG", "1", "1"),
        ("PNG", "L", "L"),
        ("PNG", "P", "RGB"),
        ("PNG", "RGBA", "RGBA"),
        ("PNG", "I;16", "L"),
        ("JPEG", "L", "L"),
        ("JPEG", "CMYK", "RGB"),
        ("WEBP", "RGBA", "RGBA"),
    ],
)
def test_picture_of_any_mode_is_taken(kind, mode, kept):
    file = io.BytesIO()
    Image.new(mode, (8, 8)).save(file, kind, lossless=True)
    with Image.open(io.BytesIO(clean(file.getvalue()).content)) as image:
        assert image.mode == kept


def test_shades_of_a_16_bit_picture_stay():
    file = io.BytesIO()
    Image.new("I;16", (8, 8), 128 * 256).save(file, "PNG")
    with Image.open(io.BytesIO(clean(file.getvalue()).content)) as image:
        assert image.getpixel((0, 0)) in {127, 128, 129}


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_moving_picture_stands_still_at_its_beginning(kind):
    frames = [Image.new("RGB", (8, 8), colour) for colour in (RED, BLUE)]
    file = io.BytesIO()
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], lossless=True)
    with Image.open(io.BytesIO(clean(file.getvalue()).content)) as image:
        assert getattr(image, "n_frames", 1) == 1
        assert image.convert("RGB").getpixel((0, 0))[0] > 150


def test_what_hangs_on_to_a_picture_is_left_behind():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("run.html", "<script>alert(1)</script>")
    data = picture() + b"%PDF-1.7\n" + archive.getvalue()
    assert zipfile.is_zipfile(io.BytesIO(data))
    content = clean(data).content
    assert not zipfile.is_zipfile(io.BytesIO(content))
    assert b"PDF" not in content


# --- PDFs -----------------------------------------------------------------------------------------


def action(**entries: str) -> DictionaryObject:
    return DictionaryObject(
        {NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in entries.items()}
    )


def telling(writer):
    """Add all that a PDF may hold beside its pages."""
    writer.add_metadata({"/Author": SECRET, "/Producer": SECRET})
    writer.xmp_metadata = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET}</x:xmpmeta>".encode()
    writer.add_attachment("secret.txt", SECRET)
    script = action(S="JavaScript") | {NameObject("/JS"): TextStringObject("app.alert(1)")}
    root = writer.root_object
    root[NameObject("/OpenAction")] = DictionaryObject(script)
    root["/Names"][NameObject("/JavaScript")] = DictionaryObject(
        {NameObject("/Names"): ArrayObject([TextStringObject("a"), DictionaryObject(script)])}
    )
    launch = action(S="Launch") | {NameObject("/F"): TextStringObject("run.exe")}
    page = writer.pages[0]
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): DictionaryObject(launch)})
    page[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/X"): TextStringObject(SECRET)})
    writer.add_uri(0, "https://elsewhere.example/", [0, 0, 100, 100])
    writer.add_outline_item(title=SECRET, page_number=0)


@pytest.mark.promise
def test_pdf_comes_out_with_its_pages_alone():
    content = clean(pdf(telling)).content
    for word in (SECRET.encode(), b"/JS", b"/JavaScript", b"/Launch", b"/OpenAction", b"/AA",
                 b"/EmbeddedFile", b"/Filespec", b"/Metadata", b"/Info", b"/PieceInfo", b"/URI",
                 b"/Outlines", b"/Names", b"pypdf"):  # fmt: skip
        assert word not in content
    assert drawn(content).getpixel((50, 50))[:3] in {(255, 0, 0), (0, 0, 255)}
    assert set(pypdf.PdfReader(io.BytesIO(content)).root_object) == {"/Type", "/Pages"}


def test_pdf_that_is_hidden_in_compressed_objects_comes_out_clean_as_well():
    from groundwork.paper import pdf_of

    page = (
        f'<title>x</title><meta name=author content="{SECRET}"><body>Read me'
        f'<link rel=attachment href="data:text/plain,{SECRET}">'
    )
    before = pdf_of(page, title=SECRET, stylesheets=[])
    content = clean(before).content
    assert drawn(content).tobytes() == drawn(before).tobytes()
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert reader.metadata is None
    assert not reader.attachments
    assert "Read me" in reader.pages[0].extract_text()
    # Structure, names and language hang on the catalogue, which is not copied.
    assert set(reader.root_object) == {"/Type", "/Pages"}


def with_photo(writer, page):
    image = StreamObject()
    image._data = photo()
    image.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(40),
            NameObject("/Height"): NumberObject(20),
            NameObject("/ColorSpace"): NameObject("/DeviceRGB"),
            NameObject("/BitsPerComponent"): NumberObject(8),
            NameObject("/Filter"): NameObject("/DCTDecode"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/XObject"): DictionaryObject({NameObject("/Scan"): writer._add_object(image)})}
    )
    page["/Contents"].get_object().set_data(b"100 0 0 100 0 0 cm /Scan Do")


def with_packed_photo(writer, page):
    """As some scanners do: the JPEG is compressed once more."""
    with_photo(writer, page)
    image = page["/Resources"]["/XObject"]["/Scan"]
    image._data = zlib.compress(image._data)
    image[NameObject("/Filter")] = ArrayObject(
        [NameObject("/FlateDecode"), NameObject("/DCTDecode")]
    )


@pytest.mark.parametrize("added", [with_photo, with_packed_photo])
def test_photo_in_a_pdf_tells_nothing_and_keeps_its_pixels(added):
    before = pdf(page_change=added)
    after = clean(before).content
    stream = pypdf.PdfReader(io.BytesIO(after)).pages[0]["/Resources"]["/XObject"]["/Scan"]
    assert stream._data.startswith(b"\xff\xd8")
    assert SECRET.encode() not in after
    assert b"Exif" not in after
    assert drawn(after).tobytes() == drawn(before).tobytes()


def with_mark(subtype: str, flags: int = 4):
    def add(writer, page):
        look = DecodedStreamObject()
        look.set_data(b"0 1 0 rg 0 0 10 10 re f")
        box = ArrayObject([FloatObject(n) for n in (0, 0, 10, 10)])
        look.update(
            {
                NameObject("/Type"): NameObject("/XObject"),
                NameObject("/Subtype"): NameObject("/Form"),
                NameObject("/BBox"): box,
            }
        )
        mark = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject(subtype),
                NameObject("/Rect"): box,
                NameObject("/F"): NumberObject(flags),
                NameObject("/T"): TextStringObject(SECRET),
                NameObject("/A"): action(S="JavaScript"),
                NameObject("/AP"): DictionaryObject({NameObject("/N"): writer._add_object(look)}),
            }
        )
        page[NameObject("/Annots")] = ArrayObject([writer._add_object(mark)])

    return add


@pytest.mark.parametrize(
    ("subtype", "flags", "is_seen"),
    [
        ("/Ink", 4, True),
        ("/Stamp", 4, True),
        ("/Widget", 4, True),
        ("/Ink", 2, False),
        ("/FileAttachment", 4, False),
        ("/Link", 4, False),
        ("/Screen", 4, False),
    ],
)
def test_signature_drawn_on_a_pdf_stays_and_does_nothing(subtype, flags, is_seen):
    content = clean(pdf(page_change=with_mark(subtype, flags))).content
    assert (drawn(content).getpixel((5, 95))[:3] == (0, 255, 0)) == is_seen
    assert SECRET.encode() not in content
    assert b"JavaScript" not in content


def test_pages_keep_their_size_and_turn():
    def turn(writer, page):
        page.rotate(90)
        page.mediabox.upper_right = (100, 50)

    page = pypdf.PdfReader(io.BytesIO(clean(pdf(page_change=turn)).content)).pages[0]
    assert (page.rotation, page.mediabox.height) == (90, 50)


def test_resources_that_lead_back_to_the_page_bring_nothing_along():
    def circle(writer, page):
        page[NameObject("/Resources")] = DictionaryObject(
            {
                NameObject("/Properties"): DictionaryObject(
                    {
                        NameObject("/A"): page.indirect_reference,
                        NameObject("/B"): writer.root_object.indirect_reference,
                    }
                )
            }
        )

    def change(writer):
        writer.add_attachment("secret.txt", SECRET)

    content = clean(pdf(change, circle)).content
    assert SECRET.encode() not in content
    assert b"/Filespec" not in content


# --- Refusals -------------------------------------------------------------------------------------


def bomb_png(width=20_000, height=20_000) -> bytes:
    """A small file that would be 20,000 × 20,000 pixels, of one bit each."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width // 8 + 1) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "text")
    return file.getvalue()


def locked(password: str) -> bytes:
    return pdf(lambda writer: writer.encrypt(password, "owner", algorithm="RC4-128"))


def endless_pages(writer):
    pages = writer.root_object["/Pages"]
    pages["/Kids"].append(pages.indirect_reference)


HOSTILE = {
    "empty": (b"", "empty"),
    "text": (b"Hello, this is text.", "not a PDF, PNG, JPEG or WebP"),
    "page of the web": (b"<html>%PDF-1.7", "not a PDF"),
    "drawing": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a PDF"),
    "zip file": (zipped(), "not a PDF"),
    "GIF": (picture("GIF"), "not a PDF"),
    "TIFF": (picture("TIFF"), "not a PDF"),
    "JPEG cut off": (picture(size=(400, 400))[:-900], "damaged"),
    "PNG cut off": (picture("PNG")[:-30], "damaged"),
    "WebP cut off": (picture("WEBP")[:-20], "damaged"),
    "JPEG in name only": (b"\xff\xd8\xff\xe0" + b"x" * 100, "damaged"),
    "PDF cut off": (pdf()[:-200], "damaged"),
    "PDF in name only": (b"%PDF-1.7\n%%EOF", "damaged"),
    "PDF without pages": (pdf(lambda writer: writer.remove_page(0)), "no pages"),
    "PDF with a password": (locked("secret"), "locked"),
    "PDF locked against copying": (locked(""), "locked"),
    "bomb": (bomb_png(), "50 million pixels"),
    "JPEG that is too large": (
        picture(size=(8, 8)).replace(b"\x00\x08\x00\x08\x03", b"\x4e\x20\x4e\x20\x03"),
        "50 million pixels",
    ),
}


@pytest.mark.promise
@pytest.mark.parametrize(("data", "words"), HOSTILE.values(), ids=HOSTILE)
def test_file_is_refused_in_sentences(data, words):
    assert words in refused(data)


def test_file_that_is_too_large_is_refused():
    mebibyte = 1024 * 1024
    assert "larger than 1 MB" in refused(picture() + bytes(mebibyte), most_bytes=mebibyte)


def test_largest_file_is_taken():
    data = picture()
    assert clean(data, most_bytes=len(data)).kind == "jpeg"


def test_pages_that_go_in_circles_end():
    data = pdf(endless_pages)
    try:
        file = clean(data)
    except FileRefused:
        return
    assert len(pypdf.PdfReader(io.BytesIO(file.content)).pages) <= 2


def test_reading_that_takes_too_long_is_ended():
    # Any module that runs would do: nothing starts in a thousandth of a second.
    share = confinement.Share(wall_seconds=0.001)
    with pytest.raises(confinement.TookTooLong):
        confinement.run("groundwork.file_cleaning", Path("/nowhere"), share)


def test_reader_that_dies_is_told():
    with pytest.raises(confinement.Died):
        confinement.run("groundwork.file_cleaning", Path("/nowhere"), confinement.Share())


def test_confined_process_has_its_share_of_the_machine_and_no_more():
    code = (
        "from groundwork.confinement import *; confine(Share(memory_bytes=2**30, cpu_seconds=3));"
        "print([resource.getrlimit(kind)[1] for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU)])"
    )
    command = [sys.executable, "-c", code]
    told = subprocess.run(command, cwd=confinement.PROJECT, capture_output=True, check=True)
    assert told.stdout == b"[1073741824, 3]\n"


def test_largest_upload_passes_the_settings(rf):
    upload = SimpleUploadedFile("scan.pdf", bytes(10 * 1024 * 1024))
    with rf.post("/", {"scan": upload}).FILES["scan"] as arrived:
        assert arrived.size == upload.size


# --- Keeping and sending --------------------------------------------------------------------------


@pytest.fixture
def storage(tmp_path):
    return PrivateStorage(tmp_path / "private")


def test_store_of_private_files_is_this_one(settings):
    assert isinstance(stores.private(), PrivateStorage)
    assert stores.private().location == str(settings.PRIVATE_MEDIA_ROOT)


@pytest.mark.promise
def test_name_on_disk_is_drawn_by_lot(storage):
    names = {storage.save("Ms Secret's letter.pdf", ContentFile(b"x")) for _ in range(2)}
    assert len(names) == 2
    for name in names:
        assert re.fullmatch(r"([0-9a-f]{2})/\1[0-9a-f]{30}\.pdf", name)


def test_only_its_owner_may_read_the_file(storage):
    path = Path(storage.path(storage.save("a.png", ContentFile(b"x"))))
    places = (path, path.parent, path.parent.parent)
    assert [stat.S_IMODE(place.stat().st_mode) for place in places] == [0o600, 0o700, 0o700]


@pytest.mark.parametrize("name", ["a.html", "a", "a.pdf.exe", "a.PDF", "../a.svg"])
def test_file_that_was_not_cleaned_is_not_kept(storage, name):
    with pytest.raises(SuspiciousFileOperation):
        storage.save(name, ContentFile(b"x"))


def test_private_file_has_no_address(storage):
    with pytest.raises(ValueError, match="no address"):
        storage.url("ab/abc.pdf")


def test_field_keeps_and_sends_a_clean_file(storage):
    field = FileField(storage=storage)
    field.name = field.attname = "scan"
    kept = FieldFile(SimpleNamespace(), field, "")
    kept.save("ignored.png", clean(picture("PNG")).as_file(), save=False)
    response = private_response(kept, filename="signed paper “1”")
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")
    response.close()
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert response["Content-Disposition"].endswith(".png")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


# --- Photos for pages -----------------------------------------------------------------------------


def opened(file: CleanFile) -> Image.Image:
    image = Image.open(io.BytesIO(file.content))
    image.load()
    return image


@pytest.mark.promise
def test_photo_for_a_page_is_upright_and_small_and_tells_nothing():
    upload = SimpleUploadedFile("../../etc/photo.exe", photo(), "text/html")
    made = cleaned_photo(upload, side=30, small_side=10)
    assert (made.width, made.height) == (15, 30)
    for file, size in ((made.photo, (15, 30)), (made.small, (5, 10))):
        assert (file.kind, file.extension) == ("jpeg", ".jpg")
        assert SECRET.encode() not in file.content
        image = opened(file)
        assert image.size == size
        assert dict(image.getexif()) == {}
        assert "comment" not in image.info
        assert "xmp" not in image.info


def test_photo_is_made_no_larger():
    made = cleaned_photo(io.BytesIO(picture()))
    assert (made.width, made.height) == (40, 20)
    assert opened(made.small).size == (40, 20)


def test_photo_that_can_be_seen_through_lies_on_white():
    file = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(file, "PNG")
    made = cleaned_photo(file)
    assert made.photo.kind == "jpeg"
    assert min(opened(made.photo).getpixel((4, 4))) > 250


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(pdf(), "not a picture"), (b"GIF89a", "not a picture"), (photo()[:200], "damaged")],
    ids=["a PDF", "another kind", "cut off"],
)
def test_what_is_no_photo_is_refused(data, sentence):
    with pytest.raises(FileRefused, match=sentence) as refusal:
        cleaned_photo(io.BytesIO(data))
    assert A_SENTENCE.fullmatch(refusal.value.sentence)


@pytest.mark.parametrize(
    ("is_public", "kept"), [(True, "public, max-age=3600"), (False, "private, no-store")]
)
def test_photo_is_sent_to_be_seen_and_runs_nothing(storage, rf, is_public, kept):
    in_a_row = FileField(storage=storage)
    in_a_row.name = in_a_row.attname = "photo"
    field = FieldFile(SimpleNamespace(), in_a_row, "")
    field.save("Ms Secret.jpg", cleaned_photo(io.BytesIO(picture())).photo.as_file(), save=False)
    response = photo_response(rf.get("/"), field, public=is_public)
    assert response.content.startswith(b"\xff\xd8")
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == 'inline; filename="photo.jpg"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert sorted(response["Cache-Control"].split(", ")) == sorted(kept.split(", "))
    again = photo_response(
        rf.get("/", headers={"if-none-match": response["ETag"]}), field, public=is_public
    )
    assert again.status_code == 304
    assert again["Cache-Control"] == response["Cache-Control"]
