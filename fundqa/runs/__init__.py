"""Runs: all reports of a project checked into the ledger, what changed since, and who is told."""
