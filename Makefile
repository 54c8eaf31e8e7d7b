# The same commands by hand: CONTRIBUTING.md.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help test check format bench demo shipped

# The launcher knows where a JDK 25 is found, also when it is not the one on PATH.
JDK = JAVA_HOME="$$(./understudy --find-jdk)"
MVN = $(JDK) "$$(./understudy --find-maven)" -B -ntp

help: ## show this
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

test: ## everything that must hold: tests, format, launcher, the shipped character
	@./understudy base pull >/dev/null || echo "make test: no base model, so the tests tagged base are SKIPPED" >&2
	@tests/llama-cpp/install.sh
	$(MVN) verify
	tests/launcher.sh
	./understudy check beethoven

check: ## compile with all warnings as errors, and check the format
	$(MVN) -q test-compile spotless:check

format: ## put every source into its format
	$(MVN) -q spotless:apply

bench: ## measure speed and memory; PYTHON=… with torch and transformers for the comparison
	@base="$$(./understudy base pull smollm2-135m)"; \
	for bench in bench/decode.sh bench/start.sh bench/steady.sh bench/stream.sh bench/train.sh; do echo "== $$bench"; $(JDK) "$$bench" "$$base" $(PYTHON); done

demo: ## a pretrained model becomes Beethoven, in about ten minutes
	./understudy demo

RUNS = characters/beethoven/runs
shipped: ## train and probe the shipped adapter again, half an hour to two hours; goes on when interrupted
	[ -e $(RUNS)/next/run.json ] || ./understudy train beethoven --recipe recipes/shipped.yaml --run next \
	  $$([ ! -d $(RUNS)/next/checkpoints ] || echo --resume)
	./understudy probe beethoven --run next --out $(RUNS)/next
	rm -rf $(RUNS)/next/checkpoints $(RUNS)/shipped
	mv $(RUNS)/next $(RUNS)/shipped
