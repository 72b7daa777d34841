# nhacviec: `make run` tries it, `make check` tests it, `make install` installs.
# CC CPPFLAGS CFLAGS LDFLAGS DESTDIR PREFIX SYSCONFDIR are honoured.

PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
PKG_CONFIG ?= pkg-config
CFLAGS ?= -O2 -g
B ?= build

PACKAGES = gcc libc6-dev pkg-config libuv1-dev libcurl4-openssl-dev \
	libsqlite3-dev libmicrohttpd-dev libjansson-dev \
	libutf8proc-dev libinih-dev libsodium-dev libsystemd-dev libssl-dev \
	libcsv-dev libzip-dev libexpat1-dev libxlsxwriter-dev gettext tzdata
TEST_PACKAGES = libcmocka-dev openssl kannel kannel-extras faketime curl jq \
	procps python3-minimal xz-utils $(NODE_PACKAGES)
# A Node from elsewhere brings its own npm and refuses Debian's.
NODE_PACKAGES = $(if $(shell command -v npm 2>/dev/null),,nodejs npm)
LINT_PACKAGES = git clang-format-14 clang-tidy-14 cppcheck shellcheck mandoc
LIBS = libuv libcurl sqlite3 libmicrohttpd jansson libutf8proc inih \
	libsodium libsystemd libcrypto libzip expat xlsxwriter
PC_CFLAGS = $(shell $(PKG_CONFIG) --cflags $(LIBS) 2>/dev/null)
PC_LIBS = $(shell $(PKG_CONFIG) --libs $(LIBS) 2>/dev/null) -lcsv -lm
CORE_LIBS = $(shell $(PKG_CONFIG) --libs libutf8proc 2>/dev/null) -lm
# What a unit test may link, by layer: the linker proves the walls.
LIBS_base =
LIBS_core = $(CORE_LIBS)
LIBS_store = $(CORE_LIBS) $(shell $(PKG_CONFIG) --libs sqlite3 2>/dev/null)
LIBS_gw = $(CORE_LIBS) $(shell $(PKG_CONFIG) --libs jansson libsodium \
	libcrypto 2>/dev/null)
LIBS_net = $(shell $(PKG_CONFIG) --libs libuv libcurl libmicrohttpd \
	2>/dev/null) -lpthread
LIBS_app = $(PC_LIBS)
# The simulator has the store's own calls of the system on its disk too.
LIBS_sim = $(subst -lsqlite3,-l:libsqlite3.a,$(PC_LIBS)) \
	$(foreach f,stat statfs statvfs chmod chown unlink open close \
	posix_fallocate,-Wl,--wrap=$f)
