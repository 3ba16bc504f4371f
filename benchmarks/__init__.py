"""Measured comparisons with what a user would pick instead; each takes the data as an argument."""
