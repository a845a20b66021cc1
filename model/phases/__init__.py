"""The compiled loops over households: each calls the rules of a stretch of the month in their order."""
