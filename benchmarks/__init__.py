"""How fast the model is, on one core: `python -m benchmarks` prints it and keeps it in benchmarks/results/.

The full model is timed over a whole county, and one small month of rules (`small_rules.py`) in four forms that end
with the same bits: compiled over records as in the model, as Mesa objects, in C and as NumPy columns.
"""
