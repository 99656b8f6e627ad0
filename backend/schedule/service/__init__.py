"""What is asked when: worked out, moved, bound to answers, and read."""
