from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

_Record = dict[str, Any]
_Parameters = Mapping[str, str | list[str]]
_Reply = tuple[int, dict[str, str], bytes | str]
_Store = MutableMapping[str, _Record]

_ACTION_MAP: dict[str, Callable[[_Parameters], _Reply]]
_addresses: _Store
_flow_logs: _Store
_instances: _Store
_launch_templates: _Store
_nat_gateways: _Store
_placement_groups: _Store
_security_groups: _Store
_subnets: _Store
_tags: MutableMapping[str, list[dict[str, str]]]
_volumes: _Store
_vpc_endpoints: _Store
_az_id_for_zone_name: Callable[[str], str]
_lt_data_xml: Callable[[_Record], str]

def _error(code: str, message: str, status: int) -> _Reply: ...
def _p(params: _Parameters, key: str, default: str = "") -> str: ...
def _parse_filters(params: _Parameters) -> dict[str, list[str]]: ...
def _parse_member_list(params: _Parameters, prefix: str) -> list[str]: ...
def _xml(status: int, root_tag: str, inner: str) -> _Reply: ...

_internet_gateways: _Store
_route_tables: _Store
_vpcs: _Store
