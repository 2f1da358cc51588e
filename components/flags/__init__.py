"""The feature flags: their files, checked, and AppConfig's resources that bring them to the functions."""

from components.flags.component import Flags, FlagsArgs
from components.flags.content import FlagContent, FlagsError, read_flags
from components.flags.layers import agent_layer

__all__ = ["FlagContent", "Flags", "FlagsArgs", "FlagsError", "agent_layer", "read_flags"]
