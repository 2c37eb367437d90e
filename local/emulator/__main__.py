"""`python -m emulator`: the emulator with the platform's resource types, until it is told to stop."""

from ministack import app

from . import (
    application_auto_scaling,
    auto_scaling,
    budgets,
    dropped_properties,
    ec2,
    ec2_instances,
    ecs,
    eks,
    engine,
    iam,
    s3,
    schemas,
    ssm,
    state,
)


def main() -> None:
    for part in (
        state,
        engine,
        ec2,
        ec2_instances,
        iam,
        eks,
        ecs,
        budgets,
        application_auto_scaling,
        s3,
        auto_scaling,
        ssm,
        dropped_properties,
    ):
        part.install()
    # Last, so that every type is checked.
    schemas.check_every_type()
    app.main()


main()
