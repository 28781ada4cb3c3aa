"""The door through which a web server calls the application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Requests are bounded; commands, which import thousands of shapes at once, are not.
os.environ.setdefault("DATABASE_STATEMENT_TIMEOUT_MS", "5000")
application = get_wsgi_application()
