/**
 * <account-menu src="/accounts/state/"><a href="/desk/">Sign in or your desk</a></account-menu>
 * Fills in who is signed in, apart from the page, so that the page can be the same for everybody.
 * The state is {"name": "Asha Begum" | null, "desk_count": 2}; with no answer the plain link stays.
 */
class AccountMenu extends HTMLElement {
  async connectedCallback() {
    try {
      const response = await fetch(this.getAttribute("src"), {
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      if (response.ok) this.fill(await response.json());
    } catch {
      // Offline or refused: the link that is already there leads to the same place.
    }
  }

  fill({ name, desk_count: count }) {
    if (!name) {
      this.replaceChildren(link("/accounts/login/", "Sign in"));
      return;
    }
    const desk = link("/desk/", "Your desk");
    if (count > 0) {
      const badge = document.createElement("span");
      badge.className = "desk-count";
      badge.textContent = `${count} waiting`;
      desk.append(" ", badge);
    }
    const who = document.createElement("span");
    who.className = "account-name";
    who.textContent = name;
    this.replaceChildren(who, desk, link("/accounts/logout/", "Sign out"));
  }
}

function link(href, text) {
  const made = document.createElement("a");
  made.href = href;
  made.textContent = text;
  return made;
}

customElements.define("account-menu", AccountMenu);
