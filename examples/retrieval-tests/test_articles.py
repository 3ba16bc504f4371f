"""Tests of what is found in two articles, as a project of your own would write them."""


def test_a_section_is_found(assert_retrieves):
    assert_retrieves("What does a visit cost?", section="The Lighthouse at Corran Point > Visiting", within=2)


def test_the_answer_cites_its_sentence(ask, assert_cites):
    answer = ask("How is seed dried?")
    assert_cites(answer, section="How seed is dried", quote="dried on paper for two weeks")


def test_passages_lie_in_their_article(articles, retrieve):
    for passage in retrieve("Who kept the light?", limit=3):
        article = articles.article(passage.chunk.article_id)
        assert article.text[passage.chunk.start : passage.chunk.end] == passage.chunk.text


def test_an_article_can_be_replaced(article_bot, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Tides\n\nHigh water is at noon.", encoding="utf-8")
    article_bot.add(page)
    page.write_text("# Tides\n\nHigh water is at three.", encoding="utf-8")
    assert article_bot.add(page).outcomes[0].status == "updated"
    assert "three" in article_bot.search("When is high water?")[0].chunk.text
