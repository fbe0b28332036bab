"""Finds articles for lay questions: an index of terms, what real questions taught, and trees that rank."""
