"""Addresses of registers on their way in from files, and out into them."""

from django.urls import path

from assets.views import exporting, import_rows, importing

ONE = "assets/import/<int:register_import>/"

urlpatterns = [
    path("assets/import/", importing.begin, name="asset-import"),
    path(ONE, importing.go_on, name="asset-import-go-on"),
    path(f"{ONE}columns/", importing.columns, name="asset-import-columns"),
    path(f"{ONE}progress/", importing.progress, name="asset-import-progress"),
    path(f"{ONE}state/", importing.state, name="asset-import-state"),
    path(f"{ONE}give-up/", importing.give_up, name="asset-import-give-up"),
    path(f"{ONE}rows/", import_rows.rows, name="asset-import-rows"),
    path(f"{ONE}answer/", import_rows.answer, name="asset-import-answer"),
    path(f"{ONE}keep/", import_rows.keep, name="asset-import-keep"),
    path(f"{ONE}save/", import_rows.save, name="asset-import-save"),
    path(f"{ONE}unused.csv", import_rows.unused, name="asset-import-unused"),
    path(f"{ONE}saved/", import_rows.saved, name="asset-import-saved"),
    path(
        "assets/export/<slug:slug>/register.<str:form>",
        exporting.whole_register,
        name="asset-export",
    ),
]
