void
say(void)
{
	give("E_HEADER");
}
