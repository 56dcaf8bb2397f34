SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# UTF-8 everywhere, whatever the locale of the machine (LC_ALL=C included).
export PYTHONUTF8 := 1
export PYTHONDONTWRITEBYTECODE :=
# Named by the user, passed on through the environment: names with spaces and quotes survive, and there is no default.
WORDS := PROVINCE PROVINCES LEVEL YEAR ISSUE DEBUG KIND NOTEBOOK FRAMEWORK INDEX FILE AT PERIOD JOBS FORCE TIME_LIMIT SCHEDULER ENGINE PYTHON N SEED
PYTHON ?= python3
# What was given is taken letter by letter, by make too: it would run $(shell ...) in a word that it exports.
literally = $(foreach word,$(1),$(if $(filter $(2),$(firstword $(origin $(word)))),$(eval override $(word) := $$(value $(word)))))
$(call literally,$(WORDS),command environment)
$(call literally,$(filter-out MAKE% -%,$(.VARIABLES)),command)
export $(WORDS)

override VENV_PYTHON := .venv/bin/python
override CCHC := $(VENV_PYTHON) -m cchc

.PHONY: help
help: ## In danh sách lệnh | Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))
	@printf '\n  Ví dụ | Example:  make report PROVINCE=BacKan YEAR=2024\n'
	@printf '  ISSUE=1: bản phát hành, từ chối số liệu minh họa | copy to be signed, refuses illustrative figures\n'
	@printf '  DEBUG=1: in đầy đủ vết lỗi | show the full traceback\n'

.PHONY: report
report: setup ## Dựng báo cáo và kế hoạch của một địa phương | Build one locality's reports and plan
	@$(CCHC) report

.PHONY: reports
reports: setup ## Dựng báo cáo của mọi địa phương có số liệu: YEAR=2024 | Build all reports of a year, only what has changed
	@$(CCHC) reports

.PHONY: site
site: setup ## Trang danh sách báo cáo của một năm: YEAR=2024 | One page that lists a year's reports
	@$(CCHC) site

.PHONY: zip
zip: setup ## Đóng gói báo cáo của một địa phương kèm mã kiểm tra | Pack one report with checksums
	@$(CCHC) zip

.PHONY: national
national: setup ## Tổng quan mọi tỉnh, thành phố: YEAR=2024 | Overview of all provinces
	@$(CCHC) national

.PHONY: campaign
campaign: setup ## Huyện chấm điểm cấp xã; KIND=self: tỉnh tự chấm | A district scores its communes; KIND=self: a province scores itself
	@$(CCHC) campaign

.PHONY: progress
progress: setup ## Tiến độ kế hoạch: PROVINCE= YEAR= AT=2024-09-30 | How far the plan has come by a day
	@$(CCHC) progress

.PHONY: cascade
cascade: setup ## Trích kế hoạch cho từng cơ quan | Extracts of the plan for every agency
	@$(CCHC) cascade

.PHONY: form
form: setup ## Lập mẫu Excel: KIND=score_sheet|survey|survey_map|tasks|framework|solutions|edition_map|result|field | Write a ready Excel form
	@$(CCHC) form

.PHONY: check-data
check-data: setup ## Kiểm tra dữ liệu, in bảng phát hiện | Check all data (or PROVINCE= YEAR=), print the findings
	@$(CCHC) check-data

.PHONY: doctor
doctor: ## Khám máy và thư mục dự án: thiếu gì, cần làm gì | Examine this machine and the project: what is missing, what to do
	@test -x $(VENV_PYTHON) || $(MAKE) setup
	@$(CCHC) doctor

.PHONY: bench
bench: setup ## Đo thời gian và bộ nhớ | Measure the heavy jobs on this machine
	@$(VENV_PYTHON) benchmarks/run.py

.PHONY: test
test: setup ## Chạy kiểm thử | Run the tests
	@$(VENV_PYTHON) -m ruff check --quiet . && $(VENV_PYTHON) -m mypy && $(VENV_PYTHON) -m pytest -q -n 2 --dist worksteal

.PHONY: test-all
test-all: test ## Chạy kiểm thử, cả phần lâu (mọi đơn vị; lượt chạy bị ngắt) | make test, then the long tests: all units, runs cut off
	@$(VENV_PYTHON) -m pytest -q -n 2 --dist worksteal -m whole tests

.PHONY: fuzz
fuzz: setup ## Thử mẫu Excel, CSV bị sửa ngẫu nhiên: N=2000 SEED= | Change forms at random: each is read right or refused
	@$(VENV_PYTHON) tests/fuzz/run.py

.PHONY: accept
accept: setup ## Chấp nhận nội dung tài liệu hiện tại | Accept the present text of the golden documents (say why in the commit)
	@$(VENV_PYTHON) -m pytest -q -n 2 tests/golden --snapshot-update
	@git status --short tests/golden

.PHONY: test-external
test-external: setup ## Kiểm thử cần chromium, poppler-utils, LibreOffice | Tests that need Debian's programs
	@$(VENV_PYTHON) -m pytest -q -m external tests

.PHONY: notebook
notebook: setup ## Sổ tính riêng của đơn vị: NOTEBOOK=02, hoặc KIND=blank | A notebook of a unit's own, from a common one or the template
	@$(CCHC) notebook

.PHONY: lab
lab: setup ## Mở JupyterLab ở trang bắt đầu | Open JupyterLab at its start page
	@$(CCHC) lab

.PHONY: pictures
pictures: setup ## Vẽ lại ảnh trong README từ báo cáo mẫu (cần poppler-utils) | Draw the README's pictures from the example report
	@$(CCHC) report PROVINCE=BacKan YEAR=2024 ISSUE=0
	@$(VENV_PYTHON) docs/pictures/draw.py

.PHONY: dictionary
dictionary: setup ## Sinh lại từ điển dữ liệu | Regenerate data/dictionary.md and data/datapackage.json
	@$(CCHC) dictionary

.PHONY: illustrative
illustrative: setup ## Sinh lại số liệu minh họa | Regenerate data/illustrative from its seed
	@$(VENV_PYTHON) data/illustrative/generate.py

.PHONY: format
format: setup ## Định dạng mã nguồn, xóa kết quả trong sổ tính | Format code, strip notebook outputs
	@$(VENV_PYTHON) -m ruff check --quiet --fix . ; $(VENV_PYTHON) -m ruff format --quiet . && $(VENV_PYTHON) -m nbstripout --keep-id notebooks/*.ipynb notebooks/templates/*.ipynb

.PHONY: lock
lock: setup ## Cập nhật phiên bản khóa | Refresh requirements.lock
	@$(VENV_PYTHON) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --extra dev --output-file requirements.lock pyproject.toml

.PHONY: clean
clean: setup ## Xóa các báo cáo đã dựng, giữ tệp đã sửa hay thêm bằng tay | Remove built reports, keep what was typed
	@$(CCHC) clean

.PHONY: setup
setup: ## Chuẩn bị .venv (các lệnh khác tự gọi) | Set up .venv (the other commands call it)
	@command -v -- "$$PYTHON" >/dev/null || { printf 'Không tìm thấy %s; hãy cài Python 3.11 trở lên (Debian, Ubuntu: sudo apt install python3 python3-venv).\n' "$$PYTHON" >&2; exit 2; }
	@"$$PYTHON" lib/setup_env.py
