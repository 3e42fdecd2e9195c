"""The floors of the house: a module imports only from lower floors, never along its own.

A room is a module or a package; inside a package modules may import each other, in one direction. A new module without
a floor fails here: put it on one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("storymimi", "stories", "generation")

FLOORS: dict[float, set[str]] = {
    7: {"storymimi.urls", "stories.urls"},
    6: {
        "stories.api",
        "stories.views",
        "stories.admin",
        "stories.media",
        "generation.admin",
        "generation.management",
        "generation.apps",
    },
    5.5: {"stories.scene_admin"},
    5: {"stories.services", "stories.book", "stories.forms", "generation.sweep"},
    4: {"generation.pipeline", "generation.store_audit", "stories.reading"},
    3.5: {"generation.calls"},
    3: {"generation.ledger", "generation.bills", "generation.assets", "generation.removal", "generation.settling"},
    2: {
        "generation.models",
        "generation.jobs",
        "generation.worker",
        "generation.estimate",
        "generation.plan",
        "generation.checks",
        "generation.spool",
        "generation.store_copy",
        "generation.store_setup",
    },
    1.5: {"generation.chain"},
    1: {
        "generation.providers",
        "generation.prompts",
        "generation.storage",
        "generation.events",
        "generation.lanes",
        "generation.queues",
        "generation.leases",
        "generation.picture",
        "generation.unfinished_json",
    },
    0.5: {
        "generation.sound",
        "generation.providers.refusals",
        "stories.access",
        "stories.sign_in",
    },
    0: {
        "stories.models",
        "stories.limits",
        "stories.apps",
        "generation.broker",
        "generation.content_types",
        "generation.loudness",
        "generation.worker.interrupts",
        "generation.providers.base",
    },
    # What runs the house rather than living in it; everybody may read it.
    -1: {"storymimi"},
}
SIGNALS = ("django.dispatch", "django.db.models.signals")
# package → the modules that may import it
WORKER = {"generation.worker"} | {f"generation.worker.{name}" for name in ("executions", "heartbeat", "interrupts")}
NETWORK = {"generation.providers.http", "generation.providers.deadlines"}
STORAGE = {f"generation.storage.{name}" for name in ("client", "errors", "buckets", "s3")}
DOORS = {
    "requests": {"generation.providers.http"},
    "urllib3": NETWORK | STORAGE,
    "http.client": NETWORK,
    "socket": NETWORK | {"storymimi.processes"},
    "urllib.request": {"generation.management.commands.demo"},
    "httpx": set(),
    "aiohttp": set(),
    "boto3": {"generation.storage.client"},
    "botocore": STORAGE,
    "rq": {"generation.queues"} | WORKER,
    "django_rq": {"generation.worker", "generation.management.commands.rqworker"},
}


@cache
def modules() -> dict[str, ast.Module]:
    paths = (path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
    return {_name(path): ast.parse(path.read_text()) for path in paths}


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(name: str) -> Iterator[str]:
    """Every module that this one imports, wherever the import stands."""
    for node in ast.walk(modules()[name]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(name, node)
            named = (f"{base}.{alias.name}" for alias in node.names)
            yield from (name if name in modules() or base.split(".")[0] not in APPS else base for name in named)


def _absolute(name: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    is_package = (ROOT / Path(*name.split(".")) / "__init__.py").exists()
    package = name.split(".")[: len(name.split(".")) - node.level + is_package]
    return ".".join([*package, *([node.module] if node.module else [])])


def room(name: str) -> tuple[float, str] | None:
    """(floor, room) by the longest name that fits."""
    fitting = [
        (floor, room)
        for floor, rooms in FLOORS.items()
        for room in rooms
        if name == room or name.startswith(f"{room}.")
    ]
    return max(fitting, key=lambda entry: len(entry[1]), default=None)


def ours(name: str) -> list[str]:
    return [target for target in imports(name) if target.split(".")[0] in APPS and target not in APPS]


def test_every_module_has_a_floor():
    homeless = [name for name in modules() if name not in APPS and room(name) is None]
    assert not homeless


@pytest.mark.parametrize("name", sorted(name for name in modules() if name not in APPS))
def test_imports_go_down(name):
    floor, own_room = room(name)
    wrong = []
    for target in ours(name):
        target_floor, target_room = room(target)
        if target_room != own_room and target_floor >= floor:
            wrong.append(target)
    assert not wrong


def test_no_imports_in_a_circle():
    graph = {name: {target for target in ours(name) if target != name} for name in modules()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_no_import_hides_inside_a_function():
    hidden = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not hidden


@pytest.mark.parametrize("package", DOORS)
def test_what_reaches_outside_has_one_door(package):
    through = {name for name in modules() for target in imports(name) if f"{target}.".startswith(f"{package}.")}
    assert through <= DOORS[package]


def test_providers_know_no_model_no_queue_and_no_storage():
    known = {target for name in modules() if name.startswith("generation.providers") for target in ours(name)}
    outside = {target for target in known if not target.startswith("generation.providers")}
    assert outside <= {"generation.sound", "generation.content_types"}


def test_there_are_no_signals():
    assert not [name for name in modules() for target in imports(name) if target.startswith(SIGNALS)]


WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "move",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
}


def test_edges_write_through_services():
    """No view, serializer, admin or command saves, creates, updates, moves or deletes anything by itself."""
    edges = [name for name in modules() if (room(name) or (0,))[0] >= 6]
    written = [f"{name}:{call.lineno}" for name in edges for call in _calls(name) if call.func.attr in WRITES]
    assert edges
    assert not written


def test_a_status_is_moved_never_assigned():
    assigned = [
        f"{name}:{node.lineno}"
        for name in modules()
        for node in ast.walk(modules()[name])
        if isinstance(node, ast.Attribute) and node.attr == "status" and isinstance(node.ctx, ast.Store)
    ]
    updated = [
        f"{name}:{call.lineno}"
        for name in modules()
        for call in _calls(name)
        if call.func.attr in WRITES - {"move"} and any(keyword.arg == "status" for keyword in call.keywords)
    ]
    assert assigned + updated == []


def _calls(name: str) -> Iterator[ast.Call]:
    """The module's calls of something's method."""
    nodes = ast.walk(modules()[name])
    return (node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))


def test_nothing_broad_is_caught_but_where_it_is_settled_or_logged():
    """`jobs` settles a row whatever happens and `ledger` closes its own, both raise on; `threads` logs and repeats."""
    allowed = {"generation.jobs": 1, "generation.ledger": 1, "generation.worker.threads": 1}
    broad: dict[str, int] = {}
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler) and _is_broad(node.type):
                broad[name] = broad.get(name, 0) + 1
    assert broad == allowed


def _is_broad(kind: ast.expr | None) -> bool:
    return kind is None or (isinstance(kind, ast.Name) and kind.id in ("Exception", "BaseException"))
