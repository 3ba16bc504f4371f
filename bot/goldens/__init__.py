"""Golden questions: the file format, where their quotes are found in the articles, thresholds, drafts."""
