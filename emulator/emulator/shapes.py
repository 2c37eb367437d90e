"""Types of the values that MiniStack and this package exchange.

Records of resources, templates and requests are JSON documents without a schema in Python. `Json` is the type of their
values, and the only use of `Any` in this package.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

Json: TypeAlias = Any

# A JSON object: properties of a template, a request, or MiniStack's record of a resource.
Properties: TypeAlias = dict[str, Json]

# Parameters of a request in the Query protocol (EC2, IAM, Auto Scaling, CloudFormation).
Parameters: TypeAlias = Mapping[str, str | list[str]]

# Status, headers and body of a response.
Reply: TypeAlias = tuple[int, dict[str, str], bytes | str]

# An action of a service with the Query protocol.
Action: TypeAlias = Callable[[Parameters], Reply]

# A service: method, path, headers, body and query parameters of a request.
RequestHandler: TypeAlias = Callable[[str, str, Mapping[str, str], bytes, Parameters], Awaitable[Reply]]

# Physical id of a resource, and the values of Fn::GetAtt.
Created: TypeAlias = tuple[str, dict[str, str]]
