"""What was sent and what needs attention: counts, ages, causes of problems. Reads only, calls nobody, few questions."""
