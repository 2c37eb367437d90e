class AWSPreparedRequest:
    method: str
    url: str
    headers: dict[str, str | bytes]
    body: str | bytes | None

class AWSResponse:
    def __init__(self, url: str, status_code: int, headers: dict[str, str], raw: object) -> None: ...
