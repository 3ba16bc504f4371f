"""What a question asks: its kind, subject, key terms and parts, alone or as a follow-up in a conversation."""
