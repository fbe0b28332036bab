"""What an applicant's rating leads to."""
