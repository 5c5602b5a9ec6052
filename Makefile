# make serve   start the workbook on this computer (ARGS="--port 9000 --data DIR --no-browser")
# make test    everything CI runs; each part has a target of its own: lint types imports check
#              unit notebooks browser
# make bench   measure and compare (ARGS="...")
# make lock    pin what pyproject.toml asks for (ARGS=--upgrade: the newest versions)
# make clean   remove the environment and what the tools left

PY := .venv/bin/python

.PHONY: serve test lint types imports check unit notebooks browser bench lock clean
.NOTPARALLEL:

serve: .venv/serve.stamp
	.venv/bin/closeness serve $(ARGS)

test: lint types imports check unit notebooks browser

lint: .venv/test.stamp
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m bandit -q -c pyproject.toml -r closeness_widgets
	$(PY) tools/tidy_notebooks.py --check

types: .venv/test.stamp
	$(PY) -m mypy

imports: .venv/test.stamp
	.venv/bin/lint-imports

check: .venv/serve.stamp
	.venv/bin/closeness check $(ARGS)

unit: .venv/test.stamp
	postgres="$$(tools/get-postgres)" && CLOSENESS_POSTGRES="$$postgres" $(PY) -m pytest tests/unit tests/packaging \
	-n 2 --dist loadfile --no-loadscope-reorder

notebooks: .venv/test.stamp
	$(PY) -m pytest --nbval workbooks -n 2 --dist loadscope

browser: .venv/test.stamp
	browser="$$(tools/get-browser --shell)" && nginx="$$(tools/get-nginx)" && postgres="$$(tools/get-postgres)" && \
	proxy="$$(tools/get-proxy || :)" && CLOSENESS_PROXY="$$proxy" \
	CLOSENESS_BROWSER="$$browser" CLOSENESS_NGINX="$$nginx" CLOSENESS_POSTGRES="$$postgres" \
	$(PY) -m pytest tests/browser -n 2 --dist loadfile --no-loadscope-reorder

bench: .venv/test.stamp
	browser="$$(tools/get-browser)" && postgres="$$(tools/get-postgres)" && \
	proxy="$$(tools/get-proxy || :)" && CLOSENESS_PROXY="$$proxy" \
	CLOSENESS_BROWSER="$$browser" CLOSENESS_POSTGRES="$$postgres" $(PY) -m benchmarks $(ARGS)

lock:
	python="$$(tools/find-python)" && tools/lock "$$python" $(ARGS)

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# One environment; a stamp says which lock file it holds. The test lock holds all of the other.
.venv/serve.stamp: requirements.lock pyproject.toml
	tools/make-venv requirements.lock
	touch $@

.venv/test.stamp: requirements-test.lock pyproject.toml
	tools/make-venv requirements-test.lock
	touch .venv/serve.stamp $@
