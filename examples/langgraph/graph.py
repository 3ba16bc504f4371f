"""A LangGraph of two steps, retrieve and answer, over the articles of a bot."""

from __future__ import annotations

from typing import Any, TypedDict

from langchain_core.documents import Document
from langgraph.graph import END, START, StateGraph

from articlebot import Answer, ArticleBot


class State(TypedDict, total=False):
    question: str
    documents: list[Document]
    answer: Answer


def graph_over(bot: ArticleBot) -> Any:
    """A compiled graph from a question to documents and answer; a question without documents ends early."""
    retriever, chain = bot.retriever(limit=3), bot.chain()

    def retrieve(state: State) -> State:
        return {"documents": retriever.invoke(state["question"])}

    def answer(state: State) -> State:
        articles = sorted({document.metadata["article_id"] for document in state["documents"]})
        return {"answer": chain.invoke({"question": state["question"], "articles": articles})}

    graph = StateGraph(State)
    graph.add_node("retrieve", retrieve)
    graph.add_node("write", answer)
    graph.add_edge(START, "retrieve")
    graph.add_conditional_edges("retrieve", lambda state: "write" if state["documents"] else END)
    graph.add_edge("write", END)
    return graph.compile()
