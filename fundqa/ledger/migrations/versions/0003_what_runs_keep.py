"""What a run keeps for the next one."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    op.add_column("runs", sa.Column("kept", sa.Text(), nullable=True))


def downgrade() -> None:
    """Back to the one before."""
    op.drop_column("runs", "kept")
