void
say(void)
{
	give("E_NEW");
}
