# ArticleBot without torch: the models that it brings need none. docs/deployment.md says how to run it.
FROM python:3.11-slim-bookworm AS build

WORKDIR /src
RUN python -m venv /opt/articlebot
COPY requirements.lock ./
RUN /opt/articlebot/bin/python -m pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY ingest ingest
COPY vectorstore vectorstore
COPY bot bot
COPY articlebot articlebot
RUN /opt/articlebot/bin/python -m pip install --no-cache-dir --no-deps .


FROM python:3.11-slim-bookworm

RUN groupadd --gid 10001 articlebot \
    && useradd --uid 10001 --gid articlebot --home-dir /data --create-home --shell /usr/sbin/nologin articlebot
COPY --from=build /opt/articlebot /opt/articlebot
ENV PATH=/opt/articlebot/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    NO_PROXY=127.0.0.1,localhost \
    ARTICLEBOT_HOME=/data
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:7860/healthz', timeout=4)"]
ENTRYPOINT ["articlebot"]
CMD ["serve", "--host", "0.0.0.0", "--port", "7860"]
