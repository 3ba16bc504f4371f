"""Japanese: the words, rules and phrases of the language."""
