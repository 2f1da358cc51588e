#!/bin/sh
# Installs a package of Debian's from its backports: a release may lack what the one before it and the next one have.
set -eu
. /etc/os-release
suite="$VERSION_CODENAME-backports"
# The machine's own first source, whichever it is, with another suite.
awk -v suite="$suite" 'BEGIN { RS = "" } NR == 1 { sub(/Suites:[^\n]*/, "Suites: " suite); print }' \
    /etc/apt/sources.list.d/debian.sources > /etc/apt/sources.list.d/backports.sources
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -t "$suite" "$@"
