"""What the workflows run: previews, their comment on a pull request, and the scan for secrets."""
