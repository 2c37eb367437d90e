"""Runs jobs on the instances of the local account: `python -m instances`.

Each instance of a fleet is a folder and some processes of this computer. They do what the services of a real instance
do (lib/boot, lib/training/boot), through the AWS API alone: this package knows nothing of the emulator.
"""
