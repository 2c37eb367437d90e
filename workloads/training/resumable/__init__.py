"""Training that can be interrupted at any time and goes on from its last checkpoint."""
