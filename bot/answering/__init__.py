"""Answers made of the articles' own words: candidates are ranked, picked and cited, or it refuses."""
