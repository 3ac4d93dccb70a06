# Latchkey. `make help` lists what there is to do.

ARCH   ?= arm64
PARAMS ?=
LINT    = go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.6.2

.DEFAULT_GOAL := help
.PHONY: help run test build lint fmt clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Run the whole service on this machine (PORT, DATA_DIR, ADMIN_PASSWORD, PARAMS="Name=value …")
	@mkdir -p build/host && go build -o build/host/local ./infra/local && PARAMS='$(PARAMS)' exec build/host/local

test: ## Run every test, on DynamoDB Local and through the gateway
	@go run ./infra/local/withdynamodb go test ./...

build: ## Build every function for Lambda into build/ (ARCH=arm64 or amd64)
	@go run ./infra/build $(ARCH)

lint: ## Check what .golangci.yml enforces
	@$(LINT) run ./...

fmt: ## Format the code
	@$(LINT) fmt ./...

clean: ## Remove what was built
	@rm -rf build
