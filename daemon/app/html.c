#include "app/html.h"

#include "core/fold.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void
put_valid(struct sbuf *b, const char *s)
{
	char one[2] = { 0 };
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		one[0] = *s;
		if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
			sbuf_add(b, "\xef\xbf\xbd"); /* not for a page */
		else
			sbuf_add_html(b, one);
	}
}

static void
put_text(struct sbuf *b, const char *s)
{
	if (!s)
		return;
	if (fold_valid_utf8(s)) {
		put_valid(b, s);
		return;
	}
	char *mended = fold_nfc(s);
	put_valid(b, mended);
	free(mended);
}

void
html_put(struct sbuf *b, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	for (const char *s = format; *s; s++) {
		if (*s != '%') {
			sbuf_add_c(b, *s);
			continue;
		}
		s++;
		if (*s == 's') {
			put_text(b, va_arg(ap, const char *));
		} else if (*s == 'd') {
			sbuf_addf(b, "%d", va_arg(ap, int));
		} else if (*s == 'l' && s[1] == 'd') {
			sbuf_addf(b, "%ld", va_arg(ap, long));
			s++;
		} else if (*s == 'z' && s[1] == 'u') {
			sbuf_addf(b, "%zu", va_arg(ap, size_t));
			s++;
		} else {
			assert(*s == '%');
			sbuf_add_c(b, '%');
		}
	}
	va_end(ap);
}

void
html_put_url(struct sbuf *b, const char *value)
{
	sbuf_add_url(b, value);
}

void
html_put_csrf(struct sbuf *b, const struct html_frame *f)
{
	html_put(b, "<input type=\"hidden\" name=\"csrf\" value=\"%s\">",
	    f->csrf);
}

static void
put_link(struct sbuf *b, const char *path, const char *label, bool here)
{
	html_put(b, "<li><a href=\"%s\"", path);
	if (here)
		html_put(b, " aria-current=\"page\"");
	html_put(b, ">%s</a></li>", label);
}

static void
put_navigation(struct sbuf *b, const struct html_frame *f, enum html_place here)
{
	html_put(b, "<nav aria-label=\"Các trang\"><ul class=\"bar\">");
	put_link(b, "/", "Bảng tháng", here == HTML_MONTH);
	if (f->phones)
		put_link(b, "/phones", "Điện thoại thử", here == HTML_PHONES);
	put_link(b, "/queue", "Tin gửi đi", here == HTML_QUEUE);
	put_link(b, "/inbox", "Hộp thư chưa rõ", here == HTML_INBOX);
	put_link(b, "/gateways", "Cổng gửi tin", here == HTML_GATEWAYS);
	html_put(b, "</ul></nav>");
}

/* Who is in, and the way out. */
static void
put_self(struct sbuf *b, const struct html_frame *f)
{
	html_put(b, "<form class=\"self\" method=\"post\" action=\"/logout\">");
	html_put_csrf(b, f);
	if (f->who)
		html_put(b, "<span>%s <small>%s</small></span>", f->who,
		    f->role);
	html_put(b, "<button>Thoát</button></form>");
}

void
html_begin(struct sbuf *b, const struct html_frame *f, const char *title,
    enum html_place here)
{
	html_put(b,
	    "<!doctype html>\n<html lang=\"vi\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
	    "content=\"width=device-width, initial-scale=1\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n"
	    "<title>%s · %s</title>\n"
	    "<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n<body>\n"
	    "<a class=\"skip\" href=\"#noidung\">Tới nội dung</a>\n"
	    "<header><p class=\"office\">%s</p>",
	    title, f->office, f->office);
	if (f->inside) {
		put_navigation(b, f, here);
		put_self(b, f);
	}
	html_put(b, "</header>\n");
	if (f->inside && f->refused)
		html_put(b,
		    "<p class=\"alarm\" role=\"alert\"><strong>Cấu hình vừa "
		    "sửa có lỗi nên chưa được dùng; cấu hình cũ vẫn chạy."
		    "</strong> <code>%s</code></p>\n",
		    f->refused);
	if (f->inside && f->demo)
		html_put(b,
		    "<p class=\"demo\" role=\"note\">Bản dùng thử: người và số "
		    "máy đều là hư cấu, không tin nào ra khỏi máy này.</p>\n");
	html_put(b, "<main id=\"noidung\">\n<h1>%s</h1>\n", title);
}

void
html_end(struct sbuf *b, const struct html_frame *f)
{
	html_put(b,
	    "</main>\n<footer><p>%s · nhacviec</p></footer>\n"
	    "</body>\n</html>\n",
	    f->office);
}

void
html_note(struct sbuf *b, const struct html_frame *f, const char *title,
    const char *words)
{
	html_begin(b, f, title, HTML_NOWHERE);
	html_put(b,
	    "<p>%s</p>\n<p><a class=\"button\" href=\"/\">"
	    "Về bảng tháng</a></p>\n",
	    words);
	html_end(b, f);
}
