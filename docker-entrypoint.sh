#!/bin/sh
# web, worker, or any command.
set -eu
export DATA_DIR="${DATA_DIR:-/data}" PORT="${PORT:-8000}"  # .env may hold them, and nothing in them
case "${1:-web}" in
  web)
    python manage.py check  # each of gunicorn's processes would say in a traceback what is one sentence here
    exec gunicorn storymimi.wsgi --worker-class=gthread --workers="${WEB_PROCESSES:-2}" --threads="${WEB_THREADS:-48}" \
      --bind="0.0.0.0:$PORT" --graceful-timeout=20 --no-control-socket --access-logfile=- ;;
  worker)
    exec python manage.py rqworker text image audio --worker-class=generation.worker.ThreadWorker ;;
  *)
    exec "$@" ;;
esac
