#include "app/progress.h"

#include "app/lang.h"

enum { CELLS = 30, LINE_MAX = 200 };

void
progress_step(struct progress *p, enum progress_what what, int64_t done,
    int64_t all)
{
	if (!p)
		return;
	int64_t now = p->now_ms();
	if (now < p->next_ms)
		return;
	p->next_ms = now + PROGRESS_GAP_MS;
	p->show(p->self, what, done, all);
}

static const char *
words(enum progress_what what)
{
	switch (what) {
	case PROGRESS_IMPORT:
		return _("reading rows");
	case PROGRESS_SIMULATE:
		return _("turning the clock");
	case PROGRESS_BACKUP:
		return _("copying");
	case PROGRESS_WHAT__N:
		break;
	}
	return "";
}

void
progress_bar_show(void *arg, enum progress_what what, int64_t done, int64_t all)
{
	struct progress_bar *bar = arg;
	char cells[CELLS + 1], line[LINE_MAX];
	if (all < 1 || done < 0)
		return;
	done = done > all ? all : done;
	int full = (int)((double)done / (double)all * CELLS);
	for (int i = 0; i < CELLS; i++)
		cells[i] = i < full ? '#' : '.';
	cells[CELLS] = '\0';
	int n = snprintf(line, sizeof line, "%s [%s] %3d %%", words(what),
	    cells, (int)((double)done / (double)all * 100));
	size_t len = n < 0 ? 0 : (size_t)n;
	len = len < sizeof line ? len : sizeof line - 1;
	/* The same length whatever the share, so nothing is left standing. */
	fprintf(bar->to, "\r%s", line);
	fflush(bar->to);
	bar->shown = len;
}

void
progress_bar_end(struct progress_bar *bar)
{
	if (!bar->shown)
		return;
	fprintf(bar->to, "\r%*s\r", (int)bar->shown, "");
	fflush(bar->to);
	bar->shown = 0;
}
