/*
 * Each list is a table of columns and a function that fills a row's cells; the
 * two kinds of file differ in how a day and a number are written.  A column's
 * name is what the importer knows it by, title and hint what the office reads.
 */
#include "app/export.h"

#include "app/guard.h"
#include "app/record.h"
#include "app/xlsx_write.h"
#include "base/mem.h"
#include "base/sbuf.h"
#include "core/phone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	COLUMNS = 9,
	CHOICES = 16,
	UNITS = 0,
	PEOPLE = 1,
	HEADER_ROWS = 2 /* of a workbook: for the office, for the importer */
};

struct cell {
	const char *text; /* NULL: the day; CIVIL_NONE and CIVIL_MAX: blank */
	int32_t on;
};

struct scratch { /* what a row's cells point into */
	const struct export_job *job;
	bool book;
	char phone[PHONE_SIZE], time[8];
};

enum offer {
	OFFER_NONE,
	OFFER_KIND,
	OFFER_ROLE,
	OFFER_CHANNEL,
	OFFER_RULE,
	OFFER_UNIT,
	OFFER_PERSON
};

struct column {
	const char *name, *title, *hint, *example;
	enum offer offer;
	int width;
};

struct list {
	const char *name, *sheet;
	const struct column *columns; /* up to one without a name */
	int (*count)(const struct facts *f);
	void (*row)(struct scratch *s, int i, struct cell *out);
};

static struct cell
text(const char *s)
{
	return (struct cell){ s ? s : "", 0 };
}

static struct cell
day(int32_t on)
{
	return (struct cell){ NULL, on };
}

/* A text file's number keeps its country, which survives a spreadsheet. */
static struct cell
phone(struct scratch *s, const char *e164)
{
	if (!e164 || !s->book)
		return text(e164);
	return text(phone_national(e164, s->phone));
}

/* --- units */

static const struct column unit_columns[] = {
	{ "code", "Mã đơn vị",
	    "Chữ in không dấu, số, gạch nối. Mỗi đơn vị một "
	    "mã, giữ nguyên mãi: chương trình nhận ra đơn vị bằng mã này.",
	    "Ví dụ: TANHOA", OFFER_NONE, 18 },
	{ "name", "Tên đơn vị", "Tên đầy đủ, có dấu.", "Xã Tân Hòa", OFFER_NONE,
	    30 },
	{ "kind", "Cấp", "Chọn trong danh sách.", "xa", OFFER_KIND, 12 },
	{ "parent", "Thuộc đơn vị", "Mã của đơn vị cấp trên trực tiếp.", "CUM2",
	    OFFER_UNIT, 14 },
	{ "aliases", "Tên gọi khác",
	    "Tên cũ, tên viết tắt, cách nhau bằng "
	    "dấu |. Tin trả lời dùng các tên này cũng được hiểu.",
	    "T.Hòa", OFFER_NONE, 20 },
	{ "contact_name", "Người liên hệ", "Ví dụ bí thư chi đoàn.",
	    "Nguyễn Văn A", OFFER_NONE, 24 },
	{ "contact_phone", "Số của người liên hệ",
	    "Số di động, đủ 10 chữ số. "
	    "Ô này là chữ nên số 0 ở đầu không mất.",
	    "0912000101", OFFER_NONE, 16 },
	{ "from", "Có từ ngày", "Để trống nếu có từ trước.", "", OFFER_NONE,
	    13 },
	{ "until", "Đến hết ngày", "Để trống nếu vẫn còn.", "", OFFER_NONE,
	    13 },
	{ NULL, NULL, NULL, NULL, OFFER_NONE, 0 }
};

static int
unit_count(const struct facts *f)
{
	return f->unit_n;
}

static void
unit_row(struct scratch *s, int i, struct cell *out)
{
	const struct facts *f = s->job->facts;
	const struct facts_unit *u = &f->units[i];
	out[0] = text(u->code);
	out[1] = text(u->name);
	out[2] = text(u->kind ? u->kind : s->job->policy->levels[u->level]);
	out[3] = text(u->parent < 0 ? "" : f->units[u->parent].code);
	out[4] = text(u->aliases);
	out[5] = text(u->contact_name);
	out[6] = phone(s, u->contact_phone);
	out[7] = day(u->from_on);
	out[8] = day(u->until_on);
}

/* --- people */

