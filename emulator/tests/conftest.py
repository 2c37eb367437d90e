import os

# Removes the user's settings of boto3. MiniStack reads its settings when it is imported.
for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ.update(
    AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    MINISTACK_REGION="us-west-2",
    MINISTACK_ACCOUNT_ID="111122223333",
    PERSIST_STATE="0",
    S3_PERSIST="0",
    LOG_LEVEL="CRITICAL",
)

import pytest
from ministack import app

from emulator.__main__ import install

install()


@pytest.fixture(autouse=True)
def _empty_account() -> None:
    app._reset_all_state()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Prints the line that CI counts, in the format of Jest."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    passed, skipped = (len(reporter.stats.get(kind, [])) for kind in ("passed", "skipped"))
    failed = len(reporter.stats.get("failed", [])) + len(reporter.stats.get("error", []))
    total = failed + skipped + passed
    counts = [(failed, "failed"), (skipped, "skipped"), (passed, "passed"), (total, "total")]
    text = ", ".join(f"{count} {name}" for count, name in counts if count or name in ("passed", "total"))
    print(f"Tests:       {text}")
