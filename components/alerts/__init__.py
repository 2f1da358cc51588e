"""The two topics that alarms report to, and who reads them."""
