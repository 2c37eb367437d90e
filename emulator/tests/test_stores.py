"""Buckets, tables, roles, topics, budgets: properties that MiniStack's CloudFormation drops."""

from typing import Any

import fleet

from account import client


def _deploy(kind: str, **properties: Any) -> Any:
    return fleet.deploy({"Resource": {"Type": f"AWS::{kind}", "Properties": properties}})


def test_a_bucket_has_its_encryption_lifecycle_and_ownership() -> None:
    rule = {"Id": "old", "Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 30}}
    default = {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "alias/data"}}
    stack = _deploy(
        "S3::Bucket",
        BucketName="bucket",
        BucketEncryption={"ServerSideEncryptionConfiguration": [{**default, "BucketKeyEnabled": True}]},
        LifecycleConfiguration={"Rules": [rule]},
        OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
    )
    s3 = client("s3")
    [encryption] = s3.get_bucket_encryption(Bucket="bucket")["ServerSideEncryptionConfiguration"]["Rules"]
    assert encryption["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"] == "alias/data"
    assert encryption["BucketKeyEnabled"] is True
    [lifecycle] = s3.get_bucket_lifecycle_configuration(Bucket="bucket")["Rules"]
    assert lifecycle["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
    [ownership] = s3.get_bucket_ownership_controls(Bucket="bucket")["OwnershipControls"]["Rules"]
    assert ownership["ObjectOwnership"] == "BucketOwnerEnforced"
    stack.deploy({"Resource": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "bucket"}}})
    assert stack.status == "UPDATE_COMPLETE"


def test_a_protected_table_is_not_deleted() -> None:
    stack = _deploy(
        "DynamoDB::Table",
        TableName="table",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        DeletionProtectionEnabled=True,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
        TimeToLiveSpecification={"AttributeName": "expires", "Enabled": True},
    )
    backups = client("dynamodb").describe_continuous_backups(TableName="table")["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    expiry = client("dynamodb").describe_time_to_live(TableName="table")["TimeToLiveDescription"]
    assert expiry == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}
    stack.delete()
    assert stack.status == "DELETE_FAILED"
    assert "protected against deletion" in stack.failures


def test_the_reference_of_an_instance_profile_is_its_name() -> None:
    stack = _deploy("IAM::InstanceProfile", InstanceProfileName="training", Roles=[])
    assert stack.id_of("Resource") == "training"
    stack.delete()
    assert stack.status == "DELETE_COMPLETE"


def test_an_identity_provider_keeps_its_audiences() -> None:
    stack = _deploy("IAM::OIDCProvider", Url="https://example.com", ClientIdList=["sts.amazonaws.com"])
    arn = stack.id_of("Resource")
    found = client("iam").get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert found["ClientIDList"] == ["sts.amazonaws.com"]


def test_a_topic_loses_its_key_with_the_property() -> None:
    stack = _deploy("SNS::Topic", TopicName="alarms", KmsMasterKeyId="alias/topics")
    arn = stack.id_of("Resource")
    assert client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]["KmsMasterKeyId"] == "alias/topics"
    stack.deploy({"Resource": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "alarms"}}})
    assert "KmsMasterKeyId" not in client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]


ACCOUNT = "111122223333"


def _budget(amount: int, threshold: int) -> dict[str, Any]:
    notification = {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": threshold}
    subscribers = [{"SubscriptionType": "EMAIL", "Address": "ml@example.com"}]
    limit = {"Amount": amount, "Unit": "USD"}
    properties = {
        "Budget": {"BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetLimit": limit},
        "NotificationsWithSubscribers": [{"Notification": notification, "Subscribers": subscribers}],
    }
    return {"Budget": {"Type": "AWS::Budgets::Budget", "Properties": properties}}


def test_a_budget_changes_its_limit_in_place() -> None:
    stack = fleet.deploy(_budget(100, 80))
    name = stack.id_of("Budget")
    stack.deploy(_budget(200, 80))
    found = client("budgets").describe_budget(AccountId=ACCOUNT, BudgetName=name)["Budget"]
    assert float(found["BudgetLimit"]["Amount"]) == 200


def test_new_notifications_replace_a_budget() -> None:
    stack = fleet.deploy(_budget(100, 80))
    assert stack.deploy(_budget(100, 90)).status == "UPDATE_COMPLETE"
    [budget] = client("budgets").describe_budgets(AccountId=ACCOUNT)["Budgets"]
    described = client("budgets").describe_notifications_for_budget(AccountId=ACCOUNT, BudgetName=budget["BudgetName"])
    assert [each["Threshold"] for each in described["Notifications"]] == [90]
