"""OrderDesk: the business, without windows and without tables."""
