"""The emulated AWS account of `npm start`: MiniStack, and what the platform needs that it lacks.

MiniStack keeps the services; this package adds CloudFormation resource types, members of describe answers, and
checks. It reaches into MiniStack's modules, so its version is pinned exactly.
"""
