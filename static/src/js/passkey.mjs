// Signing in with a passkey, and making one. The form is an ordinary one: this fills in the browser's answer.
// Without scripts, or in a browser without passkeys, it stays hidden, and the other ways to sign in are there.

import { browserSupportsWebAuthn, startAuthentication, startRegistration } from "@simplewebauthn/browser";

const WORDS = {
  failed: "That did not work. Try again, or use another way to sign in.",
  cancelled: "The passkey was not used. Try again, or use another way.",
  known: "This device has a passkey for this account already.",
};

async function optionsFor(form) {
  const token = form.elements.csrf_token?.value;
  const answer = await fetch(form.dataset.options, {
    method: "POST",
    headers: token ? { "X-CSRF-Token": token } : {},
    credentials: "same-origin",
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function wordsFor(error) {
  if (error.name === "NotAllowedError" || error.name === "AbortError") return WORDS.cancelled;
  if (error.name === "InvalidStateError") return WORDS.known;
  return WORDS.failed;
}

async function ask(form) {
  const { options, challenge } = await optionsFor(form);
  const start = form.dataset.passkey === "register" ? startRegistration : startAuthentication;
  form.elements.answer.value = JSON.stringify(await start({ optionsJSON: options }));
  form.elements.challenge.value = challenge;
}

function listen(form) {
  const problem = form.querySelector("[data-passkey-problem]");
  const button = form.querySelector("[type=submit]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.textContent = "";
    button.disabled = true;
    try {
      await ask(form);
      form.submit();
    } catch (error) {
      problem.textContent = wordsFor(error);
    } finally {
      button.disabled = false;
    }
  });
}

if (browserSupportsWebAuthn()) for (const form of document.querySelectorAll("[data-passkey]")) listen(form);
