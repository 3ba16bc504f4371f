"""The embedders: the exported graph computes what the published weights say."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vectorstore import Embedder, HashingEmbedder, ModelError, OnnxEmbedder
from vectorstore.models.bundled_model import bundled_model_folder, verified_weights, verify
from vectorstore.models.embedder import Vectors

TEXTS = [
    "The committee met in Geneva on 3 May 2021.",
    "x",
    "",
    "Who discovered penicillin, and when?",
    "A much longer text, repeated until it is cut off. " * 40,
    "日本語のテキスト and Ünïcode \ud800",
]


@pytest.fixture(scope="module")
def int8(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    return OnnxEmbedder(tmp_path_factory.mktemp("int8"))


@pytest.fixture(scope="module")
def onnx(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    return OnnxEmbedder(tmp_path_factory.mktemp("fp32"), precision="fp32")


def reference(texts: list[str]) -> Vectors:
    """BERT written out in numpy, one text at a time (Devlin et al. 2018; mean pooling as the model's own)."""
    from tokenizers import Tokenizer

    from vectorstore.models.bert_graph import read_weights

    weights = read_weights(verified_weights())
    tokenizer = Tokenizer.from_file(str(bundled_model_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)

    def norm(x: Any, name: str) -> Any:
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def dense(x: Any, name: str) -> Any:
        return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    erf = np.vectorize(math.erf, otypes=[np.float32])
    rows = []
    for text in texts:
        ids = tokenizer.encode(text.encode("utf-8", "replace").decode()).ids
        x = weights["embeddings.word_embeddings.weight"][ids]
        x = x + weights["embeddings.position_embeddings.weight"][: len(ids)]
        x = norm(x + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for number in range(6):
            layer = f"encoder.layer.{number}"
            q, k, v = (
                dense(x, f"{layer}.attention.self.{part}").reshape(len(ids), 12, 32).transpose(1, 0, 2)
                for part in ("query", "key", "value")
            )
            logits = q @ k.transpose(0, 2, 1) / math.sqrt(32)
            attention = np.exp(logits - logits.max(-1, keepdims=True))
            attention /= attention.sum(-1, keepdims=True)
            mixed = (attention @ v).transpose(1, 0, 2).reshape(len(ids), 384)
            output = f"{layer}.attention.output"
            x = norm(x + dense(mixed, f"{output}.dense"), f"{output}.LayerNorm")
            wide = dense(x, f"{layer}.intermediate.dense")
            wide = wide * 0.5 * (1 + erf(wide / math.sqrt(2)))
            x = norm(x + dense(wide, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
        mean = x.mean(0)
        rows.append(mean / np.linalg.norm(mean))
    return np.stack(rows)


@pytest.mark.slow
def test_the_exported_model_computes_what_bert_is(onnx: Embedder) -> None:
    cosines = (onnx.embed_documents(TEXTS[:4]) * reference(TEXTS[:4])).sum(1)
    assert cosines.min() > 0.9999


@pytest.mark.slow
def test_the_exported_model_agrees_with_sentence_transformers(onnx: Embedder) -> None:
    from sentence_transformers import SentenceTransformer

    texts = [text.replace("\ud800", "?") for text in TEXTS]
    theirs = SentenceTransformer(str(bundled_model_folder())).encode(texts, normalize_embeddings=True)
    assert (onnx.embed_documents(texts) * theirs).sum(1).min() > 0.999


@pytest.mark.slow
def test_another_model_runs_on_torch_in_whatever_number_format(onnx: Embedder) -> None:
    from vectorstore.models.sentence_transformers_embedder import SentenceTransformersEmbedder

    torch_embedder = SentenceTransformersEmbedder(str(bundled_model_folder()))
    vectors = torch_embedder.embed_documents(TEXTS[:4])
    assert vectors.dtype == np.float32
    assert vectors.shape == (4, torch_embedder.dimensions)
    assert (vectors * onnx.embed_documents(TEXTS[:4])).sum(1).min() > 0.98  # bf16 on processors that have it
    assert torch_embedder.embed_query(TEXTS[0]) @ vectors[0] > 0.98
    assert torch_embedder.count_tokens(TEXTS[:4]) == onnx.count_tokens(TEXTS[:4])
    assert torch_embedder.name != onnx.name  # so a store of the one refuses the other


def test_int8_stays_near_and_has_a_name_of_its_own(onnx: Embedder, int8: Embedder) -> None:
    assert int8.name == f"{onnx.name}-int8"
    assert (int8.embed_documents(TEXTS) * onnx.embed_documents(TEXTS)).sum(1).mean() > 0.97


def test_vectors_do_not_depend_on_their_batch(onnx: Embedder, int8: Embedder) -> None:
    for one, tolerance in ((onnx, 1e-5), (int8, 0.0)):  # in 8 bits a text is always run by itself
        together = one.embed_documents(TEXTS)
        assert together.shape == (len(TEXTS), one.dimensions)
        assert together.dtype == np.float32
        assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
        for text, vector in zip(TEXTS, together, strict=True):
            assert np.allclose(one.embed_documents([text])[0], vector, atol=tolerance, rtol=0)
            assert np.allclose(one.embed_query(text), vector, atol=tolerance, rtol=0)


def test_no_texts_give_no_vectors(onnx: Embedder) -> None:
    for embedder in (onnx, HashingEmbedder()):
        assert embedder.embed_documents([]).shape == (0, embedder.dimensions)
        assert embedder.count_tokens([]) == []


def test_similar_meanings_are_nearer(onnx: Embedder) -> None:
    question = onnx.embed_query("How old is the church?")
    near, far = onnx.embed_documents(["The chapel was built in 1320.", "Sodium reacts with water."])
    assert question @ near > question @ far + 0.2


def test_tokens_are_counted_without_the_special_ones(onnx: Embedder) -> None:
    assert onnx.count_tokens(["hello world", "", "Hello, world!"]) == [2, 0, 4]
    long = "word " * 1000
    assert onnx.count_tokens([long]) == [1000]


def test_the_published_weights_are_recognised() -> None:
    assert verify() == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    with pytest.raises(ModelError, match="not the published ones"):
        verified_weights(expected="0" * 64)


def test_a_damaged_export_says_what_to_do(tmp_path: Path) -> None:
    from vectorstore.models.onnx_model import OnnxModel

    (tmp_path / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(ModelError, match=r"model\.onnx.*delete the file"):
        OnnxModel(tmp_path / "model.onnx", remedy="delete the file")


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    from vectorstore.models.sentence_transformers_embedder import SentenceTransformersEmbedder

    with pytest.raises(ModelError, match="no-such-model"):
        SentenceTransformersEmbedder(str(tmp_path / "no-such-model")).embed_query("hello")


@pytest.mark.slow
def test_a_question_is_answered_without_torch_or_gradio(tmp_path: Path) -> None:
    code = (
        "import sys, bot\n"
        "assert not {'numpy', 'pydantic'} & set(sys.modules), 'the package itself must stay light'\n"
        f"asked = bot.ArticleBot({str(tmp_path)!r})\n"
        "asked.add_text('# Ferries\\n\\nThe ferry to Holm carries forty cars.')\n"
        "assert asked.ask('How many cars does the ferry to Holm carry?').status == 'answered'\n"
        "asked.close()\n"
        "heavy = {'torch', 'sentence_transformers', 'transformers', 'gradio', 'langchain', 'pandas'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_hashing_is_deterministic_and_sees_shared_words() -> None:
    embedder = HashingEmbedder()
    cat, same, other = embedder.embed_documents(["the cat purrs", "The CAT purrs!", "seven green bottles"])
    assert np.array_equal(cat, same)
    assert cat @ other < 0.5
    assert np.array_equal(embedder.embed_query("the cat purrs"), cat)
    assert embedder.count_tokens(["the cat, purrs"]) == [4]
