# Everything that a person or CI runs. A fresh machine needs make, Python 3.11 or later, and Go 1.26.

PYTHON ?= python3
STACK ?= dev
MINUTE ?= 0
AGAINST ?=
OPTIONS ?=
# Pulumi's own limit, four resources at a time for each core, makes an up take half as long again.
export PULUMI_PARALLEL ?= 64
# Keep compiled bytecode, whatever the machine's default: otherwise each process compiles all that it imports again.
unexport PYTHONDONTWRITEBYTECODE
# Installs run in parallel: the CLI is built while packages are downloaded.
MAKEFLAGS += --jobs=4
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
COMPILE := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock"
PULUMI_VERSION := v3.274.1
# Uses the CLI on PATH if there is one.
CLI := $(if $(shell command -v pulumi),,.tools/bin/pulumi)
PULUMI := $(or $(shell command -v pulumi),$(CURDIR)/.tools/bin/pulumi)
# In the order of the lanes: the browser is last, beside whose event loop no program runs under mocks.
PYTEST := $(BIN)/pytest -n auto --dist loadgroup --no-loadscope-reorder
ACTIONLINT := .tools/bin/actionlint
# For the tests of the report.
CHROMIUM := $(if $(shell command -v chromium),,/usr/bin/chromium)
# For the tests of the firewall's rules.
SURICATA := $(if $(shell command -v suricata),,/usr/bin/suricata)
# For the tests of partners' clients.
SFTP := $(if $(shell command -v sftp),,/usr/bin/sftp) $(if $(shell command -v lftp),,/usr/bin/lftp)
# For the diagrams.
GRAPHVIZ := $(if $(shell command -v dot),,/usr/bin/dot)

.PHONY: help install rehearse report test quick check audit sbom format hooks mutants truth reference docs bench lock clean bootstrap preview deploy doctor preflight assess compare cutover cutback cutover-drill verify drift redrive failover failback drill retire destroy
.DEFAULT_GOAL := help

help: ## lists the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1|/' | column -t -s '|'

install: $(INSTALLED) $(CLI) ## installs the virtual environment, and the Pulumi CLI if none is on PATH

rehearse: install ## rehearses a stack on the real engine with AWS simulated (STACK=dev, MINUTE=seconds for a minute of AWS, OPTIONS=--tree)
	$(BIN)/python -m tools.rehearsal --stack $(STACK) --minute $(MINUTE) $(OPTIONS)

report: install $(GRAPHVIZ) ## writes a report on a stack to .build/ (STACK=prod, AGAINST=staging for differences, MINUTE as above)
	$(BIN)/python -m tools.report --stack $(if $(filter file,$(origin STACK)),prod,$(STACK)) --against "$(AGAINST)" --minute $(MINUTE)

test: install $(ACTIONLINT) $(CHROMIUM) $(SURICATA) $(SFTP) $(GRAPHVIZ) ## runs all tests (OPTIONS="-m server" for one lane: mocks, engine, server, browser)
	$(PYTEST) $(OPTIONS)

quick: install ## runs the tests that need only Python: mocks, contracts, policies, handlers without a server
	$(PYTEST) -m mocks $(OPTIONS)

check: install $(ACTIONLINT) ## checks lint, format, types, generated pages and diagrams, secrets, workflows
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/pyright
	$(BIN)/python -m tools.reference --check
	$(BIN)/python -m tools.diagrams --check
	$(BIN)/python -m tools.ci.secrets
	$(ACTIONLINT) -shellcheck= -pyflakes=
	$(BIN)/zizmor --quiet --offline --persona=pedantic .github

