"""The models: embedders, the reader, an optional cross-encoder, and how their weights are loaded."""
