"""Parts that every screen is built from: painted widgets, dressed stock widgets, the table."""
