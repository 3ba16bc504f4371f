"""The words and expressions of a language: tokens, stems, dates, numbers."""
