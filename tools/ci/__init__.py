"""The tools of the workflows: previews, their comment on a pull request, and the scan for secrets."""
