"""IAM: OpenID Connect providers, and the names of instance profiles."""

from ministack.core.responses import get_account_id
from ministack.services import iam
from ministack.services.cloudformation import provisioners

from .calls import element, query
from .resource_types import ResourceType, register
from .shapes import Created, Json, Properties


def _call(action: str, **parameters: Json) -> str:
    return query(iam._IAM_HANDLERS, action, **parameters)


class OidcProvider(ResourceType):
    name = "AWS::IAM::OIDCProvider"

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        answer = _call(
            "CreateOpenIDConnectProvider",
            Url=properties["Url"],
            ClientIDList={"member": properties.get("ClientIdList") or []},
            ThumbprintList={"member": properties.get("ThumbprintList") or []},
            Tags={"member": properties.get("Tags") or []},
        )
        arn = element(answer, "OpenIDConnectProviderArn")
        return arn, {"Arn": arn}

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Created:
        # MiniStack has no action that changes a provider.
        record = iam._oidc_providers[physical_id]
        record["ClientIDList"] = new.get("ClientIdList") or []
        record["ThumbprintList"] = new.get("ThumbprintList") or []
        record["Tags"] = new.get("Tags") or []
        return physical_id, {"Arn": physical_id}

    def delete(self, physical_id: str, properties: Properties) -> None:
        _call("DeleteOpenIDConnectProvider", OpenIDConnectProviderArn=physical_id)


def _name_instance_profiles() -> None:
    """Ref of an instance profile is its name. MiniStack returns its ARN, which launch templates refuse as a name."""
    handler = provisioners._RESOURCE_HANDLERS["AWS::IAM::InstanceProfile"]
    create, update, delete = handler["create"], handler["update"], handler["delete"]

    def named(created: Created) -> Created:
        return created[0].rsplit("/", 1)[-1], created[1]

    def arn(name: str) -> str:
        return f"arn:aws:iam::{get_account_id()}:instance-profile/{name}"

    handler["create"] = lambda *request: named(create(*request))
    handler["update"] = lambda name, *request: named(update(arn(name), *request))
    handler["delete"] = lambda name, properties: delete(arn(name), properties)


def install() -> None:
    _name_instance_profiles()
    register(OidcProvider())
