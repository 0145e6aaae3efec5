"""What a model is worth on headlines it has not seen: protocols, metrics, peers, slices, attacks, one report."""
