"""The administrator's room: who works here, and the workstations they work at."""
