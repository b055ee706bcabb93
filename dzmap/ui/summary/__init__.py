"""The task 投资汇总: conditions, key figures, bars, table, and the evidence of a figure."""
