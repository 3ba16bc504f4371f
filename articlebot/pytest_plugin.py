"""The pytest plugin: fixtures over articles and their bot, and goldens as tests.

Installed with the package (entry point `pytest11`). Options and fixtures are declared here; what is
heavy is imported when a fixture or `--goldens` is first used, so that other test runs pay nothing.
Every setting is an ini option `articlebot_...` and a session fixture of the same name that overrides it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from bot.answer import Answer, Citation
    from bot.articlebot import ArticleBot
    from bot.evaluation.asserts import ArticleAsserts
    from vectorstore import ComputedResults, Embedder, Passage, Reader

__all__ = [
    "article_bot",
    "articlebot_articles",
    "articlebot_cache",
    "articlebot_embedder",
    "articlebot_home",
    "articlebot_reader_model",
    "articlebot_results",
    "articlebot_settings",
    "articlebot_within",
    "articles",
    "ask",
    "assert_cites",
    "assert_refuses",
    "assert_retrieves",
    "no_outside_network",
    "pytest_addoption",
    "pytest_configure",
    "retrieve",
]

_ASSERTS = pytest.StashKey[dict[int, tuple[Any, Any]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("articlebot", "retrieval tests (articlebot)")
    group.addoption(
        "--articles", action="append", metavar="PATH",
        help="file, folder or web address of the fixture `articles` (repeatable)",
    )  # fmt: skip
    group.addoption(
        "--goldens", action="append", metavar="FILE",
        help="goldens (.yaml, .json, .jsonl), each collected as a test (repeatable)",
    )  # fmt: skip
    group.addoption(
        "--goldens-threshold", action="append", metavar="'METRIC >= VALUE'",
        help="what all goldens together have to reach, as in 'recall@3 >= 0.9' (repeatable)",
    )  # fmt: skip
    group.addoption(
        "--goldens-baseline", metavar="FILE",
        help="fail when a golden that passed in this stored run fails, or a metric is significantly worse",
    )  # fmt: skip
    group.addoption("--goldens-save", metavar="FILE", help="store this run as a baseline")
    group.addoption(
        "--articlebot-embedder", choices=("model", "hashing"),
        help="the real embedding model (default), or fast hashing of words, for unit tests",
    )  # fmt: skip
    group.addoption("--articlebot-offline", action="store_true", help="refuse connections to other machines")
    parser.addini("articlebot_articles", "sources of the fixture `articles`", type="args", default=[])
    parser.addini("articlebot_goldens", "goldens files that are always collected", type="args", default=[])
    parser.addini("articlebot_thresholds", "as --goldens-threshold, one a line", type="linelist", default=[])
    parser.addini(
        "articlebot_allowed_losses", "`question = reason` a line: goldens of the baseline that may be lost",
        type="linelist", default=[],
    )  # fmt: skip
    parser.addini("articlebot_embedder", "`model` or `hashing`", default="model")
    parser.addini("articlebot_settings", "`name = value` a line, of all bots", type="linelist", default=[])
    parser.addini("articlebot_within", "rank at which a golden's place must have come", default="3")
    parser.addini("articlebot_offline", "as --articlebot-offline", type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--articlebot-offline") or config.getini("articlebot_offline"):
        from bot.evaluation.offline import outside_blocked

        guards = ExitStack()
        guards.enter_context(outside_blocked())
        config.add_cleanup(guards.close)
    files = [config.invocation_params.dir / name for name in config.getoption("--goldens") or []]
    if not _names_tests(config):
        files += [_ini_folder(config) / name for name in config.getini("articlebot_goldens")]
    if files:
        from bot.evaluation.collection import GoldensPlugin

        config.pluginmanager.register(GoldensPlugin(config, files), "articlebot-goldens")


# -- settings ----------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def articlebot_articles(pytestconfig: pytest.Config) -> list[str]:
    """Sources of the fixture `articles`: `--articles`, else the ini option."""
    given = pytestconfig.getoption("--articles")
    folder = pytestconfig.invocation_params.dir if given else _ini_folder(pytestconfig)
    sources = given or pytestconfig.getini("articlebot_articles")
    return [source if "://" in source else str(folder / source) for source in sources]


@pytest.fixture(scope="session")
def articlebot_cache(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder kept between runs: the exported model, and stores by content. pytest's own cache."""
    if hasattr(pytestconfig, "cache") and pytestconfig.cache is not None:
        return pytestconfig.cache.mkdir("articlebot")
    return tmp_path_factory.mktemp("articlebot-cache")  # -p no:cacheprovider


