"""What maintainers run, through the Makefile: execute, stamp, lint and list the lessons."""
