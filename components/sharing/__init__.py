"""What other accounts of the organisation may use."""
