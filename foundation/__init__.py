"""What every component is built with: the region, names, policies, keys, alarms, functions and buckets."""
