"""The short check before advice: four questions, and how much it hurts."""

from html import escape

import streamlit as st

from form_analyzer.guide.model import Guide, RedFlag
from form_analyzer.guide.redflags import RedFlagResult
from form_analyzer.report.view import RedFlagView
from form_analyzer.storage.service import SeasonService
from form_analyzer.ui.services import symptoms


def check_form(season: SeasonService, guide: Guide, athlete_id: str) -> None:
    """Ask; a full set of answers is stored and the page runs again.

    Notes
    -----
    What was answered for one athlete, or in an earlier check, must not stand in the form: keys hold
    both.
    """
    texts = guide.red_flag_texts
    last = season.training.last_check_in(athlete_id)
    about = athlete_id if last is None else f"{athlete_id}_{last.details.at.isoformat()}"
    with st.form(f"symptoms_{athlete_id}", border=True):
        st.subheader(texts["title"], anchor=False)
        st.write(texts["intro"])
        answers = {}
        for start in range(0, len(guide.red_flags), 2):
            pair = guide.red_flags[start : start + 2]
            for column, flag in zip(st.columns(2, gap="large"), pair, strict=False):
                with column:
                    answers[flag.key] = _question(flag, about)
        pain = st.slider(
            "How much does it hurt now? (0 = not at all, 10 = worst)",
            0,
            10,
            0,
            key=f"pain_{about}",
        )
        place = st.text_input("Where? (may be left empty)", key=f"pain_place_{about}")
        sent = st.form_submit_button("Save the check", type="primary", key="save_check")
    if sent:
        given = {key: answer for key, answer in answers.items() if answer is not None}
        result = symptoms.answer(season, guide, athlete_id, given, pain=pain, place=place)
        _after(result)


def _question(flag: RedFlag, about: str) -> bool | None:
    words = {True: "Yes", False: "No"}
    return st.radio(
        flag.question,
        [True, False],
        index=None,
        format_func=words.__getitem__,
        horizontal=True,
        key=f"flag_{flag.key}_{about}",
    )


def _after(result: RedFlagResult) -> None:
    if result.unanswered:
        st.warning(f"{result.title}. {result.message}", icon=":material/help:")
    else:
        st.rerun()


def stop_card(view: RedFlagView, named: tuple[str, ...] = ()) -> None:
    """A warning sign was named: no advice, and where to go instead."""
    signs = "".join(f"<li>{escape(text)} <b>Yes.</b></li>" for text in named)
    st.html(
        f'<section class="fa-stop-card" role="alert"><h2>▲ {escape(view.title)}</h2>'
        f"<p>{escape(view.lead)}</p><ul>{signs}</ul><p><b>{escape(view.urgent)}</b></p>"
        f"<p>{escape(view.closing)}</p></section>"
    )
