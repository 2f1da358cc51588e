"""The generator of the pages that follow from the code: configuration keys, controls, and the index of runbooks."""
