"""This workstation itself: how it stands with the hub, its settings, what it is, and reports of what went wrong."""