static const struct column person_columns[] = {
	{ "code", "Mã cán bộ",
	    "Để trống cho người mới: chương trình đặt mã "
	    "theo tên. Người đã có thì giữ nguyên mã.",
	    "Ví dụ: BAO", OFFER_NONE, 18 },
	{ "name", "Họ và tên", "Đầy đủ, có dấu.", "Phạm Quốc Bảo", OFFER_NONE,
	    26 },
	{ "phone", "Số di động",
	    "Đủ 10 chữ số. Ô này là chữ nên số 0 ở đầu "
	    "không mất.",
	    "0912000003", OFFER_NONE, 16 },
	{ "role", "Vai trò",
	    "cadre: cán bộ phụ trách; secretary: bí thư; "
	    "admin: văn phòng; contact: chỉ để liên hệ. Để trống là cadre.",
	    "cadre", OFFER_ROLE, 12 },
	{ "zalo", "Mã Zalo",
	    "Mã người dùng Zalo do cổng gửi tin cho biết, "
	    "không phải số điện thoại. Thường để trống.",
	    "", OFFER_NONE, 20 },
	{ "channel", "Cổng gửi",
	    "Tên cổng gửi tin riêng cho người này. Thường "
	    "để trống.",
	    "", OFFER_CHANNEL, 12 },
	{ NULL, NULL, NULL, NULL, OFFER_NONE, 0 }
};

static int
person_count(const struct facts *f)
{
	return f->person_n;
}

static void
person_row(struct scratch *s, int i, struct cell *out)
{
	const struct facts_person *p = &s->job->facts->people[i];
	out[0] = text(p->code);
	out[1] = text(p->name);
	out[2] = phone(s, p->phone);
	out[3] = text(record_role_name(p->role));
	out[4] = text(p->zalo);
	out[5] = text(p->channel);
}

/* --- assignments */

static const struct column assignment_columns[] = {
	{ "person", "Cán bộ", "Mã cán bộ, như ở trang Cán bộ.", "Ví dụ: BAO",
	    OFFER_PERSON, 18 },
	{ "unit", "Phụ trách",
	    "Mã đơn vị, như ở trang Đơn vị. Phụ trách cụm "
	    "là phụ trách mọi xã trong cụm.",
	    "CUM2", OFFER_UNIT, 18 },
	{ "from", "Từ ngày", "Ngày/tháng/năm. Để trống là từ đầu kế hoạch.",
	    "01/04/2018", OFFER_NONE, 13 },
	{ "until", "Đến hết ngày", "Để trống nếu chưa định ngày thôi.", "",
	    OFFER_NONE, 13 },
	{ NULL, NULL, NULL, NULL, OFFER_NONE, 0 }
};

static int
assignment_count(const struct facts *f)
{
	return f->assignment_n;
}

static void
assignment_row(struct scratch *s, int i, struct cell *out)
{
	const struct facts *f = s->job->facts;
	const struct facts_assignment *a = &f->assignments[i];
	out[0] = text(f->people[a->person].code);
	out[1] = text(f->units[a->unit].code);
	out[2] = day(a->from_on);
	out[3] = day(a->until_on);
}

/* --- meetings */

static const struct column meeting_columns[] = {
	{ "unit", "Chi đoàn", "Mã chi đoàn, như ở trang Đơn vị.",
	    "Ví dụ: TANLAP-AP3", OFFER_UNIT, 20 },
	{ "rule", "Ngày sinh hoạt",
	    "Viết như thường ngày: Ngày 5 hàng tháng; "
	    "Thứ bảy tuần đầu; Chủ nhật cuối tháng; Mùng 1 âm lịch; hoặc các "
	    "ngày cụ thể.",
	    "Ngày 5 hàng tháng", OFFER_RULE, 32 },
	{ "time", "Giờ", "Ví dụ 19:00. Để trống nếu chưa rõ.", "19:00",
	    OFFER_NONE, 10 },
	{ "place", "Nơi họp", "Ví dụ nhà văn hóa ấp 3.", "Nhà văn hóa ấp 3",
	    OFFER_NONE, 28 },
	{ NULL, NULL, NULL, NULL, OFFER_NONE, 0 }
};

static int
meeting_count(const struct facts *f)
{
	return f->meeting_n;
}

static void
meeting_row(struct scratch *s, int i, struct cell *out)
{
	const struct facts *f = s->job->facts;
	const struct facts_meeting *m = &f->meetings[i];
	*s->time = '\0';
	if (m->minute >= 0)
		snprintf(s->time, sizeof s->time, "%02u:%02u",
		    (unsigned)m->minute / 60 % 100, (unsigned)m->minute % 60);
	out[0] = text(f->units[m->unit].code);
	out[1] = text(m->rule.text);
	out[2] = text(s->time);
	out[3] = text(m->place);
}

