#define _GNU_SOURCE /* struct ucred: who is at the other end */

#include "app/control.h"

#include "app/clock.h"
#include "app/lang.h"
#include "base/mem.h"

#include <errno.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { HEAD = 5, REQUEST_MAX = 64 << 20 };

static void
put_head(unsigned char head[HEAD], char type, size_t n)
{
	head[0] = (unsigned char)type;
	for (int i = 0; i < 4; i++)
		head[1 + i] = (unsigned char)(n >> (24 - 8 * i));
}

static size_t
head_length(const unsigned char *head)
{
	size_t n = 0;
	for (int i = 1; i < HEAD; i++)
		n = n << 8 | head[i];
	return n;
}

static void
add_frame(struct sbuf *b, char type, const void *bytes, size_t n)
{
	unsigned char head[HEAD];
	put_head(head, type, n);
	sbuf_add_n(b, (const char *)head, HEAD);
	sbuf_add_n(b, bytes, n);
}

/* --- the service's side */

struct control {
	uv_pipe_t pipe;
	control_handler *handler;
	void *arg;
	char *path;
};

struct peer { /* one caller; lives until its pipe is closed */
	uv_pipe_t pipe;
	uv_write_t write;
	struct control *control;
	struct sbuf in;
	struct sbuf answer;
	char chunk[16384];
};

static void
on_peer_closed(uv_handle_t *h)
{
	struct peer *p = h->data;
	sbuf_fini(&p->in);
	sbuf_fini(&p->answer);
	free(p);
}

static void
drop_peer(struct peer *p)
{
	if (!uv_is_closing((uv_handle_t *)&p->pipe))
		uv_close((uv_handle_t *)&p->pipe, on_peer_closed);
}

static void
on_written(uv_write_t *w, int status)
{
	(void)status;
	struct peer *p = w->data;
	drop_peer(p);
}

static void
name_peer(const struct peer *p, char *who, size_t size)
{
	uv_os_fd_t fd;
	struct ucred cred;
	socklen_t n = sizeof cred;
	if (uv_fileno((const uv_handle_t *)&p->pipe, &fd) < 0 ||
	    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &n) < 0) {
		snprintf(who, size, "cli:?");
		return;
	}
	struct passwd *pw = getpwuid(cred.uid);
	if (pw)
		snprintf(who, size, "cli:%s", pw->pw_name);
	else
		snprintf(who, size, "cli:%u", (unsigned)cred.uid);
}

struct request { /* the frames, cut up; points into the peer's bytes */
	char *argv[ARGS_MAX];
	int argc;
	struct verb_file files[ARGS_MAX];
	size_t file_n;
	bool colour, progress;
	enum lang lang;
	bool complete;
};

static void
take_frame(struct request *r, char type, char *bytes, size_t n)
{
	if (type == 'A' && r->argc < ARGS_MAX) {
		r->argv[r->argc++] = mem_dup_n(bytes, n);
	} else if (type == 'F' && r->file_n < ARGS_MAX) {
		char *nul = memchr(bytes, '\0', n);
		if (!nul)
			return;
		size_t name = (size_t)(nul - bytes) + 1;
		struct verb_file *f = &r->files[r->file_n++];
		f->name = bytes;
		f->bytes = mem_dup_n(bytes + name, n - name);
		f->len = n - name;
	} else if (type == 'V') {
		r->colour |= memchr(bytes, 'c', n) != NULL;
		r->progress |= memchr(bytes, 'p', n) != NULL;
	} else if (type == 'L' && n == 2) {
		r->lang = memcmp(bytes, "vi", 2) == 0 ? LANG_VI : LANG_EN;
	} else if (type == 'G') {
		r->complete = true;
	}
}

static bool
is_complete(const struct sbuf *in)
{
	for (size_t at = 0; in->len - at >= HEAD;) {
		const unsigned char *head = (const unsigned char *)in->s + at;
		size_t n = head_length(head);
		if (in->len - at - HEAD < n)
			return false;
		if (head[0] == 'G')
			return true;
		at += HEAD + n;
	}
	return false;
}

static void
cut_up(struct sbuf *in, struct request *r)
{
	for (size_t at = 0; in->len - at >= HEAD && !r->complete;) {
		const unsigned char *head = (const unsigned char *)in->s + at;
		size_t n = head_length(head);
		take_frame(r, (char)head[0], in->s + at + HEAD, n);
		at += HEAD + n;
	}
}

static void
add_file_frame(struct sbuf *b, char type, const char *name, const void *bytes,
    size_t n)
{
	unsigned char head[HEAD];
	size_t name_n = strlen(name) + 1;
	put_head(head, type, name_n + n);
	sbuf_add_n(b, (const char *)head, HEAD);
	sbuf_add_n(b, name, name_n);
	sbuf_add_n(b, bytes, n);
}

