"""Hybrid search: vectors and keywords fused, filtered, reranked; context expansion; LangChain retriever."""