@pytest.fixture(scope="session")
def articlebot_results(articlebot_cache: Path) -> Iterator[ComputedResults]:
    """What the models computed, kept in the cache: a test that asks the same again does not wait for them."""
    from bot.evaluation.prepared import kept_results

    results = kept_results(articlebot_cache)
    yield results
    results.close()


@pytest.fixture(scope="session")
def articlebot_embedder(
    pytestconfig: pytest.Config,
    articlebot_cache: Path,
    articlebot_results: ComputedResults,
    articlebot_settings: dict[str, Any],
) -> Embedder:
    """The embedding model of every bot: that of the setting `embedding_model`, else that of new libraries.

    HashingEmbedder when `hashing` is set.
    """
    name = pytestconfig.getoption("--articlebot-embedder") or pytestconfig.getini("articlebot_embedder")
    from vectorstore import HashingEmbedder, RememberingEmbedder
    from vectorstore.models.choice import KNOWN_MODELS, default_model, embedder_named

    if name == "hashing":
        return HashingEmbedder()
    if name != "model":
        raise pytest.UsageError(f"articlebot_embedder is 'model' or 'hashing', not {name!r}")
    named = articlebot_settings.get("embedding_model")
    embedder = embedder_named(articlebot_cache, str(named or default_model()))
    if embedder.name not in KNOWN_MODELS:
        return embedder  # not remembered: its weights may change
    return RememberingEmbedder(embedder, articlebot_results)


@pytest.fixture(scope="session")
def articlebot_reader_model(articlebot_results: ComputedResults) -> Reader:
    """The reader model of every bot, used unless the setting `reader` is off."""
    from vectorstore import Reader

    return Reader(results=articlebot_results)


@pytest.fixture(scope="session")
def articlebot_settings(pytestconfig: pytest.Config) -> dict[str, Any]:
    """Keyword arguments of every bot (see `bot.settings.Settings`), `home` and `embedder` apart."""
    settings = {}
    for line in pytestconfig.getini("articlebot_settings"):
        name, equals, value = line.partition("=")
        if not equals:
            raise pytest.UsageError(f"articlebot_settings: {line!r} is not 'name = value'")
        settings[name.strip()] = value.strip()
    from bot.settings import load_settings
    from ingest.errors import ArticleBotError

    try:
        with _without_settings_of_environment():
            load_settings(**settings)
    except ArticleBotError as exc:
        raise pytest.UsageError(f"articlebot_settings: {exc}") from exc
    return settings


@pytest.fixture(scope="session")
def articlebot_within(pytestconfig: pytest.Config) -> int:
    """The rank at which a golden's place must have come, and the default of `assert_retrieves`."""
    value = pytestconfig.getini("articlebot_within")
    if not (value.isdigit() and int(value)):
        raise pytest.UsageError(f"articlebot_within is a rank of 1 or more, not {value!r}")
    return int(value)


# -- bots --------------------------------------------------------------------------------------------


@pytest.fixture
def articlebot_home(tmp_path: Path) -> Path:
    """An empty data directory of this test's own."""
    return tmp_path / "articlebot"


@pytest.fixture
def article_bot(
    articlebot_home: Path,
    articlebot_embedder: Embedder,
    articlebot_reader_model: Reader,
    articlebot_settings: dict[str, Any],
) -> Iterator[ArticleBot]:
    """A bot without articles on `articlebot_home`, closed at the end."""
    models = articlebot_embedder, articlebot_reader_model
    with _hermetic_bot(articlebot_home, *models, articlebot_settings) as made:
        yield made


