#include "app/login.h"

#include "app/password.h"
#include "app/throttle.h"
#include "base/mem.h"
#include "store/account.h"

#include <ctype.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum {
	NAME_FREE = 3, /* failures before the first delay */
	NAME_MOST_S = 5 * 60,
	SOURCE_FREE = 10, /* an office behind one address */
	SOURCE_MOST_S = 15 * 60
};

struct login_book {
	struct throttle names, sources;
};

struct login {
	char *name;
	char key[ACCOUNT_NAME_SIZE]; /* the name in small letters, "?" none */
	char *password;
	char *source;
	char *csrf;
	char *hash; /* NULL: nobody of that name */
	int64_t account;
	bool ready; /* it may be checked */
	bool right;
};

struct login_book *
login_book_new(void)
{
	struct login_book *b = mem_new(1, sizeof *b);
	b->names.free = NAME_FREE;
	b->names.most_s = NAME_MOST_S;
	b->sources.free = SOURCE_FREE;
	b->sources.most_s = SOURCE_MOST_S;
	return b;
}

void
login_book_free(struct login_book *b)
{
	free(b);
}

void
login_page(struct sbuf *b, const struct html_frame *frame, bool failed,
    const char *name)
{
	html_begin(b, frame, "Đăng nhập", HTML_NOWHERE);
	if (failed)
		html_put(b,
		    "<p class=\"overdue\" role=\"alert\">! Không đăng nhập "
		    "được: sai tên hoặc mật khẩu, hay đã thử quá nhiều lần. "
		    "Hãy đợi một lát rồi thử lại.</p>\n");
	html_put(b, "<form class=\"login\" method=\"post\" action=\"/login\">");
	html_put_csrf(b, frame);
	html_put(b,
	    "\n<p><label for=\"name\">Tên đăng nhập</label><input type=\"text\""
	    " id=\"name\" name=\"name\" maxlength=\"%d\" autocomplete="
	    "\"username\" autocapitalize=\"none\" spellcheck=\"false\" required"
	    " value=\"%s\"></p>\n"
	    "<p><label for=\"password\">Mật khẩu</label><input type="
	    "\"password\" id=\"password\" name=\"password\" maxlength=\"%d\""
	    " autocomplete=\"current-password\" required></p>\n"
	    "<p><button class=\"main\">Đăng nhập</button></p></form>\n"
	    "<p class=\"soft\">Quên mật khẩu hay chưa có tài khoản: nhờ người "
	    "quản trị chạy <code>nhacviec user passwd</code> hoặc "
	    "<code>nhacviec user add</code>.</p>\n",
	    ACCOUNT_NAME_SIZE - 1, name, PASSWORD_MOST);
	html_end(b, frame);
}

/* --- an attempt */

static void
make_key(const char *name, char key[ACCOUNT_NAME_SIZE])
{
	size_t n = strlen(name);
	if (n == 0 || n >= ACCOUNT_NAME_SIZE) {
		memcpy(key, "?", 2); /* nobody's: they wait together */
		return;
	}
	for (size_t i = 0; i <= n; i++)
		key[i] = (char)tolower((unsigned char)name[i]);
}

struct login *
login_new(const char *name, const char *password, const char *source,
    const char *csrf)
{
	struct login *l = mem_new(1, sizeof *l);
	l->name = mem_dup(name);
	l->password = mem_dup(password);
	l->source = mem_dup(source);
	l->csrf = mem_dup(csrf);
	make_key(name, l->key);
	return l;
}

static int
take_account(void *arg, const struct account_row *row)
{
	struct login *l = arg;
	l->account = row->id;
	l->hash = mem_dup(row->hash);
	return 0;
}

int64_t
login_wait(const struct login *l, const struct login_book *b, int64_t now)
{
	int64_t name = throttle_wait(&b->names, l->key, now);
	int64_t source = throttle_wait(&b->sources, l->source, now);
	return name > source ? name : source;
}

bool
login_ready(struct login *l, const struct login_book *b, struct store *s,
    int64_t now)
{
	if (login_wait(l, b, now) > 0 || strlen(l->password) > PASSWORD_MOST)
		return false;
	account_get(s, l->key, now, take_account, l);
	l->ready = true;
	return true;
}

void
login_check(struct login *l)
{
	l->right = password_check(l->password, l->hash);
}

bool
login_judge(const struct login *l, struct login_book *b, int64_t now)
{
	if (l->right) {
		throttle_forgive(&b->names, l->key);
		throttle_forgive(&b->sources, l->source);
	} else if (l->ready) {
		throttle_fail(&b->names, l->key, now);
		throttle_fail(&b->sources, l->source, now);
	}
	return l->right;
}

void
login_free(struct login *l)
{
	if (!l)
		return;
	sodium_memzero(l->password, strlen(l->password));
	free(l->password);
	free(l->name);
	free(l->source);
	free(l->csrf);
	free(l->hash);
	free(l);
}

const char *
login_name(const struct login *l)
{
	return l->name;
}

int64_t
login_account(const struct login *l)
{
	return l->account;
}

const char *
login_hash(const struct login *l)
{
	return l->hash;
}

const char *
login_source(const struct login *l)
{
	return l->source;
}

const char *
login_csrf(const struct login *l)
{
	return l->csrf;
}
