"""The hub: the one authority, as a web service over SQLite or PostgreSQL."""
