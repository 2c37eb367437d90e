"""Renews the data of the catalog: what EC2 says about instance types, and CloudFormation about resource types.

Sources:
- moto: EC2's answers to DescribeInstanceTypes and DescribeInstanceTypeOfferings, of one account, by region.
- Karpenter: on-demand prices of us-east-1, which AWS prices like us-west-2, and of GovCloud and China.
- cfn-lint: the schemas of CloudFormation's resource types, and the types that each region has.
"""

import argparse
import gzip
import json
import re
import urllib.request
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cfnlint
import moto

KARPENTER = "aws/karpenter-provider-aws"
# Commit of 2026-08-21.
KARPENTER_COMMIT = "1d927085dd81a9df9301e613f371dac5b4d16bfe"
PRICES = "pkg/providers/pricing"
PRICE_TABLES = ("aws", "aws_us_gov", "aws_cn")

DATA = Path(__file__).parent.parent / "data"
EC2 = Path(moto.__file__).parent / "ec2" / "resources"
SCHEMAS = Path(cfnlint.__file__).parent / "data" / "schemas"

# Types with a whole or a partial NVIDIA GPU, and the usual types of generations 5 to 9 without one: no local disks only
# for databases, no metal, no high memory.
GPU_FAMILY = re.compile(r"(g|gr|p)\d")
CPU_FAMILY = re.compile(r"[cmr][5-9](a|g|i)?(d|n)?(-flex)?|t(3|3a|4g|8i)")
# A file without it is not of a region.
EVERYWHERE = "AWS::S3::Bucket"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--prices", type=Path, help="folder of Karpenter's tables; default: GitHub")
    prices = read_prices(arguments.parse_args().prices)
    types = described_types()
    write("instance-types.json", {"sources": price_source(prices), "types": instance_types(types, prices)})
    write("offerings.json", {"sources": offering_source(prices), "regions": offerings(types, prices)})
    write("resource-types.json", resource_types())
    write("create-only-properties.json", create_only_properties())


def read_prices(folder: Path | None) -> dict[str, Any]:
    """Prices of every table, by region and type, and the day of each."""
    regions: dict[str, dict[str, float]] = {}
    dates: dict[str, str] = {}
    for table in PRICE_TABLES:
        name = f"zz_generated.pricing_{table}.go"
        text = (folder / name).read_text() if folder else download(name)
        dates[table] = re.search(r"generated at (\d{4}-\d\d-\d\d)T", text).group(1)  # type: ignore[union-attr]
        region = ""
        for found in re.finditer(r'^\t"([a-z0-9-]+)": \{$|"([a-z0-9-]+\.[a-z0-9-]+)": ([0-9.]+)', text, re.MULTILINE):
            if found[1]:
                region = found[1]
                regions[region] = {}
            else:
                regions[region][found[2]] = float(found[3])
    return {"regions": regions, "dates": dates}


def download(name: str) -> str:
    url = f"https://raw.githubusercontent.com/{KARPENTER}/{KARPENTER_COMMIT}/{PRICES}/{name}"
    with urllib.request.urlopen(url) as answer:
        text: str = answer.read().decode()
    return text


def price_source(prices: dict[str, Any]) -> dict[str, str]:
    return {
        "types": f"EC2 DescribeInstanceTypes, as recorded by moto {version('moto')}",
        "typesRead": str(date.today()),
        "prices": f"{KARPENTER}, {PRICES}/zz_generated.pricing_aws.go",
        "pricesDate": prices["dates"]["aws"],
    }


def described_types() -> dict[str, Any]:
    described: dict[str, Any] = read_gzip(EC2 / "instance_types.json.gz")
    return {name: described[name] for name in sorted(described, key=order) if is_wanted(name, described[name])}


def is_wanted(name: str, described: dict[str, Any]) -> bool:
    family, size = name.split(".")
    if "metal" in size:
        return False
    gpus = described.get("GpuInfo", {}).get("Gpus", [])
    if gpus:
        return bool(GPU_FAMILY.match(family)) and all(gpu["Manufacturer"] == "NVIDIA" for gpu in gpus)
    return bool(CPU_FAMILY.fullmatch(family))


def order(name: str) -> tuple[str, float, str]:
    """By family, then from small to large."""
    family, size = name.split(".")
    small = {"nano": 0.06, "micro": 0.12, "small": 0.25, "medium": 0.5, "large": 0.75, "xlarge": 1.0}
    count = re.match(r"\d+", size)
    return family, float(count[0]) if count else small.get(size, 0.0), size


