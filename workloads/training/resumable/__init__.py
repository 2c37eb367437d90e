"""Training that can be interrupted at any time and resumes from its last checkpoint."""
