"""What is measured: arrays in, numbers out, weights always allowed.

`poverty` (how many, how far below, how unequal, how lasting), `inequality`, `health_spending` (catastrophic by three
definitions), `targeting_accuracy` (who was missed, who was reached by mistake) and `work_incentives` (what is left of
the next yuan earned).  Nothing here knows of households as records, of scenarios or of data frames.

Common ground: `weight` counts how many persons or households a row stands for, None meaning one each; a population of
nobody measures NaN; a missing value or a negative weight raises `ValueError`.
"""
