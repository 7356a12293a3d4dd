"""What the pages for people show, made ready for their templates."""
