"""French: the words, rules and phrases of the language."""
