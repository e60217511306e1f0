"""What stands before the rooms: first run, sign-in, the demo's choice of role."""
