"""What watches over a phase while `fit` runs it."""
