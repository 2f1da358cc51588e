"""The rules between the fields of one resource that no form says, by what the resource is for."""
