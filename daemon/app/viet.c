#include "app/viet.h"

#include "core/civil.h"

#include <stdio.h>
#include <string.h>

const char *
viet_day(int32_t on, char buf[16])
{
	buf[0] = '\0';
	if (on == CIVIL_NONE || on == CIVIL_MAX)
		return buf;
	struct civil_date d = civil_date_of(on);
	snprintf(buf, 16, "%02d/%02d/%04d", d.day, d.month, d.year % 10000);
	return buf;
}

const char *
viet_day_short(int32_t on, char buf[16])
{
	viet_day(on, buf);
	if (strlen(buf) > 5)
		buf[5] = '\0';
	return buf;
}

const char *
viet_instant(int64_t at, int offset_s, char buf[40])
{
	char day[16];
	int s = civil_second_of_day(at, offset_s);
	snprintf(buf, 40, "%02d:%02d %s", s / 3600, s / 60 % 60,
	    viet_day(civil_on(at, offset_s), day));
	return buf;
}

const char *
viet_number(const char *e164, char buf[16])
{
	size_t n = strlen(e164);
	if (n == 12 && strncmp(e164, "+84", 3) == 0)
		snprintf(buf, 16, "0%.3s…%s", e164 + 3, e164 + n - 3);
	else if (n > 6)
		snprintf(buf, 16, "…%s", e164 + n - 3);
	else
		snprintf(buf, 16, "…");
	return buf;
}

const char *
viet_standing(enum standing_state s)
{
	static const char *const words[] = {
		[STANDING_NOT_DUE] = "chưa đến hạn",
		[STANDING_DUE] = "cần đi",
		[STANDING_PLANNED] = "đã hẹn",
		[STANDING_DONE] = "đã đi",
		[STANDING_OVERDUE] = "quá hạn",
		[STANDING_EXEMPT] = "miễn",
	};
	return words[s];
}

const char *
viet_symbol(enum standing_state s)
{
	static const char *const symbols[] = {
		[STANDING_NOT_DUE] = "○",
		[STANDING_DUE] = "○",
		[STANDING_PLANNED] = "◷",
		[STANDING_DONE] = "✓",
		[STANDING_OVERDUE] = "!",
		[STANDING_EXEMPT] = "–",
	};
	return symbols[s];
}

const char *
viet_source(enum facts_source s)
{
	static const char *const words[] = {
		[FACTS_REPLY] = "tin nhắn",
		[FACTS_MANUAL] = "nhập tay",
		[FACTS_WEB] = "trang web",
	};
	return words[s];
}

const char *
viet_state(enum message_state s)
{
	static const char *const words[MESSAGE_STATE__N] = {
		[MESSAGE_QUEUED] = "chờ gửi",
		[MESSAGE_SENDING] = "đang gửi",
		[MESSAGE_UNCERTAIN] = "không rõ đã gửi chưa",
		[MESSAGE_ACCEPTED] = "cổng đã nhận",
		[MESSAGE_DELIVERED] = "đã đến máy",
		[MESSAGE_UNDELIVERED] = "không đến máy",
		[MESSAGE_FAILED] = "gửi hỏng",
		[MESSAGE_EXPIRED] = "hết hạn",
		[MESSAGE_CANCELLED] = "đã bỏ",
		[MESSAGE_HELD] = "đang giữ lại",
	};
	return words[s];
}

