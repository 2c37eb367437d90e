"""What train.py can train, and its settings."""
