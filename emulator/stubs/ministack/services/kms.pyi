from collections.abc import MutableMapping

_aliases: MutableMapping[str, str]

def _alias_arn(name: str) -> str: ...
