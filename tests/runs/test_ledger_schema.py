"""The ledger's schema on both databases: migrations make what tables.py says, up from nothing and down again."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event, inspect

from fundqa.ledger import database, tables_desk
from fundqa.ledger.tables import METADATA

assert tables_desk.METADATA is METADATA


@pytest.fixture
def engine(ledger_url, tmp_path):
    engine = database.connect(database.normal(ledger_url, tmp_path))
    yield engine
    engine.dispose()


def differences(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return compare_metadata(context, METADATA)


def tables(engine):
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_migrations_from_nothing_make_what_the_tables_say(engine):
    assert tables(engine) == set()
    database.upgrade(engine)
    assert tables(engine) == set(METADATA.tables)
    assert differences(engine) == []
    database.upgrade(engine)
    assert differences(engine) == []


def test_migrations_go_down_to_nothing_and_up_again(engine):
    database.upgrade(engine)
    with engine.begin() as connection:
        config = database.configuration()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert tables(engine) == set()
    database.upgrade(engine)
    assert differences(engine) == []


def test_a_column_that_is_missing_would_be_seen(engine):
    """The comparison is no empty shell."""
    database.upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("alter table roster drop column parent")
    assert [change[0] for change in differences(engine)] == ["add_column"]


def test_a_migration_that_ends_in_the_middle_leaves_nothing_behind(engine):
    """As when the process is killed: the next one begins from nothing, and does not meet half a schema."""
    made = []

    def strike(*args):
        statement = args[2]
        if statement.lstrip().startswith("CREATE TABLE"):
            made.append(statement)
        if len(made) > 5:
            raise KeyboardInterrupt

    event.listen(engine, "before_cursor_execute", strike)
    with pytest.raises(KeyboardInterrupt):
        database.upgrade(engine)
    event.remove(engine, "before_cursor_execute", strike)
    assert inspect(engine).get_table_names() == []  # not even that of Alembic
    database.upgrade(engine)
    assert "submissions" in inspect(engine).get_table_names()
