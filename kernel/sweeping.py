"""What sweeps share: one bad row stops no other."""

import logging
from collections.abc import Callable, Iterable

logger = logging.getLogger(__name__)


def each_apart(serve: Callable[[int], bool], keys: Iterable[int], *, what: str) -> int:
    """Serve every row by its key; whichever fails stays due and is tried by the next sweep. Returns how many were."""
    served = 0
    for key in keys:
        try:
            served += serve(key)
        except Exception:  # the others must be served
            logger.exception("%s %s could not be served", what, key)
    return served
