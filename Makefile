# Every command a person needs. `make run` and `make test` install what they miss and need nothing else typed.
.PHONY: run test setup setup-test web lint unit e2e gen bench fuzz

NPM := npm --prefix web

run: setup web ## Build everything and start a demo community
	cargo build --locked --workspace
	@target/debug/homecoming demo $(DEMO)

test: setup-test lint unit e2e ## Every test there is

setup: ## What building needs
	@scripts/install-missing.sh build

setup-test: ## What testing needs
	@scripts/install-missing.sh build test

# Not `npm ci`: it refuses a lock file that was written where other systems' optional binaries cannot be had.
web/node_modules: web/package-lock.json
	$(NPM) install --no-audit --no-fund --ignore-scripts
	@touch web/node_modules

web: web/node_modules ## The web app, built into web/dist
	$(NPM) run build --silent

lint: web/node_modules ## Form, warnings and types
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- --deny warnings
	$(NPM) run gen:check --silent
	$(NPM) run lint --silent
	$(NPM) run check --silent

unit: web ## Rust on both databases, and the web app's logic
	cargo test --locked --workspace
	$(NPM) test --silent

e2e: web ## The real binary in real browsers
	cargo build --locked --workspace
	$(NPM) run e2e --silent

gen: ## What is generated: the HTTP document and the web app's types
	cargo run --locked --quiet --package server -- openapi > docs/openapi.json
	$(NPM) run gen --silent

bench: web ## Measurements, printed as ratios; by hand, never in CI
	cargo bench --workspace
	$(NPM) run bench --silent

fuzz: web ## What the OpenAPI document allows and forbids, asked of a running server; by hand, never in CI
	cargo build --locked --workspace
	@scripts/fuzz.sh
