"""The command that opens the demo clinic."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import orjson
from flask import Flask
from flask.cli import AppGroup, ScriptInfo

from backend import clock
from backend.database import transaction
from backend.demo import service
from backend.demo.gateway import DemoRefused, Phone
from backend.demo.timeline import timeline
from backend.logins import as_operator

demo = AppGroup("demo", help="A clinic to look at, nobody's data but one published diary.")
TOPPED_UP = Path("var") / "demo-topped-up.json"


@demo.command("open", with_appcontext=False)
@click.pass_context
def open_demo(context: click.Context) -> None:
    """Open the demo clinic, or top it up to today, and print its logins as JSON."""
    # Each request needs a context of its own, so the command itself has none.
    app = context.ensure_object(ScriptInfo).load_app()
    opening = service.Opening(
        client=app.test_client(use_cookies=False),
        operating=lambda: _operating(app),
        now=clock.now(),
        say=lambda sentence: click.echo(sentence, err=True),
    )
    topped_up = orjson.loads(TOPPED_UP.read_bytes()) if TOPPED_UP.exists() else {}
    try:
        accounts = service.open_demo(opening, topped_up=topped_up)
    except service.NotEmpty as refusal:
        raise click.ClickException(str(refusal.detail)) from refusal
    TOPPED_UP.parent.mkdir(exist_ok=True)
    TOPPED_UP.write_bytes(orjson.dumps(topped_up))
    click.echo(orjson.dumps({"accounts": accounts}).decode())


@demo.command("timeline", with_appcontext=False)
@click.argument("email")
@click.pass_context
def show_timeline(context: click.Context, email: str) -> None:
    """Print the course of a demo patient, as the API tells it to that patient."""
    app = context.ensure_object(ScriptInfo).load_app()
    phone = Phone(app.test_client(use_cookies=False))
    with app.app_context():
        password = service.password()
    try:
        account = phone.sign_in(email, password)
    except DemoRefused as refusal:
        raise click.ClickException(f"{email} is no patient of the demo clinic.") from refusal
    today = clock.now().astimezone(ZoneInfo(account["time_zone"])).date()
    click.echo(f"{account['name']}, as of {today}")
    for line in timeline(phone, today=today):
        click.echo(line)


@contextmanager
def _operating(app: Flask) -> Iterator[None]:
    with app.app_context(), as_operator(), transaction():
        yield
