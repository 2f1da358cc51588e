"""The rules between the fields of one resource, each with the document that states it.

`botocore: <service>.<Shape>.<Member>` is what AWS's own API model writes of it, as the installed botocore has it;
`SDK <type>` what the provider's documentation in Pulumi's installed SDK says; `guide <service>: <page>` the user's
guide; and `cfn-lint` the installed rule of that name. UNVERIFIED are the rules that no document was found for.
"""

from simulated_aws.kinds.combinations import compute, data, network
from simulated_aws.kinds.combinations.rule import Combination

COMBINATIONS: tuple[Combination, ...] = (*network.RULES, *compute.RULES, *data.RULES)
