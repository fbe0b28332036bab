"""A plain django-helpdesk site, set up as its documentation says; run by its own Python, not by ours."""