def instance_types(types: dict[str, Any], prices: dict[str, Any]) -> dict[str, Any]:
    on_demand = prices["regions"]["us-east-1"]
    return {name: describe(each, on_demand.get(name)) for name, each in types.items()}


def describe(type: dict[str, Any], price: float | None) -> dict[str, Any]:
    network, markets = type["NetworkInfo"], set(type["SupportedUsageClasses"])
    if not {"on-demand", "spot"} <= markets or type["Hypervisor"] != "nitro":
        raise ValueError(f"The catalog cannot say that {type['InstanceType']} is sold in {markets}, on {type['Hypervisor']}")
    cards = network["NetworkCards"]
    architecture = [each for each in type["ProcessorInfo"]["SupportedArchitectures"] if each in ("x86_64", "arm64")]
    entry: dict[str, Any] = {
        "vcpu": type["VCpuInfo"]["DefaultVCpus"],
        "memoryGiB": plain(type["MemoryInfo"]["SizeInMiB"] / 1024),
        "architecture": architecture[0],
        "networkGbps": plain(bandwidth(network["NetworkPerformance"], cards)),
        "networkCards": network["MaximumNetworkCards"],
        "efaDevices": network.get("EfaInfo", {}).get("MaximumEfaInterfaces", 0),
        "ebsMBps": plain(type["EbsInfo"]["EbsOptimizedInfo"]["BaselineThroughputInMBps"]),
        "maxPods": max_pods(network),
    }
    if "capacity-block" in markets:
        entry["capacityBlocks"] = True
    disks = type.get("InstanceStorageInfo", {}).get("Disks")
    if disks:
        [disk] = disks
        entry["localDisks"] = {"count": disk["Count"], "gigabytes": disk["SizeInGB"]}
    if "GpuInfo" in type:
        [gpu] = type["GpuInfo"]["Gpus"]
        entry["gpu"] = {
            "model": gpu["Name"],
            "count": gpu["LogicalGpuCount"],
            "memoryMiB": gpu["MemoryInfo"]["SizeInMiB"],
        }
        if gpu["GpuPartitionSize"] < 1:
            entry["gpu"]["share"] = gpu["GpuPartitionSize"]
    if price is not None:
        entry["usdPerHour"] = plain(price)
    return entry


def max_pods(network: dict[str, Any]) -> int:
    """Pods of a node by the addresses of its network interfaces: the first address of each is the interface's own, and
    two pods use the network of the node. Pods use the default network card only, also where there are several.

    Source: the heading of https://github.com/awslabs/amazon-eks-ami/blob/main/nodeadm/internal/kubelet/maxpods/eni-max-pods.txt
    """
    card = network["NetworkCards"][network.get("DefaultNetworkCardIndex", 0)]
    interfaces: int = card["MaximumNetworkInterfaces"]
    addresses: int = network["Ipv4AddressesPerInterface"]
    return interfaces * (addresses - 1) + 2


def bandwidth(performance: str, cards: list[dict[str, Any]]) -> float:
    """The bandwidth of all cards. The cards of G6e and C6in name what one of them can have, and share it with the others,
    so the sentence about the whole instance counts, except where it is a burst ("Up to 10 Gigabit")."""
    whole = re.fullmatch(r"(?:(\d+)x )?([\d.]+) Gigabit", performance)
    if whole:
        return float(whole[1] or 1) * float(whole[2])
    return sum(float(card["BaselineBandwidthInGbps"]) for card in cards)


def offering_source(prices: dict[str, Any]) -> dict[str, str]:
    return {
        "offerings": f"EC2 DescribeInstanceTypeOfferings, as recorded by moto {version('moto')}",
        "prices": f"{KARPENTER}, {PRICES}",
    }


def offerings(types: dict[str, Any], prices: dict[str, Any]) -> dict[str, Any]:
    """By region: its zones with their ids, and the types by the letters of the zones that sell them."""
    regions: dict[str, Any] = {}
    for path in sorted((EC2 / "instance_type_offerings" / "availability-zone").glob("*.json.gz")):
        region = path.name.removesuffix(".json.gz")
        sold: dict[str, set[str]] = defaultdict(set)
        zones: dict[str, set[str]] = defaultdict(set)
        for offering in read_gzip(path):
            letter = offering["Location"].removeprefix(region)
            zones[letter].add(offering["InstanceType"])
            if offering["InstanceType"] in types:
                sold[offering["InstanceType"]].add(letter)
        by_zones: dict[str, list[str]] = defaultdict(list)
        for name, letters in sold.items():
            by_zones["".join(sorted(letters))].append(name)
        regions[region] = {
            "zones": zone_ids(region, zones),
            "types": {letters: shorten(names, types) for letters, names in sorted(by_zones.items())},
        }
    for region, priced in sorted(prices["regions"].items()):
        if region in regions:
            continue
        table = "aws_cn" if region.startswith("cn-") else "aws_us_gov"
        regions[region] = {
            "pricesDate": prices["dates"][table],
            "types": {"": shorten([name for name in types if name in priced], types)},
        }
    return regions