static void
add_answer(struct sbuf *b, const struct control_answer *a)
{
	add_frame(b, 'O', sbuf_text(&a->out), a->out.len);
	add_frame(b, 'T', sbuf_text(&a->talk), a->talk.len);
	if (a->image)
		add_frame(b, 'D', a->image, a->image_n);
	for (size_t i = 0; i < a->outs.n; i++) {
		const struct outfile *f = &a->outs.v[i];
		add_file_frame(b, f->secret ? 'S' : 'W', f->name, f->bytes,
		    f->len);
	}
	add_frame(b, 'N', sbuf_text(&a->outs.said), a->outs.said.len);
	char byte = (char)a->code;
	add_frame(b, 'X', &byte, 1);
}

/* The loop is at work and writes nothing: past it, and only what goes at once.
 * What is left of a frame goes in front of the answer. */
static void
show_progress(void *self, enum progress_what what, int64_t done, int64_t all)
{
	struct peer *p = self;
	struct sbuf b = { 0 };
	char words[64];
	int n = snprintf(words, sizeof words, "%d %" PRId64 " %" PRId64,
	    (int)what, done, all);
	add_frame(&b, 'P', words, (size_t)n);
	uv_buf_t buf = uv_buf_init(b.s, (unsigned)b.len);
	int wrote =
	    p->answer.len ? 0 : uv_try_write((uv_stream_t *)&p->pipe, &buf, 1);
	if (wrote > 0 && (size_t)wrote < b.len)
		sbuf_add_n(&p->answer, b.s + wrote, b.len - (size_t)wrote);
	sbuf_fini(&b);
}

static void
answer(struct peer *p)
{
	struct request r = { .argc = 0 };
	cut_up(&p->in, &r);
	struct progress progress = { .show = show_progress,
		.self = p,
		.now_ms = clock_ms };
	struct control_answer a = { .code = VERB_USAGE,
		.colour = r.colour,
		.progress = r.progress ? &progress : NULL };
	char who[64];
	name_peer(p, who, sizeof who);
	enum lang own = lang_now();
	lang_use(r.lang);
	if (r.argc)
		a.code = p->control->handler(p->control->arg, r.argc, r.argv,
		    r.files, r.file_n, who, &a);
	lang_use(own);
	add_answer(&p->answer, &a);
	control_answer_fini(&a);
	for (int i = 0; i < r.argc; i++)
		free(r.argv[i]);
	for (size_t i = 0; i < r.file_n; i++)
		free((char *)(uintptr_t)r.files[i].bytes);
	uv_buf_t buf = uv_buf_init(p->answer.s, (unsigned)p->answer.len);
	p->write.data = p;
	if (uv_write(&p->write, (uv_stream_t *)&p->pipe, &buf, 1, on_written) <
	    0)
		drop_peer(p);
}

static void
on_room(uv_handle_t *h, size_t suggested, uv_buf_t *buf)
{
	(void)suggested;
	struct peer *p = h->data;
	*buf = uv_buf_init(p->chunk, sizeof p->chunk);
}

static void
on_read(uv_stream_t *s, ssize_t n, const uv_buf_t *buf)
{
	struct peer *p = s->data;
	if (n < 0 || p->in.len > REQUEST_MAX) {
		drop_peer(p);
		return;
	}
	sbuf_add_n(&p->in, buf->base, (size_t)n);
	if (is_complete(&p->in)) {
		uv_read_stop(s);
		answer(p);
	}
}

static void
on_caller(uv_stream_t *s, int status)
{
	struct control *c = s->data;
	if (status < 0)
		return;
	struct peer *p = mem_new(1, sizeof *p);
	p->control = c;
	uv_pipe_init(s->loop, &p->pipe, 0);
	p->pipe.data = p;
	if (uv_accept(s, (uv_stream_t *)&p->pipe) < 0 ||
	    uv_read_start((uv_stream_t *)&p->pipe, on_room, on_read) < 0)
		drop_peer(p);
}

/* --- the caller's side */

static int
connect_to(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof a.sun_path)
		return -1;
	memcpy(a.sun_path, path, strlen(path) + 1);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (connect(fd, (struct sockaddr *)&a, sizeof a) < 0) {
		int saved = errno;
		close(fd);
		errno = saved;
		return -1;
	}
	return fd;
}

static int
write_all(int fd, const char *s, size_t n)
{
	while (n) {
		ssize_t w = send(fd, s, n, MSG_NOSIGNAL);
		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0)
			return -1;
		s += w;
		n -= (size_t)w;
	}
	return 0;
}

/* "what done all": false when it is none. */
static bool
read_progress(const char *words, long long n[3])
{
	for (int i = 0; i < 3; i++) {
		char *end;
		n[i] = strtoll(words, &end, 10);
		if (end == words || n[i] < 0)
			return false;
		words = end;
	}
	return n[0] < PROGRESS_WHAT__N;
}

/* Shows the frames of progress in b from *at on, up to anything else. */
static void
follow(const struct sbuf *b, size_t *at, const struct progress *p)
{
	while (p && b->len - *at >= HEAD && b->s[*at] == 'P') {
		long long v[3];
		char words[64] = "";
		size_t n = head_length((const unsigned char *)b->s + *at);
		if (b->len - *at - HEAD < n)
			return;
		memcpy(words, b->s + *at + HEAD,
		    n < sizeof words ? n : sizeof words - 1);
		*at += HEAD + n;
		if (read_progress(words, v))
			p->show(p->self, (enum progress_what)v[0], v[1], v[2]);
	}
}

