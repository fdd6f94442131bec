"""How an answer is laid out: its document, words and style, and the printer for terminals."""
