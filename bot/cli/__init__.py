"""The command line: `articlebot COMMAND`."""
