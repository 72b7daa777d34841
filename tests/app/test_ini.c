#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../lib/conffile.h"
#include "app/ini.h"

void test_lines_that_libinih_swallows_are_findings(void **state);
void test_entries_know_their_line_and_columns(void **state);
void test_utf16_is_named_as_such(void **state);
void test_windows_line_ends_and_mark_are_in_order(void **state);
void test_keys_behind_a_bad_section_are_skipped(void **state);
void test_columns_count_characters_not_bytes(void **state);
void test_long_values_arrive_whole(void **state);
void test_nul_byte_is_found(void **state);
void test_repeats_in_one_file_are_warnings(void **state);
void test_special_files_are_refused(void **state);
void test_what_is_no_text_is_one_finding(void **state);
void test_text_in_memory_reads_like_a_file(void **state);
void test_many_sections_are_looked_at_in_time(void **state);

static void
read_text(struct conffile *t, struct ini_file *f, const char *text)
{
	conffile_write(t, "nhacviec.conf", text);
	assert_true(ini_read(f, t->main, &t->findings));
	conffile_say(t);
}

void
test_lines_that_libinih_swallows_are_findings(void **state)
{
	(void)state;
	static const struct {
		const char *text, *said;
	} rows[] = {
		{ "[visit]\njunk\n", "nhacviec.conf:2:1: error: this is "
				     "neither a section" },
		{ "[visit\nopen = 01 07:30\n",
		    "nhacviec.conf:1:7: error: ']' is missing" },
		{ "[visit]\nopen 01 07:30\n",
		    "nhacviec.conf:2:1: error: '=' is missing" },
		{ "[web]\nurl: http://a/?b=c\n",
		    "nhacviec.conf:2:1: error: '=' is missing" },
		{ "[visit] # first\n",
		    "nhacviec.conf:1:9: error: text behind the section" },
		{ "[visit]\nopen ＝ 01 07:30\n",
		    "nhacviec.conf:2:6: error: the full-width '＝'" },
		{ "[visit]\nopen\xc2\xa0= 01 07:30\n",
		    "nhacviec.conf:2:5: error: a no-break space (U+00A0)" },
		{ "[visit]\n\xe2\x80\x8bopen = 01 07:30\n",
		    "nhacviec.conf:2:1: error: an invisible character" },
		{ "[\xe2\x80\x9cvisit\xe2\x80\x9d]\n",
		    "nhacviec.conf:1:2: error: a curly quote" },
		{ "[visit]\n\xef\xbb\xbf[plan]\n",
		    "nhacviec.conf:2:1: error: a byte order mark" },
		{ "[office]\nname = Huy\xd6n\n",
		    "nhacviec.conf:2:11: error: this is not UTF-8" },
		{ "[office]\nname = a\x1b[2J\n",
		    "nhacviec.conf:2:9: error: a control character" },
		{ "[visit]\ropen = 1\r\n",
		    "nhacviec.conf:1:8: error: a carriage return" },
		{ "[visit]\n= 1\n",
		    "nhacviec.conf:2:1: error: a value without a key" },
		{ "[]\n", "nhacviec.conf:1:1: error: a section without" },
		{ "[ visit ]\n", "nhacviec.conf:1:2: error: a blank beside" },
		{ "[gateway "
		  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]\n",
		    "nhacviec.conf:1:51: error: the section's name is longer "
		    "than 49 bytes" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct conffile t;
		struct ini_file f;
		conffile_init(&t);
		read_text(&t, &f, rows[i].text);
		assert_said(&t, rows[i].said);
		assert_int_equal(t.findings.n, 1);
		ini_fini(&f);
		conffile_fini(&t);
	}
}

void
test_entries_know_their_line_and_columns(void **state)
{
	(void)state;
	struct conffile t;
	struct ini_file f;
	conffile_init(&t);
	read_text(&t, &f,
	    "a = 1\n\n# c\n[visit]\n\t open   =  01 07:30 ; x  \nper=\n");
	assert_int_equal(t.findings.n, 0);
	assert_int_equal(f.entry_n, 3);
	assert_string_equal(f.entries[0].section, "");
	const struct ini_entry *e = &f.entries[1];
	assert_string_equal(e->section, "visit");
	assert_string_equal(e->key, "open");
	assert_string_equal(e->value, "01 07:30 ; x");
	assert_int_equal(e->line, 5);
	assert_int_equal(e->key_at, 2);
	assert_int_equal(e->value_at, 12);
	assert_string_equal(f.entries[2].value, "");
	assert_int_equal(f.entries[2].line, 6);
	assert_string_equal(ini_line(&f, 4), "[visit]");
	assert_null(ini_line(&f, 0));
	assert_null(ini_line(&f, 7));
	ini_fini(&f);
	conffile_fini(&t);
}

