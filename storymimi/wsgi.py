import os

from django.core.management.base import BaseCommand
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storymimi.settings")

from django.conf import settings

from storymimi.chunked import measured

application = measured(get_wsgi_application(), most=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
BaseCommand().check()  # a wrong setting stops the web server too, with its remedy