static int
read_all(int fd, struct sbuf *b, const struct progress *p)
{
	char chunk[65536];
	for (size_t at = 0;; follow(b, &at, p)) {
		ssize_t n = read(fd, chunk, sizeof chunk);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return (int)n;
		sbuf_add_n(b, chunk, (size_t)n);
	}
}

static void
take_out(struct outfile_list *l, char type, const char *bytes, size_t n)
{
	const char *nul = memchr(bytes, '\0', n);
	if (!nul)
		return;
	size_t left = n - (size_t)(nul + 1 - bytes);
	if (type == 'S')
		outfile_add_secret(l, bytes, nul + 1, left);
	else
		outfile_add(l, bytes, nul + 1, left);
}

static int
read_answer(const struct sbuf *b, struct control_answer *a)
{
	int done = -1;
	for (size_t at = 0; b->len - at >= HEAD;) {
		const char *head = b->s + at;
		size_t n = head_length((const unsigned char *)head);
		const char *bytes = head + HEAD;
		if (b->len - at - HEAD < n)
			return -1;
		if (*head == 'O')
			sbuf_add_n(&a->out, bytes, n);
		else if (*head == 'T')
			sbuf_add_n(&a->talk, bytes, n);
		else if (*head == 'D')
			a->image = mem_dup_n(bytes, a->image_n = n);
		else if (*head == 'W' || *head == 'S')
			take_out(&a->outs, *head, bytes, n);
		else if (*head == 'N')
			sbuf_add_n(&a->outs.said, bytes, n);
		else if (*head == 'X' && n == 1) {
			a->code = (unsigned char)*bytes;
			done = 0;
		}
		at += HEAD + n;
	}
	return done;
}

int
control_ask(const char *path, int argc, char *const *argv,
    const struct verb_file *files, size_t file_n, struct control_answer *a,
    struct err *err)
{
	*a = (struct control_answer){ .code = VERB_FAILED,
		.colour = a->colour,
		.progress = a->progress };
	int fd = connect_to(path);
	if (fd < 0 && errno == EACCES)
		return err_set(err, ERR_DENIED,
		    "not permitted to use %s: run it as the service's user "
		    "or as root",
		    path);
	if (fd < 0)
		return 0;
	struct sbuf b = { 0 };
	for (int i = 0; i < argc; i++)
		add_frame(&b, 'A', argv[i], strlen(argv[i]));
	for (size_t i = 0; i < file_n; i++)
		add_file_frame(&b, 'F', files[i].name, files[i].bytes,
		    files[i].len);
	if (a->colour)
		add_frame(&b, 'V', "c", 1);
	if (a->progress)
		add_frame(&b, 'V', "p", 1);
	add_frame(&b, 'L', lang_name(lang_now()), 2);
	add_frame(&b, 'G', "", 0);
	int rc = write_all(fd, b.s, b.len);
	sbuf_clear(&b);
	if (rc == 0)
		rc = read_all(fd, &b, a->progress);
	close(fd);
	if (rc == 0)
		rc = read_answer(&b, a);
	sbuf_fini(&b);
	if (rc < 0)
		return err_set(err, ERR_BUSY,
		    "the service went away before it answered; look at its "
		    "log and try again");
	return 1;
}

void
control_answer_fini(struct control_answer *a)
{
	sbuf_fini(&a->out);
	sbuf_fini(&a->talk);
	outfile_fini(&a->outs);
	free(a->image);
	*a = (struct control_answer){ 0 };
}

static void
on_control_closed(uv_handle_t *h)
{
	struct control *c = h->data;
	free(c->path);
	free(c);
}

int
control_listen(struct control **out, uv_loop_t *loop, const char *path,
    control_handler *handler, void *arg, struct err *err)
{
	int fd = connect_to(path);
	if (fd >= 0) {
		close(fd);
		return err_set(err, ERR_BUSY, "another service listens at %s",
		    path);
	}
	unlink(path); /* what a killed service left */
	struct control *c = mem_new(1, sizeof *c);
	c->handler = handler;
	c->arg = arg;
	c->path = mem_dup(path);
	uv_pipe_init(loop, &c->pipe, 0);
	c->pipe.data = c;
	mode_t old = umask(0117);
	int rc = uv_pipe_bind(&c->pipe, path);
	umask(old);
	if (rc >= 0)
		rc = uv_listen((uv_stream_t *)&c->pipe, 16, on_caller);
	if (rc < 0) {
		uv_close((uv_handle_t *)&c->pipe, on_control_closed);
		return err_set(err, ERR_FAILED, "cannot listen at %s: %s", path,
		    uv_strerror(rc));
	}
	*out = c;
	return 0;
}

void
control_close(struct control *c)
{
	if (!c)
		return;
	unlink(c->path);
	uv_close((uv_handle_t *)&c->pipe, on_control_closed);
}
