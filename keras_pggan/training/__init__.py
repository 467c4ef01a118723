"""Training runs: the loop over phases, and what it keeps on disk and shows."""
