"""For servers that speak ASGI, with the locks of wsgi.py, which is what `web` runs: live events come late here."""

import os

from django.core.asgi import get_asgi_application
from django.core.management.base import BaseCommand

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storymimi.settings")

from django.conf import settings

from storymimi.chunked import measured_asgi

application = measured_asgi(get_asgi_application(), most=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
BaseCommand().check()  # a wrong setting stops this server too, with its remedy
