// The library waits for calls of the page; there is nothing to do before.
return;