void
test_utf16_is_named_as_such(void **state)
{
	(void)state;
	static const char text[] = "[visit]\nopen = 01 07:30\n";
	for (int kind = 0; kind < 4; kind++) {
		char bytes[2 * sizeof text + 2];
		size_t n = 0;
		int little = kind & 1;
		if (kind & 2) { /* with its mark */
			bytes[n++] = little ? '\xff' : '\xfe';
			bytes[n++] = little ? '\xfe' : '\xff';
		}
		for (size_t i = 0; i + 1 < sizeof text; i++) {
			bytes[n++] = little ? text[i] : '\0';
			bytes[n++] = little ? '\0' : text[i];
		}
		struct conffile t;
		struct ini_file f;
		conffile_init(&t);
		conffile_write_n(&t, "nhacviec.conf", bytes, n);
		assert_false(ini_read(&f, t.main, &t.findings));
		conffile_say(&t);
		assert_said(&t,
		    "nhacviec.conf: error: this file is UTF-16, not UTF-8\n");
		assert_said(&t, little ? "UTF-16 LE" : "UTF-16 BE");
		assert_int_equal(t.findings.n, 1);
		ini_fini(&f);
		conffile_fini(&t);
	}
}

void
test_windows_line_ends_and_mark_are_in_order(void **state)
{
	(void)state;
	struct conffile t;
	struct ini_file f;
	conffile_init(&t);
	read_text(&t, &f, "\xef\xbb\xbf[visit]\r\nopen = 01 07:30\r\n");
	assert_int_equal(t.findings.n, 0);
	assert_string_equal(f.entries[0].value, "01 07:30");
	assert_string_equal(f.sections[0].name, "visit");
	ini_fini(&f);
	conffile_fini(&t);
}

void
test_keys_behind_a_bad_section_are_skipped(void **state)
{
	(void)state;
	struct conffile t;
	struct ini_file f;
	conffile_init(&t);
	read_text(&t, &f,
	    "[plan]\nfrom = 2018-04\n[visit\nopen = x\nper = y\n"
	    "[web]\nurl = z\n");
	assert_int_equal(t.findings.n, 1);
	assert_int_equal(f.entry_n, 2);
	assert_string_equal(f.entries[1].section, "web");
	assert_int_equal(f.section_n, 2);
	ini_fini(&f);
	conffile_fini(&t);
}

void
test_columns_count_characters_not_bytes(void **state)
{
	(void)state;
	struct conffile t;
	struct ini_file f;
	conffile_init(&t);
	read_text(&t, &f, "Huyện đoàn Đồng Phú\xff = x\n");
	assert_said(&t, "nhacviec.conf:1:20: error: this is not UTF-8");
	ini_fini(&f);
	conffile_fini(&t);
}

void
test_long_values_arrive_whole(void **state)
{
	(void)state;
	struct sbuf b = { 0 };
	sbuf_add(&b, "[wording]\nescalate = ");
	while (b.len < 60000)
		sbuf_add(&b, "a = b ; c ");
	sbuf_add(&b, "end\n");
	struct conffile t;
	struct ini_file f;
	conffile_init(&t);
	read_text(&t, &f, sbuf_text(&b));
	assert_int_equal(t.findings.n, 0);
	assert_int_equal(f.entry_n, 1);
	assert_int_equal(strlen(f.entries[0].value), b.len - 22);
	ini_fini(&f);
	while (b.len < 70000)
		sbuf_add(&b, "too long ");
	sbuf_clear(&b);
	sbuf_add(&b, "[wording]\nescalate = ");
	while (b.len < 65600)
		sbuf_add(&b, "too long ");
	read_text(&t, &f, sbuf_text(&b));
	assert_said(&t,
	    "nhacviec.conf:2:1: error: the line is longer than 64 KiB");
	assert_int_equal(f.entry_n, 0);
	ini_fini(&f);
	sbuf_fini(&b);
	conffile_fini(&t);
}

void
test_nul_byte_is_found(void **state)
{
	(void)state;
	static const char text[] = "[office]\nname = Huyen\0 doan\nsign = X\n";
	struct conffile t;
	struct ini_file f;
	conffile_init(&t);
	conffile_write_n(&t, "nhacviec.conf", text, sizeof text - 1);
	assert_true(ini_read(&f, t.main, &t.findings));
	conffile_say(&t);
	assert_said(&t, "nhacviec.conf:2:13: error: a NUL byte");
	assert_string_equal(f.entries[f.entry_n - 1].key, "sign");
	ini_fini(&f);
	conffile_fini(&t);
}

