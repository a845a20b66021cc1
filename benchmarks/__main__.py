"""`python -m benchmarks`: about three minutes."""

import os
import tempfile

with tempfile.TemporaryDirectory() as folder:
    os.environ["FANPIN_CACHE_DIR"] = folder  # everything is compiled in this run, and once
    from benchmarks.run import main  # only now: the folder is chosen when the model is imported

    main()
