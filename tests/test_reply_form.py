"""What a reader sees of the usual forms of language models' answers: form costs no right sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk
from test_generative import ARTICLE, PASSAGES, QUESTION, ScriptedChatModel, ask, read

from bot.answer import Answer, Finished
from bot.llm.chat_model import wrap_chat_model
from bot.llm.generative import GenerativeAnswerer
from bot.llm.reply_form import canonical_markers, is_decline
from bot.llm.thoughts import Thoughts
from bot.question.question import understand
from bot.settings import load_settings

S = "The steam crane lifts 14 tonnes"
RIGHT = {
    "[1, 2]": f"{S} [1, 2].",
    "[1-3]": f"{S} [1-3].",
    "[1] and [2]": f"{S} [1] and [2].",
    "【1】": f"{S} 【1】.",
    "【1†source】": f"{S} 【1†source】.",
    "(1)": f"{S} (1).",
    "(1, 2)": f"{S} (1, 2).",
    "(Passage 2)": f"{S} (Passage 2).",
    "[Source: 2]": f"{S} [Source: 2].",
    "[^1]": f"{S}[^1].",
    "superscript": f"{S}².",
    "superscript after the stop": f"{S}.¹",
    "passage 1": "According to passage 2, the steam crane lifts 14 tonnes.",
    "the passages": "Based on the provided passages, the steam crane lifts 14 tonnes [2].",
    "passage 2 states": "Passage 2 states that the steam crane lifts 14 tonnes.",
    "a label": "- **Answer:** 14 tonnes [2]",
    "bold label of the question": "**Crane lifts**: 14 tonnes [2]",
    "a heading": f"## Answer\n\n{S} [2].",
    "a fence": f"```markdown\n{S} [2].\n```",
    "an introduction": f"Here is what the passages say:\n\n- {S} [2]",
    "a numbered list": f"1. {S} [2]\n2. It is painted green every third year [2]",
    "a table": "| Machine | Lifts |\n|:---|---|\n| Steam crane | 14 tonnes [2] |",
    "harmony": "<|channel|>analysis<|message|>We need to answer.<|end|><|start|>assistant<|channel|>final"
    f"<|message|>{S} [2].<|return|>",
    "a token of the end": f"{S} [2].<|im_end|>",
    "small talk": f"Sure! Based on the passages:\n\n{S} [2].\n\nLet me know if you need more!",
    "small talk in German": f"Gerne!\n\n{S} [2].\n\nIch hoffe, das hilft.",
}  # fmt: skip


@pytest.mark.parametrize("pieces", ["whole", "by letters"])
@pytest.mark.parametrize("form", RIGHT)
def test_a_right_sentence_is_kept_however_it_is_cited(form: str, pieces: str) -> None:
    answer, streamed = ask(*([RIGHT[form]] if pieces == "whole" else RIGHT[form]))
    assert answer.mode == "llm"
    assert answer.citations
    assert "Not supported" not in answer.text
    assert streamed == answer.text
    assert not any(sign in answer.text for sign in ("|", "```", "【", "passage", "(1", "²", "Sure", "^"))


@pytest.mark.parametrize(
    "text",
    [
        f"<think>I should cite passage 1.</think>\n\n{S} [2].",
        f"So cite 1.\n</think>\n{S} [2].",
        f"<thinking>\nMaybe 900 tonnes.\n</thinking>{S} [2].",
        f"[THINK]It says 14.[/THINK]{S} [2].",
        f"The user asks. The crane lifts 900 tonnes.\nDone.</think>{S} [2].",
    ],
)
@pytest.mark.parametrize("pieces", ["whole", "by letters"])
def test_thoughts_are_neither_shown_nor_judged(text: str, pieces: str) -> None:
    answer, streamed = ask(*([text] if pieces == "whole" else text))
    assert answer.text == streamed == f"{S}. [1]"
    assert len(answer.statements) == 1


def test_a_thought_without_an_end_is_no_answer() -> None:
    answer, _ = ask("<think>The crane lifts 14 tonnes [2]. Let me see")
    assert answer.text == "QUOTES INSTEAD"
    assert answer.notice and "wrote no answer" in answer.notice


def test_signs_that_are_no_tags_stay() -> None:
    text, thoughts = "a < b, [x] and <b>c</b> <", Thoughts()
    assert "".join(map(thoughts.feed, text)) + thoughts.end() == text


def test_a_pronoun_for_what_the_sentence_before_named_is_supported() -> None:
    answer, _ = ask(f"{S} [2]. It is painted green [2].", passages=read(QUESTION))
    assert all(statement.support != "unsupported" for statement in answer.statements)
    assert len(answer.statements) == 2


@pytest.mark.parametrize("wrong", ["It lifts 45 tonnes [2].", "It was Malmo [2].", "They pay 45 euros [3]."])
def test_a_pronoun_excuses_no_invention(wrong: str) -> None:
    answer, _ = ask(f"{S} [2]. {wrong}", passages=read(QUESTION))
    assert [statement.support for statement in answer.statements] == ["verbatim", "unsupported"]


@pytest.mark.parametrize(
    "wrong", ["- **Weight:** 45 tonnes [2]", "- **Price:** 14 tonnes [2]", "## 901 tonnes [2]"]
)
def test_a_label_or_heading_excuses_no_invention(wrong: str) -> None:
    answer, _ = ask(f"{S} [2].\n{wrong}")
    assert len(answer.citations) == 1
    assert all(statement.support == "unsupported" for statement in answer.statements[1:])


@pytest.mark.parametrize(
    "said",
    [
        "NOT IN THE ARTICLES",
        "I'm sorry, but the passages do not contain this information.",
        "The provided passages don't mention who paid for it.",
        "I cannot answer this from the passages.",
        "Die Artikel sagen dazu nichts, sie nennen keinen Preis.",
        "記事にはその情報はありません。",
    ],
)
def test_a_decline_is_told_as_one(said: str) -> None:
    answer, _ = ask(said)
    assert (answer.text, answer.notice) == ("QUOTES INSTEAD", None)  # which refuse as well
    found = replace(answer, status="answered")
    model = wrap_chat_model(ScriptedChatModel(script=[said]), load_settings(llm_timeout=5))
    *_, finished = GenerativeAnswerer(model, lambda _: ARTICLE).stream(
        understand(QUESTION), PASSAGES, lambda: found
    )
    assert isinstance(finished, Finished)
    assert finished.answer.notice and "do not answer" in finished.answer.notice


def test_a_decline_in_part_is_told_and_not_called_unsupported() -> None:
    answer, _ = ask(f"{S} [2]. The passages do not say who paid for it.")
    assert answer.text == f"{S}. [1]"
    assert answer.notice and "part of the question" in answer.notice


def test_a_claim_with_a_negation_is_no_decline() -> None:
    assert not is_decline("The council did not allow motor boats on the lake.")
    assert not is_decline("The documents do not leave the office.")


@pytest.mark.parametrize("script", [[""], ["", " \n"], ["Sure!"], ["```\n```"]])
def test_an_empty_answer_is_told(script: list[str]) -> None:
    answer, _ = ask(*script)
    assert answer.notice and "wrote no answer" in answer.notice


class CutOff(ScriptedChatModel):
    """Ends with the reason that servers give."""

    metadata: dict[str, Any]

    def _stream(self, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        yield from super()._stream(*args, **kwargs)
        yield ChatGenerationChunk(message=AIMessageChunk(content="", response_metadata=self.metadata))


def ended(metadata: dict[str, Any]) -> Answer:
    model = CutOff(script=[f"{S} [2]. It is painted gre"], metadata=metadata)
    wrapped = wrap_chat_model(model, load_settings(llm_timeout=5))
    writer = GenerativeAnswerer(wrapped, lambda _: ARTICLE)
    *_, finished = writer.stream(
        understand(QUESTION), PASSAGES, lambda: Answer("q", "not_in_articles", (), (), "QUOTES INSTEAD")
    )
    return finished.answer  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "metadata", [{"finish_reason": "length"}, {"stop_reason": "max_tokens"}, {"done_reason": "length"}]
)
def test_a_reply_cut_off_is_told(metadata: dict[str, Any]) -> None:
    answer = ended(metadata)
    assert S in answer.text
    assert answer.notice and "cut off" in answer.notice
    assert "gre" not in answer.text


def test_a_whole_reply_is_told_nothing_of() -> None:
    assert ended({"finish_reason": "stop"}).notice is None


@pytest.mark.parametrize(
    "kept", ["In 1874 [sic] it rose", "the (2) boats came", "12 m² of sail", "f(1) is", "[1](http://a)"]
)
def test_what_is_no_citation_stays(kept: str) -> None:
    assert canonical_markers(kept) == kept
