"""Ways round the rules of what is open in the network, what is encrypted and expires, and where secrets stand."""

from collections.abc import Iterator
from typing import Any

from tests.policy.bypasses.bypass import ACCOUNT, FOREIGN, Bypass, Properties

INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
SSH: Properties = {"description": "it", "ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "cidrIpv4": "10.0.0.0/16"}
ENTRY: dict[str, Any] = {"protocol": "tcp", "cidrBlock": "0.0.0.0/0", "action": "allow", "ruleNo": 100}
RULES = {"strict": 'pass tls $HOME_NET any -> $EXTERNAL_NET 443 (tls.sni; dotprefix; content:".example.com"; sid:1;)'}
WIDE_RULES = {
    "everything": "pass ip any any -> any any (sid:1;)",
    "everything by TCP": "pass tcp any any -> any any (sid:1;)",
    "everything in capitals": "PASS IP ANY ANY -> ANY ANY (sid:1;)",
    "everything in brackets": "pass ip [any] any -> [0.0.0.0/0] any (sid:1;)",
    "everything from home": 'pass tcp $HOME_NET any -> any any (msg:"all"; flow:established; sid:1;)',
    "everything but an address": "pass tcp any any -> !192.0.2.1 any (sid:1;)",
    "everything in halves": "pass tcp any any -> [0.0.0.0/1,128.0.0.0/1] any (sid:1;)",
    "every name": "pass tls $HOME_NET any -> $EXTERNAL_NET any (sid:1;)",
    "everything behind a comment": "# allowed names\npass tls any any -> any any (sid:1;)",
}
LIFECYCLE = {"expiration": {"days": 90}, "status": "Enabled", "filter": {"prefix": ""}}


def _traffic() -> Iterator[Bypass]:
    for cidr in ("0.0.0.0/1", "128.0.0.0/1", "0.0.0.0/2", "0.0.0.0/00", "8.0.0.0/7"):
        yield Bypass(name=f"SSH from {cidr}", kind=INGRESS, good=SSH, bad=SSH | {"cidrIpv4": cidr})
    for cidr in ("::/1", "0::/0", "2000::/3"):
        bad = {key: value for key, value in SSH.items() if key != "cidrIpv4"} | {"cidrIpv6": cidr}
        yield Bypass(name=f"SSH from {cidr}", kind=INGRESS, good=SSH, bad=bad)
    acl = "aws:ec2/networkAcl:NetworkAcl"
    entries = {
        "SSH in a half": [ENTRY | {"cidrBlock": "0.0.0.0/1", "fromPort": 22, "toPort": 22}],
        "SSH by the protocol's number": [ENTRY | {"protocol": "6", "fromPort": 20, "toPort": 25}],
        "all ports but the first": [ENTRY | {"protocol": "udp", "fromPort": 1, "toPort": 65535}],
        "all ports in two": [
            ENTRY | {"protocol": "udp", "fromPort": 0, "toPort": 30000},
            ENTRY | {"protocol": "udp", "fromPort": 30001, "toPort": 65535, "ruleNo": 101},
        ],
    }
    good = {"subnetIds": ["subnet-1"], "ingress": []}
    for name, ingress in entries.items():
        yield Bypass(name=f"network ACL: {name}", kind=acl, good=good, bad=good | {"ingress": ingress})
    egress = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
    out = {"description": "it", "ipProtocol": "-1", "cidrIpv4": "10.0.0.0/16"}
    for cidr in ("0.0.0.0/1", "128.0.0.0/1"):
        yield Bypass(name=f"out to {cidr}", kind=egress, good=out, bad=out | {"cidrIpv4": cidr})
    yield Bypass(
        name="everywhere by a prefix list",
        kind="aws:ec2/managedPrefixList:ManagedPrefixList",
        good={"entries": [{"cidr": "172.16.0.0/16"}]},
        bad={"entries": [{"cidr": "0.0.0.0/1"}, {"cidr": "128.0.0.0/1"}]},
    )


def _firewall() -> Iterator[Bypass]:
    kind = "aws:networkfirewall/ruleGroup:RuleGroup"
    good = {"ruleGroup": {"rulesSource": {"rulesString": RULES["strict"]}}}
    for name, text in WIDE_RULES.items():
        bad = {"ruleGroup": {"rulesSource": {"rulesString": text}}}
        yield Bypass(name=f"firewall passes {name}", kind=kind, good=good, bad=bad)
        yield Bypass(name=f"firewall passes {name}, by text", kind=kind, good=good, bad={"rules": text})
    header = {"destination": "ANY", "destinationPort": "ANY", "direction": "FORWARD", "protocol": "IP"}
    header |= {"source": "ANY", "sourcePort": "ANY"}
    stateful = {"action": "PASS", "header": header, "ruleOptions": [{"keyword": "sid", "settings": ["1"]}]}
    yield Bypass(
        name="firewall passes everything by a header",
        kind=kind,
        good=good,
        bad={"ruleGroup": {"rulesSource": {"statefulRules": [stateful]}}},
    )
    match = {"destinations": [{"addressDefinition": "0.0.0.0/0"}], "sources": [{"addressDefinition": "0.0.0.0/0"}]}
    stateless = {"priority": 1, "ruleDefinition": {"actions": ["aws:pass"], "matchAttributes": match}}
    wide = {"statelessRulesAndCustomActions": {"statelessRules": [stateless]}}
    yield Bypass(
        name="firewall passes everything without state", kind=kind, good=good, bad={"ruleGroup": {"rulesSource": wide}}
    )
    names = {"generatedRulesType": "ALLOWLIST", "targetTypes": ["TLS_SNI"]}
    for target in (".", ".com", "*"):
        bad = {"ruleGroup": {"rulesSource": {"rulesSourceList": names | {"targets": [target]}}}}
        yield Bypass(name=f"firewall passes every name by {target}", kind=kind, good=good, bad=bad)


def _storage() -> Iterator[Bypass]:
    key = f"arn:aws:kms:eu-west-2:{ACCOUNT}:key/6e8f0db9"
    encrypted = {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": key}
    for name, default in {
        "S3's own key": {"sseAlgorithm": "AES256"},
        "AWS's key": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "alias/aws/s3"},
        "AWS's key by its ARN": {
            "sseAlgorithm": "aws:kms",
            "kmsMasterKeyId": f"arn:aws:kms:eu-west-2:{ACCOUNT}:alias/aws/s3",
        },
    }.items():
        yield Bypass(
            name=f"a bucket with {name}",
            kind="aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
            good={"rules": [{"applyServerSideEncryptionByDefault": encrypted}]},
            bad={"rules": [{"applyServerSideEncryptionByDefault": default}]},
        )
    yield Bypass(
        name="a queue with AWS's key",
        kind="aws:sqs/queue:Queue",
        good={"kmsMasterKeyId": key},
        bad={"kmsMasterKeyId": "alias/aws/sqs"},
    )
    lifecycle = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
    for name, item in {
        "nothing": {"status": "Enabled"},
        "uploads alone": {"status": "Enabled", "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7}},
        "old versions alone": {"status": "Enabled", "noncurrentVersionExpiration": {"noncurrentDays": 7}},
        "markers alone": {"status": "Enabled", "expiration": {"expiredObjectDeleteMarker": True}},
        "after a thousand years": LIFECYCLE | {"expiration": {"days": 365000}},
        "a folder alone": LIFECYCLE | {"filter": {"prefix": "nothing/"}},
        "a tag alone": LIFECYCLE | {"filter": {"tag": {"key": "expire", "value": "yes"}}},
        "what is huge": LIFECYCLE | {"filter": {"objectSizeGreaterThan": 5_000_000_000_000}},
        "nothing yet": LIFECYCLE | {"status": "Disabled"},
    }.items():
        yield Bypass(
            name=f"a lifecycle that expires {name}",
            kind=lifecycle,
            good={"rules": [LIFECYCLE]},
            bad={"rules": [item]},
        )
    user: Properties = {"homeDirectoryType": "LOGICAL"}
    good = user | {"homeDirectoryMappings": [{"entry": "/", "target": "/landing/incoming/bank"}]}
    for target in ("/landing", "/landing/", "//landing", "/landing/.", "/landing/a/../..", "/landing/a/.."):
        bad = user | {"homeDirectoryMappings": [{"entry": "/", "target": target}]}
        yield Bypass(name=f"an SFTP user over {target}", kind="aws:transfer/user:User", good=good, bad=bad)


# Some look like the tokens of those who give them out, and are none.
SECRETS = {
    "DB_PASS": "swordfish",
    "DB_PASSWD": "swordfish",
    "DATABASE_PWD": "swordfish",
    "dbPassword": "swordfish",
    "DATABASE_PASSWORD_1": "swordfish",
    "GITHUB_PAT": "swordfish",
    "SIGNING_KEY": "swordfish",
    "KEY_PASSPHRASE": "swordfish",
    "SECRET_KEY": "swordfish",
    "AUTH_TOKEN_VALUE": "swordfish",
    "DATABASE_PASSWORD": "arn:swordfish",
    "DATABASE_URL": "mysql://root:pw@database/payments",
    "BROKER": "amqps://intake:pw@broker:5671",
    "CONNECTION": "Server=database;User=root;Password=swordfish",
    "SETTINGS": '{"password": "swordfish"}',
    "PROVIDER": "ghp_" + "0aB1" * 9,
    "PULUMI": "pul-" + "0123abcd" * 5,
    "PAYMENTS": "sk_live_" + "0aB1" * 6,
    "CERTIFICATE": "-----BEGIN RSA PRIVATE" + " KEY-----\nMIIE",
    "HEADER": "Bearer " + "0aB1" * 9,
}
HARMLESS = {
    "QUEUE_URL": f"https://sqs.eu-west-2.amazonaws.com/{ACCOUNT}/queue",
    "PASSWORD_LENGTH": "32",
    "PATH": "/opt",
    "HOST_KEY_SECRET_ARN": f"arn:aws:secretsmanager:eu-west-2:{ACCOUNT}:secret:host-key",
    "TOKEN": f"arn:aws:secretsmanager:eu-west-2:{ACCOUNT}:secret:token",
}


def _secrets() -> Iterator[Bypass]:
    harmless = [{"name": name, "value": value} for name, value in HARMLESS.items()]
    image = "sourceConfiguration", "imageRepository", "imageConfiguration"
    for name, value in SECRETS.items():
        function = "aws:lambda/function:Function"
        good, bad = {"environment": {"variables": HARMLESS}}, {"environment": {"variables": HARMLESS | {name: value}}}
        yield Bypass(name=f"{name} of a function", kind=function, good=good, bad=bad)
        kind = "aws:ecs/expressGatewayService:ExpressGatewayService"
        held = [*harmless, {"name": name, "value": value}]
        good, bad = {"primaryContainer": {"environments": harmless}}, {"primaryContainer": {"environments": held}}
        yield Bypass(name=f"{name} of a container", kind=kind, good=good, bad=bad)
        first, second, third = image
        good = {first: {second: {third: {"runtimeEnvironmentVariables": HARMLESS}}}}
        bad = {first: {second: {third: {"runtimeEnvironmentVariables": HARMLESS | {name: value}}}}}
        yield Bypass(name=f"{name} of App Runner", kind="aws:apprunner/service:Service", good=good, bad=bad)


def _permissions() -> Iterator[Bypass]:
    rule = f"arn:aws:events:eu-west-2:{ACCOUNT}:rule/daily"
    good = {"principal": "events.amazonaws.com", "sourceArn": rule, "action": "lambda:InvokeFunction"}
    for name, change in {
        "another account": {"principal": FOREIGN},
        "another account's role": {"principal": f"arn:aws:iam::{FOREIGN}:role/it"},
        "another account's root, with a source": {"principal": f"arn:aws:iam::{FOREIGN}:root", "sourceArn": rule},
        "a service for another account": {"sourceArn": rule.replace(ACCOUNT, FOREIGN)},
        "a service for any ARN": {"sourceArn": "arn:aws:events:*:*:rule/*"},
        "a service for any bucket": {"principal": "s3.amazonaws.com", "sourceArn": "arn:aws:s3:::*"},
        "an organization": {"principal": "*", "principalOrgId": "o-exampleorg"},
        "everybody by a URL": {"principal": "*", "functionUrlAuthType": "NONE", "action": "lambda:InvokeFunctionUrl"},
    }.items():
        bad = good | ({} if "a service" in name else {"sourceArn": None}) | change
        bad = {key: value for key, value in bad.items() if value is not None}
        yield Bypass(name=f"a function for {name}", kind="aws:lambda/permission:Permission", good=good, bad=bad)


VALUES = (*_traffic(), *_firewall(), *_storage(), *_secrets(), *_permissions())
