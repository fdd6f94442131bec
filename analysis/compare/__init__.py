"""The command `mcn compare`: its folder, its answer on the terminal, its account, its workbook."""
