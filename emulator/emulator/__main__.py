"""`python -m emulator`: serves the emulated account until it receives a signal."""

from ministack import app

from . import (
    alarms,
    application_auto_scaling,
    auto_scaling,
    budgets,
    change_set_answers,
    change_sets,
    drift,
    dropped_properties,
    ec2,
    ec2_instances,
    ecs,
    eks,
    eks_versions,
    engine,
    events,
    failing_creates,
    group_actions,
    iam,
    launch_templates,
    placement_groups,
    refusals,
    s3,
    scaling_activities,
    schemas,
    spot_requests,
    ssm,
    ssm_associations,
    ssm_documents,
    stack_deletes,
    stack_events,
    state,
    zones,
)


def install() -> None:
    """Adds this package to MiniStack."""
    for part in (
        state,
        engine,
        change_sets,
        change_set_answers,
        stack_events,
        stack_deletes,
        failing_creates,
        drift,
        events,
        alarms,
        ec2,
        launch_templates,
        placement_groups,
        spot_requests,
        ec2_instances,
        zones,
        iam,
        eks,
        eks_versions,
        ecs,
        budgets,
        application_auto_scaling,
        s3,
        auto_scaling,
        scaling_activities,
        group_actions,
        ssm,
        ssm_documents,
        ssm_associations,
        dropped_properties,
        refusals,
    ):
        part.install()
    # Last, so that every type is checked.
    schemas.check_every_type()


if __name__ == "__main__":
    install()
    app.main()
