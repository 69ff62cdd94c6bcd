# Two commands set everything up: `make demo` and `make test`. What they need: git, make and Python >= 3.11 with venv.
#   make demo              check the example report, print its findings, write its HTML page
#   make test [ARGS="…"]   every test; ARGS go to pytest
#   make coverage [ARGS="…"]  every test, and what share of the package's lines and branches they run
#   make lint              ruff: rules and layout
#   make types             mypy
#   make docs              write the rule reference (docs/rules) anew from the rules
#   make site              the documentation as pages that open without a network, in build/site
#   make sample            write the example's output in every format into reports/sample
#   make goldens           write anew what every writer makes of the examples: the tests' golden files and the sample
#   make accuracy          seed errors into generated reports and write what is found into the READMEs and docs (6 minutes)
#   make bench             measure everything against what others use, and write the READMEs' table (some minutes)
#   make fuzz              a thousand damaged or odd examples each: files of every format, rules, forms, words,
#                          fundqa.toml, expressions, waivers, requests to the desk, reports for every writer (an hour)
#   make chaos             a run killed at a hundred random moments and started again (some minutes)
#   make mutants           what the tests of arithmetic and of the number reader notice of small changes (half an hour)
#   make clean             remove what was built; `make distclean` removes the virtual environment too
# PYTHON=python3.12 picks the interpreter, VENV=folder the virtual environment, REPORT=file the report of the demo.

VENV ?= .venv
BIN := $(VENV)/bin
ARGS ?=
PIP := $(BIN)/python -m pip --disable-pip-version-check

ifndef PYTHON
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
endif

