from cfnlint.schema.manager import ProviderSchemaManager

class ResourceNotFoundError(Exception): ...

PROVIDER_SCHEMA_MANAGER: ProviderSchemaManager
