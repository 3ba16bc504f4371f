"""Answers written by a language model of the user's choice, each sentence checked before it is shown."""
