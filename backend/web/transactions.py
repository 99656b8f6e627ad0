"""One request, one transaction."""

from flask import Flask, Response, g

from backend.database import AWAY, db
from backend.web.errors import answer_away


def init_app(app: Flask) -> None:
    """Commit a request that succeeded or whose refusal stands; roll back any other."""

    @app.before_request
    def begin_transaction() -> None:
        # Within one application context (a command, a test) requests would share a session,
        # and with it whoever was bound to it.
        if db.session.registry.has():
            db.session.remove()

    @app.after_request
    def end_transaction(response: Response) -> Response:
        if not db.session.registry.has():
            return response
        try:
            if response.status_code < 400 or g.get("stands", False):
                db.session.commit()
            else:
                db.session.rollback()
        except AWAY as error:
            db.session.rollback()
            return answer_away(error)
        return response
