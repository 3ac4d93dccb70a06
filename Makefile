# Latchkey. `make help` lists the commands.

ARCH    ?= arm64
PARAMS  ?=
PKG     ?=
MODULES  = clients/protect clients/go
PEERS    = infra/bench/peers
# They begin first, so that none of them is left alone at the end.
SLOWEST  = $(addprefix ./,infra/acceptance infra/production functions/login functions/cleanup infra/prove shared/domain/password)
AT_ONCE ?= 4
# All is built as functions are (infra/build): what they share is compiled once, in whatever folder.
export CGO_ENABLED = 0
export GOFLAGS  += -trimpath -tags=lambda.norpc,nethttpomithttp2 '-ldflags=-s -w'
# make lint vets.
QUICK    = -vet=off
# A fifth of the time of some test programs goes into collecting their heaps, which are small.
ROOMY    = GOGC=400
# A DynamoDB Local that is busy for minutes repays the work of Java's second compiler.
LONG     = $(ROOMY) DYNAMODB_LONG=on
DATABASE = latchkey/infra/local/dynamodb
SETTINGS ?= $(if $(wildcard infra/cdk.context.json),,mail-from=no-reply@latchkey.example)
LINT     = $(ROOMY) go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.6.2
CDK      = cd infra && npx --yes aws-cdk@2.1148.1

.DEFAULT_GOAL := help
.PHONY: help run test check browser build prove bugs mutants soak bench bench-peers bench-hash smoke lint fmt docs generators fuzz sam sam-local synth plan clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Run the whole service on this machine (PORT, DATA_DIR, ADMIN_PASSWORD, PARAMS="Name=value …")
	@mkdir -p build/host && go build -o build/host/local ./infra/cmd/local && PARAMS='$(PARAMS)' exec build/host/local

test: ## Run all tests, with DynamoDB Local and the local gateway, or those of PKG=./functions/login
	@$(if $(PKG),$(ROOMY),$(LONG)) go run ./infra/cmd/withdynamodb go test $(QUICK) -p $(AT_ONCE) -timeout 30m $(or $(PKG),$(SLOWEST) ./...)
	@$(if $(PKG),,$(foreach m,$(MODULES),go -C $m test ./... &&)) :

check: ## Check format, lint and the tests that need no DynamoDB, in a minute
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$unformatted" || { echo "make fmt: $$unformatted"; exit 1; }
	@$(MAKE) --no-print-directory lint
	@$(ROOMY) go test $(QUICK) $$(go list -test -f '{{if eq .Name "main"}}{{.ImportPath}} {{join .Deps " "}}{{end}}' ./... | grep -v -e $(DATABASE) -e awscdk | sed -n 's/[.]test .*//p')

browser: ## Test the pages in Chromium, with pictures in build/browser (ONLY="a part of a name"; PICTURES=on makes those of README)
	@ONLY='$(ONLY)' PICTURES='$(PICTURES)' infra/browser/run

build: ## Build every function for Lambda into build/ (ARCH=arm64 or amd64)
	@go run ./infra/cmd/build $(ARCH)

prove: ## Try to break every promise: attacks, races, faults, a model, random inputs, with a table at the end
	@$(LONG) go run ./infra/cmd/withdynamodb go run ./infra/cmd/prove

bugs: ## Put bugs in, one after the other, and print which tests catch each (ONLY="code pin": rules with these in their name)
	@go run ./infra/cmd/withdynamodb go run ./infra/cmd/seededbugs $(ONLY)

mutants: ## Change one operator after the other, and print the changes that no test notices (PKG=./shared/domain/session; ALL=on prints all)
	@$(LONG) go run ./infra/cmd/withdynamodb go run ./infra/cmd/mutants $(if $(ALL),-all) $(or $(PKG),./shared/domain/... ./functions/...)

soak: ## Use the service for long, with processes killed at random, and find all that was acknowledged (MINUTES=30, SEED)
	@LATCHKEY_SOAK=$(or $(MINUTES),30) LATCHKEY_SEED=$(SEED) go run ./infra/cmd/withdynamodb env -u DYNAMODB_SHARED \
	  go test $(QUICK) -count=1 -v -timeout 0 -run TestSoak ./infra/prove/soak

