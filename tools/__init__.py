"""What the project needs to set itself up, test and measure itself; no part of the program."""
