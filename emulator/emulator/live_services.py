"""Live properties of storage, functions, roles, messages and monitoring, by their names in a template, for drift."""

from collections.abc import MutableMapping

from ministack.services import (
    autoscaling,
    budgets,
    cloudwatch,
    cloudwatch_logs,
    dynamodb,
    eventbridge,
    iam,
    kms,
    lambda_svc,
    s3,
    sns,
    sqs,
    ssm,
)

from . import state
from .answers import kept
from .calls import tag_pairs
from .live_network import Reader
from .shapes import Json, Properties

_Store = MutableMapping[str, Properties]


def _scalable_target(physical_id: str, properties: Properties) -> Properties | None:
    for record in state.store("scalable_targets").values():
        if all(record[name] == properties.get(name) for name in ("ResourceId", "ScalableDimension")):
            tags = state.store("scalable_target_tags").get(record["ScalableTargetARN"])
            return {**record, "Tags": tag_pairs(tags)}
    return None


def _group(name: str, _: Properties) -> Properties | None:
    record = autoscaling._asgs.get(name)
    return record and {
        **record,
        **kept(record),
        "VPCZoneIdentifier": record["VPCZoneIdentifier"].split(","),
        "MetricsCollection": kept(record).get("EnabledMetrics"),
        "Cooldown": record["DefaultCooldown"],
        "Tags": [tag for tag in record["Tags"] if not tag["Key"].startswith("aws:")],
    }


def _in_group(store: _Store) -> Reader:
    return lambda name, properties: store.get(f"{properties.get('AutoScalingGroupName')}/{name}")


def _warm_pool(name: str, _: Properties) -> Properties | None:
    pool = (autoscaling._asgs.get(name) or {}).get("WarmPool")
    return pool and {**pool, "AutoScalingGroupName": name}


def _budget(name: str, _: Properties) -> Properties | None:
    record = budgets._budgets.get(name)
    notifications = budgets._notification_store.get(name)
    tags = next((tags for arn, tags in budgets._tags.items() if arn.endswith(f"/{name}")), None)
    return record and {
        "Budget": record,
        "NotificationsWithSubscribers": notifications,
        "ResourceTags": tag_pairs(tags),
    }


def _alarm(name: str, _: Properties) -> Properties | None:
    record = cloudwatch._alarms.get(name)
    return record and {**record, "Tags": tag_pairs(cloudwatch._resource_tags.get(record["AlarmArn"]))}


def _dashboard(name: str, _: Properties) -> Properties | None:
    record = cloudwatch._dashboards.get(name)
    return record and {**record, "Tags": tag_pairs(cloudwatch._resource_tags.get(record["DashboardArn"]))}


def _table(name: str, _: Properties) -> Properties | None:
    record = dynamodb._tables.get(name)
    if record is None:
        return None
    expiry = dynamodb._ttl_settings.get(name, {})
    return {
        **record,
        "BillingMode": (record.get("BillingModeSummary") or {}).get("BillingMode", "PROVISIONED"),
        "SSESpecification": record.get("SSEDescription"),
        "TimeToLiveSpecification": {
            "AttributeName": expiry.get("AttributeName"),
            "Enabled": expiry.get("TimeToLiveStatus") == "ENABLED",
        },
        "PointInTimeRecoverySpecification": {
            "PointInTimeRecoveryEnabled": bool(dynamodb._pitr_settings.get(name)),
        },
        "Tags": tag_pairs(dynamodb._tags.get(record["TableArn"])),
    }


def _rule(name: str, properties: Properties) -> Properties | None:
    key = f"{properties.get('EventBusName', 'default')}|{name}"
    record = eventbridge._rules.get(key)
    return record and {
        **record,
        "Targets": eventbridge._targets.get(key),
        "Tags": tag_pairs(eventbridge._tags.get(record["Arn"])),
    }


def _oidc_provider(arn: str, _: Properties) -> Properties | None:
    record = iam._oidc_providers.get(arn)
    return record and {**record, "ClientIdList": record["ClientIDList"], "Tags": tag_pairs(record["Tags"])}


