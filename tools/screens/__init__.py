"""Every screen as a picture, from the real windows over a small demo company: python -m tools.screens."""
