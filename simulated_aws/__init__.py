"""The one model of AWS in this project, which the rehearsal and the tests' mocks both ask."""

# The only credentials that the simulated account lets in: a rehearsal never uses somebody's own.
ACCESS_KEY = "rehearsal"
