	{ "E_HEADER", "", "" },
