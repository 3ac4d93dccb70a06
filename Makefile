# Latchkey. `make help` lists what there is to do.

ARCH   ?= arm64
TRACING ?= off
PARAMS ?=
LINT    = go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.6.2

.DEFAULT_GOAL := help
.PHONY: help run test build bench lint fmt clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Run the whole service on this machine (PORT, DATA_DIR, ADMIN_PASSWORD, PARAMS="Name=value …")
	@mkdir -p build/host && go build -o build/host/local ./infra/local && PARAMS='$(PARAMS)' exec build/host/local

test: ## Run every test, on DynamoDB Local and through the gateway
	@go run ./infra/local/withdynamodb go test ./...

build: ## Build every function for Lambda into build/ (ARCH=arm64 or amd64, TRACING=off or on)
	@go run ./infra/build $(ARCH) $(TRACING)

bench: ## Measure units of DynamoDB, times and sizes
	@go run ./infra/local/withdynamodb sh -c "go test -run ^$$ -bench 'Units|Size' -benchtime 1x ./infra/bench && \
	  go test -run ^$$ -bench 'Warm|Cold' -benchtime 20x ./infra/bench"

lint: ## Check what .golangci.yml enforces
	@$(LINT) run ./...

fmt: ## Format the code
	@$(LINT) fmt ./...

clean: ## Remove what was built
	@rm -rf build
