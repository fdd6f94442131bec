"""One page of HTML from a folder of results, whatever was asked: it stands alone, and loads nothing."""