/* --- holidays and sessions */

static const struct column holiday_columns[] = {
	{ "date", "Ngày nghỉ", "Ngày/tháng/năm. Ngày này không nhắn tin.",
	    "Ví dụ: 02/09/2018", OFFER_NONE, 20 },
	{ "name", "Tên ngày nghỉ", "", "Quốc khánh", OFFER_NONE, 36 },
	{ NULL, NULL, NULL, NULL, OFFER_NONE, 0 }
};

static int
holiday_count(const struct facts *f)
{
	return f->holiday_n;
}

static void
holiday_row(struct scratch *s, int i, struct cell *out)
{
	out[0] = day(s->job->facts->holidays[i].on);
	out[1] = text(s->job->facts->holidays[i].name);
}

static const struct column session_columns[] = {
	{ "date", "Ngày họp",
	    "Ngày/tháng/năm của kỳ họp ban chấp hành. Báo "
	    "cáo kết quả phải nộp trước ngày này.",
	    "Ví dụ: 15/06/2018", OFFER_NONE, 20 },
	{ "name", "Tên kỳ họp", "", "Hội nghị BCH lần thứ 3", OFFER_NONE, 36 },
	{ NULL, NULL, NULL, NULL, OFFER_NONE, 0 }
};

static int
session_count(const struct facts *f)
{
	return f->session_n;
}

static void
session_row(struct scratch *s, int i, struct cell *out)
{
	out[0] = day(s->job->facts->sessions[i].on);
	out[1] = text(s->job->facts->sessions[i].name);
}

static const struct list lists[EXPORT_LISTS] = {
	[UNITS] = { "units", "Đơn vị", unit_columns, unit_count, unit_row },
	[PEOPLE] = { "people", "Cán bộ", person_columns, person_count,
	    person_row },
	{ "assignments", "Phân công", assignment_columns, assignment_count,
	    assignment_row },
	{ "meetings", "Lịch sinh hoạt", meeting_columns, meeting_count,
	    meeting_row },
	{ "holidays", "Ngày nghỉ", holiday_columns, holiday_count,
	    holiday_row },
	{ "sessions", "Kỳ họp", session_columns, session_count, session_row },
};

const char *
export_name(size_t list)
{
	return list < EXPORT_LISTS ? lists[list].name : NULL;
}

int
export_count(const struct facts *f, size_t list)
{
	return lists[list].count(f);
}

/* --- the workbook */

/* Configured levels first, then the built-in names that stand beside them. */
static void
kinds(const struct policy *p, const char *out[CHOICES])
{
	static const char *const more[] = { "thi_tran", "phuong" };
	size_t n = 0;
	for (size_t i = 0; i < p->level_n; i++)
		out[n++] = p->levels[i];
	for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
		bool there = false;
		for (size_t k = 0; k < n; k++)
			there |= strcmp(out[k], more[i]) == 0;
		if (!there)
			out[n++] = more[i];
	}
	out[n] = NULL;
}

static void
hint(struct xlsx_write *w, const struct export_job *j, int at,
    const struct column *c)
{
	static const char *const roles[] = { "cadre", "secretary", "admin",
		"contact", NULL };
	static const char *const rules[] = { "Ngày 5 hàng tháng",
		"Thứ bảy tuần đầu tháng", "Chủ nhật tuần đầu tháng",
		"Chủ nhật cuối tháng", "Ngày cuối tháng", "Mùng 1 âm lịch",
		"Rằm hàng tháng", NULL };
	const char *levels[CHOICES];
	char range[80];
	struct xlsx_write_hint h = { .title = c->title, .message = c->hint };
	switch (c->offer) {
	case OFFER_NONE:
		break;
	case OFFER_KIND:
		kinds(j->policy, levels);
		h.choices = levels;
		break;
	case OFFER_ROLE:
		h.choices = roles;
		break;
	case OFFER_CHANNEL:
		h.choices = j->channels && *j->channels ? j->channels : NULL;
		break;
	case OFFER_RULE:
		h.choices = rules;
		break;
	case OFFER_UNIT:
	case OFFER_PERSON:
		snprintf(range, sizeof range, "='%s'!$A$%d:$A$5000",
		    lists[c->offer == OFFER_UNIT ? UNITS : PEOPLE].sheet,
		    HEADER_ROWS + 1);
		h.range = range;
		break;
	}
	xlsx_write_hint(w, at, c->width, &h);
}

