"""How the first month's people are made, bottom up: homes, persons, work, means, income."""
