"""Official papers: drafted by a step, put right, issued, read, verified. Import the verb's own module; this
one gathers nothing, because drafting belongs to every step and issuing needs what steps need."""