audit: install ## checks the pinned packages for known vulnerabilities; fails without access to PyPI's database
	$(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement requirements-dev.txt $(OPTIONS)

sbom: install ## writes what the archives, the program and the tools are made of to .build/, in CycloneDX's form
	$(BIN)/python -m tools.sbom

format: install ## formats the code and sorts its imports
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

hooks: install ## installs the checks before each commit: lint, format, types, secrets
	$(BIN)/pre-commit install

mutants: install $(CHROMIUM) $(SURICATA) $(SFTP) $(GRAPHVIZ) ## tries deliberate faults, each of which a test has to notice (OPTIONS="-k ledger" for some, --list)
	$(BIN)/python -m tools.mutants $(OPTIONS)

truth: install ## measures how much of what AWS refuses the simulated account refuses (OPTIONS="--service rds --misses")
	$(BIN)/python -m tools.truth $(OPTIONS)

reference: install ## writes docs/configuration.md, controls.md, checks.md, licences.md and the index of runbooks
	$(BIN)/python -m tools.reference

docs: install $(GRAPHVIZ) ## draws the diagrams of each stack and component from what the program registers
	$(BIN)/python -m tools.diagrams

bench: install ## writes docs/performance.md: stacks on the engine, payments during rotations, and the processor
	$(BIN)/python -m tools.bench

bootstrap: install ## deploys what an account needs before its first deployment (STACK=account, STACK=production-account)
	cd bootstrap && $(PULUMI) up --stack $(STACK) --policy-pack ../policy $(OPTIONS)

preview: install ## previews what an up would change (OPTIONS=--plan FILE, --markdown FILE)
	$(BIN)/python -m tools.ci.preview --stack $(STACK) $(OPTIONS)

deploy: install ## deploys exactly what a plan says (OPTIONS=--plan FILE)
	$(PULUMI) up --stack $(STACK) --policy-pack policy --yes --non-interactive $(OPTIONS)

doctor: install ## checks what would make a first up fail (STACK=dev; OPTIONS of these: see docs/operations.md)
	$(BIN)/python -m ops.doctor --stack $(STACK) $(OPTIONS)

preflight: install ## asks the account whether it would take what a preview has planned; changes nothing
	$(BIN)/python -m ops.preflight --stack $(STACK) $(OPTIONS)

assess: install ## runs DMS's assessment of the database's migration, and says what to do about each finding
	$(BIN)/python -m ops.assess --stack $(STACK) $(OPTIONS)

compare: install ## compares the old database with the new one, row by row (OPTIONS=--final at the cutover)
	$(BIN)/python -m ops.compare --stack $(STACK) $(OPTIONS)

cutover: install ## moves the payments from the old database to the new one (OPTIONS=--writers-stopped on the day)
	$(BIN)/python -m ops.cutover --stack $(STACK) $(OPTIONS)

cutback: install ## turns back to the old database, while that is possible (OPTIONS=--senders-turned once payments are on)
	$(BIN)/python -m ops.cutover.cutback --stack $(STACK) $(OPTIONS)

cutover-drill: install ## plays the day of a cutover on two real servers, with a fault in every step; needs no account
	$(PYTEST) tests/cutover tests/dms $(OPTIONS)

verify: install ## checks the account against the requirements after an up
	$(BIN)/python -m ops.verify --stack $(STACK) $(OPTIONS)

drift: install ## finds what differs from the stack's state (OPTIONS=--remediate remediates what is on the list)
	$(BIN)/python -m ops.drift --stack $(STACK) $(OPTIONS)

redrive: install ## moves dead letters back to the payments' queue (OPTIONS=--dry-run changes nothing)
	$(BIN)/python -m ops.redrive --stack $(STACK) $(OPTIONS)

failover: install ## moves the payments to the second region (OPTIONS=--dry-run changes nothing)
	$(BIN)/python -m ops.failover --stack $(STACK) $(OPTIONS)

failback: install ## moves the payments back to the first region
	$(BIN)/python -m ops.failover.failback --stack $(STACK) $(OPTIONS)

drill: install ## checks whether a failover would succeed (OPTIONS=--for-real does it, and measures it)
	$(BIN)/python -m ops.failover.drill --stack $(STACK) $(OPTIONS)

destroy: install ## destroys a stack after a typed confirmation (OPTIONS=--dry-run changes nothing)
	$(BIN)/python -m ops.destroy --stack $(STACK) $(OPTIONS)

retire: install ## ends migration services that the configuration has switched off (OPTIONS=--dry-run changes nothing)
	$(BIN)/python -m ops.retire --stack $(STACK) $(OPTIONS)

lock: install ## pins the requirements from the .in files
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) lambdas/shared/requirements.in -o lambdas/shared/requirements.txt
	$(COMPILE) lambda_src/requirements.in -o lambda_src/requirements.txt
	$(COMPILE) lambdas/transfer/requirements.in -o lambdas/transfer/requirements.txt
	$(COMPILE) requirements-dev.in -c requirements.txt -c lambdas/shared/requirements.txt -c lambda_src/requirements.txt -c lambdas/transfer/requirements.txt -o requirements-dev.txt

clean: ## removes everything that make has created
	rm -rf $(VENV) .tools .build .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; set PYTHON to one."; exit 1; }
	$(PYTHON) -m venv $(VENV) || { apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv --clear $(VENV); }
	sed -n '/^uv==/,/[^\\]$$/p' requirements-dev.txt > $(VENV)/uv.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.txt
	touch $@

# One after the other: apt takes one at a time.
APT := flock Makefile tools/ci/packages.sh

/usr/bin/chromium:
	$(APT) chromium

/usr/bin/suricata:
	$(APT) suricata || flock Makefile tools/ci/backport.sh suricata

/usr/bin/sftp:
	$(APT) openssh-client

/usr/bin/lftp:
	$(APT) lftp

# A report without pictures is better than none, and `make docs` says itself what it needs.
/usr/bin/dot:
	$(APT) graphviz || echo "Graphviz is not installed: a report has no pictures."

.tools/bin/pulumi: tools/go.mod tools/go.sum
	@command -v go >/dev/null || { echo "Install the Pulumi CLI, or Go 1.26 to build it."; exit 1; }
	@echo "Building the Pulumi CLI $(PULUMI_VERSION): about three minutes on two cores, once."
	cd tools && CGO_ENABLED=0 go build -o ../$@ -ldflags "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=$(PULUMI_VERSION)" github.com/pulumi/pulumi/pkg/v3/cmd/pulumi

$(ACTIONLINT): tools/actionlint/go.mod tools/actionlint/go.sum
	@command -v go >/dev/null || { echo "Install Go 1.26 to build actionlint."; exit 1; }
	cd tools/actionlint && CGO_ENABLED=0 go build -o ../../$@ github.com/rhysd/actionlint/cmd/actionlint
