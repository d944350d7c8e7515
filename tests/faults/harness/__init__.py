"""What the fault tests share: the table of results, processes to kill, system calls to fail, power to cut."""

import pytest

pytest.register_assert_rewrite(f"{__name__}.checks")
