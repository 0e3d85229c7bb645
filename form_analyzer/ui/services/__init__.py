"""What pages show and do, without Streamlit: plain functions on plain data."""
