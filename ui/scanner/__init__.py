"""Scanners: keyboard wedges, serial ones and codes entered by hand come in by one door."""
