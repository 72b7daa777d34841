/* Private to this folder: the set of statements of every file. */
#ifndef NHACVIEC_STORE_SETS_H
#define NHACVIEC_STORE_SETS_H

#include "store/stmt.h"

extern const struct stmt_set store_statements;
extern const struct stmt_set audit_statements;
extern const struct stmt_set org_statements;
extern const struct stmt_set load_statements;
extern const struct stmt_set deed_statements;
extern const struct stmt_set outbox_statements;
extern const struct stmt_set report_statements;
extern const struct stmt_set inbound_statements;
extern const struct stmt_set imports_statements;
extern const struct stmt_set shift_statements;
extern const struct stmt_set account_statements;
extern const struct stmt_set feed_statements;
extern const struct stmt_set history_statements;
extern const struct stmt_set gateway_statements;
extern const struct stmt_set ask_statements;
extern const struct stmt_set spent_statements;
extern const struct stmt_set rotation_statements;
extern const struct stmt_set address_statements;

#endif
