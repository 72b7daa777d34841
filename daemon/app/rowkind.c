/*
 * Tells rows of a list from what stands around it.  Knows no header.
 */
#include "app/rowkind.h"

#include "app/namecell.h"
#include "base/mem.h"
#include "core/fold.h"

#include <stdlib.h>
#include <string.h>

bool
rowkind_is_blank(const struct table *t, size_t row)
{
	for (size_t i = 0; i < t->rows[row].n; i++) {
		const char *cell = table_cell(t, row, (int)i);
		if (!*cell)
			continue;
		char *text = namecell_text(cell);
		bool blank = !*text;
		free(text);
		if (!blank)
			return false;
	}
	return true;
}

bool
rowkind_is_numbering(const struct table *t, size_t row)
{
	size_t filled = 0;
	for (size_t i = 0; i < t->rows[row].n; i++) {
		const char *s = table_cell(t, row, (int)i);
		size_t n = strlen(s);
		filled += n > 0;
		if (n > 4 || (n > 2 && s[0] != '('))
			return false;
	}
	return filled >= 3;
}

static bool
begins_as_footer(const char *folded)
{
	static const char *const begins[] = { "tong cong", "tong so",
		"tong:", "cong:", "tm.", "tm ", "t/m", "kt.", "k/t", "tl.",
		"bi thu", "pho bi thu", "nguoi lap", "nguoi ky", "noi nhan",
		"ghi chu", "luu:", "xac nhan", "ky ten", "(ky", "(da ky",
		"ban thuong vu", "chu tich", "danh sach nay" };
	for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
		if (strncmp(folded, begins[i], strlen(begins[i])) == 0)
			return true;
	}
	/* "Đồng Phú, ngày 28 tháng 3 năm 2018" */
	const char *day = strstr(folded, "ngay ");
	const char *month = day ? strstr(day, " thang ") : NULL;
	return month && strstr(month, " nam");
}

bool
rowkind_is_footer(const struct table *t, size_t row, int except)
{
	bool found = false;
	for (size_t i = 0; i < t->rows[row].n && !found; i++) {
		const char *cell = table_cell(t, row, (int)i);
		if (!*cell || (int)i == except)
			continue;
		char *folded = fold_text(cell);
		found = begins_as_footer(folded);
		free(folded);
	}
	return found;
}

bool
rowkind_is_example(const struct table *t, size_t row)
{
	char *text = rowkind_text(t, row);
	char *folded = fold_text(text);
	bool is = strncmp(folded, "vi du:", 6) == 0;
	free(folded);
	free(text);
	return is;
}

bool
rowkind_is_number(const char *cell)
{
	size_t n = strspn(cell, "0123456789");
	return n && (cell[n] == '\0' || strcmp(cell + n, ".") == 0);
}

char *
rowkind_text(const struct table *t, size_t row)
{
	for (size_t i = 0; i < t->rows[row].n; i++) {
		const char *cell = table_cell(t, row, (int)i);
		if (*cell)
			return namecell_text(cell);
	}
	return mem_dup("");
}