void
test_repeats_in_one_file_are_warnings(void **state)
{
	(void)state;
	struct conffile t;
	struct ini_file f;
	conffile_init(&t);
	read_text(&t, &f,
	    "[visit]\nper = unit\n[web]\n[visit]\nper = person\n");
	assert_int_equal(t.findings.errors, 0);
	assert_int_equal(t.findings.n, 2);
	assert_said(&t, "nhacviec.conf:5:1: warning: 'per' stands twice in "
			"[visit]; this one counts, line 2 does not");
	assert_said(&t, "nhacviec.conf:4:1: warning: section [visit] was "
			"begun in line 1 already");
	ini_fini(&f);
	conffile_fini(&t);
}

void
test_special_files_are_refused(void **state)
{
	(void)state;
	struct conffile t;
	struct ini_file f;
	conffile_init(&t);
	assert_int_equal(mkfifo(t.main, 0600), 0);
	assert_false(ini_read(&f, t.main, &t.findings));
	conffile_say(&t);
	assert_said(&t, "nhacviec.conf: error: is not a regular file");
	ini_fini(&f);
	assert_int_equal(unlink(t.main), 0);
	assert_false(ini_read(&f, t.main, &t.findings));
	conffile_say(&t);
	assert_said(&t, "nhacviec.conf: error: cannot be read: No such file");
	ini_fini(&f);
	conffile_fini(&t);
}

void
test_what_is_no_text_is_one_finding(void **state)
{
	(void)state;
	char noise[3000], big[(1 << 20) + 2];
	for (size_t i = 0; i < sizeof noise; i++)
		noise[i] = (char)(i * 7 % 251);
	memset(big, '#', sizeof big);
	const struct {
		const char *bytes;
		size_t n;
		const char *said;
	} rows[] = {
		{ noise, sizeof noise,
		    "nhacviec.conf: error: this is no text" },
		{ "PK\3\4\24\0\6\0", 8,
		    "nhacviec.conf: error: this is a workbook" },
		{ big, sizeof big,
		    "nhacviec.conf: error: is longer than 1 MiB" },
	};
	struct conffile t;
	struct ini_file f;
	conffile_init(&t);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		config_findings_fini(&t.findings);
		conffile_write_n(&t, "nhacviec.conf", rows[i].bytes, rows[i].n);
		assert_false(ini_read(&f, t.main, &t.findings));
		conffile_say(&t);
		assert_said(&t, rows[i].said);
		assert_int_equal(t.findings.n, 1);
		ini_fini(&f);
	}
	conffile_mkdir(&t, "folder");
	snprintf(t.main, sizeof t.main, "%s/folder", t.dir);
	assert_false(ini_read(&f, t.main, &t.findings));
	conffile_say(&t);
	assert_said(&t, "folder: error: is a folder, not a file\n"
			"  hint: name the file");
	ini_fini(&f);
	conffile_fini(&t);
}

void
test_text_in_memory_reads_like_a_file(void **state)
{
	(void)state;
	const struct config_text text = { "nowhere.conf",
		"[visit]\nper = unit\njunk\n", 24 };
	struct config_findings found = { 0 };
	struct ini_file f;
	assert_true(ini_read_text(&f, &text, &found));
	assert_string_equal(f.path, "nowhere.conf");
	assert_int_equal(f.entry_n, 1);
	assert_string_equal(f.entries[0].value, "unit");
	assert_int_equal(found.n, 1);
	assert_int_equal(found.v[0].line, 3);
	ini_fini(&f);
	config_findings_fini(&found);
}

/* Looking at each against each would take minutes. */
void
test_many_sections_are_looked_at_in_time(void **state)
{
	(void)state;
	struct sbuf b = { 0 };
	struct conffile t;
	struct ini_file f;
	conffile_init(&t);
	for (int i = 0; b.len < (1 << 20) - 32; i++)
		sbuf_addf(&b, "[%d]\n", i);
	sbuf_add(&b, "[0]\n");
	read_text(&t, &f, sbuf_text(&b));
	assert_int_equal(t.findings.n, 1);
	assert_said(&t, "warning: section [0] was begun in line 1 already");
	ini_fini(&f);
	sbuf_fini(&b);
	conffile_fini(&t);
}
