"""Properties that MiniStack's CloudFormation drops, although its services support them, one function per resource
type."""

from collections.abc import Callable

from ministack.services import alb, cloudwatch, dynamodb, ec2, lambda_svc, sns

from .answers import complete, keep
from .calls import boolean, tag_map
from .resource_types import complete_type, refuse_delete
from .shapes import Json, Properties, Reply


def _complete_function(name: str, properties: Properties) -> None:
    record = lambda_svc._functions[name]
    record["config"]["VpcConfig"] = lambda_svc._vpc_config_with_id(properties.get("VpcConfig"))


def _complete_topic(arn: str, properties: Properties) -> None:
    attributes = sns._topics[arn]["attributes"]
    if "KmsMasterKeyId" in properties:
        attributes["KmsMasterKeyId"] = properties["KmsMasterKeyId"]
    else:
        attributes.pop("KmsMasterKeyId", None)


def _complete_table(name: str, properties: Properties) -> None:
    record = dynamodb._tables[name]
    encryption = properties.get("SSESpecification") or {}
    key = {"KMSMasterKeyId": encryption["KMSMasterKeyId"]} if "KMSMasterKeyId" in encryption else {}
    record["SSEDescription"] = dynamodb._sse_description_from_spec(
        {"Enabled": boolean(encryption.get("SSEEnabled", False)), **key}
    )
    expiry = properties.get("TimeToLiveSpecification")
    if expiry and boolean(expiry["Enabled"]):
        dynamodb._ttl_settings[name] = {"TimeToLiveStatus": "ENABLED", "AttributeName": expiry["AttributeName"]}
    else:
        dynamodb._ttl_settings.pop(name, None)
    recovery = properties.get("PointInTimeRecoverySpecification") or {}
    dynamodb._pitr_settings[name] = boolean(recovery.get("PointInTimeRecoveryEnabled", False))


def _protected_table(name: str) -> str | None:
    record = dynamodb._tables.get(name)
    if record is None or not boolean(record["DeletionProtectionEnabled"]):
        return None
    return f"Resource cannot be deleted as it is currently protected against deletion: {name}"


def _complete_load_balancer(arn: str, properties: Properties) -> None:
    record = alb._lbs[arn]
    subnets = [ec2._subnets[subnet] for subnet in properties.get("Subnets") or []]
    record["VpcId"] = subnets[0]["VpcId"]
    zones = [{"ZoneName": each["AvailabilityZone"], "SubnetId": each["SubnetId"]} for each in subnets]
    keep(record, AvailabilityZones=zones)


def _complete_listener_rule(arn: str, properties: Properties) -> None:
    alb._tags[arn] = properties.get("Tags") or []
    load_balancer = alb._listeners[properties["ListenerArn"]]["LoadBalancerArn"]
    for action in properties["Actions"]:
        group = alb._tgs.get(action.get("TargetGroupArn"))
        if group and load_balancer not in group["LoadBalancerArns"]:
            group["LoadBalancerArns"].append(load_balancer)


def _complete_dashboard(name: str, properties: Properties) -> None:
    arn = cloudwatch._dashboards[name]["DashboardArn"]
    cloudwatch._resource_tags[arn] = tag_map(properties)


def _allow_dashboards(original: Callable[..., Reply | None]) -> Callable[..., Reply | None]:
    """MiniStack lists the tags of alarms only."""

    def checked(arn: str, **form: Json) -> Reply | None:
        is_dashboard = any(each["DashboardArn"] == arn for each in cloudwatch._dashboards.values())
        return None if is_dashboard else original(arn, **form)

    return checked


def install() -> None:
    complete_type("AWS::Lambda::Function", _complete_function)
    complete_type("AWS::SNS::Topic", _complete_topic)
    complete_type("AWS::DynamoDB::Table", _complete_table)
    refuse_delete("AWS::DynamoDB::Table", _protected_table)
    complete_type("AWS::ElasticLoadBalancingV2::LoadBalancer", _complete_load_balancer)
    complete(
        alb._ACTION_MAP,
        "DescribeLoadBalancers",
        "DescribeLoadBalancersResult/LoadBalancers/member",
        "LoadBalancerArn",
        alb._lbs.get,
        item="member",
    )
    complete_type("AWS::ElasticLoadBalancingV2::ListenerRule", _complete_listener_rule)
    # The value of MiniStack lacks the prefix, so alarms would match no metric.
    complete_type(
        "AWS::ElasticLoadBalancingV2::TargetGroup", lambda arn, _: {"TargetGroupFullName": arn.rsplit(":", 1)[-1]}
    )
    complete_type("AWS::CloudWatch::Dashboard", _complete_dashboard)
    cloudwatch._validate_alarm_tag_arn = _allow_dashboards(cloudwatch._validate_alarm_tag_arn)
