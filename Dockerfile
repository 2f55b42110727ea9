FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python3 -m venv /venv
ENV PATH=/venv/bin:$PATH
COPY requirements.txt /
RUN pip install --quiet --require-hashes -r /requirements.txt
WORKDIR /app
COPY . .
# No server is asked and no secret is kept: the settings only have to load.
RUN python scripts/compile_catalogues.py \
    && SECRET_KEY=none SEAL_KEYS=none FINGERPRINT_KEY=none DATABASE_URL=postgres://none/none REDIS_URL=redis://none \
       python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q .

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PRIVATE_ROOT=/private
# The group reads the private files: the proxy joins it.
RUN groupadd --gid 10001 pressoffice \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin pressoffice \
    && install -d -o pressoffice -g pressoffice -m 0750 /private
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
VOLUME /private
EXPOSE 8000
# For the web server; the compose file gives the worker and the beat checks of their own.
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s CMD ["python", "deploy/ask_health.py"]
CMD ["gunicorn", "pressoffice.wsgi", "--bind=0.0.0.0:8000", "--threads=4", "--preload", "--worker-tmp-dir=/dev/shm", "--no-control-socket"]
