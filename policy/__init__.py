"""The controls that every stack is held against, as a policy pack for Pulumi's engine and as plain functions."""
