"""A resource that cannot be created, on request: `aws ssm put-parameter --type String --name
/local-account/failing-resource --value <stack name>/<logical id>`. The create fails until the parameter is deleted.

CloudFormation reports the failure of the handler, and rolls back what the operation has created before.
"""

from ministack.services import ssm
from ministack.services.cloudformation import stacks

from .shapes import Created, Properties

PARAMETER = "/local-account/failing-resource"

_provision = stacks._provision_resource


def _provision_resource(resource_type: str, logical_id: str, properties: Properties, stack: str) -> Created:
    failing = ssm._parameters.get(PARAMETER)
    if failing and failing["Value"] == f"{stack}/{logical_id}":
        raise ValueError(
            f'Resource handler returned message: "{PARAMETER} names this resource" '
            "(HandlerErrorCode: GeneralServiceException)"
        )
    return _provision(resource_type, logical_id, properties, stack)


def install() -> None:
    stacks._provision_resource = _provision_resource
