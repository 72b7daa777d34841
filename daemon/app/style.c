#include "app/style.h"

#include <stddef.h>

/* Contrast of each text colour on its ground is at least 4.5:1 in both
 * themes; colour only repeats what symbol and words say. */
static const char colours[] =
    ":root{color-scheme:light dark;--bg:#fff;--ink:#1a1d21;--soft:#545d68;"
    "--line:#c6ccd4;--tint:#f1f4f8;--link:#0b56a4;--done:#156329;"
    "--plan:#7a4700;--late:#b3201a;--mine:#dcebfb}\n"
    "@media(prefers-color-scheme:dark){:root{--bg:#14171a;--ink:#e8eaed;"
    "--soft:#aab3bd;--line:#3f464e;--tint:#1f2429;--link:#8fbcff;"
    "--done:#7ed693;--plan:#f0bf74;--late:#ff9d94;--mine:#1c3450}}\n";

static const char frame[] =
    "*{box-sizing:border-box}\n"
    "body{margin:0;background:var(--bg);color:var(--ink);"
    "font:1rem/1.5 system-ui,'Segoe UI','Noto Sans',sans-serif}\n"
    "header,main,footer,.demo{max-width:72rem;margin:0 auto;"
    "padding:0 1rem}\n"
    "header{border-bottom:1px solid var(--line);display:flex;"
    "flex-wrap:wrap;align-items:center;gap:0 1.5rem}\n"
    ".office{font-weight:600;margin:.5rem 0}\n"
    ".bar{list-style:none;margin:0;padding:0;display:flex;"
    "flex-wrap:wrap}\n"
    ".bar a{display:block;padding:.625rem .75rem;min-height:44px;"
    "text-decoration:none}\n"
    ".bar a[aria-current]{color:var(--ink);font-weight:600;"
    "box-shadow:inset 0 -3px var(--link)}\n"
    "a{color:var(--link)}\n"
    ":focus-visible{outline:3px solid var(--link);outline-offset:2px}\n"
    ".skip{position:absolute;left:-99rem}\n"
    ".skip:focus{left:0;background:var(--bg);padding:.75rem;z-index:9}\n"
    ".hid{position:absolute;width:1px;height:1px;overflow:hidden;"
    "clip-path:inset(50%);white-space:nowrap}\n"
    ".demo{background:var(--tint);padding:.5rem 1rem;font-size:.9rem}\n"
    "h1{font-size:1.5rem;line-height:1.25;margin:1.25rem 0 .5rem}\n"
    "h2{font-size:1.15rem;margin:1.75rem 0 .5rem}\n"
    "small,.soft,footer{color:var(--soft)}\n"
    "small{font-size:.85em}\n"
    "footer{font-size:.85rem;margin-top:2rem;"
    "border-top:1px solid var(--line)}\n"
    ".button,button{display:inline-block;min-height:44px;min-width:44px;"
    "padding:.55rem 1rem;border:1px solid var(--link);border-radius:6px;"
    "background:var(--bg);color:var(--link);font:inherit;cursor:pointer;"
    "text-decoration:none}\n"
    "button.main{background:var(--link);color:var(--bg)}\n"
    "input[type=text]{min-height:44px;padding:.5rem .75rem;font:inherit;"
    "color:inherit;background:var(--bg);border:1px solid var(--soft);"
    "border-radius:6px;width:100%}\n"
    ".row{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}\n"
    ".figures{font-size:1.1rem;margin:.25rem 0 .75rem}\n"
    "@media(prefers-reduced-motion:no-preference){a,button"
    "{transition:color .1s}}\n";

