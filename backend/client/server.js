"use strict";
/* Asks the server as whoever is signed in by cookie, for the page and for the service worker. */
self.server = (() => {
  const PATIENCE_MS = 15_000;

  /* The server's refusal: `code` for a program, `message` and `fields` for a person. */
  class Refused extends Error {
    constructor(status, problem) {
      super(problem.detail ?? problem.title ?? `The server answered ${status}.`);
      this.status = status;
      this.code = problem.code;
      this.fields = problem.fields ?? {};
    }
  }

  async function send(method, path, body) {
    const headers = {};
    const csrf = await kept.get("csrf");
    if (csrf) headers["X-CSRF-Token"] = csrf;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    return fetch(`/api/v1${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  }

  async function read(answer) {
    if (answer.status === 204) return null;
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Refused(answer.status, told);
    return told;
  }

  async function keepSignIn({ csrf_token, account }) {
    await kept.put("csrf", csrf_token);
    return account;
  }

  /* Page and worker take turns, because each refresh token counts once. */
  function renew() {
    return navigator.locks.request("tidemark-sign-in", async () => {
      if (!(await kept.get("csrf"))) return false;
      const answer = await send("POST", "/session/refresh", {});
      if (answer.status === 401 || answer.status === 403) return false;
      await keepSignIn(await read(answer));
      return true;
    });
  }

  /* What the server answers, or raises Refused; the sign-in is renewed once if it has run out. */
  async function ask(method, path, body) {
    let answer = await send(method, path, body);
    if (answer.status === 401 && (await renew())) answer = await send(method, path, body);
    return read(answer);
  }

  /* Gives the account; the cookies come with the answer. */
  async function signIn(email, password) {
    return keepSignIn(await read(await send("POST", "/session", { email, password })));
  }

  return { Refused, ask, signIn };
})();
