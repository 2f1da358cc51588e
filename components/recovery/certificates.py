"""The certificates of the one public name, one in each region."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import Output, ResourceOptions
from pulumi_aws import acm, route53

from config.recovery import Recovery as Settings
from config.recovery_objectives import RECORD_SECONDS
from foundation.component import Component
from foundation.region import Region


@dataclass(frozen=True, kw_only=True)
class CertificatesArgs:
    """The regions, and the settings that name the zone and the public name, where there is one."""

    regions: Sequence[Region]
    settings: Settings


class Certificates(Component):
    """A certificate of the public name in each region, issued since a record in the zone proves whose name it is.

    `arns` are by region, and handed out once the certificates are issued; there are none without a public name.
    """

    domain: str = ""
    arns: dict[str, Output[str]]
    issued: dict[str, acm.CertificateValidation]

    def __init__(self, name: str, args: CertificatesArgs, opts: ResourceOptions | None = None):
        # The last region answers while the first does not.
        super().__init__(name, args.regions[-1], opts)
        self.issued = {}
        zone, domain = args.settings.hosted_zone_id, args.settings.record_name
        if zone and domain:
            self._make(name, args.regions, zone, domain)
        else:
            self.publish(arns={})

    def _make(self, name: str, regions: Sequence[Region], hosted_zone_id: str, domain: str) -> None:
        made = {region.name: self._certificate(f"{name}-{region.name}", region, domain) for region in regions}
        # Certificate Manager asks for the same record for each certificate of a name in one account.
        proof = made[regions[0].name].domain_validation_options[0]
        record = route53.Record(
            f"{name}-proof",
            zone_id=hosted_zone_id,
            name=proof.resource_record_name,
            type=proof.resource_record_type,
            records=[proof.resource_record_value],
            ttl=RECORD_SECONDS,
            opts=self.child(),
        )
        self.issued = {
            region.name: acm.CertificateValidation(
                f"{name}-{region.name}-issued",
                certificate_arn=made[region.name].arn,
                validation_record_fqdns=[record.fqdn],
                opts=ResourceOptions(parent=self, provider=region.provider),
            )
            for region in regions
        }
        self.publish(domain=domain, arns={region: one.certificate_arn for region, one in self.issued.items()})

    def _certificate(self, name: str, region: Region, domain: str) -> acm.Certificate:
        return acm.Certificate(
            name,
            domain_name=domain,
            validation_method="DNS",
            tags=region.naming.tags("public-name"),
            opts=ResourceOptions(parent=self, provider=region.provider),
        )
