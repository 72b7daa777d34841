#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/sbuf.h"

void test_html_is_escaped(void **state);
void test_url_keeps_only_unreserved(void **state);

void
test_html_is_escaped(void **state)
{
	(void)state;
	struct sbuf b = { 0 };
	sbuf_add_html(&b, "<a href=\"x\">&'");
	assert_string_equal(sbuf_text(&b),
	    "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
	sbuf_fini(&b);
}

void
test_url_keeps_only_unreserved(void **state)
{
	(void)state;
	struct sbuf b = { 0 };
	sbuf_add_url(&b, "+84 a/ă~");
	assert_string_equal(sbuf_text(&b), "%2B84%20a%2F%C4%83~");
	sbuf_fini(&b);
}