def zone_ids(region: str, zones: dict[str, set[str]]) -> dict[str, str | None]:
    """The zone id of each letter in the account of the data: the one that sells the same types."""
    by_id: dict[str, set[str]] = defaultdict(set)
    for offering in read_gzip(EC2 / "instance_type_offerings" / "availability-zone-id" / f"{region}.json.gz"):
        by_id[offering["Location"]].add(offering["InstanceType"])

    def matching(types: set[str]) -> str | None:
        ids = [identifier for identifier, others in by_id.items() if others == types]
        return ids[0] if len(ids) == 1 else None

    return {letter: matching(types) for letter, types in sorted(zones.items())}


def shorten(names: Iterable[str], types: dict[str, Any]) -> str:
    """A family whose types are all there is written as its name, for the length of the file."""
    families: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=order):
        families[name.split(".")[0]].append(name)
    sizes: dict[str, int] = defaultdict(int)
    for name in types:
        sizes[name.split(".")[0]] += 1
    return " ".join(
        family if len(found) == sizes[family] else " ".join(found) for family, found in sorted(families.items())
    )


def resource_types() -> dict[str, Any]:
    """The regions that lack each resource type. A region that is not in the list is not known."""
    regions = {path.stem: read_json(path) for path in sorted((SCHEMAS / "providers").glob("*.json"))}
    # For a region that the registry does not describe, cfn-lint repeats the types of us-east-1.
    known = {
        region: types
        for region, types in regions.items()
        if EVERYWHERE in types and (region == "us-east-1" or types.keys() != regions["us-east-1"].keys())
    }
    lacking = {
        name: [region for region, types in known.items() if name not in types]
        for name in wanted_resource_types()
    }
    return {"source": schema_source(), "regions": " ".join(known), "lackedBy": {k: " ".join(v) for k, v in lacking.items()}}


def create_only_properties() -> dict[str, Any]:
    """Paths of the properties whose change replaces the resource; `always` and, by the schema, under a condition."""
    schemas = read_json(SCHEMAS / "providers" / "us-east-1.json")
    properties = {}
    for name in wanted_resource_types():
        schema = read_json(SCHEMAS / "resources" / f"{schemas[name]}.json")
        properties[name] = {
            "always": paths(schema.get("createOnlyProperties", [])),
            "sometimes": paths(schema.get("conditionalCreateOnlyProperties", [])),
        }
    return {"source": schema_source(), "types": properties}


def paths(pointers: Iterable[str]) -> list[str]:
    """`/properties/A/B` as `A.B`."""
    return sorted(pointer.removeprefix("/properties/").replace("/", ".") for pointer in pointers)


def schema_source() -> str:
    schema_date = read_json(SCHEMAS / "version.json")["schema_date"][:10]
    return f"CloudFormation resource schemas of {schema_date}, in cfn-lint {version('cfn-lint')}"


def wanted_resource_types() -> list[str]:
    return (Path(__file__).parent / "resource-types.txt").read_text().split()


def plain(number: float) -> int | float:
    return int(number) if number == int(number) else round(number, 6)


def read_gzip(path: Path) -> Any:
    with gzip.open(path, "rt") as file:
        return json.load(file)


def read_json(path: Path) -> Any:
    return json.loads(path.read_text())


def write(name: str, document: dict[str, Any]) -> None:
    (DATA / name).write_text("\n".join(lines(document)) + "\n")


def lines(document: dict[str, Any]) -> Iterator[str]:
    """One line for each entry of the second level, so that a difference can be read."""
    yield "{"
    for last, (key, value) in ends(document.items()):
        if not isinstance(value, dict):
            yield f"  {json.dumps(key)}: {json.dumps(value)}{last}"
            continue
        yield f"  {json.dumps(key)}: {{"
        for inner_last, (inner, entry) in ends(value.items()):
            yield f"    {json.dumps(inner)}: {json.dumps(entry)}{inner_last}"
        yield f"  }}{last}"
    yield "}"


def ends(items: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, tuple[str, Any]]]:
    """Each item with the comma that follows it."""
    every = list(items)
    for index, item in enumerate(every):
        yield ("" if index == len(every) - 1 else ","), item


if __name__ == "__main__":
    main()