const char *
viet_reason(enum message_reason r)
{
	static const char *const words[MESSAGE_REASON__N] = {
		[MESSAGE_R_NONE] = "",
		[MESSAGE_R_NOT_LIVE] = "chưa bật gửi thật",
		[MESSAGE_R_PAUSED] = "đang tạm dừng tất cả",
		[MESSAGE_R_GATEWAY_PAUSED] = "cổng gửi đang tạm dừng",
		[MESSAGE_R_NO_GATEWAY] = "không còn cổng gửi nào cho người này",
		[MESSAGE_R_NO_NUMBER] = "chưa có số máy",
		[MESSAGE_R_NO_TEXT] = "không lập được nội dung",
		[MESSAGE_R_HOURS] = "ngoài giờ gửi",
		[MESSAGE_R_RATE] = "chờ lượt theo tốc độ gửi",
		[MESSAGE_R_DAILY_CAP] = "đã đủ số tin trong ngày",
		[MESSAGE_R_RETRY] = "chờ gửi lại",
		[MESSAGE_R_REFUSED_PERSON] = "cổng không nhận số này",
		[MESSAGE_R_REFUSED_TEXT] = "cổng không nhận nội dung này",
		[MESSAGE_R_TOO_MANY_TRIES] = "đã thử nhiều lần không được",
		[MESSAGE_R_NO_ANSWER] = "có thể đã gửi, cổng không trả lời",
		[MESSAGE_R_CRASH] = "chương trình dừng giữa lúc gửi",
		[MESSAGE_R_DONE] = "việc đã xong",
		[MESSAGE_R_PROMISED] = "đã hẹn ngày đi",
		[MESSAGE_R_EXEMPT] = "được miễn",
		[MESSAGE_R_PERSON] = "do người quyết định",
		[MESSAGE_R_EXPIRED] = "không còn cần nữa",
		[MESSAGE_R_CHECKSUM] = "dữ liệu bị sửa, không nên tin",
		[MESSAGE_R_CHANGED] = "phân công hoặc lịch đã đổi",
		[MESSAGE_R_REPORTED] = "theo báo phát của cổng",
		[MESSAGE_R_NIGHT] = "cổng không nhận tin ban đêm",
		[MESSAGE_R_QUOTA] = "cổng đã hết hạn mức hôm nay",
		[MESSAGE_R_GATEWAY_CAP] = "cổng đã đủ số tin hôm nay",
		[MESSAGE_R_BUDGET] = "đã hết tiền dự trù của tháng",
		[MESSAGE_R_PERSON_CAP] = "người này đã nhận đủ tin hôm nay",
		[MESSAGE_R_NOT_ROSTER] =
		    "số không phải di động của ai trong danh sách",
		[MESSAGE_R_NO_REPORT] = "cổng đã nhận, chưa có báo phát",
	};
	return words[r];
}

struct pair {
	const char *name;
	const char *words;
};

static const struct pair kinds[] = {
	{ "visit.open", "mở tháng" },
	{ "visit.remind", "nhắc đi cơ sở" },
	{ "visit.overdue", "quá hạn đi cơ sở" },
	{ "visit.planned", "nhắc ngày đã hẹn" },
	{ "meeting.remind", "nhắc sinh hoạt chi đoàn" },
	{ "meeting.ask", "hỏi sau sinh hoạt" },
	{ "report.remind", "nhắc nộp báo cáo" },
	{ "report.overdue", "báo cáo quá hạn" },
	{ "escalate", "báo Bí thư" },
	{ "digest", "gộp nhiều việc" },
	{ "answer", "trả lời" },
	{ "notice", "thông báo" },
	{ "alarm", "cảnh báo" },
	{ "test", "tin thử" },
};

static const struct pair intents[] = {
	{ "confirm", "báo đã đi" },
	{ "confirm_meeting", "báo đã dự sinh hoạt" },
	{ "partial", "mới xong một phần" },
	{ "report", "gửi kết quả" },
	{ "plan", "hẹn ngày đi" },
	{ "postpone", "xin dời ngày" },
	{ "not_yet", "chưa đi" },
	{ "decline", "báo không đi được" },
	{ "delegate", "nhờ người khác" },
	{ "correct", "báo ghi sai" },
	{ "ack", "đã xem" },
	{ "thanks", "cảm ơn" },
	{ "question", "hỏi văn phòng" },
	{ "help", "xin hướng dẫn" },
	{ "list", "xin danh sách" },
	{ "report_done", "báo đã nộp báo cáo" },
	{ "wrong_code", "sai mã đơn vị" },
	{ "wrong_person", "nhầm người" },
	{ "stop", "không muốn nhận tin" },
	{ "auto", "tin tự động" },
	{ "noise", "không rõ" },
	{ "empty", "tin trống" },
};

