"""What other accounts of the organisation may use."""

from components.sharing.component import Sharing, SharingArgs

__all__ = ["Sharing", "SharingArgs"]
