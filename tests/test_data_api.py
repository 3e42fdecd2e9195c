"""Supabase's public roles get nothing of ours. On a PostgreSQL with such roles and their older default rights."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from storymimi import data_api

pytestmark = pytest.mark.django_db


@pytest.fixture
def public_role(db):
    """A role that may read and change every table, as a Supabase project's `anon` once did by default."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    with connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN CREATE ROLE anon; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
        cursor.execute("DO $$ BEGIN CREATE ROLE authenticated; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO anon")
        cursor.execute("CREATE TABLE of_somebody_else (id int)")
        cursor.execute("GRANT ALL ON of_somebody_else TO anon")
        yield cursor


def test_open_tables_are_found_and_closed(public_role):
    assert {"stories", "scenes", "auth_user", "django_session"} <= set(data_api.exposed_tables())
    said = io.StringIO()
    call_command("close_data_api", stdout=said)
    assert "closed stories" in said.getvalue()
    assert data_api.exposed_tables() == []


def test_the_public_role_is_refused_afterwards_and_django_is_not(public_role):
    data_api.close(data_api.exposed_tables())
    public_role.execute("SELECT count(*) FROM stories")
    public_role.execute("SET LOCAL ROLE anon")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        public_role.execute("SELECT * FROM stories")
    public_role.execute("SELECT * FROM of_somebody_else")
    public_role.execute("RESET ROLE")


def test_there_is_nothing_to_close_where_there_are_no_such_roles(db):
    said = io.StringIO()
    call_command("close_data_api", stdout=said)
    assert "No table was open" in said.getvalue()