@pytest.fixture(scope="session")
def articles(
    articlebot_articles: list[str],
    articlebot_cache: Path,
    articlebot_embedder: Embedder,
    articlebot_reader_model: Reader,
    articlebot_settings: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[ArticleBot]:
    """A bot with the articles of `articlebot_articles`: one a session, its store cached by content."""
    if not articlebot_articles:
        raise pytest.UsageError(
            "the fixture 'articles' has no articles: give --articles PATH, set articlebot_articles in the "
            "ini file, or override the fixture articlebot_articles"
        )
    from bot.evaluation.prepared import prepare_home
    from ingest.errors import ArticleBotError

    home = tmp_path_factory.mktemp("articles") / "articlebot"
    sources, embedder, settings = articlebot_articles, articlebot_embedder, articlebot_settings
    try:
        with _without_settings_of_environment():
            prepare_home(articlebot_cache, home, sources, embedder, settings)
    except ArticleBotError as exc:
        raise pytest.UsageError(f"the fixture 'articles': {exc}") from exc
    with _hermetic_bot(home, embedder, articlebot_reader_model, settings) as made:
        yield made


# -- search, answers, assertions ---------------------------------------------------------------------


@pytest.fixture
def retrieve(articles: ArticleBot) -> Callable[..., list[Passage]]:
    """`retrieve(question, limit=5, ...)`: the passages found in `articles`, best first."""
    return articles.search


@pytest.fixture
def ask(articles: ArticleBot) -> Callable[..., Answer]:
    """`ask(question, ...)`: the answer from `articles`."""
    return articles.ask


@pytest.fixture
def assert_retrieves(request: pytest.FixtureRequest, articlebot_within: int) -> Callable[..., Passage]:
    """`assert_retrieves(question, section="Article > Heading", within=3)`; also `article`, `quote`, `bot`."""

    def check(
        question: str, section: str | None = None, *, bot: ArticleBot | None = None, **wanted: Any
    ) -> Passage:
        __tracebackhide__ = True
        return _asserts(request, bot).retrieves(question, section, **{"within": articlebot_within, **wanted})

    return check


@pytest.fixture
def assert_cites(request: pytest.FixtureRequest) -> Callable[..., Citation]:
    """`assert_cites(answer, section="Article > Heading", quote="...")`; also `article`, `bot`."""

    def check(
        answer: Answer | str, section: str | None = None, *, bot: ArticleBot | None = None, **wanted: Any
    ) -> Citation:
        __tracebackhide__ = True
        return _asserts(request, bot).cites(answer, section, **wanted)

    return check


@pytest.fixture
def assert_refuses(request: pytest.FixtureRequest) -> Callable[..., Answer]:
    """`assert_refuses(question)`: the articles do not say, and the bot says so; also `bot`."""

    def check(question: str, *, bot: ArticleBot | None = None) -> Answer:
        __tracebackhide__ = True
        return _asserts(request, bot).refuses(question)

    return check


@pytest.fixture
def no_outside_network() -> Iterator[None]:
    """Connections to other machines are refused during this test."""
    from bot.evaluation.offline import outside_blocked

    with outside_blocked():
        yield


def _asserts(request: pytest.FixtureRequest, bot: ArticleBot | None) -> ArticleAsserts:
    """The assertions on `bot`, else on the fixture `articles`; kept, for they keep the articles' texts."""
    from bot.evaluation.asserts import ArticleAsserts

    chosen = bot if bot is not None else request.getfixturevalue("articles")
    known = request.config.stash.setdefault(_ASSERTS, {})
    if id(chosen) not in known or known[id(chosen)][0] is not chosen:
        known[id(chosen)] = (chosen, ArticleAsserts(chosen))
    asserts: ArticleAsserts = known[id(chosen)][1]
    return asserts


@contextmanager
def _hermetic_bot(
    home: Path, embedder: Embedder, reader: Reader, settings: dict[str, Any]
) -> Iterator[ArticleBot]:
    from bot.articlebot import ArticleBot

    with _without_settings_of_environment():
        made = ArticleBot(**{**settings, "home": home, "embedder": embedder, "reader_model": reader})
    with made:
        yield made


@contextmanager
def _without_settings_of_environment() -> Iterator[None]:
    """A developer's own ARTICLEBOT_... variables are not part of a test."""
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("ARTICLEBOT_")}
    try:
        yield
    finally:
        os.environ.update(kept)


def _names_tests(config: pytest.Config) -> bool:
    """Whether the command line names single tests or files, which run alone."""
    if config.args_source != pytest.Config.ArgsSource.ARGS:
        return False
    folder = config.invocation_params.dir
    goldens = {(_ini_folder(config) / name).resolve() for name in config.getini("articlebot_goldens")}
    named = [(folder / argument.split("::")[0]).resolve() for argument in config.args]
    return all(path.is_file() for path in named) and not goldens & set(named)


def _ini_folder(config: pytest.Config) -> Path:
    return config.inipath.parent if config.inipath else config.rootpath
