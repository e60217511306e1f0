"""The tables of the first migration, by subject; never changed once a hub has run it."""
