"""Work that must not end the program, nor keep other instances from theirs."""

import sys
import traceback
from collections.abc import Callable

from botocore.exceptions import BotoCoreError, ClientError

from .log import utc_time


def attempt(work: Callable[[], None]) -> None:
    """Runs work of one second, and prints why it failed. The next second tries again."""
    try:
        work()
    except (BotoCoreError, ClientError) as error:
        # The account may be busy with a deployment.
        print(utc_time(), type(error).__name__, error, file=sys.stderr, flush=True)
    except Exception:
        traceback.print_exc()
