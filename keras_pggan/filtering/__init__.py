"""Which pictures a person would keep: marked on a page, learned by a small network, and applied."""
