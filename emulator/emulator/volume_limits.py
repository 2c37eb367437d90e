"""Limits of gp3 volumes, which MiniStack does not know.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html and
https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html, read 2026-11-28.
"""

from .calls import number
from .shapes import Properties

_LIMITS = (("Size", "size in GiB", 1, 65_536), ("Iops", "iops", 3000, 80_000), ("Throughput", "throughput", 125, 2000))
_BASELINE_IOPS = 3000
_IOPS_PER_GIB = 500
_IOPS_PER_MIBPS = 4


def check(settings: Properties) -> None:
    """Raises ValueError with what EBS says about a gp3 volume beyond its limits."""
    if settings.get("VolumeType") != "gp3":
        return
    for member, what, fewest, most in _LIMITS:
        value = settings.get(member)
        if value is not None and not fewest <= number(value) <= most:
            raise ValueError(f"InvalidParameterValue: {what} of {value} is not valid; gp3 has {fewest} to {most}.")
    iops = number(settings.get("Iops") or _BASELINE_IOPS)
    size = settings.get("Size")
    if size is not None and iops > max(_BASELINE_IOPS, number(size) * _IOPS_PER_GIB):
        raise ValueError(
            f"InvalidParameterCombination: Iops to volume size ratio of {iops / number(size):g} is too high; "
            f"maximum is {_IOPS_PER_GIB} iops per GiB."
        )
    throughput = settings.get("Throughput")
    if throughput is not None and number(throughput) * _IOPS_PER_MIBPS > iops:
        raise ValueError(
            "InvalidParameterCombination: Throughput (MiBps) to iops ratio of "
            f"{number(throughput) / iops:g} is too high; maximum is {1 / _IOPS_PER_MIBPS} MiBps per iops."
        )
