"""Alembic's entry: migrations run on the connection they are given."""

from alembic import context

from fundqa.ledger import tables_desk  # noqa: F401  its tables belong to the same metadata
from fundqa.ledger.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
