"""What a matter's timeline means, in pure functions: the chain, the replay, the numbers."""
