"""What the program depends on: the lock file and the licences."""
