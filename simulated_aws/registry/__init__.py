"""Resources in the form of the CloudFormation registry, and what its schemas and cfn-lint refuse of them."""
