from typing import Any

class Schema:
    schema: dict[str, Any]

class ProviderSchemaManager:
    def get_resource_schema(self, region: str, resource_type: str) -> Schema: ...
