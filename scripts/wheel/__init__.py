"""The wheel as a shop gets it: built, installed into new environments, and used in new Oscar projects."""
