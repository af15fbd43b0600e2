"""Whether the books are in order: counts, ages, causes of problems. Reads only, calls nobody, few questions."""