static void
write_row(struct xlsx_write *w, struct scratch *s, const struct list *l, int i)
{
	struct cell cells[COLUMNS] = { { NULL, 0 } };
	l->row(s, i, cells);
	for (int c = 0; l->columns[c].name; c++) {
		if (cells[c].text)
			xlsx_write_text(w, c, cells[c].text);
		else if (cells[c].on != CIVIL_NONE && cells[c].on != CIVIL_MAX)
			xlsx_write_day(w, c, cells[c].on);
	}
	xlsx_write_end_row(w);
}

static void
write_sheet(struct xlsx_write *w, struct scratch *s, const struct list *l)
{
	xlsx_write_sheet(w, l->sheet, 0, HEADER_ROWS, -1);
	for (int c = 0; l->columns[c].name; c++) {
		hint(w, s->job, c, &l->columns[c]);
		xlsx_write_text(w, c, l->columns[c].title);
	}
	xlsx_write_end_row(w);
	for (int c = 0; l->columns[c].name; c++)
		xlsx_write_aside(w, c, l->columns[c].name);
	xlsx_write_end_row(w);
	if (s->job->template) {
		for (int c = 0; l->columns[c].name; c++)
			xlsx_write_aside(w, c, l->columns[c].example);
		xlsx_write_end_row(w);
		return;
	}
	int n = l->count(s->job->facts);
	for (int i = 0; i < n; i++)
		write_row(w, s, l, i);
}

int
export_workbook(const struct export_job *j, const char *name,
    struct outfile_list *outs, struct err *err)
{
	struct scratch s = { .job = j, .book = true };
	struct sbuf bytes = { 0 };
	struct xlsx_write *w = xlsx_write_new(j->now, err);
	if (!w)
		return -1;
	for (size_t i = 0; i < EXPORT_LISTS; i++)
		write_sheet(w, &s, &lists[i]);
	int rc = xlsx_write_finish(w, &bytes, err);
	if (rc == 0)
		outfile_add(outs, name, bytes.s, bytes.len);
	sbuf_fini(&bytes);
	return rc;
}

/* --- the folder */

static void
put(struct sbuf *b, int column, const char *s)
{
	if (column)
		sbuf_add_c(b, ',');
	if (guard_needed(s) || strpbrk(s, ",;\"\r\n\t") || *s == ' ' ||
	    *s == '\'')
		guard_put(b, s);
	else
		sbuf_add(b, s);
}

static void
put_row(struct sbuf *b, struct scratch *s, const struct list *l, int i)
{
	struct cell cells[COLUMNS] = { { NULL, 0 } };
	l->row(s, i, cells);
	for (int c = 0; l->columns[c].name; c++) {
		char iso[16] = "";
		if (!cells[c].text && cells[c].on != CIVIL_MAX)
			civil_iso(cells[c].on, iso);
		put(b, c, cells[c].text ? cells[c].text : iso);
	}
	sbuf_add_c(b, '\n');
}

static void
put_list(struct sbuf *b, struct scratch *s, const struct list *l)
{
	for (int c = 0; l->columns[c].name; c++)
		put(b, c, l->columns[c].name);
	sbuf_add_c(b, '\n');
	if (s->job->template) {
		for (int c = 0; l->columns[c].name; c++)
			put(b, c, l->columns[c].example);
		sbuf_add_c(b, '\n');
		return;
	}
	int n = l->count(s->job->facts);
	for (int i = 0; i < n; i++)
		put_row(b, s, l, i);
}

void
export_folder(const struct export_job *j, const char *name,
    struct outfile_list *outs)
{
	struct scratch s = { .job = j, .book = false };
	struct sbuf path = { 0 }, bytes = { 0 };
	size_t n = strlen(name);
	const char *slash = n && name[n - 1] == '/' ? "" : "/";
	sbuf_addf(&path, "%s%s", name, slash);
	outfile_add(outs, sbuf_text(&path), "", 0);
	for (size_t i = 0; i < EXPORT_LISTS; i++) {
		sbuf_clear(&path);
		sbuf_clear(&bytes);
		sbuf_addf(&path, "%s%s%s.csv", name, slash, lists[i].name);
		put_list(&bytes, &s, &lists[i]);
		outfile_add(outs, sbuf_text(&path), bytes.s, bytes.len);
	}
	sbuf_fini(&path);
	sbuf_fini(&bytes);
}
