"""The Lambda code that checks feature flags for AppConfig."""
