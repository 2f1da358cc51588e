"""The lease on the payments, by which one region books them at a time."""

from components.lease.component import Lease, LeaseArgs

__all__ = ["Lease", "LeaseArgs"]
