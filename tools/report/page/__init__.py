"""How the report looks: one page that needs nothing else."""
