"""Who signs the Lambda archives, and whose signatures Lambda takes."""

from components.signing.component import Signing, SigningArgs

__all__ = ["Signing", "SigningArgs"]
