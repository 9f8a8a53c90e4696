# Everything a developer does, by name. `make` alone lists it.
# CARGO_TARGET_DIR says where builds go; CARGO_FLAGS is handed to cargo (--locked, --offline).

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test build assets tidy bench clean-demo

export CARGO_TARGET_DIR := $(abspath $(or $(CARGO_TARGET_DIR),target))
# Vite writes here and the binary embeds what it finds here.
export HILO_ASSETS_OUT := $(CARGO_TARGET_DIR)/assets

# The folder that `hilo demo` makes when it is told no other.
DEMO_DATA := hilo-data
headline = @printf '\n== %s\n' '$(1)'

help: ## This list
	@awk -F ':[^#]*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: build ## Run the demo shop: DATA=folder imports yours, LISTEN=address:port
	$(CARGO_TARGET_DIR)/debug/hilo demo $(if $(DATA),--import '$(DATA)') $(if $(LISTEN),--listen '$(LISTEN)')

test: ## Everything that must hold: tidy, tests on both engines, the browser
	$(call headline,What the tests need)
	@scripts/install-test-needs
	@scripts/test-postgres start >/dev/null
	@scripts/test-postgres start --durable >/dev/null
	@scripts/sdks
	@scripts/moto
	@scripts/schemathesis
	$(call headline,Assets)
	@$(MAKE) --no-print-directory assets
	@cd assets && npm run --silent check
	$(call headline,Tidy)
	@$(MAKE) --no-print-directory tidy
	$(call headline,Build)
	@cargo build $(CARGO_FLAGS) --workspace --bin hilo
	$(call headline,Tests)
	@HILO_TEST_POSTGRES="$$(scripts/test-postgres url)" \
	HILO_TEST_POSTGRES_DURABLE="$$(scripts/test-postgres url --durable)" \
	cargo test $(CARGO_FLAGS) --workspace --no-fail-fast
	$(call headline,API)
	@scripts/fuzz
	@FUZZ_POSTGRES="$$(scripts/test-postgres url)" scripts/fuzz --phases fuzzing,stateful
	$(call headline,Browser)
	@scripts/e2e

# For the whole workspace, or what the tests alone ask of a library would have all be built a second time for them.
build: assets ## Build the binary, as it is tested
	@cargo build $(CARGO_FLAGS) --workspace --bin hilo

assets: ## Build scripts and styles of the pages, when they changed
	@scripts/assets

tidy: ## Check the rules of STYLE.md that a machine can check
	@cargo fetch --quiet $(CARGO_FLAGS)
	@status=0; \
	cargo fmt --all --check || status=1; \
	cargo run --quiet $(CARGO_FLAGS) --package xtask -- tidy || status=1; \
	exit $$status

bench: assets ## Figures of the release build: WHAT=store, import, card, identity, tracking, search or console, DATABASE=postgres://...
	@cargo build --release $(CARGO_FLAGS) --package hilo
	@for what in $(or $(WHAT),store import card identity); do \
	$(CARGO_TARGET_DIR)/release/hilo bench $$what $(if $(DATABASE),--database '$(DATABASE)'); done

clean-demo: ## Throw the demo's data away
	rm -rf '$(DEMO_DATA)'
