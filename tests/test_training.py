"""Making the reader: the split, questions as typed, false premises, and the rows of a pass."""

from __future__ import annotations

import random

import pytest

from training.corruption import as_typed, false_premise, keywords, misspelt
from training.examples import rows_of, without_answers
from training.groups import Group, Text
from training.own_data import faults_in, own_articles
from training.scores import auroc, exact_match, token_f1
from training.split import is_validation

PASSAGE = (
    "The mill at Arden was built in 1843 by Thomas Reed. His sister Ann Walker ran it from 1861. "
    "It burnt down in 1902 and was never rebuilt."
)


def test_the_split_goes_by_title_and_keeps_one_in_five() -> None:
    titles = [f"Article {number}" for number in range(2000)]
    kept = [title for title in titles if is_validation(title)]
    assert 0.17 < len(kept) / len(titles) < 0.23
    assert all(is_validation(title.replace(" ", "_").upper()) for title in kept)


def test_misspelling_changes_letters_and_never_the_number_of_words() -> None:
    choice = random.Random(3)
    made = {misspelt("Who built the mill at Arden", choice) for _ in range(20)}
    assert len(made) > 5
    for text in made:
        assert text != "who built the mill at arden"
        assert len(text.split()) == 6


def test_keywords_keep_what_a_question_is_about() -> None:
    assert keywords("Who built the mill at Arden?") == "built mill arden"
    assert keywords("Why?") == "Why?"


def test_most_questions_stay_as_they_were_asked() -> None:
    choice = random.Random(1)
    question = "Who built the mill at Arden?"
    same = sum(as_typed(question, choice) == question for _ in range(500))
    assert 0.7 < same / 500 < 0.86


@pytest.mark.parametrize("seed", range(8))
def test_a_false_premise_differs_from_the_question_and_takes_no_answer(seed: int) -> None:
    question = "When did Ann Walker run the first mill?"
    made = false_premise(question, PASSAGE, ("1861",), random.Random(seed))
    assert made is not None
    assert made != question
    assert "1861" not in made


def test_a_question_with_nothing_to_turn_stays_out() -> None:
    assert false_premise("what is it", PASSAGE, (), random.Random(0)) is None


def group(number: int) -> Group:
    start = PASSAGE.index("Thomas Reed")
    near = tuple(Text("Other", f"Another mill, number {n}, was lost. It made paper.") for n in range(5))
    return Group(
        f"Who built mill {number}?", "Arden", ((Text("Arden", PASSAGE), ((start, start + 11),)),), (), near
    )


def test_spans_stay_at_the_answer_when_a_passage_is_cut_down() -> None:
    lengths = set()
    for seed in range(30):
        for rows in rows_of([group(n) for n in range(5)], random.Random(seed)):
            right = [row for row in rows if row.answers]
            assert len(right) == 1
            lengths.add(len(right[0].passage.text))
            assert [right[0].passage.text[a:b] for a, b in right[0].spans] == ["Thomas Reed"]
    assert len(lengths) > 2  # some were cut down, some not


def test_a_passage_without_its_answer_keeps_the_other_sentences() -> None:
    text = Text("Arden", PASSAGE)
    rest = without_answers(text, ["Thomas Reed"])
    assert rest is not None
    assert rest.context == "Arden"
    assert rest.text == PASSAGE[PASSAGE.index("His sister") :]
    assert without_answers(text, ["Thomas"]) == rest
    assert without_answers(text, ["Thom"]) is None  # stands nowhere as a word
    assert without_answers(text, ["Reed", "1861"]) is None  # one sentence is too little
    assert without_answers(text, []) is None


def test_passages_without_their_answer_compete_with_those_that_have_it() -> None:
    drawn = [rows for seed in range(20) for rows in rows_of([group(1)], random.Random(seed))]
    wrong = [row for rows in drawn for row in rows if not row.answers and row.contest >= 0]
    lacking = [row for row in wrong if row.passage.text in PASSAGE]
    assert 0 < len(lacking) < len(drawn)
    assert all("Thomas Reed" not in row.passage.text and not row.spans for row in lacking)


def test_only_right_and_wrong_passages_of_one_question_compete() -> None:
    for rows in rows_of([group(n) for n in range(20)], random.Random(0)):
        competing = [row for row in rows if row.contest >= 0]
        assert len({row.question for row in competing}) == 1
        assert sum(row.answers for row in competing) == 1
        assert all(not row.answers for row in rows if row.contest < 0)


@pytest.mark.slow
def test_scores_are_squads() -> None:
    assert exact_match("the Thomas Reed.", ["Thomas Reed"]) == 1.0
    assert token_f1("by Thomas Reed", ["Thomas Reed"]) == pytest.approx(0.8)
    assert token_f1("nobody", ["Thomas Reed"]) == 0.0
    assert auroc([2.0, 3.0], [1.0, 2.0]) == pytest.approx(0.875)


@pytest.mark.slow
def test_training_learns_and_its_export_reads_alike(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """A few steps on one question lower its loss; the exported model gives the network's own scores."""
    import torch
    from safetensors.torch import save_file

    from training.network import ReaderNetwork, batch_of, losses
    from vectorstore.models.bert_graph import build_reader_graph, read_config, read_weights
    from vectorstore.models.bundled_model import bundled_model_folder
    from vectorstore.models.onnx_model import write_model
    from vectorstore.models.reader import Reader

    torch.manual_seed(0)
    rows = [row for rows in rows_of([group(1)], random.Random(0)) for row in rows]
    network = ReaderNetwork().train()
    reader = Reader(tmp_path / "reader.onnx")
    trained = [value for value in network.parameters() if value.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=2e-4)
    batch, _ = batch_of(rows, reader.encoder())
    told = []
    for _ in range(6):
        loss = sum(losses(batch, *network(batch)).values())
        loss.backward()
        optimiser.step()
        optimiser.zero_grad()
        told.append(float(loss.detach()))
    assert told[-1] < 0.7 * told[0]

    network.eval()
    state = {name: value.contiguous() for name, value in network.state_dict().items()}
    save_file(state, tmp_path / "w.safetensors")
    weights = {k.removeprefix("encoder."): v for k, v in read_weights(tmp_path / "w.safetensors").items()}
    graph = build_reader_graph(weights, read_config(bundled_model_folder() / "config.json"))
    write_model(graph, tmp_path / "reader.onnx")
    with torch.no_grad():
        relevance, _, _ = network(batch)
    read = [reader.read(row.question, [(row.passage.context, row.passage.text)])[0] for row in rows]
    assert [one.relevance for one in read] == pytest.approx(relevance.tolist(), abs=0.05)


@pytest.mark.slow
def test_training_goes_on_from_the_reader_that_is_shipped() -> None:
    import torch

    from training.network import ReaderNetwork, batch_of
    from training.shipped import shipped_weights
    from vectorstore.models.reader import Reader

    network = ReaderNetwork().eval()
    network.load_state_dict(shipped_weights())  # every weight, and no other
    reader = Reader()
    rows = [row for rows in rows_of([group(n) for n in range(5)], random.Random(0)) for row in rows]
    with torch.no_grad():
        relevance, _, _ = network(batch_of(rows, reader.encoder())[0])
    read = [reader.read(row.question, [(row.passage.context, row.passage.text)])[0] for row in rows]
    assert [one.relevance for one in read] == pytest.approx(relevance.tolist(), abs=0.8)  # read in 8 bits


def test_the_questions_of_our_own_are_complete_and_their_answers_verbatim() -> None:
    articles = own_articles()
    assert len(articles) > 250
    assert [fault for article in articles for fault in faults_in(article)] == []
