"""The pages of the fallback words: all of them, one, and the look at a change before it is saved."""

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathway.accounts.guard import current_person
from pathway.core.permission import Permission
from pathway.directory.search.fallbacks import Key
from pathway.directory.vocabulary import AGENCY_LABELS, AgencyType, FallbackAge, FallbackArea, FallbackHours
from pathway.launch import calls_to_make
from pathway.launch.fallback_words import operations, queries
from pathway.launch.fallback_words.forms import WordsForm
from pathway.launch.fallback_words.places import circumstances, key_of, path_of, places_of
from pathway.launch.fallback_words.word_changes import figures_without_a_number, numbers_of, pieces
from pathway.web.access import requires
from pathway.web.missing import or_404
from pathway.web.transactions import commits

bp = Blueprint("words", __name__, url_prefix="/manage/start/words")

ROW = "/<kind>/<area>/<age>/<hours>"


@bp.get("")
@requires(Permission.SIGN_OFF)
def index() -> str:
    """Show every row of fallback words by kind of agency, with where it is shown."""
    rows = queries.rows_by_kind()
    return render_template(
        "launch/words.html",
        active="start",
        kinds=[(AGENCY_LABELS[kind], places_of(kind), of_kind) for kind, of_kind in rows.items()],
        edited=queries.edited(),
        key_of=key_of,
        path_of=path_of,
        circumstances=circumstances,
    )


@bp.get(ROW)
@requires(Permission.SIGN_OFF)
def edit(kind: str, area: str, age: str, hours: str) -> str:
    """Show one row to change, and what it said before."""
    key = _key(kind, area, age, hours)
    words = or_404(queries.row(key))
    return _form(key, WordsForm(text=words.text, seen=queries.latest_number(key)), words.text)


@bp.post(ROW)
@requires(Permission.SIGN_OFF)
def look(kind: str, area: str, age: str, hours: str) -> ResponseReturnValue:
    """Show what a change would do, before it is saved. Saves nothing."""
    key, form = _key(kind, area, age, hours), WordsForm(request.form)
    words = or_404(queries.row(key))
    if request.form.get("back") or not form.validate():
        return _form(key, form, words.text), 200 if request.form.get("back") else 400
    text: str = form.text.data
    if text == words.text:
        form.text.errors = ["Nothing is changed yet"]
        return _form(key, form, words.text), 400
    named = numbers_of(text, queries.owners_of(text))
    to_make = calls_to_make.read(current_app.config["SETTINGS"].seed)
    not_to_use = {number.digits: why for number in named if (why := to_make.why_not_to_use(number.digits))}
    return render_template(
        "launch/words_look.html",
        active="start",
        label=AGENCY_LABELS[key[0]],
        path=path_of(key),
        circumstances=circumstances(key),
        places=places_of(key[0]),
        pieces=pieces(words.text, text),
        form=form,
        numbers=named,
        not_to_use=not_to_use.values(),
        unknown=[number for number in named if not number.is_known and number.digits not in not_to_use],
        no_numbers=list(figures_without_a_number(text)),
    )


@bp.post(f"{ROW}/save")
@requires(Permission.SIGN_OFF)
@commits
def save(kind: str, area: str, age: str, hours: str) -> ResponseReturnValue:
    """Save a change that was looked at, or bring back what the row said before."""
    key, form = _key(kind, area, age, hours), WordsForm(request.form)
    words = or_404(queries.row(key))
    if not form.validate():
        return _form(key, form, words.text), 400
    operations.save(key, form.text.data, current_person(), seen=form.seen.data)
    return redirect(url_for(".edit", kind=kind, area=area, age=age, hours=hours, done=1), 303)


def _form(key: Key, form: WordsForm, now: str) -> str:
    return render_template(
        "launch/words_edit.html",
        active="start",
        label=AGENCY_LABELS[key[0]],
        path=path_of(key),
        circumstances=circumstances(key),
        places=places_of(key[0]),
        words_now=now,
        numbers=numbers_of(now, queries.owners_of(now)),
        form=form,
        history=queries.history_of(key),
        latest=queries.latest_number(key),
        notice=request.args.get("done", ""),
    )


def _key(kind: str, area: str, age: str, hours: str) -> Key:
    """Return the key that an address names; a 404 page for words that are none."""
    try:
        return AgencyType(kind), FallbackArea(area), FallbackAge(age), FallbackHours(hours)
    except ValueError:
        abort(404)