COSTS = $(CURDIR)/build/costs

bench: ## Measure calls, units, hashes, processor time, starts, sizes, memory and growth (LATCHKEY_USERS=1000000)
	@mkdir -p build && rm -f $(COSTS) && export LATCHKEY_BENCH=on LATCHKEY_COSTS=$(COSTS) && \
	  go run ./infra/cmd/withdynamodb sh -c "go test $(QUICK) -count=1 -p $(AT_ONCE) -run Faults \$$(grep -l '[.]Faults(t)' functions/*/*_test.go | sed 's|[^/]*$$||; s|^|./|' | sort -u) >build/costs.log || { cat build/costs.log; exit 1; } && \
	  go test $(QUICK) -c -o build/bench.test ./infra/bench && cd infra/bench && ../../build/bench.test -test.timeout 60m"

bench-peers: ## Measure Latchkey beside PocketBase on this machine, with tables for docs/performance.md (EACH=10s, CLIENTS=4)
	@mkdir -p build/host && go build -o build/host/local ./infra/cmd/local && go build -C $(PEERS) -o ../../../build/host/peers .
	@build/host/peers -root . -each $(or $(EACH),10s) -clients $(or $(CLIENTS),4)

bench-hash: ## Measure a password hash where the service runs (API=https://…), or here, with assembly as on amd64 and without as on arm64
	@$(if $(API),API='$(API)' go run ./infra/cmd/hash,for tags in assembly purego; do \
	  go test -tags $$tags -run ^$$ -bench Hash -benchtime 40x -count 5 ./infra/cmd/hash | sed -n "s/^BenchmarkHash[^ ]*/$$tags/p"; done)

smoke: ## Check a running service, line by line (API=http://localhost:3000, or STACK=latchkey; ADMIN_PASSWORD, EMAIL …)
	@go run ./infra/cmd/smoke

lint: ## Check what .golangci.yml enforces
	@$(LINT) run ./...$(foreach m,$(MODULES) $(PEERS), && (cd $m && $(LINT) run ./...))

fmt: ## Format the code
	@$(LINT) fmt ./...

docs: ## Make README's table of routes, the page at /docs and the clients' types from openapi.yaml
	@go run ./infra/cmd/docs
	@cd clients/typescript && { test -d node_modules || npm ci --silent --no-audit --no-fund; } && npm run --silent generate >/dev/null

generators: ## Make clients of the contract with well-known generators, and compile them (ONLY=Ogen)
	@LATCHKEY_GENERATORS=on go test -count=1 -v -timeout 60m -run '$(ONLY)' ./infra/contract/generators

fuzz: ## Fuzz a running service by the contract, with an admin's token and without (API, ADMIN_PASSWORD, SECONDS=600, EXAMPLES=20)
	@API='$(or $(API),http://localhost:3000)' LIMIT='$(or $(SECONDS),600)' EXAMPLES='$(or $(EXAMPLES),20)' infra/contract/fuzz/run

sam: ## Check template.yaml with the SAM CLI: validate, build and, if there is Docker, run
	@infra/sam/check

HERE = $(if $(filter x86_64,$(shell uname -m)),amd64,arm64)

sam-local: ## Run functions in SAM's containers: ARGS="invoke LoginFunction -e events/login.json" or "start-api"
	@go run ./infra/cmd/build $(HERE) && \
	  go run ./infra/cmd/sam sam local $(ARGS) --parameter-overrides Architecture=$(HERE:amd64=x86_64)

synth: build ## Make the CloudFormation templates of a production account (SETTINGS="name=value …")
	@rm -rf build/cdk.out && $(CDK) synth --quiet --no-staging $(addprefix -c ,$(SETTINGS))

plan: synth ## Print what would be deployed: settings, resources, permissions, outputs, cost of alarms
	@go run ./infra/cmd/plan build/cdk.out

clean: ## Remove what was built
	@rm -rf build
