"""Pages of a list."""

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """Numbered pages; the reader chooses how long, up to a thousand."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 1000
