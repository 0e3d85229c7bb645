"""Parts of the guide: text pages, technique, prevention plan, quiz, sources."""

import re

import streamlit as st

from form_analyzer.guide.model import Exercise, Guide, PageKey, QuizQuestion
from form_analyzer.guide.plan import Plan, prevention_plan
from form_analyzer.storage.service import SeasonService
from form_analyzer.ui.components.athlete_choice import chosen_athlete
from form_analyzer.ui.components.symptom_check import check_form
from form_analyzer.ui.services.plans import newest_deviations
from form_analyzer.ui.services.symptoms import standing

_DOI = re.compile(r"doi:(10\.\S+)")


def text_page(guide: Guide, key: str) -> None:
    """One page of the guide, with its sources below."""
    page = guide.page(PageKey(key))
    st.header(page.title, anchor=False)
    st.html(f'<p class="fa-lead">{page.summary}</p>')
    for section in page.sections:
        with st.container(width=720):
            st.subheader(section.title, anchor=False)
            for paragraph in section.paragraphs:
                st.write(paragraph)
            if section.points:
                st.markdown("\n".join(f"- {point}" for point in section.points))
    if page.sources:
        st.caption("Sources: " + "; ".join(source.short for source in page.sources))


def technique(guide: Guide) -> None:
    """Each recommendation: what the guide says, why, and what research says beside it."""
    st.subheader("Each recommendation, and what research says", anchor=False)
    for found in sorted(guide.recommendations, key=lambda entry: entry.order):
        with st.expander(found.title):
            left, right = st.columns(2, gap="large")
            left.markdown(f"**The guide says**\n\n{found.guide_says}")
            left.caption(f"The range used: {found.range_reason}")
            left.markdown(f"**Why it matters for your hip flexor**\n\n{found.why}")
            right.markdown(f"**Research says**\n\n{found.research_says}")
            right.markdown(f"**How much to make of it**\n\n{found.contradiction}")
            told = "; ".join(source.short for source in found.sources)
            st.caption(f"{found.caveat} Sources: {told}." if told else found.caveat)


def plan(season: SeasonService, guide: Guide) -> None:
    """The plan for an athlete, after the symptom check."""
    st.divider()
    athlete_id = chosen_athlete(season, "A plan for")
    if athlete_id is None:
        st.caption("With an athlete and an analysed clip, a plan chosen for them stands here.")
        return
    state = standing(season, guide, athlete_id)
    if state.stopped:
        st.error(f"**{guide.red_flag_texts['stop_title']}.** {guide.red_flag_texts['stop']}")
    elif not state.may_advise:
        check_form(season, guide, athlete_id)
    else:
        _plan(prevention_plan(newest_deviations(season, athlete_id), guide))


def _plan(found: Plan) -> None:
    st.header(found.title, anchor=False)
    st.write(found.intro)
    for part in found.parts:
        st.subheader(part.group.title, anchor=False)
        st.caption(part.group.intro)
        for item in part.items:
            _exercise(item.exercise, tuple(advice.title for advice in item.chosen_for))
    if found.drills:
        st.subheader("Drills", anchor=False)
        for advice in found.drills:
            st.markdown(f"**{advice.drill}.** {advice.how} *{advice.dose}*")
    st.subheader(found.gradual_title, anchor=False)
    st.write(found.gradual)
    st.info(found.stop, icon=":material/pan_tool:")


def _exercise(exercise: Exercise, chosen_for: tuple[str, ...]) -> None:
    with st.container(border=True):
        left, right = st.columns([3, 2], gap="large")
        left.markdown(f"**{exercise.name}**\n\n{exercise.how}")
        right.markdown(f"**How much:** {exercise.dose}\n\n{exercise.why}")
        if chosen_for:
            right.caption("Chosen for: " + "; ".join(chosen_for))


def quiz(guide: Guide) -> None:
    """Questions, each explained as soon as it is answered."""
    st.header("Quiz", anchor=False)
    answered = [_question(place, question) for place, question in enumerate(guide.quiz, 1)]
    given = [right for right in answered if right is not None]
    if given:
        st.write(
            f"{sum(given)} of {len(given)} answered rightly, {len(guide.quiz)} questions in all."
        )


def _question(place: int, question: QuizQuestion) -> bool | None:
    options = {option.key: option for option in question.options}
    chosen = st.radio(
        f"**{place}. {question.question}**",
        list(options),
        index=None,
        format_func=lambda key: options[key].text,
        key=f"quiz_{question.key}",
    )
    if chosen is None:
        return None
    right = chosen == question.answer
    text = f"{'Right' if right else 'Not quite'}. {options[chosen].because} {question.explanation}"
    if right:
        st.success(text, icon=":material/check:")
    else:
        st.warning(text, icon=":material/close:")
    return right


def sources(guide: Guide) -> None:
    """Full citations."""
    st.header("Sources", anchor=False)
    for source in sorted(guide.sources.values(), key=lambda entry: entry.citation):
        st.markdown("- " + _DOI.sub(r"[doi:\1](https://doi.org/\1)", source.citation))
