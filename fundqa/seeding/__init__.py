"""The yardstick: reports that are right, errors seeded into them, and the share of them that is found."""