static const char tables[] =
    "table{border-collapse:collapse;width:100%}\n"
    "caption{text-align:left;color:var(--soft);padding:.25rem 0}\n"
    "th,td{text-align:left;vertical-align:top;padding:.5rem .6rem;"
    "border-bottom:1px solid var(--line)}\n"
    "thead th{font-size:.9em;color:var(--soft);position:sticky;top:0;"
    "background:var(--bg)}\n"
    "tbody th[scope=row]{font-weight:600;position:sticky;left:0;"
    "background:var(--bg)}\n"
    "th.group{background:var(--tint)}\n"
    ".list{list-style:none;margin:0;padding:0}\n"
    ".st{white-space:nowrap;font-weight:600}\n"
    ".st i,.list i{font-style:normal;font-weight:700;display:inline-block;"
    "min-width:1.2em}\n"
    ".done{color:var(--done)}.planned,.verify{color:var(--plan)}"
    ".overdue{color:var(--late)}.exempt,.not_due{color:var(--soft)}\n"
    "td.text{overflow-wrap:anywhere;min-width:14rem}\n"
    "td.num,.n{white-space:nowrap}\n"
    "@media screen and (max-width:640px){"
    "table,caption,tbody,tr,td,tbody th{display:block}\n"
    "thead{position:absolute;left:-99rem}\n"
    "tbody tr{border:1px solid var(--line);border-radius:8px;"
    "margin:.5rem 0;padding:.25rem .25rem}\n"
    "tbody tr.head{border:0;margin:1rem 0 0;padding:0}\n"
    "tbody th[scope=row]{position:static;font-size:1.05rem}\n"
    "td,tbody th{border:0;padding:.25rem .6rem}\n"
    "td[data-l]{display:grid;grid-template-columns:7rem 1fr;gap:.5rem}\n"
    "td[data-l]::before{content:attr(data-l);color:var(--soft);"
    "font-size:.9rem}\n"
    "td.none{display:none}td.text{min-width:0}}\n";

static const char phones[] =
    ".phones{display:grid;grid-template-columns:17rem minmax(0,1fr);gap:1.5rem;"
    "align-items:start}\n"
    ".who{list-style:none;margin:0;padding:0;border:1px solid "
    "var(--line);border-radius:8px;overflow:hidden}\n"
    ".who a{display:block;overflow:hidden;min-height:44px;padding:.4rem .75rem;"
    "text-decoration:none;border-bottom:1px solid var(--line)}\n"
    ".who li:last-child a{border:0}\n"
    ".who a[aria-current]{background:var(--mine);color:var(--ink)}\n"
    ".who small{display:block;overflow:hidden;text-overflow:ellipsis;"
    "white-space:nowrap}\n"
    ".phone{border:1px solid var(--line);border-radius:14px;"
    "padding:0 1rem 1rem;max-width:40rem}\n"
    ".talk{display:flex;flex-direction:column-reverse;overflow:auto;"
    "max-height:55vh;border-block:1px solid var(--line);"
    "margin-bottom:1rem}\n"
    ".talk ol{list-style:none;margin:0;padding:.75rem 0;display:flex;"
    "flex-direction:column;gap:.75rem}\n"
    ".talk li{max-width:85%;background:var(--tint);border-radius:12px;"
    "padding:.5rem .75rem;align-self:flex-start;overflow-wrap:anywhere}\n"
    ".talk li.mine{align-self:flex-end;background:var(--mine)}\n"
    ".talk p{margin:0;white-space:pre-wrap}\n"
    "label{display:block;font-weight:600;margin-bottom:.25rem}\n"
    ".row input[type=text]{flex:1 1 12rem;width:auto}\n"
    "form+form{margin-top:.75rem}\n"
    ".other{display:none;margin-bottom:.75rem}\n"
    "@media screen and (max-width:640px){.phones{grid-template-columns:"
    "minmax(0,1fr)}.phones nav{order:2}.other{display:inline-block}"
    ".phone{padding:0 .75rem .75rem}}\n";

static const char paper[] =
    "@page{size:A4;margin:20mm 15mm 20mm 30mm;"
    "@bottom-right{content:counter(page)}}\n"
    "@media print{:root{--bg:#fff;--ink:#000;--soft:#222;--line:#888;"
    "--tint:#fff;--link:#000;--done:#000;--plan:#000;--late:#000;"
    "--mine:#fff}\n"
    "body{font-size:9pt;line-height:1.2}\n"
    "nav,.skip,.noprint,.demo,form,footer{display:none}\n"
    "header,main{max-width:none;padding:0}\n"
    "thead{display:table-header-group}tr{break-inside:avoid}\n"
    "thead th,tbody th[scope=row]{position:static}\n"
    "th,td{padding:1pt 3pt}caption{display:none}"
    "h1{font-size:13pt;margin:0}h2{font-size:11pt;margin:6pt 0 2pt}"
    ".office,.figures,p{margin:2pt 0;font-size:inherit}"
    ".talk{max-height:none}}\n";

void
style_put(struct sbuf *b)
{
	static const char *const parts[] = { colours, frame, tables, phones,
		paper };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		sbuf_add(b, parts[i]);
}
