"""The app's face: the only place beside ``pages/`` that imports streamlit."""
