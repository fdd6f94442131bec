"""The network in three runs, the usual, a lucky and an unlucky one, told from what happened in them."""
