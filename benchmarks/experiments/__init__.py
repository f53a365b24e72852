"""How fast experiments are, and whether their intervals cover as often as they say."""
