"""Parts of pages: what they draw is given to them, they decide nothing."""
