"""How Alembic reaches the database: the owner's login, one connection, short locks."""

import os
from importlib import import_module
from pkgutil import walk_packages

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

import backend
from backend.database import Base

for module in walk_packages(backend.__path__, prefix="backend."):
    if module.name.endswith(".models"):
        import_module(module.name)

url = os.environ["MIGRATION_DATABASE_URL"]
dialect = "postgresql+psycopg://" + url.split("://", 1)[1]

with create_engine(dialect, poolclass=NullPool, hide_parameters=True).connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        connection.execute(text("SET lock_timeout = '4s'"))
        connection.execute(text("SET statement_timeout = '60s'"))
        connection.execute(text("SELECT pg_advisory_lock(hashtext('tidemark migrations'))"))
        context.run_migrations()
