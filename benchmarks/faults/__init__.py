"""The damage that a store must survive, done for real: a module for each kind of it."""
