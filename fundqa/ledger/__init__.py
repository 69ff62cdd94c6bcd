"""The ledger: what every run found, in a database that people can query (docs/ledger.md)."""
