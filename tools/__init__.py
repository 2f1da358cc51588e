"""What developers and workflows run: rehearsal, report, generated pages, mutants, benchmark and scans."""
