"""The settings of an instance, from its user data."""

import re

VARIABLES = (
    "ML_KIND",
    "ML_NAME",
    "ML_STACK",
    "ML_REGION",
    "ML_CLUSTER_NAME",
    "ML_DATA_MOUNT",
    "ML_DATASETS_BUCKET",
    "ML_MODELS_BUCKET",
    "ML_ARTIFACTS_BUCKET",
    "ML_LOG_GROUP",
    "ML_CHECKPOINT_SECONDS",
)
"""Variables of the user data that a job finds in its environment (lib/training/boot/user-environment.sh)."""

# settingLines() in lib/boot/assemble.ts writes a single quote as '\''.
_SETTING = re.compile(r"^(ML_[A-Z_]+)='((?:[^']|'\\'')*)'$", re.MULTILINE)


def read_settings(user_data: str) -> dict[str, str] | None:
    """The settings in the header of the boot script; None if the user data is not that of a training instance."""
    header = user_data.split("\nset -", 1)[0]
    settings = {name: value.replace(r"'\''", "'") for name, value in _SETTING.findall(header)}
    return settings if all(name in settings for name in VARIABLES) else None
