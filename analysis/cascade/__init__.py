"""How one problem brings about the next: order of onset, what each had in the others, barriers removed."""
