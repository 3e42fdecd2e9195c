"""Supabase serves a database's tables to all who hold the project's public key, unless two roles have no rights."""

from __future__ import annotations

from django.db import connection

PUBLIC_ROLES = ("anon", "authenticated")
RIGHTS = "SELECT, INSERT, UPDATE, DELETE, TRUNCATE"


def exposed_tables() -> list[str]:
    """Django's tables that a public role may read or change; none on a database without such roles."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(PUBLIC_ROLES)])
        roles = [name for (name,) in cursor.fetchall()]
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        return sorted(table for table in tables if any(_may(cursor, role, table) for role in roles))


def close(tables: list[str]) -> None:
    """Take every right on these tables and their sequences from the public roles. Django's own role keeps its."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in tables:
            for role in PUBLIC_ROLES:
                cursor.execute(f"REVOKE ALL ON TABLE {quote(table)} FROM {quote(role)}")
                for sequence in connection.introspection.get_sequences(cursor, table):
                    cursor.execute(f"REVOKE ALL ON SEQUENCE {quote(sequence['name'])} FROM {quote(role)}")


def _may(cursor, role: str, table: str) -> bool:
    cursor.execute("SELECT has_table_privilege(%s, quote_ident(%s), %s)", [role, table, RIGHTS])
    return cursor.fetchone()[0]