def _inline_policy(name: str, properties: Properties) -> Properties | None:
    """A policy inside roles. It is gone if one of them lacks it."""
    policy = properties.get("PolicyName", name)
    documents = [iam._roles.get(role, {}).get("InlinePolicies", {}).get(policy) for role in properties.get("Roles", ())]
    if not documents or None in documents:
        return None
    # A role with another document than the others is the one that was changed.
    document = next((each for each in documents if each != documents[0]), documents[0])
    return {"PolicyName": policy, "PolicyDocument": document, "Roles": properties.get("Roles")}


def _role(name: str, _: Properties) -> Properties | None:
    record = iam._roles.get(name)
    return record and {
        **record,
        "ManagedPolicyArns": record.get("AttachedPolicies"),
        "Tags": tag_pairs(record.get("Tags")),
        "Policies": [
            {"PolicyName": policy, "PolicyDocument": document} for policy, document in record["InlinePolicies"].items()
        ],
    }


def _alias(name: str, properties: Properties) -> Properties | None:
    key = kms._aliases.get(kms._alias_arn(name))
    return {"AliasName": name, "TargetKeyId": key} if key else None


def _key(identifier: str, _: Properties) -> Properties | None:
    record = kms._keys.get(identifier)
    if record is None or record["KeyState"] == "PendingDeletion":
        return None
    return {
        **record,
        "KeyPolicy": record["Policy"],
        "EnableKeyRotation": record["KeyRotationEnabled"],
        "Tags": tag_pairs({tag["TagKey"]: tag["TagValue"] for tag in record["Tags"]}),
    }


def _function(name: str, _: Properties) -> Properties | None:
    record = lambda_svc._functions.get(name)
    return record and {
        **record["config"],
        "Layers": [layer["Arn"] if isinstance(layer, dict) else layer for layer in record["config"].get("Layers", ())],
        "Tags": tag_pairs(record["tags"]),
    }


def _invoke_config(_: str, properties: Properties) -> Properties | None:
    name, qualifier = properties.get("FunctionName", ""), properties.get("Qualifier", "$LATEST")
    record = (lambda_svc._functions.get(name) or {}).get("event_invoke_configs", {}).get(qualifier)
    return record and {**record, "FunctionName": name, "Qualifier": qualifier}


def _layer(arn: str, _: Properties) -> Properties | None:
    name, number = arn.rsplit(":", 1)
    versions = (lambda_svc._layers.get(name.split(":layer:")[-1]) or {}).get("versions", ())
    return next((version for version in versions if str(version["Version"]) == number), None)


def _permission(identifier: str, properties: Properties) -> Properties | None:
    name = properties.get("FunctionName", "").split(":function:")[-1]
    statements = (lambda_svc._functions.get(name) or {}).get("policy", {}).get("Statement", ())
    for statement in statements:
        if statement["Sid"] == identifier:
            sources = statement.get("Condition", {}).get("ArnLike", {})
            principal = statement["Principal"]
            return {
                "Action": statement["Action"],
                "FunctionName": properties.get("FunctionName"),
                "Principal": principal.get("Service") if isinstance(principal, dict) else principal,
                "SourceArn": sources.get("AWS:SourceArn"),
            }
    return None


def _log_group(name: str, _: Properties) -> Properties | None:
    record = cloudwatch_logs._log_groups.get(name)
    return record and {**record, "LogGroupName": name, "Tags": tag_pairs(record.get("tags"))}


def _bucket(name: str, _: Properties) -> Properties | None:
    record = s3._buckets.get(name)
    return record and {
        "BucketName": name,
        "BucketEncryption": _text(s3._bucket_encryption.get(name)),
        "LifecycleConfiguration": s3._bucket_lifecycle.get(name),
        "LoggingConfiguration": _text(s3._bucket_logging_config.get(name)),
        "VersioningConfiguration": {"Status": s3._bucket_versioning.get(name)},
        "PublicAccessBlockConfiguration": _text(record.get("_public_access_block")),
        "OwnershipControls": _text(record.get("_ownership_controls")),
        "Tags": tag_pairs(s3._bucket_tags.get(name)),
    }


def _text(value: Json) -> Json:
    return value.decode() if isinstance(value, bytes) else value


