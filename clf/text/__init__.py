"""From a headline's characters to its features: fold, tokenize, count."""
