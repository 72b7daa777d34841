/*
 * One table.  Pure.
 */
#include "app/reason.h"

#include <stddef.h>
#include <string.h>

const char *
reason_of(const char *code)
{
	static const struct {
		const char *code, *words;
	} reasons[] = {
		{ "E_CELL_ERROR", "ô báo lỗi công thức, hãy gõ lại giá trị" },
		{ "E_CODE_DUP", "mã đã có ở dòng khác, mỗi dòng một mã" },
		{ "E_CODE_INVALID",
		    "mã không hợp lệ, chỉ dùng chữ hoa không dấu, số và gạch "
		    "ngang" },
		{ "E_CODE_MISSING", "thiếu mã đơn vị" },
		{ "E_DATE_INVALID",
		    "ngày không có thật, hãy viết ngày/tháng/năm" },
		{ "E_KIND_UNKNOWN", "không có cấp này" },
		{ "E_NAME_MISSING", "thiếu tên" },
		{ "E_NAME_SEVERAL",
		    "nhiều người trong một ô, hãy tách mỗi người một dòng" },
		{ "E_PARENT", "đơn vị cấp trên không đúng cấp" },
		{ "E_PERSON_UNKNOWN", "không có người này trong danh sách" },
		{ "E_PHONE_DUP",
		    "số này của người khác, hãy hỏi lại là số của ai" },
		{ "E_PHONE_LANDLINE",
		    "số cố định không nhận được tin nhắn, hãy ghi số di "
		    "động" },
		{ "E_PHONE_LENGTH",
		    "số di động phải đủ 10 chữ số, hãy kiểm tra lại" },
		{ "E_PHONE_MISSING", "thiếu số điện thoại" },
		{ "E_PHONE_SCI",
		    "số bị mất chữ số (9,12E+08), hãy gõ lại số đầy đủ" },
		{ "E_ROLE_UNKNOWN", "không có vai trò này" },
		{ "E_RULE_INVALID", "không hiểu lịch sinh hoạt" },
		{ "E_SCHEDULE_DUP",
		    "chi đoàn đã có lịch khác ở dòng trên, hãy giữ một" },
		{ "E_TIME_INVALID", "giờ không hợp lệ, hãy viết 19:00" },
		{ "E_UNIT_AMBIGUOUS",
		    "tên viết tắt trùng nhiều đơn vị, hãy ghi đủ tên" },
		{ "E_UNIT_UNKNOWN", "không có đơn vị này, hãy kiểm tra tên" },
	};
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
		if (strcmp(reasons[i].code, code) == 0)
			return reasons[i].words;
	}
	return code;
}