/* Keyed by the reader's own words, as a catalogue of messages is: a new one is
 * shown in English until it has its line here. */
static const struct pair whys[] = {
	{ "a correction waits for a yes", "xin sửa, đang chờ xác nhận" },
	{ "a correction, but nothing of theirs to withdraw",
	    "xin sửa nhưng chưa ghi gì cho người này" },
	{ "a meeting, not clear which or when",
	    "không rõ buổi sinh hoạt nào, ngày nào" },
	{ "a number that is not in the roster", "số không có trong danh sách" },
	{ "a promise that is not about a visit",
	    "hẹn việc khác, không phải đi cơ sở" },
	{ "a question", "một câu hỏi" },
	{ "about another matter or person", "nói việc khác hoặc người khác" },
	{ "asked what is to be done; answered", "hỏi còn việc gì, đã trả lời" },
	{ "cannot go: reassign?", "không đi được: phân công lại?" },
	{ "done and not done are not clear", "không rõ đã đi hay chưa" },
	{ "done on a coming day", "báo đã đi vào ngày chưa tới" },
	{ "more than one day fits", "có thể là nhiều ngày" },
	{ "no clear statement", "không nói rõ" },
	{ "no such day", "ngày không có trong lịch" },
	{ "not our business", "không phải việc ở đây" },
	{ "not understood", "không hiểu" },
	{ "outside the plan", "ngoài thời gian của kế hoạch" },
	{ "promised for a day gone by", "hẹn vào ngày đã qua" },
	{ "result text without a visit", "kết quả nhưng không rõ đi đâu" },
	{ "says it was confirmed before", "nói là đã báo rồi" },
	{ "several units fit", "có thể là nhiều đơn vị" },
	{ "somebody else goes: count the unit as covered?",
	    "người khác đi thay: tính là đã có người đến?" },
	{ "the day is vague", "ngày không rõ" },
	{ "the number of units does not fit", "số đơn vị không khớp" },
	{ "the sender answers for no unit",
	    "người gửi không phụ trách đơn vị nào" },
	{ "the sender has no units", "người gửi không phụ trách đơn vị nào" },
	{ "the visit stands inside a report",
	    "chuyến đi nằm trong bài kết quả" },
	{ "too much at once", "quá nhiều việc trong một tin" },
	{ "unit of somebody else", "đơn vị của người khác" },
	{ "units and days do not pair", "đơn vị và ngày không khớp nhau" },
	{ "unknown unit", "không có đơn vị này" },
	{ "wants no more messages: the admin decides",
	    "không muốn nhận tin: người quản trị quyết định" },
	{ "which unit is open", "không rõ đơn vị nào" },
	{ "withdrawn; the text says more", "đã bỏ ghi; tin còn nói thêm" },
	{ "words that are not understood", "có chữ không hiểu" },
};

static const char *
look_up(const struct pair *v, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(v[i].name, name) == 0)
			return v[i].words;
	}
	return name;
}

const char *
viet_kind(const char *name)
{
	return look_up(kinds, sizeof kinds / sizeof *kinds, name);
}

const char *
viet_intent(const char *name)
{
	return look_up(intents, sizeof intents / sizeof *intents, name);
}

const char *
viet_role(enum account_role r)
{
	static const char *const names[ACCOUNT_ROLE__N] = {
		[ACCOUNT_VIEWER] = "chỉ xem",
		[ACCOUNT_OPERATOR] = "nhập liệu",
		[ACCOUNT_ADMIN] = "quản trị",
	};
	return names[r];
}

const char *
viet_why(const char *why, char buf[200])
{
	char key[80];
	size_t n = strcspn(why, ":");
	const size_t count = sizeof whys / sizeof *whys;
	snprintf(buf, 200, "%s", look_up(whys, count, why));
	if (strcmp(buf, why) != 0 || !why[n] || n >= sizeof key)
		return buf;
	/* "unknown unit: locan" keeps what was read. */
	snprintf(key, sizeof key, "%.*s", (int)n, why);
	snprintf(buf, 200, "%s%s", look_up(whys, count, key), why + n);
	return buf;
}