def _bucket_policy(_: str, properties: Properties) -> Properties | None:
    document = s3._bucket_policies.get(properties.get("Bucket", ""))
    return {"Bucket": properties.get("Bucket"), "PolicyDocument": _text(document)} if document else None


def _topic(arn: str, _: Properties) -> Properties | None:
    record = sns._topics.get(arn)
    return record and {**record["attributes"], "TopicName": record["name"], "Tags": tag_pairs(record["tags"])}


def _subscription(arn: str, _: Properties) -> Properties | None:
    topic = sns._topics.get(arn.rsplit(":", 1)[0]) or {}
    for record in topic.get("subscriptions", ()):
        if record["arn"] == arn:
            named = {"TopicArn": record["topic_arn"], "Protocol": record["protocol"], "Endpoint": record["endpoint"]}
            return {**record["attributes"], **named}
    return None


def _topic_policy(_: str, properties: Properties) -> Properties | None:
    topics = properties.get("Topics", ())
    return _policy([sns._topics.get(arn, {}).get("attributes", {}).get("Policy") for arn in topics], Topics=topics)


def _queue_policy(_: str, properties: Properties) -> Properties | None:
    queues = properties.get("Queues", ())
    return _policy([sqs._queues.get(url, {}).get("attributes", {}).get("Policy") for url in queues], Queues=queues)


def _policy(documents: list[Json], **targets: Json) -> Properties | None:
    if not documents or not all(documents):
        return None
    return {**targets, "PolicyDocument": next((each for each in documents if each != documents[0]), documents[0])}


def _queue(url: str, _: Properties) -> Properties | None:
    record = sqs._queues.get(url)
    return record and {**record["attributes"], "QueueName": record["name"], "Tags": tag_pairs(record.get("tags"))}


def _document(name: str, _: Properties) -> Properties | None:
    record = state.store("ssm_documents").get(name)
    if record is None:
        return None
    version = record["Versions"].get(record.get("DefaultVersion", "1"), {})
    return {**record, "Content": version.get("Content"), "Tags": tag_pairs(ssm._tags.get(name))}


def _parameter(name: str, _: Properties) -> Properties | None:
    record = ssm._parameters.get(name)
    return record and {**record, "Tags": tag_pairs(ssm._tags.get(record.get("ARN", "")))}


READERS: dict[str, Reader] = {
    "AWS::ApplicationAutoScaling::ScalableTarget": _scalable_target,
    "AWS::ApplicationAutoScaling::ScalingPolicy": lambda arn, _: state.store("scaling_policies").get(arn),
    "AWS::AutoScaling::AutoScalingGroup": _group,
    "AWS::AutoScaling::LifecycleHook": _in_group(autoscaling._hooks),
    "AWS::AutoScaling::ScheduledAction": _in_group(autoscaling._scheduled_actions),
    "AWS::AutoScaling::WarmPool": _warm_pool,
    "AWS::Budgets::Budget": _budget,
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::CloudWatch::Dashboard": _dashboard,
    "AWS::DynamoDB::Table": _table,
    "AWS::Events::Rule": _rule,
    "AWS::IAM::InstanceProfile": lambda name, _: iam._instance_profiles.get(name),
    "AWS::IAM::OIDCProvider": _oidc_provider,
    "AWS::IAM::Policy": _inline_policy,
    "AWS::IAM::Role": _role,
    "AWS::KMS::Alias": _alias,
    "AWS::KMS::Key": _key,
    "AWS::Lambda::EventInvokeConfig": _invoke_config,
    "AWS::Lambda::Function": _function,
    "AWS::Lambda::LayerVersion": _layer,
    "AWS::Lambda::Permission": _permission,
    "AWS::Logs::LogGroup": _log_group,
    "AWS::S3::Bucket": _bucket,
    "AWS::S3::BucketPolicy": _bucket_policy,
    "AWS::SNS::Subscription": _subscription,
    "AWS::SNS::Topic": _topic,
    "AWS::SNS::TopicPolicy": _topic_policy,
    "AWS::SQS::Queue": _queue,
    "AWS::SQS::QueuePolicy": _queue_policy,
    "AWS::SSM::Document": _document,
    "AWS::SSM::Parameter": _parameter,
}