REPORT ?= $(firstword $(sort $(wildcard examples/*.docx)))
DEMO := build/demo

.DEFAULT_GOAL := help
.PHONY: help demo test coverage lint types docs site sample goldens accuracy bench fuzz chaos mutants clean distclean

help:
	@sed -n '1,/^$$/s/^# \{0,1\}//p' Makefile

$(BIN)/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "需要 Python 3.11 或更高版本；用 make PYTHON=路径 指定解释器。" >&2; \
		echo "Python 3.11 or newer is needed; name one with make PYTHON=path." >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "此 Python 缺少 venv 模块；在 Debian、Ubuntu 上请先安装软件包：apt-get install python3-venv" >&2; \
		echo "This Python has no venv module; on Debian or Ubuntu first: apt-get install python3-venv" >&2; exit 1; }
	"$(PYTHON)" -m venv $(VENV)

# Byte code is compiled here, once: neither PYTHONDONTWRITEBYTECODE nor a read-only user may make every start slow.
# A dependency may carry a file that this Python cannot compile, and never imports: that is no error.
define install
	@echo "安装到 $(VENV)，需要一两分钟 … / installing into $(VENV), a minute or two …"
	$(PIP) install --quiet --editable '$(1)' --constraint constraints.txt
	@$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib fundqa || true
endef

$(VENV)/.core: pyproject.toml constraints.txt | $(BIN)/python
	$(call install,.)
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(call install,.[dev])
	@touch $@ $(VENV)/.core

# A comma written out in the call would part its arguments.
DEV_AND_BENCH := .[dev,bench]

$(VENV)/.bench: pyproject.toml constraints.txt | $(BIN)/python
	$(call install,$(DEV_AND_BENCH))
	@touch $@ $(VENV)/.core $(VENV)/.dev

# Exit code 1 says that there are findings, which is what a demonstration is for; the page proves that it got that far.
demo: $(VENV)/.core
	@test -f "$(REPORT)" || { echo "没有示例报告 / no example report: $(REPORT)" >&2; exit 1; }
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	@$(BIN)/fundqa check "$(REPORT)" --format text --format html -o $(DEMO) || test $$? -eq 1
	@ls $(DEMO)/*.html >/dev/null
	@echo; for page in $(DEMO)/*.html; do echo "网页 / HTML page: $(CURDIR)/$$page"; done

# Programs that are not Python's: old Word files are read, and the outputs looked at, by way of LibreOffice; the page is
# tried in Chromium, the ledger kept in PostgreSQL. Where they cannot be installed, the tests that need them skip and
# say so.
SYSTEM := libreoffice-writer-nogui libreoffice-calc-nogui fonts-noto-cjk poppler-utils chromium postgresql
.PHONY: system
system:
	@command -v soffice >/dev/null && command -v pdftotext >/dev/null && \
	{ command -v chromium || command -v google-chrome; } >/dev/null && \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && exit 0; \
	command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] || exit 0; \
	echo "安装 LibreOffice、Chromium 等 … / installing LibreOffice and Chromium …"; \
	apt-get update -q >/dev/null 2>&1; \
	DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $(SYSTEM) >/dev/null 2>&1 || true

test: $(VENV)/.dev system
	$(BIN)/python -m pytest $(ARGS)

# Per cent of lines and branches together, a little under what is reached: less is a failure.
COVERED ?= 97
coverage: $(VENV)/.dev system
	@rm -rf build/coverage && mkdir -p build/coverage
	COVERAGE_FILE=$(CURDIR)/build/coverage/data $(BIN)/python -m pytest --cov --cov-report=term \
		--cov-report=json:build/coverage/report.json --cov-fail-under=$(COVERED) $(ARGS)
	@$(BIN)/python -c 'import json; t = json.load(open("build/coverage/report.json"))["totals"]; \
		print("lines {percent_statements_covered:.1f} %, branches {percent_branches_covered:.1f} %".format(**t))'

lint: $(VENV)/.dev
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .

types: $(VENV)/.dev
	$(BIN)/python -m mypy

docs: $(VENV)/.core
	$(BIN)/fundqa rules --docs docs/rules

site: $(VENV)/.dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --strict
	@echo "$(CURDIR)/build/site/index.html"

sample: $(VENV)/.core
	$(BIN)/python examples/make_sample.py

# A golden that has changed fails no run here: what has, git shows, and a person reads it.
goldens: $(VENV)/.dev sample
	FUNDQA_REGENERATE=1 $(BIN)/python -m pytest -q -n 0 tests/writers/test_golden.py tests/writers/test_golden_files.py

accuracy: $(VENV)/.dev
	$(BIN)/python benchmarks/accuracy.py $(ARGS)

bench: $(VENV)/.bench
	$(BIN)/python benchmarks/all.py $(ARGS)

# So many examples each fuzzer tries; without it, as in `make test`, few enough for seconds. The same ones each time.
FUZZ := 1000
FUZZERS := tests/readers/test_fuzz_readers.py tests/test_fuzz_packs.py tests/test_fuzz_expr.py \
	tests/test_fuzz_waivers.py tests/web/test_fuzz_web.py tests/web/test_api.py $(wildcard tests/writers/test_read_back*.py)

fuzz: $(VENV)/.dev
	FUNDQA_FUZZ=$(FUZZ) $(BIN)/python -m pytest $(FUZZERS) $(ARGS)

chaos: $(VENV)/.dev
	FUNDQA_KILLS=100 $(BIN)/python -m pytest tests/runs/test_killed.py -n 0 -s $(ARGS)

# All of the small modules' mutants, and of the number reader's those whose number ends in 7; MUTANTS="fundqa.quantity*"
# tries them all, which takes hours.
MUTANTS ?= fundqa.interval* fundqa.expr* fundqa.numerals* fundqa.quantity*7

mutants: $(VENV)/.dev
	rm -rf mutants
	set -f; PATH="$(abspath $(BIN)):$$PATH" PYTHONPATH=tests $(BIN)/mutmut run --max-children 1 $(MUTANTS)
	$(BIN)/python benchmarks/mutants.py

clean:
	rm -rf build dist mutants .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage

distclean: clean
	rm -rf $(VENV)
