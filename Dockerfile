# One image for web, worker and commands:
#   docker run … storymimi                                web, on port 8000
#   docker run … storymimi worker                         a worker
#   docker run … storymimi ./manage.py migrate            any command
FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install -r requirements.txt

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 storymimi && mkdir /data && chown storymimi /data
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data PORT=8000
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
# Static files are collected with a throw-away secret; nothing of it stays in the image.
RUN SECRET_KEY=only-to-collect-static-files DATA_DIR=/tmp/build python manage.py collectstatic --noinput \
    && rm -r /tmp/build
USER storymimi
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["./docker-entrypoint.sh"]
CMD ["web"]
