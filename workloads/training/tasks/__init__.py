"""The tasks of train.py, and the settings."""
