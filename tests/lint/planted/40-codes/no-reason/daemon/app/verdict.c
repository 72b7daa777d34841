	{ "E_HEADER", "", "" },
	{ "E_PARENT", "", "" },
