"""Twelve checkboxes and twelve sliders, and an echo of whatever was last changed: Streamlit."""

import streamlit as st


def show(name):
    """Say what was changed."""
    st.session_state.echo = f"{name}: {st.session_state[name]}"


st.text(st.session_state.get("echo", "Nothing yet"))
for n in range(1, 13):
    name = f"Blocker {n}"
    st.checkbox(name, key=name, on_change=show, args=[name])
for n in range(1, 13):
    name = f"Rating {n}"
    st.slider(name, 0, 10, key=name, on_change=show, args=[name])
