/* A page that comes back with something to put right starts at the list of what is wrong. */
document.querySelector("[data-focus-first]")?.focus();