OBJ_base = $(OBJ.base)
OBJ_core = $(OBJ.base) $(OBJ.core)
OBJ_store = $(OBJ.base) $(OBJ.core) $(OBJ.store)
OBJ_gw = $(OBJ.base) $(OBJ.core) $(OBJ.gw)
OBJ_net = $(OBJ.base) $(OBJ.net)
OBJ_app = $(filter-out $O/daemon/app/main.o,$(OBJ))
OBJ_sim = $(patsubst %.c,$O/%.o,$(filter-out tests/sim/test_% \
	tests/sim/main.c,$(sort $(wildcard tests/sim/*.c)))) $O/sim.a

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wpointer-arith -Wcast-qual -Wwrite-strings \
	-Wformat=2 -Wundef -Wvla -Walloca -Wswitch-enum \
	-Wimplicit-fallthrough -Wnull-dereference -Wconversion \
	-Wsign-conversion
# CI and `make check` build with WERROR=-Werror; what users build does not.
WERROR ?=
SAN ?=
O = $B/obj
ALL_CPPFLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L -Idaemon -Itests \
	-DNHACVIEC_SYSCONFDIR='"$(SYSCONFDIR)"' \
	-DNHACVIEC_LOCALEDIR='"$(PREFIX)/share/locale"' $(PC_CFLAGS) $(CPPFLAGS)
ALL_CFLAGS = $(WARN) $(WERROR) -ffile-prefix-map=$(CURDIR)=. $(SAN) $(CFLAGS)

SRC = $(sort $(wildcard daemon/*/*.c))
OBJ = $(SRC:%.c=$O/%.o)
$(foreach l,base core store gw net app,$(eval \
	OBJ.$l = $(patsubst %.c,$O/%.o,$(sort $(wildcard daemon/$l/*.c)))))
TEST_SRC = $(sort $(wildcard tests/*/test_*.c))
TEST_LIB = $(patsubst %.c,$O/%.o,$(sort $(wildcard tests/lib/*.c)))
TEST_BIN = $(TEST_SRC:tests/%.c=$B/tests/%)

all: $B/nhacviec $B/locale/vi/LC_MESSAGES/nhacviec.mo

$B/nhacviec: $(OBJ)
	@mkdir -p $(@D)
	$(CC) $(SAN) $(CFLAGS) $(LDFLAGS) -o $@ $(OBJ) $(PC_LIBS)

$O/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# One test program a source file; its list of tests comes from its names.
$B/tests/%.main.c: tests/%.c tests/lib/list-tests
	@mkdir -p $(@D)
	@tests/lib/list-tests $< > $@.tmp && mv $@.tmp $@

define TEST_RULE
$B/tests/$1/%: $O/tests/$1/%.o $B/tests/$1/%.main.c $$(OBJ_$1) $(TEST_LIB_$1)
	@mkdir -p $$(@D)
	$$(CC) $$(ALL_CPPFLAGS) $$(SAN) $$(CFLAGS) $$(LDFLAGS) -o $$@ \
		$$(filter %.o %.a %.main.c,$$^) $$(LIBS_$1) -lcmocka
endef
$(foreach l,base core store gw net app sim,$(eval $(call TEST_RULE,$l)))
.PRECIOUS: $B/tests/%.main.c $O/%.o

# --- Vietnamese for what people read at the keyboard: `make po` collects what is
# new in the sources for a translator
PO_WORDS = -k -k_ -kN_ -kerr_set:3 -kerr_wrap:2 -kverb_usage:2 -kverb_say:3 \
	-kconfig_findings_add:5 -kconfig_read_report:6 -kvalue_refuse:4 -ktell:2
POT ?= po/nhacviec.pot
$(POT): $(SRC) po/header
	@mkdir -p $B
	@xgettext --from-code=UTF-8 $(PO_WORDS) --no-location \
		-o $B/words.pot $(SRC) 2>$B/words.log || { cat $B/words.log; false; }
	@{ cat po/header; sed '1,/^$$/d' $B/words.pot; } > $@
po: deps
	@$(MAKE) --no-print-directory -s -W po/header $(POT)
	@msgmerge -q --no-fuzzy-matching --no-location -U --backup=none \
		po/vi.po po/nhacviec.pot
	@msgattrib --no-obsolete --no-location -o po/vi.po po/vi.po
	@msgfmt -c --statistics -o /dev/null po/vi.po
$B/locale/vi/LC_MESSAGES/nhacviec.mo: po/vi.po
	@mkdir -p $(@D)
	@msgfmt -c -o $@ $<
$B/nhacviec: | $B/locale/vi/LC_MESSAGES/nhacviec.mo

tests-bin: $(TEST_BIN)
objects: $(OBJ)

# --- installing what is missing (Debian), quiet when nothing is
APT = $(if $(filter 0,$(shell id -u)),,sudo )apt-get
deps:
	@tests/lib/need-packages "$(APT)" $(PACKAGES)
check-deps: deps
	@tests/lib/need-packages "$(APT)" $(TEST_PACKAGES)
	@$(MAKE) --no-print-directory -s build/peers/.installed
# Other people's programs that the tests talk to.
build/peers/.installed: tests/peers/package.json
	@tests/lib/need-packages "$(APT)" $(NODE_PACKAGES)
	@mkdir -p $(@D)
	@cp $< $(@D)/package.json
	@cd $(@D) && npm install --silent --no-audit --no-fund \
		--no-package-lock --ignore-scripts && touch $(@F)

# --- trying and testing
run: deps
	@$(MAKE) --no-print-directory -s -j$$(nproc) $B/nhacviec
	@exec config/demo/run $B/nhacviec demo
run-fresh:
	@rm -rf demo
	@$(MAKE) --no-print-directory run

check: check-deps
	@$(MAKE) --no-print-directory check-built
check-built:
	@tests/run

# --- any bytes: replayed by `make check`, with libFuzzer by `make fuzz`
FUZZ = $(patsubst tests/fuzz/%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZ_OBJ = $(OBJ.base) $(OBJ.core) $(OBJ.gw) $O/tests/fuzz/world.o
# Of app only what makes a configuration of text.
FUZZ_APP = $(patsubst %,$O/daemon/app/%.o,config config_check \
	config_findings config_read config_secret config_wording ini keys lang \
	sense_text suggest text value value_list zone)
FUZZ_XLSX = $O/daemon/app/table.o $O/daemon/app/guard.o \
	$(patsubst %.c,$O/%.o,$(sort $(wildcard daemon/app/xlsx_*.c)))
FUZZ_IMPORT = $(FUZZ_XLSX) $(OBJ.store) $(patsubst %,$O/daemon/app/%.o, \
	branch canon canon_units datecell encoding import import_print ledger \
	ledger_unit lang lookup namecell outfile phonecell progress reason \
	record refused roster rowkind sheet source title unitcell unitname verdict)
FUZZ_CC = clang-14
FUZZ_SECONDS ?= 60
$B/fuzz/%: $O/tests/fuzz/%.o $(FUZZ_OBJ) $(FUZZ_MAIN)
	@mkdir -p $(@D)
	$(CC) $(SAN) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_app)
$B/fuzz/fuzz_config $B/fuzz/fuzz_template: $(FUZZ_APP)
$B/fuzz/fuzz_csv: $(FUZZ_IMPORT)
$B/fuzz/fuzz_xlsx: $(FUZZ_XLSX)
$B/fuzz/fuzz_date: $O/daemon/app/datecell.o
fuzz-bin:
	@$(MAKE) --no-print-directory -s FUZZ_MAIN=$O/tests/fuzz/main.o \
		$(FUZZ:%=$B/fuzz/%)
fuzz: deps
	@tests/lib/need-packages "$(APT)" clang-14 libclang-rt-14-dev
	@$(MAKE) --no-print-directory -s B=build/fuzz CC=$(FUZZ_CC) \
		SAN=-fsanitize=fuzzer-no-link,address,undefined \
		LDFLAGS=-fsanitize=fuzzer CFLAGS="-O1 -g" \
		$(FUZZ:%=build/fuzz/fuzz/%)
	@set -e; for f in $(FUZZ); do \
		mkdir -p build/fuzz/corpus/$$f; \
		split -l 1 tests/fuzz/corpus/$${f#fuzz_} build/fuzz/corpus/$$f/; \
		build/fuzz/fuzz/$$f -max_total_time=$(FUZZ_SECONDS) \
			-print_final_stats=1 -artifact_prefix=build/fuzz/ \
			build/fuzz/corpus/$$f; done

sanitize: check-deps
	@UNIT_ONLY=1 tests/run

# --- crash points: `make sim POINTS=1000000 SEED=1 CAP=key`
POINTS ?= 200000
SIM_ARGS = $(if $(SEED),-s $(SEED)) $(if $(CAP),-c $(CAP)) -j $(shell nproc)
# What the loop drives, without the loop: no service, no net, no verbs.
$O/sim.a: $(OBJ_store) $(OBJ.gw) $(filter-out $(patsubst %, \
	$O/daemon/app/%.o,main service reload control dispatch verb verb_%), \
	$(OBJ.app))
	@rm -f $@
	@$(AR) rcs $@ $^
$B/sim: $O/tests/sim/main.o $(OBJ_sim)
	@mkdir -p $(@D)
	$(CC) $(SAN) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS_sim)
sim: deps
	@$(MAKE) --no-print-directory -s -j$$(nproc) $B/sim
	@$B/sim $(POINTS) $(SIM_ARGS)

# Mistakes of design, each caught by its oracle.
mutants: deps
	@tests/sim/mutants

# --- speed, as ratios to a limit measured in the same run
BENCH = $(addprefix $B/bench/,plan outbound load responder bare_inbound \
	bare_import slow_fsync.so)
BENCH_CC = $(CC) $(ALL_CPPFLAGS) -D_GNU_SOURCE $(CFLAGS) $(LDFLAGS)
$B/bench/plan: tests/bench/plan.c $(OBJ_core)
	@mkdir -p $(@D)
	$(BENCH_CC) -o $@ $^ $(LIBS_core)
$B/bench/outbound: tests/bench/outbound.c $(OBJ_app)
	@mkdir -p $(@D)
	$(BENCH_CC) -o $@ $^ $(LIBS_app)
$B/tests/fake/%.so: tests/fake/%.c
	@mkdir -p $(@D)
	$(BENCH_CC) -shared -fPIC -o $@ $<
$B/bench/responder: tests/fake/responder.c
	@mkdir -p $(@D)
	$(BENCH_CC) -o $@ $^
$B/bench/%.so: tests/bench/%.c
	@mkdir -p $(@D)
	$(BENCH_CC) -shared -fPIC -o $@ $^
$B/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(BENCH_CC) -o $@ $^ -lmicrohttpd -lsqlite3
bench: check-deps
	@$(MAKE) --no-print-directory -s $B/nhacviec $(BENCH)
	@tests/bench/run

# --- what the tests reach, a line a file; fails where it is too little
coverage: check-deps
	@tests/coverage/run

lint: deps
	@tests/lib/need-packages "$(APT)" $(LINT_PACKAGES)
	@tests/lint/run
print-cppflags:
	$(info $(ALL_CPPFLAGS))@:

deb: deps
	@tests/lib/need-packages "$(APT)" dpkg-dev
	@contrib/deb/build

clean:
	rm -rf $B

install: $B/nhacviec $B/locale/vi/LC_MESSAGES/nhacviec.mo
	install -d $(DESTDIR)$(PREFIX)/bin \
		$(DESTDIR)$(SYSCONFDIR)/nhacviec/conf.d \
		$(DESTDIR)$(PREFIX)/share/locale/vi/LC_MESSAGES \
		$(DESTDIR)$(PREFIX)/share/nhacviec/gateways \
		$(DESTDIR)$(PREFIX)/lib/systemd/system \
		$(DESTDIR)$(PREFIX)/lib/sysusers.d
	install -m 755 $B/nhacviec $(DESTDIR)$(PREFIX)/bin/nhacviec
	install -m 644 $B/locale/vi/LC_MESSAGES/nhacviec.mo \
		$(DESTDIR)$(PREFIX)/share/locale/vi/LC_MESSAGES
	test -e $(DESTDIR)$(SYSCONFDIR)/nhacviec/nhacviec.conf || \
		install -m 644 config/nhacviec.conf \
		$(DESTDIR)$(SYSCONFDIR)/nhacviec/nhacviec.conf
	install -m 644 config/gateways/* \
		$(DESTDIR)$(PREFIX)/share/nhacviec/gateways
	sed 's|@BIN@|$(PREFIX)/bin|g; s|@ETC@|$(SYSCONFDIR)|g' \
		contrib/systemd/nhacviec.service > \
		$(DESTDIR)$(PREFIX)/lib/systemd/system/nhacviec.service
	install -m 644 contrib/systemd/nhacviec.sysusers \
		$(DESTDIR)$(PREFIX)/lib/sysusers.d/nhacviec.conf
	install -d $(addprefix $(DESTDIR)$(PREFIX)/share/,man/man1 man/man5 \
		man/vi/man1 bash-completion/completions)
	install -m 644 docs/man/nhacviec.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 docs/man/nhacviec.conf.5 \
		$(DESTDIR)$(PREFIX)/share/man/man5
	install -m 644 docs/man/vi/nhacviec.1 \
		$(DESTDIR)$(PREFIX)/share/man/vi/man1
	$B/nhacviec completion bash > \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/nhacviec

.PHONY: all po tests-bin objects fuzz-bin print-cppflags deps check-deps run \
	run-fresh sim mutants check check-built lint coverage sanitize bench fuzz deb clean install

-include $(OBJ:.o=.d) $(TEST_SRC:%.c=$O/%.d) $(wildcard $O/tests/fuzz/*.d) \
	$(wildcard $O/tests/sim/*.d)
