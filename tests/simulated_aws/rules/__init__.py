"""Tests of what AWS refuses whatever else exists, and beside what exists."""
