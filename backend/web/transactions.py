"""One request, one transaction."""

from flask import Flask, Response, request

from backend.database import AWAY, db
from backend.web.errors import STANDS, answer_away


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
            # Who looked for something and didn't find it has looked all the same.
            looked = request.method == "GET" and response.status_code == 404
            if response.status_code < 400 or looked or request.environ.get(STANDS):
                db.session.commit()
            else:
                db.session.rollback()
        except AWAY as error:
            db.session.rollback()
            return answer_away(error)
        return response
