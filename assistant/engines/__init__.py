"""Model runtimes: the only rooms that import them. A request goes in, its answer comes out."""

import os

# Read by OpenMP (libgomp) when a runtime is loaded: how long an idle thread spins before it sleeps.
# Left alone it spins so long that beside another busy program on two cores a call takes four times
# as long; not at all costs a fifth on an idle machine (benchmarks/README.md).
os.environ.setdefault("GOMP_SPINCOUNT", "1000")
