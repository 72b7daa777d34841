#include "gw/esms_codes.h"

#include <stddef.h>

static const struct esms_codes_row rows[] = {
	{ 99, GW_RECIPIENT, "the number is blocked at eSMS" },
	{ 100, GW_ACCEPTED, "" },
	{ 101, GW_CONFIG, "ApiKey or SecretKey is wrong" },
	{ 102, GW_CONFIG, "the account has no price list" },
	{ 103, GW_CONFIG, "the balance is too low" },
	{ 104, GW_CONFIG, "there is no such brandname" },
	{ 105, GW_AMBIGUOUS, "the message is not found, or not yet" },
	{ 106, GW_MESSAGE, "there is no such recording" },
	{ 107, GW_MESSAGE, "an advertisement needs 30 numbers" },
	{ 108, GW_RECIPIENT, "the number has a wrong form" },
	{ 110, GW_MESSAGE, "the data of the request is wrong" },
	{ 115, GW_RECIPIENT, "the hashed number is wrong" },
	{ 118, GW_CONFIG, "the type of message is not supported" },
	{ 120, GW_MESSAGE, "too many numbers" },
	{ 124, GW_DUPLICATE, "it had this RequestId already" },
	{ 140, GW_CONFIG, "our address is not on its white list" },
	{ 143, GW_CONFIG, "the account is not active, or locked" },
	{ 146, GW_MESSAGE, "the text fits no registered template" },
	{ 160, GW_RETRY, "too many a second" },
	{ 163, GW_MESSAGE, "one number a request" },
	{ 171, GW_MESSAGE, "the code was used, or is past its time" },
	{ 177, GW_RECIPIENT,
	    "the brandname is not registered with this network" },
	{ 199, GW_MESSAGE, "the registration exists already" },
	{ 201, GW_MESSAGE, "the text holds a forbidden word" },
	{ 204, GW_CONFIG, "there is no such official account" },
	{ 210, GW_MESSAGE, "the payload is not as prescribed" },
	{ 300, GW_CONFIG, "the type of message is missing" },
	{ 301, GW_MESSAGE, "the type of service is not supported" },
	{ 687, GW_MESSAGE, "more than 500 numbers" },
	{ 789, GW_CONFIG, "the template is not set up for this account" },
	{ 790, GW_CONFIG, "the ZNS template is wrong" },
	{ 791, GW_CONFIG, "the official account or the template is missing" },
	{ 799, GW_CONFIG, "the official account is not active or not added" },
	{ 801, GW_MESSAGE, "over quota and at a set time do not go together" },
	{ 802, GW_CONFIG, "the official account may not send over quota" },
	{ 851, GW_AMBIGUOUS, "the id of the message is missing" },
	{ 852, GW_MESSAGE, "the user id is wrong" },
	{ 853, GW_MESSAGE, "the user id is too long" },
	{ 854, GW_AMBIGUOUS, "there are no data of the message" },
};

const struct esms_codes_row *
esms_codes_find(int code)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (rows[i].code == code)
			return &rows[i];
	}
	return NULL;
}

enum { WAITS_FOR_APPROVAL = 1, QUEUED = 2, REJECTED = 4, DONE = 5, SENT = 7 };

enum gw_report
esms_codes_report(int64_t status, int64_t success, int64_t failed)
{
	switch (status) {
	case WAITS_FOR_APPROVAL:
	case QUEUED:
	case SENT:
		return GW_REPORT_BUFFERED;
	case REJECTED:
		return GW_REPORT_UNDELIVERED;
	case DONE: /* with no count at all nothing is known of its end */
		return failed > 0    ? GW_REPORT_UNDELIVERED
		       : success > 0 ? GW_REPORT_DELIVERED
				     : GW_REPORT_BUFFERED;
	default:
		return GW_REPORT_UNKNOWN;
	}
}
