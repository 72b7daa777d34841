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
