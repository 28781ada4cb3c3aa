/**
 * Asks the server what a half-filled form amounts to, after each change has rested, and drops
 * the question when a newer one is asked.
 */
export class Reckoner {
  #timer;
  #asked;

  constructor({ form, url, restMs = 400, onAnswer, onBusy, onFailure }) {
    Object.assign(this, { form, url, restMs, onAnswer, onBusy, onFailure });
  }

  soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), this.restMs);
  }

  async now() {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    const asked = (this.#asked = new AbortController());
    this.onBusy?.(true);
    try {
      const response = await fetch(this.url, {
        method: "POST",
        body: withoutFiles(new FormData(this.form)),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        signal: asked.signal,
      });
      if (!response.ok) throw new Error(String(response.status));
      this.onAnswer(await response.json());
    } catch (error) {
      if (error.name === "AbortError") return;
      this.onFailure?.();
    }
    if (this.#asked === asked) this.onBusy?.(false);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#asked?.abort();
  }
}

/** A file is read when the form is sent, not at every change. */
function withoutFiles(data) {
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  return data;
}
