#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/sheet.h"

#include <string.h>

void test_canonical_headers_are_recognised_in_any_order(void **state);
void test_dates_are_told_apart_by_file_name(void **state);
void test_office_titles_vary(void **state);
void test_title_block_is_no_header(void **state);
void test_a_second_number_column_is_the_second_number(void **state);
void test_data_below_is_no_second_storey(void **state);
void test_repeated_header_is_known_again(void **state);

static bool
find(const char *text, const char *name, struct table *t, struct sheet *s)
{
	int line;
	*t = (struct table){ 0 };
	assert_int_equal(
	    table_parse(t, text, strlen(text), ';', 0, &line, NULL), 0);
	return sheet_find(t, name, s);
}

static enum sheet_kind
kind_of(const char *text, const char *name)
{
	struct table t;
	struct sheet s;
	bool found = find(text, name, &t, &s);
	table_fini(&t);
	assert_int_equal(found, s.kind != SHEET_UNKNOWN);
	return s.kind;
}

void
test_canonical_headers_are_recognised_in_any_order(void **state)
{
	(void)state;
	assert_int_equal(kind_of("code;name;kind;parent\n", "x"), SHEET_UNITS);
	assert_int_equal(kind_of("Parent;until;KIND;name;aliases;code\n", "x"),
	    SHEET_UNITS);
	assert_int_equal(kind_of("code;name;phone;role;zalo;channel\n", "x"),
	    SHEET_PEOPLE);
	assert_int_equal(kind_of("name;phone\n", "x"), SHEET_PEOPLE);
	assert_int_equal(kind_of("person;unit;from;until\n", "x"),
	    SHEET_ASSIGNMENTS);
	assert_int_equal(kind_of("unit;rule;time;place\n", "x"),
	    SHEET_MEETINGS);
	assert_int_equal(kind_of("unit;name\n", "x"), SHEET_UNKNOWN);
}

void
test_dates_are_told_apart_by_file_name(void **state)
{
	(void)state;
	assert_int_equal(kind_of("date;name\n", "sessions/holidays.csv"),
	    SHEET_HOLIDAYS);
	assert_int_equal(kind_of("date;name\n", "holidays/Sessions 2018.csv"),
	    SHEET_SESSIONS);
	assert_int_equal(kind_of("date;name\n", "days.csv"), SHEET_UNKNOWN);
}

void
test_office_titles_vary(void **state)
{
	(void)state;
	static const struct {
		const char *header;
		enum sheet_kind kind;
	} cases[] = {
		{ "TT;Họ tên;Số ĐT;Đơn vị phụ trách\n", SHEET_ROSTER },
		{ "Đ/c phụ trách;Xã/TT;Di động\n", SHEET_ROSTER },
		{ "HỌ VÀ TÊN;ĐIỆN THOẠI;XÃ, THỊ TRẤN\n", SHEET_ROSTER },
		{ "Đồng chí;SĐT liên hệ;Địa bàn được phân công\n",
		    SHEET_ROSTER },
		{ "Xã;Tên chi đoàn;Ngày sinh hoạt định kỳ;Giờ\n",
		    SHEET_BRANCHES },
		{ "Đơn vị;Chi đoàn;Họ tên Bí thư chi đoàn;Lịch sinh hoạt\n",
		    SHEET_BRANCHES },
		{ "Họ và tên;Ngày sinh\n", SHEET_UNKNOWN },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		if (kind_of(cases[i].header, "x") != cases[i].kind)
			fail_msg("%s", cases[i].header);
	}
}

void
test_title_block_is_no_header(void **state)
{
	(void)state;
	struct table t;
	struct sheet s;
	assert_true(find("HUYỆN ĐOÀN;;\n"
			 "DANH SÁCH PHÂN CÔNG ỦY VIÊN BAN THƯỜNG VỤ PHỤ TRÁCH "
			 "CƠ SỞ, SỐ ĐIỆN THOẠI, ĐỊA BÀN;;\n"
			 "Họ và tên;SĐT;Xã\nA;1;B\n",
	    "x", &t, &s));
	assert_int_equal(s.header, 2);
	assert_int_equal(s.data, 3);
	assert_int_equal(s.column[SHEET_PHONE], 1);
	assert_string_equal(sheet_title(&s, &t, SHEET_UNIT), "Xã");
	table_fini(&t);
}

void
test_a_second_number_column_is_the_second_number(void **state)
{
	(void)state;
	struct table t;
	struct sheet s;
	assert_true(find("Họ và tên;Điện thoại;;Xã\n;Di động;Zalo;\nA;1;2;B\n",
	    "x", &t, &s));
	assert_int_equal(s.data, 2);
	assert_int_equal(s.column[SHEET_PHONE], 1);
	assert_int_equal(s.column[SHEET_PHONE2], 2);
	assert_int_equal(s.column[SHEET_UNIT], 3);
	assert_string_equal(sheet_title(&s, &t, SHEET_PHONE), "Di động");
	table_fini(&t);
}

void
test_data_below_is_no_second_storey(void **state)
{
	(void)state;
	struct table t;
	struct sheet s;
	/* "Bí thư" below is a value that could be a title */
	assert_true(
	    find("Họ và tên;Chức vụ;SĐT;Xã\nA;Bí thư;1;\n", "x", &t, &s));
	assert_int_equal(s.data, 1);
	table_fini(&t);
}

void
test_repeated_header_is_known_again(void **state)
{
	(void)state;
	struct table t;
	struct sheet s;
	assert_true(
	    find("Họ và tên;SĐT;Xã\nA;1;B\nHọ và tên;SĐT;Xã\n", "x", &t, &s));
	assert_false(sheet_is_header(&s, &t, 1));
	assert_true(sheet_is_header(&s, &t, 2));
	table_fini(&t);
}
