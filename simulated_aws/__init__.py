"""The one model of AWS in this project, which the rehearsal and the tests' mocks both ask."""
